using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Keeps a venue's clock right by asking for its time again and again.</summary>
/// <param name="venue">In capitals.</param>
/// <param name="sync">Asks once; why there was no answer, null where there was one.</param>
/// <param name="clock">What is kept right.</param>
/// <param name="notices">Told where it is not.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class ClockKeeper(string venue, Func<CancellationToken, Task<string?>> sync, VenueClock clock, VenueNotices notices, TimeProvider time) : IAsyncDisposable
{
    private const int FirstSamples = 4;
    private const int TriesMax = 5;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    // All tries of a start stay within what is asked of OKX in 2 seconds, 8: else the last tells of our budget, not of the venue.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan OffsetMax = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;

    /// <summary>Asks a few times, and goes on beside; once.</summary>
    /// <exception cref="VenueException">There was no answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var (samples, tried) = (0, 1); samples < FirstSamples; tried++)
        {
            if (await sync(cancellationToken) is not { } cause)
                samples++;
            else if (tried >= FirstSamples + TriesMax)
                throw new VenueException(VenueErrorKind.Passing, $"{venue} did not tell its time in {tried} tries: {cause}");
            else
                await Task.Delay(Pause, time, cancellationToken);
        }
        LookAtClock();
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
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            notices.Tell("adapter_fault", $"could not be asked for its time by a fault of its adapter, which is an error to report: {exception.GetType().Name}: {exception.Message}");
        }
        LookAtClock();
    }

    private void LookAtClock()
    {
        var estimate = clock.Estimate;
        if (!clock.IsSure)
            notices.Tell("clock_unsure", string.Create(CultureInfo.InvariantCulture, $"did not tell its time well enough: it is known within {estimate.Error.TotalMilliseconds:0} ms, or too old; no orders are sent there until it does"));
        else if (estimate.Offset.Duration() > OffsetMax)
            notices.Tell("clock_off", string.Create(CultureInfo.InvariantCulture, $"has a time that is {estimate.Offset.TotalMilliseconds:0} ms ahead of this machine's: requests carry the venue's, and the machine's clock should be set"));
    }
}
