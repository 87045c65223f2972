using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Storage;

/// <summary>A captured market as a backtest takes it.</summary>
/// <param name="reader">At its start.</param>
/// <param name="instrument">Whose capture.</param>
public sealed class CaptureFeed(MarketCaptureReader reader, Instrument instrument) : MarketFeed
{
    /// <inheritdoc/>
    public override Instrument Instrument => instrument;

    /// <inheritdoc/>
    public override UnixNanos EndTime => reader.LastSegmentTime;

    /// <inheritdoc/>
    public override ValueTask<bool> LoadAsync(CancellationToken cancellationToken) => reader.LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public override bool TryRead(out MarketEvent happened) => reader.TryRead(out happened);
}
