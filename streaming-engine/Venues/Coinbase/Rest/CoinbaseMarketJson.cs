using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what Coinbase says of its spot markets.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/list-public-products and the page of candles beside it.
/// </remarks>
internal static class CoinbaseMarketJson
{
    private const long SecondsMax = 9_000_000_000; // Of the year 2255.

    private static readonly string[] Closed = ["is_disabled", "trading_disabled", "cancel_only", "view_only"];

    /// <summary>The markets of <c>products</c> that can be traded, as far as they can be told in our terms.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="rows">How many it has, whatever they are.</param>
    public static IReadOnlyList<VenueMarket> Markets(JsonElement json, out int rows)
    {
        var markets = new List<VenueMarket>();
        rows = 0;
        foreach (var row in json.Get("products").Rows())
        {
            rows++;
            if (IsTraded(row) && InstrumentId.TryParse($"{row.Text("base_currency_id")}-{row.Text("quote_currency_id")}.COINBASE", out var id) && InstrumentOf(id, row) is { } instrument)
                markets.Add(new VenueMarket(row.Text("product_id"), instrument));
        }
        return markets;
    }

    /// <summary>Rows of <c>candles</c>, oldest first. A time in which nobody traded has none.</summary>
    /// <param name="json">The answer, which has them newest first.</param>
    /// <param name="market">Whose.</param>
    /// <param name="interval">Their length.</param>
    public static IReadOnlyList<Bar> Bars(JsonElement json, Instrument market, BarInterval interval)
    {
        var bars = new List<Bar>();
        foreach (var row in json.Get("candles").Rows())
        {
            if (row.Whole("start") is not (> 0 and < SecondsMax and var seconds))
                throw new UnreadableException("a candle had no time");
            var openTime = new UnixNanos(seconds * UnixNanos.PerSecond);
            bars.Add(new Bar(openTime, new UnixNanos(openTime.Value + interval.Nanos), Price("open"), Price("high"), Price("low"), Price("close"), row.Decimal("volume")));

            Price Price(string name) => market.ToPrice(row.Decimal(name), GridRounding.Exact);
        }
        bars.Reverse();
        return bars;
    }

    // Channels tell markets that share another's book under that one's name: of these we would never hear.
    private static bool IsTraded(JsonElement row) =>
        row.Text("product_type") == "SPOT" && !Closed.Any(name => row.Find(name) is not null && row.Flag(name)) && (row.Find("alias") is null || row.Text("alias").Length == 0);

    // One whose grid is too fine for exact sums, or that lacks a number, is no reason not to trade the others.
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

    // Fees are those of who has traded nothing yet: https://help.coinbase.com/en/coinbase/trading-and-funding/advanced-trade/advanced-trade-fees.
    private static Instrument Instrument(InstrumentId id, JsonElement row) => new(id, row.Decimal("price_increment"), row.Decimal("base_increment"), FeeSchedule.Flat(makerRate: 0.006m, takerRate: 0.012m))
    {
        QuantityMin = row.Decimal("base_min_size"),
        QuantityMax = row.Decimal("base_max_size"),
        NotionalMin = row.Decimal("quote_min_size"),
        NotionalMax = row.Decimal("quote_max_size"),
    };
}
