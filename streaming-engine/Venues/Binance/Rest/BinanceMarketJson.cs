using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads what Binance says of its markets.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md and filters.md there.</remarks>
internal static class BinanceMarketJson
{
    /// <summary>The markets of <c>exchangeInfo</c> that can be traded, as far as they can be told in our terms.</summary>
    public static IReadOnlyList<VenueMarket> Markets(JsonElement json)
    {
        var markets = new List<VenueMarket>();
        foreach (var symbol in json.Get("symbols").Rows())
        {
            if (symbol.Text("status") == "TRADING" && InstrumentId.TryParse($"{symbol.Text("baseAsset")}-{symbol.Text("quoteAsset")}.BINANCE", out var id) && InstrumentOf(id, symbol) is { } instrument)
                markets.Add(new VenueMarket(symbol.Text("symbol"), instrument));
        }
        return markets;
    }

    /// <summary>Rows of <c>klines</c>, those that are closed.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="market">Whose.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="until">What closes later is left.</param>
    public static IReadOnlyList<Bar> Bars(JsonElement json, Instrument market, BarInterval interval, UnixNanos until)
    {
        var bars = new List<Bar>();
        foreach (var row in json.Rows())
        {
            var cells = row.Rows().ToArray();
            if (cells.Length < 6 || !cells[0].TryGetInt64(out var opened))
                throw new UnreadableException("a kline had fewer than 6 values, or no time");
            var openTime = UnixNanos.FromMilliseconds(opened);
            var closeTime = new UnixNanos(openTime.Value + interval.Nanos);
            if (closeTime <= until)
                bars.Add(new Bar(openTime, closeTime, Price(cells[1]), Price(cells[2]), Price(cells[3]), Price(cells[4]), cells[5].Decimal() ?? throw new UnreadableException("a volume was no decimal")));
        }
        return bars;

        Price Price(JsonElement cell) => market.ToPrice(cell.Decimal() ?? throw new UnreadableException("a price was no decimal"), GridRounding.Exact);
    }

    /// <summary>The levels of one side of <c>depth</c>.</summary>
    public static void Levels(JsonElement json, OrderSide side, Instrument market, List<BookLevelChange> levels)
    {
        foreach (var row in json.Get(side == OrderSide.Buy ? "bids" : "asks").Rows())
        {
            var cells = row.Rows().ToArray();
            if (cells.Length < 2 || cells[0].Decimal() is not { } price || cells[1].Decimal() is not { } quantity)
                throw new UnreadableException("a level was not a price and a quantity");
            levels.Add(new BookLevelChange(side, market.ToTicks(market.ToPrice(price, GridRounding.Exact)), market.ToLots(market.ToQuantity(quantity, GridRounding.Exact))));
        }
    }

    // One whose grid is too fine for exact sums is no reason not to trade the others.
    private static Instrument? InstrumentOf(InstrumentId id, JsonElement symbol)
    {
        try
        {
            return Instrument(id, symbol);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Instrument Instrument(InstrumentId id, JsonElement symbol)
    {
        var filters = symbol.Get("filters").Rows().ToDictionary(static filter => filter.Text("filterType"), StringComparer.Ordinal);
        var (price, lot) = (Filter("PRICE_FILTER"), Filter("LOT_SIZE"));
        return new Instrument(id, price.Decimal("tickSize"), lot.Decimal("stepSize"), FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.001m))
        {
            QuantityMin = lot.Decimal("minQty"),
            QuantityMax = lot.Decimal("maxQty"),
            NotionalMin = filters.TryGetValue("NOTIONAL", out var notional) || filters.TryGetValue("MIN_NOTIONAL", out notional) ? notional.Decimal("minNotional") : 0,
            NotionalMax = notional.Find("maxNotional")?.Decimal(),
        };

        JsonElement Filter(string name) => filters.TryGetValue(name, out var found) ? found : throw new UnreadableException($"{id} had no filter {name}");
    }
}
