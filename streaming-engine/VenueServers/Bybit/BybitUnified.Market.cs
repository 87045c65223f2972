using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>What everybody may ask for.</content>
internal sealed partial class BybitUnified
{
    private const int FundingRatesMax = 200;
    private const string Launched = "1585526400000"; // In milliseconds.

    public void WriteTime(Utf8JsonWriter json, BybitRequest request)
    {
        var now = venue.Now;
        json.WriteStartObject();
        json.WriteString("timeSecond", (now.Milliseconds / 1_000).ToString(CultureInfo.InvariantCulture));
        json.WriteString("timeNano", now.Value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    /// <summary>The start of this venue is all that there is of maintenances.</summary>
    public void WriteStatus(Utf8JsonWriter json, BybitRequest request)
    {
        json.WriteStartObject();
        json.WriteStartArray("list");
        json.WriteStartObject();
        json.WriteString("id", "loopback-start");
        json.WriteString("title", "Start of the loopback venue");
        json.WriteString("state", "completed");
        json.Time("begin", _opened);
        json.Time("end", _opened);
        json.WriteString("href", "");
        WriteNumbers(json, "serviceTypes", 1, 2, 3, 4, 5);
        WriteNumbers(json, "product", 1, 2);
        WriteNumbers(json, "uidSuffix");
        json.WriteNumber("maintainType", 1);
        json.WriteNumber("env", 1);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteInstruments(Utf8JsonWriter json, BybitRequest request)
    {
        var parameters = request.Parameters;
        var category = parameters.Text("category");
        // Clients ask for all four at their start; of two there is nothing.
        var markets = category is "inverse" or "option" ? [] : SelectMarkets(parameters, BybitMarkets.KindOf(category));
        var isWanted = parameters.TextOrNull("status") is null or "Trading";
        json.WriteStartObject();
        json.WriteString("category", category);
        json.WriteStartArray("list");
        foreach (var market in isWanted ? markets : [])
        {
            if (market.IsPerpetual)
                WriteLinear(json, market);
            else
                WriteSpot(json, market);
        }
        json.WriteEndArray();
        json.WriteString("nextPageCursor", "");
        json.WriteEndObject();
    }

    public void WriteBook(Utf8JsonWriter json, BybitRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Parameters.Limit(market.IsPerpetual ? 25 : 1, BybitBooks.DepthMax);
        var feed = books.Flush(market, BybitBooks.DepthMax);
        json.WriteStartObject();
        json.WriteString("s", market.Symbol);
        BybitBooks.WriteLevels(json, "b", market, feed.Whole.Bids.Take(limit));
        BybitBooks.WriteLevels(json, "a", market, feed.Whole.Asks.Take(limit));
        json.Milliseconds("ts", venue.Now);
        json.WriteNumber("u", feed.UpdateId);
        json.WriteNumber("seq", feed.Sequence);
        json.Milliseconds("cts", feed.BookTime);
        json.WriteEndObject();
    }

    public void WriteTrades(Utf8JsonWriter json, BybitRequest request)
    {
        var market = MarketOf(request);
        var limit = market.IsPerpetual ? request.Parameters.Limit(500, 1_000) : request.Parameters.Limit(60, 60);
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.CategoryOf(market));
        json.WriteStartArray("list");
        foreach (var print in market.Prints.TakeLast(limit).Reverse())
        {
            json.WriteStartObject();
            json.WriteString("execId", BybitIds.TradeOf(market, print));
            json.WriteString("symbol", market.Symbol);
            json.Price("price", market, print.Price);
            json.Quantity("size", market, print.Quantity);
            json.WriteString("side", BybitJson.SideOf(print.TakerSide));
            json.Time("time", print.Time);
            json.WriteBoolean("isBlockTrade", false);
            json.WriteBoolean("isRPITrade", false);
            json.WriteString("seq", print.Number.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteBars(Utf8JsonWriter json, BybitRequest request) => WriteBars(json, request, hasVolume: true);

    /// <summary>Of the mark or the index price: both are the last price here.</summary>
    public void WriteMarkBars(Utf8JsonWriter json, BybitRequest request) => WriteBars(json, request, hasVolume: false);

    public void WriteTickers(Utf8JsonWriter json, BybitRequest request)
    {
        var kind = KindOf(request);
        json.WriteStartObject();
        json.WriteString("category", request.Parameters.Text("category"));
        json.WriteStartArray("list");
        foreach (var market in SelectMarkets(request.Parameters, kind))
        {
            json.WriteStartObject();
            foreach (var (name, value) in BybitTicker.Rest(venue, tapes, market))
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A rate of 0 each eight hours since the first minute that is known.</summary>
    public void WriteFunding(Utf8JsonWriter json, BybitRequest request)
    {
        var market = MarketOf(request);
        if (!market.IsPerpetual)
            throw BybitError.Parameter("Illegal category");
        var (start, end) = (request.Parameters.TimeOrNull("startTime"), request.Parameters.TimeOrNull("endTime"));
        if (start is not null && end is null)
            throw BybitError.Missing("endTime");
        var limit = request.Parameters.Limit(FundingRatesMax, FundingRatesMax);
        var (now, first) = (venue.Now, start ?? new UnixNanos(0));
        first = tapes.Of(market).Start is { } known && first < known ? known : first;
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.Linear);
        json.WriteStartArray("list");
        var time = BarTape.StartOf(end < now ? end.Value : now, BybitMarkets.FundingInterval);
        for (var count = 0; count < limit && time >= first; count++, time -= BybitMarkets.FundingInterval)
        {
            json.WriteStartObject();
            json.WriteString("symbol", market.Symbol);
            json.WriteString("fundingRate", "0");
            json.Time("fundingRateTimestamp", time);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteBars(Utf8JsonWriter json, BybitRequest request, bool hasVolume)
    {
        var parameters = request.Parameters;
        var category = parameters.TextOrNull("category") ?? BybitMarkets.Linear;
        var market = MarketOf(parameters, BybitMarkets.KindOf(category));
        if (!hasVolume && !market.IsPerpetual)
            throw BybitError.Parameter("Illegal category");
        var interval = parameters.Text("interval");
        if (!BybitBars.IsInterval(interval))
            throw BybitError.Parameter("Invalid period!");
        var (start, end, limit) = (parameters.TimeOrNull("start"), parameters.TimeOrNull("end"), parameters.Limit(200, 1_000));
        var bars = BybitBars.Of(tapes.Of(market), interval, start ?? new UnixNanos(0), end ?? venue.Now);
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        json.WriteString("category", category);
        json.WriteStartArray("list");
        // Newest first; from a start alone, the first ones after it.
        foreach (var bar in (start is not null && end is null ? bars.Take(limit) : bars.TakeLast(limit)).Reverse())
            WriteBar(json, market, bar, hasVolume);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBar(Utf8JsonWriter json, LoopbackMarket market, VenueBar bar, bool hasVolume)
    {
        json.WriteStartArray();
        json.WriteStringValue(BybitJson.Text(bar.OpenTime));
        foreach (var price in new[] { bar.Open, bar.High, bar.Low, bar.Close })
            json.WriteStringValue(BybitJson.PriceText(market, price));
        if (hasVolume)
        {
            json.WriteStringValue(DecimalText.Trimmed(bar.Volume));
            json.WriteStringValue(DecimalText.Trimmed(Currency.Round(bar.QuoteVolume)));
        }
        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, LoopbackMarket market)
    {
        var id = market.Instrument.Id;
        json.WriteString("symbol", market.Symbol);
        json.WriteString("status", market.IsHalted ? "Closed" : "Trading");
        json.WriteString("baseCoin", id.Base.Code);
        json.WriteString("quoteCoin", id.Quote.Code);
        json.WriteString("symbolType", "");
    }

    private static void WriteSpot(Utf8JsonWriter json, LoopbackMarket market)
    {
        var grid = market.Instrument;
        json.WriteStartObject();
        WriteNames(json, market);
        json.WriteString("innovation", "0");
        json.WriteString("marginTrading", "none");
        json.WriteString("stTag", "0");
        json.WriteStartObject("lotSizeFilter");
        json.Trimmed("basePrecision", grid.QuantityIncrement);
        json.WriteString("quotePrecision", "0.00000001");
        json.Trimmed("minOrderQty", grid.QuantityMin);
        foreach (var name in new[] { "maxOrderQty", "maxLimitOrderQty", "maxMarketOrderQty", "postOnlyMaxLimitOrderSize" })
            json.Trimmed(name, grid.QuantityMax ?? 0);
        json.Trimmed("minOrderAmt", grid.NotionalMin);
        json.Trimmed("maxOrderAmt", grid.NotionalMax ?? 0);
        json.WriteEndObject();
        json.WriteStartObject("priceFilter");
        json.Trimmed("tickSize", grid.PriceIncrement);
        json.WriteEndObject();
        WriteRisk(json);
        json.WriteEndObject();
    }

    private static void WriteLinear(Utf8JsonWriter json, LoopbackMarket market)
    {
        var grid = market.Instrument;
        json.WriteStartObject();
        WriteNames(json, market);
        json.WriteString("contractType", "LinearPerpetual");
        json.WriteString("launchTime", Launched);
        json.WriteString("deliveryTime", "0");
        json.WriteString("deliveryFeeRate", "");
        json.WriteString("priceScale", grid.PriceScale.ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("leverageFilter");
        json.WriteString("minLeverage", "1");
        json.Fixed("maxLeverage", BybitMarkets.LeverageMax, digits: 2);
        json.WriteString("leverageStep", "0.01");
        json.WriteEndObject();
        json.WriteStartObject("priceFilter");
        json.Price("minPrice", market, grid.PriceIncrement);
        json.Price("maxPrice", market, BybitMarkets.PriceMax);
        json.Price("tickSize", market, grid.PriceIncrement);
        json.WriteEndObject();
        json.WriteStartObject("lotSizeFilter");
        foreach (var name in new[] { "maxOrderQty", "maxMktOrderQty", "postOnlyMaxOrderQty" })
            json.Quantity(name, market, grid.QuantityMax ?? 0);
        json.Quantity("minOrderQty", market, grid.QuantityMin);
        json.Quantity("qtyStep", market, grid.QuantityIncrement);
        json.Trimmed("minNotionalValue", grid.NotionalMin);
        json.WriteEndObject();
        json.WriteBoolean("unifiedMarginTrade", true);
        json.WriteNumber("fundingInterval", (int)BybitMarkets.FundingInterval.TotalMinutes);
        json.WriteString("settleCoin", grid.Id.Quote.Code);
        json.WriteString("copyTrading", "none");
        json.WriteString("upperFundingRate", "0");
        json.WriteString("lowerFundingRate", "0");
        json.WriteBoolean("isPreListing", false);
        json.WriteNull("preListingInfo");
        WriteRisk(json);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, params ReadOnlySpan<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void WriteRisk(Utf8JsonWriter json)
    {
        json.WriteStartObject("riskParameters");
        json.WriteString("priceLimitRatioX", "0");
        json.WriteString("priceLimitRatioY", "0");
        json.WriteEndObject();
    }
}
