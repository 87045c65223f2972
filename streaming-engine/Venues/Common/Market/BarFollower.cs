using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Gives the closed bars of a market on in order, each once; those that a stream missed are asked for, and come in their place.</summary>
/// <remarks>Its owner calls it under its gate.</remarks>
internal sealed class BarFollower
{
    private const int TriesMax = 6;

    private readonly MarketSubscription _subscription;
    private readonly ReadBars _read;
    private readonly IMarketListener _listener;
    private readonly Lock _gate;
    private readonly BackOff _backOff;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly List<Bar> _waiting = []; // For those before them, that are asked for.
    private UnixNanos? _next;
    private bool _isAsking;

    /// <param name="subscription">With an interval.</param>
    /// <param name="read">Asks for those that were missed.</param>
    /// <param name="listener">Told them.</param>
    /// <param name="gate">Of the owner.</param>
    /// <param name="seed">Of jitter.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="stop">Ends the asking.</param>
    public BarFollower(
        MarketSubscription subscription,
        ReadBars read,
        IMarketListener listener,
        Lock gate,
        ulong seed,
        TimeProvider time,
        CancellationToken stop)
    {
        (_subscription, _read, _listener, _gate, _time, _stop, _next) = (subscription, read, listener, gate, time, stop, subscription.BarsSince);
        _backOff = new BackOff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5), SplitMix64.Stream(seed, "venue.bars", (ulong)subscription.Index));
    }

    /// <summary>Ends when nothing is asked for any more.</summary>
    public Task Asking { get; private set; } = Task.CompletedTask;

    /// <summary>When the bar opens that is to come next; null before the first where no begin was asked for.</summary>
    public UnixNanos? Next => _next;

    /// <summary>Takes a closed bar of the stream.</summary>
    public void Take(in Bar bar)
    {
        if (_next is { } next && bar.OpenTime < next)
            return;
        if (_isAsking)
        {
            _waiting.Add(bar);
        }
        else if (_next is { } expected && bar.OpenTime > expected)
        {
            _waiting.Add(bar);
            Ask(expected, bar.OpenTime);
        }
        else
        {
            Tell(bar);
        }
    }

    /// <summary>The stream tells bars from now on: those that closed before it did are asked for, and do not wait for the next one.</summary>
    public void Resume(UnixNanos now)
    {
        if (!_isAsking && _next is { } next && next.Value + _subscription.Interval!.Value.Nanos <= now.Value)
            Ask(next, now);
    }

    private void Ask(UnixNanos since, UnixNanos until)
    {
        _isAsking = true;
        Asking = FillAsync(since, until);
    }

    private async Task FillAsync(UnixNanos since, UnixNanos until)
    {
        await Task.Yield();
        IReadOnlyList<Bar> missed = [];
        try
        {
            missed = await ReadAsync(since, until);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception)
        {
            // Whatever it was: those that come after must not wait for ever.
        }
        lock (_gate)
        {
            foreach (var bar in missed)
                Tell(bar);
            foreach (var bar in _waiting)
                Tell(bar);
            _waiting.Clear();
            _isAsking = false;
        }
    }

    // Those that cannot be had are missing: what comes after them is worth more than to wait for ever.
    private async Task<IReadOnlyList<Bar>> ReadAsync(UnixNanos since, UnixNanos until)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await _read(_subscription, since, until, _stop);
            }
            catch (VenueException) when (tried < TriesMax)
            {
                await Task.Delay(_backOff.Next(), _time, _stop);
            }
            catch (VenueException)
            {
                return [];
            }
        }
    }

    private void Tell(in Bar bar)
    {
        if (_next is { } next && bar.OpenTime < next)
            return;
        _next = bar.CloseTime;
        _listener.TakeBar(_subscription.Index, in bar);
    }
}
