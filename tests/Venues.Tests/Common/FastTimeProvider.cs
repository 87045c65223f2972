namespace VeloZ.Venues.Tests;

/// <summary>The machine's clock, so many times as fast: for what a venue does once a minute.</summary>
/// <param name="factor">A divisor of the clock's frequency.</param>
internal sealed class FastTimeProvider(int factor) : TimeProvider
{
    private static readonly TimeSpan TimerMin = TimeSpan.FromMilliseconds(1);

    private readonly DateTimeOffset _start = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency / factor;

    public override long GetTimestamp() => System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new FastTimer(this, callback, state, dueTime, period);

    private TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : time / factor is var real && real > TimerMin ? real : TimerMin;

    private sealed class FastTimer(FastTimeProvider owner, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        private readonly ITimer _timer = System.CreateTimer(callback, state, owner.Real(dueTime), owner.Real(period));

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(owner.Real(dueTime), owner.Real(period));

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();
    }
}
