using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What is left of a limit.</summary>
/// <param name="Limit">In a second.</param>
/// <param name="Left">Of it.</param>
/// <param name="Reset">When more is left again; now where something is.</param>
internal sealed record BybitQuota(int Limit, int Left, UnixNanos Reset);

/// <summary>Bybit's limits: calls of an account in any second, by call and category; requests of an address in five seconds. Thread-safe.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/rate-limit.</remarks>
internal sealed class BybitLimits(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Key, string Call, string Category), Queue<long>> _taken = []; // Stamps of the clock.

    /// <summary>Requests by HTTP of an address.</summary>
    public RequestBudget Requests { get; } = new(TimeSpan.FromSeconds(5), limit: 600, time);

    /// <summary>Orders by WebSocket of an address.</summary>
    public RequestBudget SocketOrders { get; } = new(TimeSpan.FromSeconds(1), limit: 3_000, time);

    /// <summary>Sockets that an address opens.</summary>
    public RequestBudget Sockets { get; } = new(TimeSpan.FromMinutes(5), limit: 500, time);

    /// <summary>Takes as many as are left, of so many.</summary>
    /// <param name="key">Of the account.</param>
    /// <param name="call">What is called.</param>
    /// <param name="category">Each has a limit of its own.</param>
    /// <param name="limit">In a second.</param>
    /// <param name="count">Wanted; 1 of a call, of a batch that of its orders.</param>
    /// <returns>How many were taken, and what is left.</returns>
    public (int Granted, BybitQuota Quota) Take(string key, string call, string category, int limit, int count)
    {
        lock (_gate)
        {
            if (!_taken.TryGetValue((key, call, category), out var taken))
                _taken.Add((key, call, category), taken = new Queue<long>());
            var now = time.GetTimestamp();
            while (taken.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
                taken.Dequeue();
            var granted = Math.Min(count, limit - taken.Count);
            for (var one = 0; one < granted; one++)
                taken.Enqueue(now);
            var wait = granted < count && taken.TryPeek(out var first) ? Window - time.GetElapsedTime(first, now) : TimeSpan.Zero;
            return (granted, new BybitQuota(limit, limit - taken.Count, UnixNanos.From(time.GetUtcNow()) + wait));
        }
    }
}
