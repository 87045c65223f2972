using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What Coinbase tells of its markets. Used under the venue's lock.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public and the pages of products beside it.</remarks>
internal sealed class CoinbasePublic(LoopbackVenue venue, VenueTapes tapes)
{
    private const int CandlesMax = 350;
    private const int TradesMax = 1_000;
    private const int TradesWhenNot = 100;
    private const int BookMax = 5_000;
    private const int ProductsMax = 1_000;

    public void WriteTime(Utf8JsonWriter json)
    {
        var now = venue.Now;
        json.WriteStartObject();
        json.Utc("iso", now);
        json.WriteString("epochSeconds", (now.Milliseconds / 1_000).ToString(CultureInfo.InvariantCulture));
        json.WriteString("epochMillis", now.Milliseconds.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    public void WriteProducts(Utf8JsonWriter json, CoinbaseCall call)
    {
        var (type, ids) = (call.Query.TextOrNull("product_type"), call.Query.All("product_ids"));
        if (type is not (null or "UNKNOWN_PRODUCT_TYPE" or "SPOT" or "FUTURE"))
            throw CoinbaseError.Invalid("product_type argument is invalid");
        var all = venue.Markets.Where(market => type is not "FUTURE" && (ids.Count == 0 || ids.Contains(market.Symbol, StringComparer.Ordinal)))
            .Skip(OffsetOf(call.Query)).Take(call.Query.Limit(ProductsMax, ProductsMax)).ToList();
        json.WriteStartObject();
        json.WriteStartArray("products");
        foreach (var market in all)
            Write(json, market);
        json.WriteEndArray();
        json.WriteNumber("num_products", all.Count);
        json.WriteEndObject();
    }

    public void WriteProduct(Utf8JsonWriter json, CoinbaseCall call) =>
        Write(json, venue.FindMarket(call.Id) ?? throw CoinbaseError.NotFound("valid product_id is required"));

    public void WriteBook(Utf8JsonWriter json, CoinbaseCall call)
    {
        var market = Of(call.Query.Text("product_id"));
        var depth = call.Query.Limit(BookMax, BookMax);
        json.WriteStartObject();
        json.WriteStartObject("pricebook");
        WriteBook(json, market, depth);
        json.WriteEndObject();
        CoinbaseProductJson.WriteMiddle(json, market);
        json.WriteEndObject();
    }

    public void WriteBest(Utf8JsonWriter json, CoinbaseCall call)
    {
        var ids = call.Query.All("product_ids");
        json.WriteStartObject();
        json.WriteStartArray("pricebooks");
        foreach (var market in ids.Count == 0 ? venue.Markets : [.. ids.Select(Of)])
        {
            json.WriteStartObject();
            WriteBook(json, market, depth: 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Newest first. A time in which nobody traded has no candle.</summary>
    public void WriteCandles(Utf8JsonWriter json, CoinbaseCall call)
    {
        var market = Of(call.Id);
        var length = CoinbaseGranularity.Find(call.Query.TextOrNull("granularity") ?? "") ?? throw CoinbaseError.Invalid("granularity argument is invalid");
        var (start, end) = (call.Query.Seconds("start"), call.Query.Seconds("end"));
        if (start is not { } from || end is not { } to || from > to)
            throw CoinbaseError.Invalid("start and end argument is invalid");
        if ((to - from) / length > CandlesMax)
            throw CoinbaseError.Invalid($"start and end argument is invalid - number of candles requested should be less than {CandlesMax}");
        var limit = call.Query.Limit(CandlesMax, CandlesMax);
        json.WriteStartObject();
        json.WriteStartArray("candles");
        foreach (var bar in tapes.Of(market).Bars(length, from, to).Where(static bar => bar.Trades > 0).Reverse().Take(limit))
        {
            json.WriteStartObject();
            CoinbaseProductJson.WriteCandle(json, bar);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Newest first.</summary>
    public void WriteTrades(Utf8JsonWriter json, CoinbaseCall call)
    {
        var market = Of(call.Id);
        var (start, end) = (call.Query.Seconds("start"), call.Query.Seconds("end"));
        var limit = call.Query.Limit(TradesWhenNot, TradesMax);
        json.WriteStartObject();
        json.WriteStartArray("trades");
        foreach (var print in market.Prints.Reverse().Where(print => !(print.Time < start) && !(print.Time > end)).Take(limit))
        {
            json.WriteStartObject();
            CoinbaseProductJson.WriteTrade(json, market, print);
            json.Blanks("bid", "ask");
            json.WriteString("exchange", "coinbase");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("best_bid", PriceOf(market.Bids));
        json.WriteString("best_ask", PriceOf(market.Asks));
        json.WriteEndObject();

        string PriceOf(BookSide side) => side.Best is { } best ? DecimalText.Trimmed(best.Ticks * market.Instrument.PriceIncrement) : "";
    }

    private void Write(Utf8JsonWriter json, LoopbackMarket market) => CoinbaseProductJson.WriteProduct(json, market, tapes.Of(market), venue.Now);

    private LoopbackMarket Of(string id) => venue.FindMarket(id) ?? throw CoinbaseError.NoProduct;

    private static void WriteBook(Utf8JsonWriter json, LoopbackMarket market, int depth)
    {
        json.WriteString("product_id", market.Symbol);
        foreach (var (name, side) in new[] { ("bids", OrderSide.Buy), ("asks", OrderSide.Sell) })
        {
            json.WriteStartArray(name);
            foreach (var level in market.Depth(side, depth))
            {
                json.WriteStartObject();
                json.Trimmed("price", level.Price);
                json.Trimmed("size", level.Quantity);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.Utc("time", market.UpdatedTime);
    }

    private static int OffsetOf(CoinbaseQuery query) => query.TextOrNull("offset") is not { } text
        ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : throw CoinbaseError.Invalid("offset argument is invalid");
}
