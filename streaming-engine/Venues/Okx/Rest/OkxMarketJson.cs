using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what OKX says of its markets.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments and https://www.okx.com/docs-v5/en/#order-book-trading-market-data.</remarks>
internal static class OkxMarketJson
{
    /// <summary>The markets of <c>instruments</c> that can be traded, as far as they can be told in our terms.</summary>
    /// <remarks>Of swaps those that settle in their quote currency: there a quantity of base units is worth the same at any price.</remarks>
    public static IReadOnlyList<VenueMarket> Markets(JsonElement json)
    {
        var markets = new List<VenueMarket>();
        foreach (var row in json.Get("data").Rows())
        {
            if (row.Text("state") == "live" && MarketOf(row) is { } market)
                markets.Add(market);
        }
        return markets;
    }

    /// <summary>Rows of <c>candles</c> or <c>history-candles</c>, newest first: when each opened, and the bar where it is closed.</summary>
    public static IReadOnlyList<(UnixNanos OpenTime, Bar? Closed)> Bars(JsonElement json, VenueMarket market, BarInterval interval)
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
            (cells[5].Decimal() ?? throw new UnreadableException("a volume was no decimal")) * market.ContractSize);

        Price Price(JsonElement cell) => market.Instrument.ToPrice(cell.Decimal() ?? throw new UnreadableException("a price was no decimal"), GridRounding.Exact);
    }

    private static VenueMarket? MarketOf(JsonElement row)
    {
        switch (row.Text("instType"))
        {
            case "SPOT":
                return InstrumentId.TryParse($"{row.Text("baseCcy")}-{row.Text("quoteCcy")}.OKX", out var spot)
                    ? MarketOf(spot, row, FeeSchedule.Flat(makerRate: 0.0008m, takerRate: 0.001m))
                    : null;
            case "SWAP" when row.Text("ctType") == "linear":
                return InstrumentId.TryParse($"{row.Text("uly")}-PERP.OKX", out var swap) && row.Text("settleCcy") == swap.Quote.Code && row.Text("ctValCcy") == swap.Base.Code
                    ? MarketOf(swap, row, FeeSchedule.Flat(makerRate: 0.0002m, takerRate: 0.0005m))
                    : null;
            default:
                return null;
        }
    }

    // One whose grid is too fine for exact sums is no reason not to trade the others.
    private static VenueMarket? MarketOf(InstrumentId id, JsonElement row, FeeSchedule fees)
    {
        try
        {
            var size = id.Kind == InstrumentKind.Perpetual ? row.Decimal("ctVal") * row.Decimal("ctMult") : 1;
            var instrument = new Instrument(id, row.Decimal("tickSz"), row.Decimal("lotSz") * size, fees)
            {
                QuantityMin = row.Decimal("minSz") * size,
                QuantityMax = row.Decimal("maxLmtSz") * size, // Of an order at the market there is only an amount in dollars.
            };
            return new VenueMarket(row.Text("instId"), instrument) { ContractSize = size };
        }
        catch (Exception exception) when (exception is ArgumentException or UnreadableException)
        {
            return null;
        }
    }
}
