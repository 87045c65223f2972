using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>
/// Keeps a venue's dead-man timer from running out while the loop lives and leads: where neither does, the venue cancels the orders that work. A stop in order leaves it to run out, too.
/// Where none is wanted, it switches off once what an earlier start may have left to run.
/// </summary>
internal sealed class DeadManTimer : IAsyncDisposable
{
    private static readonly TimeSpan OffPeriod = TimeSpan.FromSeconds(5);

    private readonly IExecutionVenue _venue;
    private readonly TimeSpan? _timeout;
    private readonly LoopPulse _pulse;
    private readonly IVenueListener _listener;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private bool _isRefused;
    private bool _wasSet;

    /// <param name="venue">Whose.</param>
    /// <param name="timeout">After which it cancels; null for never.</param>
    /// <param name="pulse">Of the loop.</param>
    /// <param name="listener">Told where it cannot be set.</param>
    /// <param name="time">The machine's clock.</param>
    public DeadManTimer(IExecutionVenue venue, TimeSpan? timeout, LoopPulse pulse, IVenueListener listener, TimeProvider time) =>
        (_venue, _timeout, _pulse, _listener, _time) = (venue, timeout, pulse, listener, time);

    /// <summary>Begins; once.</summary>
    public void Start() => _running = RunAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            // Three tries before it runs out.
            using var timer = new PeriodicTimer(_timeout is { } timeout ? timeout / 4 : OffPeriod, _time);
            do
                await LookAsync();
            while ((_timeout is not null || _isRefused) && await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The engine ends.
        }
    }

    /// <summary>Sets it, unless the loop stands still: that decides nothing any more, and cancels nothing. Or switches it off.</summary>
    public async Task LookAsync()
    {
        if (_timeout is { } timeout && _pulse.Age >= timeout / 2)
            return;
        var cause = await TrySetAsync();
        if (cause is not null && !_isRefused)
            Tell(cause);
        _isRefused = cause is not null;
        _wasSet |= cause is null;
    }

    // Null where it is set.
    private async Task<string?> TrySetAsync()
    {
        try
        {
            return await _venue.CancelAllAfterAsync(_timeout ?? TimeSpan.Zero, _stop.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            return $"adapter_fault, which is an error to report: {exception.GetType().Name}: {exception.Message}"; // The edge of a request.
        }
    }

    private void Tell(string cause) => _listener.Noticed("dead_man_timer_not_set", _timeout is { } timeout
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{_venue.Venue} did not take its dead-man timer of {timeout.TotalSeconds:0} s: {cause}; {(_wasSet ? "it cancels orders that work unless it takes the next" : "orders that work rest there, whatever becomes of this engine")}")
        : $"{_venue.Venue} did not switch off its dead-man timer: {cause}; one that an earlier start set cancels orders that work within two minutes, unless it takes the next");
}
