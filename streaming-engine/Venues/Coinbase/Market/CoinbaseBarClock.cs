using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Asks for the bars of a market when they should have closed, by the venue's clock, and again while they do not come.</summary>
/// <remarks>Of a time in which nobody traded there is no candle: that it is none is known a few seconds later.</remarks>
internal sealed class CoinbaseBarClock
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1); // After the close.
    private static readonly TimeSpan JitterMax = TimeSpan.FromMilliseconds(500); // Many ask at the same moment.
    private static readonly TimeSpan AgainMax = TimeSpan.FromSeconds(5);

    private readonly BarFollower _bars;
    private readonly BarInterval _interval;
    private readonly Lock _gate;
    private readonly VenueClock _clock;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly BackOff _backOff;
    private SplitMix64 _chance;

    /// <param name="bars">What it feeds; it begins at a time.</param>
    /// <param name="subscription">With an interval.</param>
    /// <param name="gate">Of the owner.</param>
    /// <param name="clock">Of the venue.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="stop">Ends it.</param>
    public CoinbaseBarClock(BarFollower bars, MarketSubscription subscription, Lock gate, VenueClock clock, TimeProvider time, CancellationToken stop)
    {
        (_bars, _interval, _gate, _clock, _time, _stop) = (bars, subscription.Interval!.Value, gate, clock, time, stop);
        _backOff = new BackOff(TimeSpan.FromSeconds(1), AgainMax, SplitMix64.Stream(1, "coinbase.bars", (ulong)subscription.Index));
        _chance = SplitMix64.Stream(0, "coinbase.bars", (ulong)subscription.Index);
        Running = RunAsync();
    }

    /// <summary>Ends when it was stopped.</summary>
    public Task Running { get; }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await Task.Delay(Wait(), _time, _stop);
                Task asking;
                lock (_gate)
                {
                    _bars.Resume(_clock.Now);
                    asking = _bars.Asking;
                }
                await asking;
            }
        }
        catch (OperationCanceledException)
        {
            // The stream ends.
        }
    }

    // Until the bar that is to come next should be there; one that should and is not is asked for less and less often.
    private TimeSpan Wait()
    {
        UnixNanos next;
        lock (_gate)
            next = _bars.Next ?? throw new InvariantException("bars without a begin were asked for");
        var wait = new UnixNanos(next.Value + _interval.Nanos) - _clock.Now;
        if (wait <= TimeSpan.Zero)
            return _backOff.Next();
        _backOff.Reset();
        return wait + First + TimeSpan.FromTicks((long)_chance.NextBelow((ulong)JitterMax.Ticks));
    }
}
