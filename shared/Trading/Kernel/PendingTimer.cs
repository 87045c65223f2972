using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A timer that will fire.</summary>
/// <param name="DueTime">When.</param>
/// <param name="Strategy">Whose it is.</param>
/// <param name="Name">Unique in the strategy.</param>
public readonly record struct PendingTimer(UnixNanos DueTime, StrategyInstanceId Strategy, string Name) : IComparable<PendingTimer>
{
    /// <summary>By due time, then strategy, then name: the order in which they fire.</summary>
    public int CompareTo(PendingTimer other)
    {
        var order = DueTime.CompareTo(other.DueTime);
        if (order == 0)
            order = Strategy.CompareTo(other.Strategy);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
