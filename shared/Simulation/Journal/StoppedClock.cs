namespace VeloZ.Simulation;

/// <summary>A clock that stands, for what only tells the time and does not act by it.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public static StoppedClock Instance { get; } = new();

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    public override long GetTimestamp() => 0;
}
