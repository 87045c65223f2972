using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What Binance's spot API does with a request, whichever way it came. Used under the venue's lock.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md.</remarks>
internal sealed partial class BinanceSpot
{
    private const int TradesMax = 1_000;
    private const int DepthMax = 5_000;

    private static readonly Dictionary<string, TimeSpan> Intervals = new(StringComparer.Ordinal)
    {
        ["1s"] = TimeSpan.FromSeconds(1),
        ["1m"] = TimeSpan.FromMinutes(1),
        ["3m"] = TimeSpan.FromMinutes(3),
        ["5m"] = TimeSpan.FromMinutes(5),
        ["15m"] = TimeSpan.FromMinutes(15),
        ["30m"] = TimeSpan.FromMinutes(30),
        ["1h"] = TimeSpan.FromHours(1),
        ["2h"] = TimeSpan.FromHours(2),
        ["4h"] = TimeSpan.FromHours(4),
        ["6h"] = TimeSpan.FromHours(6),
        ["8h"] = TimeSpan.FromHours(8),
        ["12h"] = TimeSpan.FromHours(12),
        ["1d"] = TimeSpan.FromDays(1),
        ["3d"] = TimeSpan.FromDays(3),
        ["1w"] = TimeSpan.FromDays(7),
    };

    private readonly LoopbackVenue _venue;
    private readonly VenueTapes _tapes;
    private readonly BinanceLimits _limits;
    private long _ids;

    public BinanceSpot(LoopbackVenue venue, VenueTapes tapes, BinanceLimits limits) => (_venue, _tapes, _limits) = (venue, tapes, limits);

    /// <summary>All intervals, by their texts.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> AllIntervals => Intervals;

    /// <summary>Length of an interval's text.</summary>
    /// <exception cref="BinanceError">It is none of Binance's.</exception>
    public static TimeSpan IntervalOf(string text) => Intervals.TryGetValue(text, out var length) ? length : throw new BinanceError(-1120, "Invalid interval.");

    /// <summary>An id as Binance makes one for whoever gave none.</summary>
    public string NewId() => $"velozloopback{++_ids:D9}";

    public LoopbackMarket MarketOf(BinanceRequest request) => FindMarket(request.Text("symbol"));

    public LoopbackMarket FindMarket(string symbol) =>
        _venue.FindMarket(symbol) is { IsPerpetual: false } market ? market : throw new BinanceError(-1121, "Invalid symbol.");

    public void WriteTime(Utf8JsonWriter json, BinanceRequest request)
    {
        request.EndReading();
        json.WriteStartObject();
        json.Milliseconds("serverTime", _venue.Now);
        json.WriteEndObject();
    }

    public void WriteExchange(Utf8JsonWriter json, BinanceRequest request)
    {
        var markets = Selected(request) ?? _venue.Markets.Where(static market => !market.IsPerpetual);
        _ = (request.TextOrNull("permissions"), request.TextOrNull("showPermissionSets"), request.TextOrNull("symbolStatus"));
        request.EndReading();
        json.WriteStartObject();
        json.WriteString("timezone", "UTC");
        json.Milliseconds("serverTime", _venue.Now);
        json.WriteStartArray("rateLimits");
        _limits.Write(json, who: null);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters");
        json.WriteEndArray();
        json.WriteStartArray("symbols");
        foreach (var market in markets)
            BinanceMarketJson.WriteMarket(json, market);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteDepth(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 100, DepthMax);
        request.EndReading();
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId", market.UpdateNumber);
        BinanceMarketJson.WriteLevels(json, "bids", market.Depth(OrderSide.Buy, limit));
        BinanceMarketJson.WriteLevels(json, "asks", market.Depth(OrderSide.Sell, limit));
        json.WriteEndObject();
    }

