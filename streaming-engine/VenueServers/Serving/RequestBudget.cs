namespace VeloZ.VenueServers;

/// <summary>Counts what requests use up in windows of the clock, as venues do. Thread-safe.</summary>
/// <param name="window">Of the clock: a minute begins with the minute.</param>
/// <param name="limit">Most in one window.</param>
/// <param name="time">The clock.</param>
internal sealed class RequestBudget(TimeSpan window, int limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Window, int Used)> _used = new(StringComparer.Ordinal);

    public int Limit => limit;

    /// <summary>Until the window that there is now ends.</summary>
    public TimeSpan Rest => window - TimeSpan.FromTicks(time.GetUtcNow().UtcTicks % window.Ticks);

    /// <summary>Takes so much.</summary>
    /// <param name="who">Address or key.</param>
    /// <param name="weight">0 asks only.</param>
    /// <param name="used">In this window, this among it.</param>
    /// <returns>Whether it was within the limit.</returns>
    public bool TryTake(string who, int weight, out int used)
    {
        var now = time.GetUtcNow().UtcTicks / window.Ticks;
        lock (_gate)
        {
            var before = _used.TryGetValue(who, out var found) && found.Window == now ? found.Used : 0;
            used = before + weight;
            if (weight > 0)
                _used[who] = (now, used);
            return used <= limit;
        }
    }
}
