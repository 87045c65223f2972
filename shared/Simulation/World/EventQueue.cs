using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>What is going to happen, by virtual time; at equal times in the order it was put in.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (long Time, long Number)> _events = new();
    private long _number;

    /// <summary>The virtual time: that of the event that happens.</summary>
    public UnixNanos Now { get; private set; } = UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Events that have happened.</summary>
    public long Count { get; private set; }

    /// <summary>Puts an event in.</summary>
    /// <param name="delay">From now; 0 or more.</param>
    /// <param name="action">What happens.</param>
    public void In(TimeSpan delay, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        _events.Enqueue(action, ((Now + delay).Value, _number++));
    }

    /// <summary>Lets the next event happen; false when there is none.</summary>
    public bool Step()
    {
        if (!_events.TryDequeue(out var action, out var at))
            return false;
        Now = new UnixNanos(at.Time);
        Count++;
        action();
        return true;
    }
}
