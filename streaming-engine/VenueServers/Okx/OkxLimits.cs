namespace VeloZ.VenueServers;

/// <summary>By whom requests of a kind are counted.</summary>
internal enum OkxLimitScope
{
    /// <summary>By the address that they come from.</summary>
    Address,

    /// <summary>By the address and the market that is asked for.</summary>
    AddressAndMarket,

    /// <summary>By account.</summary>
    User,

    /// <summary>By account and market.</summary>
    UserAndMarket,

    /// <summary>By account and the tag of the request.</summary>
    UserAndTag,
}

/// <summary>How many requests of a kind are answered.</summary>
/// <param name="Count">In the window.</param>
/// <param name="Scope">By whom they are counted.</param>
/// <param name="Seconds">Of the window.</param>
internal sealed record OkxLimit(int Count, OkxLimitScope Scope, int Seconds = 2);

/// <summary>OKX's limits on requests: each kind has its own; those of orders are counted by market and shared by REST and WebSocket.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#overview-rate-limits, and "Rate Limit" of each call there.</remarks>
internal sealed class OkxLimits(TimeProvider time)
{
    private const int SwapOrdersMax = 1_000; // New and amended, of one account in two seconds.

    private readonly Dictionary<string, RequestBudget> _budgets =
        OkxRoutes.All.ToDictionary(
            static route => route.Rest, route => new RequestBudget(TimeSpan.FromSeconds(route.Limit.Seconds), route.Limit.Count, time),
            StringComparer.Ordinal);

    private readonly RequestBudget _swapOrders = new(TimeSpan.FromSeconds(2), SwapOrdersMax, time);

    /// <summary>New connections of sockets in a second, by address.</summary>
    public RequestBudget Connections { get; } = new(TimeSpan.FromSeconds(1), limit: 3, time);

    /// <summary>Counts a request.</summary>
    /// <exception cref="OkxError">It is one too many.</exception>
    public void Take(OkxRoute route, OkxCall call, string address)
    {
        // A list of one counts as a single request.
        var budget = _budgets[call.Items.Count == 1 ? route.Single ?? route.Rest : route.Rest];
        foreach (var group in call.Items.GroupBy(item => WhoOf(route.Limit.Scope, call, item, address), StringComparer.Ordinal))
        {
            if (!budget.TryTake(group.Key, group.Count(), out _))
                throw OkxError.TooMany;
        }
        var swaps = route.MakesOrders ? call.Items.Count(static item => item.TextOrNull("instId")?.EndsWith("-SWAP", StringComparison.Ordinal) == true) : 0;
        if (swaps > 0 && !_swapOrders.TryTake(call.Account.Key, swaps, out _))
            throw new OkxError("50061", "You've reached the maximum order rate limit for this account.");
    }

    private static string WhoOf(OkxLimitScope scope, OkxCall call, OkxArguments item, string address) => scope switch
    {
        OkxLimitScope.Address => address,
        OkxLimitScope.AddressAndMarket => $"{address} {item.TextOrNull("instId") ?? item.TextOrNull("instType")}",
        OkxLimitScope.User => call.Account.Key,
        OkxLimitScope.UserAndMarket => $"{call.Account.Key} {item.TextOrNull("instId")}",
        _ => $"{call.Account.Key} {item.TextOrNull("tag")}",
    };
}
