using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what OKX says of its markets.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments and https://www.okx.com/docs-v5/en/#order-book-trading-market-data.</remarks>
internal static class OkxMarketJson
{
    /// <summary>The markets of <c>instruments</c> that can be traded, as far as they can be told in our terms.</summary>
    public static IReadOnlyList<VenueMarket> Markets(JsonElement json)
    {
        var markets = new List<VenueMarket>();
        foreach (var row in json.Get("data").Rows())
        {
            var isTraded = row.Text("instType") == "SPOT" && row.Text("state") == "live";
            if (isTraded && InstrumentId.TryParse($"{row.Text("baseCcy")}-{row.Text("quoteCcy")}.OKX", out var id) && InstrumentOf(id, row) is { } instrument)
                markets.Add(new VenueMarket(row.Text("instId"), instrument));
        }
        return markets;
    }

    /// <summary>Rows of <c>candles</c> or <c>history-candles</c>, newest first: when each opened, and the bar where it is closed.</summary>
    public static IReadOnlyList<(UnixNanos OpenTime, Bar? Closed)> Bars(JsonElement json, Instrument market, BarInterval interval)
    {
        var bars = new List<(UnixNanos, Bar?)>();
        foreach (var row in json.Get("data").Rows())
        {
            var cells = row.Rows().ToArray();
            if (cells.Length < 9 || cells[0].Decimal() is not { } opened || opened is <= 0 or >= 9_000_000_000_000 || opened != decimal.Truncate(opened))
                throw new UnreadableException("a candle had fewer than 9 values, or no time");
            var openTime = UnixNanos.FromMilliseconds((long)opened);
            var isClosed = cells[8].ValueKind == JsonValueKind.String && cells[8].GetString() == "1";
            bars.Add((openTime, isClosed ? BarOf(cells, openTime) : null));
        }
        return bars;

        Bar BarOf(JsonElement[] cells, UnixNanos openTime) => new(
            openTime,
            new UnixNanos(openTime.Value + interval.Nanos),
            Price(cells[1]),
            Price(cells[2]),
            Price(cells[3]),
            Price(cells[4]),
            cells[5].Decimal() ?? throw new UnreadableException("a volume was no decimal"));

        Price Price(JsonElement cell) => market.ToPrice(cell.Decimal() ?? throw new UnreadableException("a price was no decimal"), GridRounding.Exact);
    }

    // One whose grid is too fine for exact sums is no reason not to trade the others.
    private static Instrument? InstrumentOf(InstrumentId id, JsonElement row)
    {
        try
        {
            return new Instrument(id, row.Decimal("tickSz"), row.Decimal("lotSz"), FeeSchedule.Flat(makerRate: 0.0008m, takerRate: 0.001m))
            {
                QuantityMin = row.Decimal("minSz"),
                QuantityMax = row.Decimal("maxLmtSz"), // Of an order at the market there is only an amount in dollars.
            };
        }
        catch (Exception exception) when (exception is ArgumentException or UnreadableException)
        {
            return null;
        }
    }
}
