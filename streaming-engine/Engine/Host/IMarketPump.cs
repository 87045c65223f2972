namespace VeloZ.Engine;

/// <summary>Gives the loop what happens outside: market data, and what a venue says.</summary>
internal interface IMarketPump
{
    /// <summary>The time is looked at: what comes next happens then.</summary>
    void Look();

    /// <summary>Gives what there is, up to a bound.</summary>
    /// <param name="isAway">Whether the journal does not keep up, or a store is away for too long.</param>
    /// <returns>Whether there was something.</returns>
    bool Advance(bool isAway);

    /// <summary>How long there will be nothing, unless the loop is woken.</summary>
    /// <param name="isHeldUp">Whether a store is away for too long.</param>
    /// <returns>Null where nothing is expected by time.</returns>
    TimeSpan? Wait(bool isHeldUp);
}
