using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Backtests;

/// <summary>Reads the bars of sweeps from blobs, and keeps the last ones: a worker runs batch after batch of one sweep.</summary>
internal sealed class SweepBarReader(IBlobStore blobs) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (SweepBars From, PinnedBars Bars)? _last;

    /// <summary>The bars as they are now, and which ones they are.</summary>
    /// <exception cref="BacktestJobError">There is no such blob, or it is no file of bars.</exception>
    public async Task<PinnedBars> ReadAsync(SweepBars from, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && last.From == from && last.Bars.Pin == await PinAsync(from.Blob, cancellationToken))
                return last.Bars;
            return await ReadFileAsync(from, _ => { }, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The bars that a job was planned with.</summary>
    /// <exception cref="BacktestJobError">
    /// There is no such blob, it is no file of bars, or its content is another one. That is so for bars that are kept here too: what becomes of a job
    /// hangs on no worker.
    /// </exception>
    public async Task<BarSeries> ReadPinnedAsync(BacktestJobId job, SweepBars from, BarsPin pin, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || last.From != from || last.Bars.Pin != pin)
                return (await ReadFileAsync(from, MustBePlanned, cancellationToken)).Series;
            MustBePlanned(await PinAsync(from.Blob, cancellationToken));
            return last.Bars.Series;
        }
        finally
        {
            _turn.Release();
        }

        void MustBePlanned(BarsPin found)
        {
            if (found != pin)
                throw new BacktestJobError($"job {job}: blob {from.Blob} had {found}, must have {pin} as when the job was planned");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static BacktestJobError MissingError(BlobKey blob) => new($"there is no blob {blob}, must be a file of bars");

    private async Task<BarsPin> PinAsync(BlobKey blob, CancellationToken cancellationToken) => BarsPin.Of(await blobs.HeadAsync(blob, cancellationToken) ?? throw MissingError(blob));

    // The pin is that of the opened content: what a look before it told may have been of another one.
    private async Task<PinnedBars> ReadFileAsync(SweepBars from, Action<BarsPin> check, CancellationToken cancellationToken)
    {
        var content = await blobs.OpenAsync(from.Blob, cancellationToken) ?? throw MissingError(from.Blob);
        await using (content)
        {
            var pin = BarsPin.Of(content.Head);
            check(pin);
            using var file = new MemoryStream(); // What is read from a blob counts only once its end was reached.
            await content.Content.CopyToAsync(file, cancellationToken);
            file.Position = 0;
            try
            {
                var series = BarFileReader.Read(file, from.Blob.Text, new BarFileOptions { Interval = from.Interval, To = from.To }, bytesRead: null, cancellationToken).Bars;
                var bars = new PinnedBars(pin, series);
                _last = (from, bars);
                return bars;
            }
            catch (DataFormatException exception)
            {
                throw new BacktestJobError(exception.Message, exception);
            }
        }
    }
}

/// <summary>Bars, and which content of their blob they were read from.</summary>
internal sealed record PinnedBars(BarsPin Pin, BarSeries Series);
