using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Keeps a venue's clock right by asking for its time again and again.</summary>
/// <param name="sync">Asks once; null where there was no answer.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class ClockKeeper(Func<CancellationToken, Task<TimeSpan?>> sync, TimeProvider time) : IAsyncDisposable
{
    private const int FirstSamples = 4;
    private const int TriesMax = 5;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;

    /// <summary>Asks a few times, and goes on beside; once.</summary>
    /// <exception cref="VenueException">There was no answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var (samples, tried) = (0, 1); samples < FirstSamples; tried++)
        {
            if (await sync(cancellationToken) is not null)
                samples++;
            else if (tried >= FirstSamples + TriesMax)
                throw new VenueException(VenueErrorKind.Passing, $"the venue did not tell its time in {tried} tries");
            else
                await Task.Delay(Pause, time, cancellationToken);
        }
        _keeping = KeepAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await TrySyncAsync();
        }
        catch (OperationCanceledException)
        {
            // The venue is closed.
        }
    }

    // One that fails, whatever it was, is followed by others; the clock says by itself when it is not sure any more.
    private async Task TrySyncAsync()
    {
        try
        {
            await sync(_stop.Token);
        }
        catch (Exception) when (!_stop.IsCancellationRequested)
        {
            // The next one.
        }
    }
}
