using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>Binance's limits on requests: weight by address, orders by account.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md, "LIMITS".</remarks>
internal sealed class BinanceLimits(TimeProvider time)
{
    /// <summary>Weight in a minute.</summary>
    public RequestBudget Weight { get; } = new(TimeSpan.FromMinutes(1), limit: 6_000, time);

    /// <summary>Orders in ten seconds.</summary>
    public RequestBudget OrdersBySeconds { get; } = new(TimeSpan.FromSeconds(10), limit: 100, time);

    /// <summary>Orders in a day.</summary>
    public RequestBudget OrdersByDay { get; } = new(TimeSpan.FromDays(1), limit: 200_000, time);

    /// <summary>All limits; with what an address has used where it is given.</summary>
    public void Write(Utf8JsonWriter json, string? who)
    {
        BinanceMarketJson.WriteLimit(json, "REQUEST_WEIGHT", "MINUTE", 1, Weight.Limit, who is null ? null : UsedOf(Weight, who));
        if (who is null)
            WriteOrders(json, key: null);
    }

    /// <summary>Limits on orders; with what a key has used where it is given.</summary>
    public void WriteOrders(Utf8JsonWriter json, string? key)
    {
        BinanceMarketJson.WriteLimit(json, "ORDERS", "SECOND", 10, OrdersBySeconds.Limit, key is null ? null : UsedOf(OrdersBySeconds, key));
        BinanceMarketJson.WriteLimit(json, "ORDERS", "DAY", 1, OrdersByDay.Limit, key is null ? null : UsedOf(OrdersByDay, key));
    }

    private static int UsedOf(RequestBudget budget, string who)
    {
        budget.TryTake(who, weight: 0, out var used);
        return used;
    }
}
