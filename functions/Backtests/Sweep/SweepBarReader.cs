using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Backtests;

/// <summary>Reads the bars of sweeps from blobs, and keeps the last ones: a worker runs batch after batch of one sweep.</summary>
internal sealed class SweepBarReader(IBlobStore blobs) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (SweepBars Bars, string ETag, BarSeries Series)? _last;

    /// <summary>The bars.</summary>
    /// <exception cref="BacktestJobError">There is no such blob, or it is no file of bars.</exception>
    public async Task<BarSeries> ReadAsync(SweepBars bars, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var head = await blobs.HeadAsync(bars.Blob, cancellationToken) ?? throw new BacktestJobError($"there is no blob {bars.Blob}, must be a file of bars");
            if (_last is { } last && last.Bars == bars && last.ETag == head.ETag)
                return last.Series;
            var series = await ReadFileAsync(bars, cancellationToken);
            _last = (bars, head.ETag, series);
            return series;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<BarSeries> ReadFileAsync(SweepBars bars, CancellationToken cancellationToken)
    {
        var content = await blobs.OpenAsync(bars.Blob, cancellationToken) ?? throw new BacktestJobError($"there is no blob {bars.Blob}, must be a file of bars");
        await using (content)
        {
            using var file = new MemoryStream(); // What is read from a blob counts only once its end was reached.
            await content.Content.CopyToAsync(file, cancellationToken);
            file.Position = 0;
            try
            {
                return BarFileReader.Read(file, bars.Blob.Text, new BarFileOptions { Interval = bars.Interval, To = bars.To }, bytesRead: null, cancellationToken).Bars;
            }
            catch (DataFormatException exception)
            {
                throw new BacktestJobError(exception.Message, exception);
            }
        }
    }
}
