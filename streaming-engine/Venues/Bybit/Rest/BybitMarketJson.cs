using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what Bybit says of its spot markets.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/market/instrument and https://bybit-exchange.github.io/docs/v5/market/kline.</remarks>
internal static class BybitMarketJson
{
    /// <summary>The markets of <c>instruments-info</c> that can be traded, as far as they can be told in our terms.</summary>
    public static IReadOnlyList<VenueMarket> Markets(JsonElement json)
    {
        var markets = new List<VenueMarket>();
        foreach (var row in json.Get("list").Rows())
        {
            if (row.Text("status") == "Trading" && InstrumentId.TryParse($"{row.Text("baseCoin")}-{row.Text("quoteCoin")}.BYBIT", out var id) && InstrumentOf(id, row) is { } instrument)
                markets.Add(new VenueMarket(row.Text("symbol"), instrument));
        }
        return markets;
    }

    /// <summary>Rows of <c>kline</c>, those that are closed, oldest first.</summary>
    /// <param name="json">The answer, which has them newest first.</param>
    /// <param name="market">Whose.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="until">What closes later is left.</param>
    public static IReadOnlyList<Bar> Bars(JsonElement json, Instrument market, BarInterval interval, UnixNanos until)
    {
        var bars = new List<Bar>();
        foreach (var row in json.Get("list").Rows().Reverse())
        {
            var cells = row.Rows().ToArray();
            if (cells.Length < 6 || cells[0].Decimal() is not (> 0 and < 9_000_000_000_000 and var opened) || opened != decimal.Truncate(opened))
                throw new UnreadableException("a kline had fewer than 6 values, or no time");
            var openTime = UnixNanos.FromMilliseconds((long)opened);
            var closeTime = new UnixNanos(openTime.Value + interval.Nanos);
            if (closeTime <= until)
                bars.Add(new Bar(openTime, closeTime, Price(cells[1]), Price(cells[2]), Price(cells[3]), Price(cells[4]), Decimal(cells[5])));
        }
        return bars;

        Price Price(JsonElement cell) => market.ToPrice(Decimal(cell), GridRounding.Exact);

        static decimal Decimal(JsonElement cell) => cell.Decimal() ?? throw new UnreadableException("a value of a kline was no decimal");
    }

    // One whose grid is too fine for exact sums is no reason not to trade the others.
    private static Instrument? InstrumentOf(InstrumentId id, JsonElement row)
    {
        try
        {
            return Instrument(id, row);
        }
        catch (Exception exception) when (exception is ArgumentException or UnreadableException)
        {
            return null;
        }
    }

    // Its least quantity and its greatest amount are told, and looked at no longer: what holds is the least amount and the greatest quantity of a limit order.
    private static Instrument Instrument(InstrumentId id, JsonElement row)
    {
        var lots = row.Get("lotSizeFilter");
        var increment = lots.Decimal("basePrecision");
        return new Instrument(id, row.Get("priceFilter").Decimal("tickSize"), increment, FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.001m))
        {
            QuantityMin = increment,
            QuantityMax = lots.Decimal(lots.Find("maxLimitOrderQty") is null ? "maxOrderQty" : "maxLimitOrderQty"),
            NotionalMin = lots.Decimal("minOrderAmt"),
        };
    }
}
