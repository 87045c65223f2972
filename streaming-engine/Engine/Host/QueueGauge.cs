namespace VeloZ.Engine;

/// <summary>How full a bounded queue is, and how full it ever was. Any thread may count.</summary>
/// <param name="name">Of the queue, for people and metrics.</param>
/// <param name="capacity">What it holds at most.</param>
public sealed class QueueGauge(string name, int capacity)
{
    private long _depth;
    private long _highWater;

    /// <summary>Of the queue.</summary>
    public string Name { get; } = name;

    /// <summary>What it holds at most.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>What it holds now.</summary>
    public long Depth => Volatile.Read(ref _depth);

    /// <summary>The most it ever held.</summary>
    public long HighWater => Volatile.Read(ref _highWater);

    /// <summary>One more is in it.</summary>
    public void Add() => Raise(Interlocked.Increment(ref _depth));

    /// <summary>It holds so many now.</summary>
    public void Set(long depth)
    {
        Volatile.Write(ref _depth, depth);
        Raise(depth);
    }

    /// <summary>One was taken.</summary>
    public void Remove() => Interlocked.Decrement(ref _depth);

    private void Raise(long depth)
    {
        for (var seen = HighWater; depth > seen; seen = HighWater)
        {
            if (Interlocked.CompareExchange(ref _highWater, depth, seen) == seen)
                return;
        }
    }
}
