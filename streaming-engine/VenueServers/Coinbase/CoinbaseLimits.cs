namespace VeloZ.VenueServers;

/// <summary>How many calls a limit takes.</summary>
/// <param name="Limit">In a window of the clock.</param>
/// <param name="Left">Of them in this one.</param>
/// <param name="Rest">Until it ends.</param>
internal sealed record CoinbaseQuota(int Limit, int Left, TimeSpan Rest);

/// <summary>Coinbase's limits on requests, connections and messages.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api (rate limits),
/// https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-rate-limits and
/// https://docs.cdp.coinbase.com/coinbase-app/api-architecture/rate-limiting.
/// </remarks>
internal sealed class CoinbaseLimits(TimeProvider time)
{
    private readonly RequestBudget _public = new(TimeSpan.FromSeconds(1), limit: 10, time);
    private readonly RequestBudget _private = new(TimeSpan.FromSeconds(1), limit: 30, time);
    private readonly RequestBudget _app = new(TimeSpan.FromHours(1), limit: 10_000, time);

    /// <summary>New sockets in a second, by address.</summary>
    public RequestBudget Connections { get; } = new(TimeSpan.FromSeconds(1), limit: 8, time);

    /// <summary>Messages to sockets without a token in a second, by address.</summary>
    public RequestBudget Messages { get; } = new(TimeSpan.FromSeconds(1), limit: 8, time);

    /// <summary>Counts a request: public ones by their address, signed ones by their account.</summary>
    /// <exception cref="CoinbaseError">It is one too many.</exception>
    public void Take(CoinbaseRoute route, CoinbaseCall call, string address)
    {
        var (budget, who) = route.IsSigned ? (_private, call.Account.Key) : (route.IsOfApp ? _app : _public, address);
        var isWithin = budget.TryTake(who, 1, out var used);
        call.Quota = new CoinbaseQuota(budget.Limit, Math.Max(0, budget.Limit - used), budget.Rest);
        if (!isWithin)
            throw CoinbaseError.TooMany;
    }
}