    public void WriteTrades(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 500, TradesMax);
        var from = request.NumberOrNull("fromId");
        request.EndReading();
        json.WriteStartArray();
        foreach (var print in from is { } first ? market.Prints.Where(print => print.Number >= first).Take(limit) : market.Prints.TakeLast(limit))
        {
            json.WriteStartObject();
            json.WriteNumber("id", print.Number);
            json.Fixed("price", print.Price);
            json.Fixed("qty", print.Quantity);
            json.Fixed("quoteQty", print.Price * print.Quantity);
            json.Milliseconds("time", print.Time);
            json.WriteBoolean("isBuyerMaker", print.TakerSide == OrderSide.Sell);
            json.WriteBoolean("isBestMatch", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // Every print is one of its own: what a taker took at one price from several is as many.
    public void WriteAggregates(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 500, TradesMax);
        var (from, start, end) = (request.NumberOrNull("fromId"), request.TimeOrNull("startTime"), request.TimeOrNull("endTime"));
        request.EndReading();
        var prints = market.Prints.Where(print => !(print.Number < from) && !(print.Time < start) && !(print.Time > end));
        json.WriteStartArray();
        foreach (var print in from is not null || start is not null ? prints.Take(limit) : prints.TakeLast(limit))
        {
            json.WriteStartObject();
            json.WriteNumber("a", print.Number);
            json.Fixed("p", print.Price);
            json.Fixed("q", print.Quantity);
            json.WriteNumber("f", print.Number);
            json.WriteNumber("l", print.Number);
            json.Milliseconds("T", print.Time);
            json.WriteBoolean("m", print.TakerSide == OrderSide.Sell);
            json.WriteBoolean("M", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public void WriteBars(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var length = IntervalOf(request.Text("interval"));
        var limit = request.Limit(whenNot: 500, TradesMax);
        var (start, end) = (request.TimeOrNull("startTime"), request.TimeOrNull("endTime"));
        _ = request.TextOrNull("timeZone");
        request.EndReading();
        var bars = _tapes.Of(market).Bars(length, start ?? new UnixNanos(0), end ?? _venue.Now);
        json.WriteStartArray();
        foreach (var bar in start is null ? bars.TakeLast(limit) : bars.Take(limit))
            BinanceMarketJson.WriteBar(json, bar, length);
        json.WriteEndArray();
    }

    public void WriteAverage(Utf8JsonWriter json, BinanceRequest request)
    {
        const int Minutes = 5;
        var market = MarketOf(request);
        request.EndReading();
        var bar = _tapes.Of(market).Last(TimeSpan.FromMinutes(Minutes), _venue.Now);
        json.WriteStartObject();
        json.WriteNumber("mins", Minutes);
        json.Fixed("price", bar is { Volume: > 0 } ? bar.QuoteVolume / bar.Volume : market.LastPrice);
        json.Milliseconds("closeTime", market.Prints.LastOrDefault()?.Time ?? _venue.Now);
        json.WriteEndObject();
    }

    public void WriteDayTickers(Utf8JsonWriter json, BinanceRequest request) => WriteEach(json, request, market => WriteDayTicker(json, market));

    public void WritePrices(Utf8JsonWriter json, BinanceRequest request) => WriteEach(json, request, market =>
    {
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        json.Fixed("price", market.LastPrice);
        json.WriteEndObject();
    });

    public void WriteBookTickers(Utf8JsonWriter json, BinanceRequest request) => WriteEach(json, request, market =>
    {
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        WriteBest(json, market);
        json.WriteEndObject();
    });

    private static void WriteBest(Utf8JsonWriter json, LoopbackMarket market)
    {
        var (bid, ask) = (market.Depth(OrderSide.Buy, 1).FirstOrDefault(), market.Depth(OrderSide.Sell, 1).FirstOrDefault());
        json.Fixed("bidPrice", bid.Price);
        json.Fixed("bidQty", bid.Quantity);
        json.Fixed("askPrice", ask.Price);
        json.Fixed("askQty", ask.Quantity);
    }

    private void WriteDayTicker(Utf8JsonWriter json, LoopbackMarket market)
    {
        var now = _venue.Now;
        var day = _tapes.Of(market).Last(TimeSpan.FromDays(1), now) ?? VenueBar.Empty(now, market.LastPrice);
        var last = market.Prints.LastOrDefault();
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        json.Fixed("priceChange", day.Close - day.Open);
        json.Fixed("priceChangePercent", day.Open == 0 ? 0 : (day.Close - day.Open) / day.Open * 100, digits: 3);
        json.Fixed("weightedAvgPrice", day.Volume == 0 ? 0 : day.QuoteVolume / day.Volume);
        json.Fixed("prevClosePrice", day.Open);
        json.Fixed("lastPrice", market.LastPrice);
        json.Fixed("lastQty", last?.Quantity ?? 0);
        WriteBest(json, market);
        json.Fixed("openPrice", day.Open);
        json.Fixed("highPrice", day.High);
        json.Fixed("lowPrice", day.Low);
        json.Fixed("volume", day.Volume);
        json.Fixed("quoteVolume", day.QuoteVolume);
        json.Milliseconds("openTime", now - TimeSpan.FromDays(1));
        json.Milliseconds("closeTime", now);
        json.WriteNumber("firstId", market.Prints.FirstOrDefault()?.Number ?? -1);
        json.WriteNumber("lastId", last?.Number ?? -1);
        json.WriteNumber("count", day.Trades);
        json.WriteEndObject();
    }

    // One symbol is answered by an object, several or all by an array.
    private void WriteEach(Utf8JsonWriter json, BinanceRequest request, Action<LoopbackMarket> write)
    {
        var one = request.TextOrNull("symbol");
        var markets = Selected(request);
        _ = request.TextOrNull("type");
        request.EndReading();
        if (one is not null)
        {
            write(FindMarket(one));
            return;
        }
        json.WriteStartArray();
        foreach (var market in markets ?? _venue.Markets.Where(static market => !market.IsPerpetual))
            write(market);
        json.WriteEndArray();
    }

    private IEnumerable<LoopbackMarket>? Selected(BinanceRequest request)
    {
        if (request.TextOrNull("symbol") is { } symbol)
            return [FindMarket(symbol)];
        if (request.TextOrNull("symbols") is not { } list)
            return null;
        try
        {
            return [.. JsonDocument.Parse(list).RootElement.EnumerateArray().Select(one => FindMarket(one.GetString() ?? ""))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw BinanceError.Malformed("symbols", @"^\[(""[A-Z0-9-_.]{1,20}""(,""[A-Z0-9-_.]{1,20}""){0,}){0,1}\]$");
        }
    }
}
