using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Events of Binance's market streams.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md.</remarks>
internal static class BinanceStreamJson
{
    public static void WriteTrade(Utf8JsonWriter json, LoopbackMarket market, LoopbackPrint print)
    {
        Begin(json, "trade", market, print.Time);
        json.WriteNumber("t", print.Number);
        json.Fixed("p", print.Price);
        json.Fixed("q", print.Quantity);
        json.WriteNumber("b", print.BuyOrder);
        json.WriteNumber("a", print.SellOrder);
        EndTrade(json, print);
    }

    /// <summary>Every print is one of its own, as with REST.</summary>
    public static void WriteAggregate(Utf8JsonWriter json, LoopbackMarket market, LoopbackPrint print)
    {
        Begin(json, "aggTrade", market, print.Time);
        json.WriteNumber("a", print.Number);
        json.Fixed("p", print.Price);
        json.Fixed("q", print.Quantity);
        json.WriteNumber("f", print.Number);
        json.WriteNumber("l", print.Number);
        EndTrade(json, print);
    }

    public static void WriteBest(Utf8JsonWriter json, LoopbackMarket market, LoopbackLevel bid, LoopbackLevel ask)
    {
        json.WriteStartObject();
        json.WriteNumber("u", market.UpdateNumber);
        json.WriteString("s", market.Symbol);
        WriteBest(json, bid, ask);
        json.WriteEndObject();
    }

    /// <summary>Changes of a book; bids and asks best first.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="market">Whose.</param>
    /// <param name="changes">Numbers of the first and the last, and what stands there now.</param>
    /// <param name="time">Of the event.</param>
    public static void WriteChanges(Utf8JsonWriter json, LoopbackMarket market, BinanceTakenChanges changes, UnixNanos time)
    {
        var (first, last, levels) = changes;
        Begin(json, "depthUpdate", market, time);
        json.WriteNumber("U", first);
        json.WriteNumber("u", last);
        BinanceMarketJson.WriteLevels(json, "b", levels.Where(static level => level.Side == OrderSide.Buy));
        BinanceMarketJson.WriteLevels(json, "a", levels.Where(static level => level.Side == OrderSide.Sell));
        json.WriteEndObject();
    }

    public static void WritePart(Utf8JsonWriter json, LoopbackMarket market, int count)
    {
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId", market.UpdateNumber);
        BinanceMarketJson.WriteLevels(json, "bids", market.Depth(OrderSide.Buy, count));
        BinanceMarketJson.WriteLevels(json, "asks", market.Depth(OrderSide.Sell, count));
        json.WriteEndObject();
    }

    /// <summary>A bar as far as it is known.</summary>
    public static void WriteBar(Utf8JsonWriter json, LoopbackMarket market, VenueBar bar, TimeSpan length, string interval, UnixNanos now)
    {
        var end = bar.OpenTime + length;
        Begin(json, "kline", market, now);
        json.WriteStartObject("k");
        json.Milliseconds("t", bar.OpenTime);
        json.WriteNumber("T", end.Milliseconds - 1);
        json.WriteString("s", market.Symbol);
        json.WriteString("i", interval);
        json.WriteNumber("f", market.Prints.FirstOrDefault(print => print.Time >= bar.OpenTime && print.Time < end)?.Number ?? -1);
        json.WriteNumber("L", market.Prints.LastOrDefault(print => print.Time >= bar.OpenTime && print.Time < end)?.Number ?? -1);
        json.Fixed("o", bar.Open);
        json.Fixed("c", bar.Close);
        json.Fixed("h", bar.High);
        json.Fixed("l", bar.Low);
        json.Fixed("v", bar.Volume);
        json.WriteNumber("n", bar.Trades);
        json.WriteBoolean("x", now >= end);
        json.Fixed("q", bar.QuoteVolume);
        json.Fixed("V", bar.BuyVolume);
        json.Fixed("Q", bar.BuyQuoteVolume);
        json.WriteString("B", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteMini(Utf8JsonWriter json, LoopbackMarket market, VenueBar day, UnixNanos now)
    {
        Begin(json, "24hrMiniTicker", market, now);
        json.Fixed("c", day.Close);
        WriteSpan(json, day);
        json.WriteEndObject();
    }

    public static void WriteDay(Utf8JsonWriter json, LoopbackMarket market, VenueBar day, UnixNanos now)
    {
        Begin(json, "24hrTicker", market, now);
        json.Fixed("x", day.Open);
        json.Fixed("Q", market.Prints.LastOrDefault()?.Quantity ?? 0);
        WriteBest(json, market.Depth(OrderSide.Buy, 1).FirstOrDefault(), market.Depth(OrderSide.Sell, 1).FirstOrDefault());
        EndTicker(json, market, day, now - TimeSpan.FromDays(1), now);
    }

    /// <summary>All within a time of one, four or 24 hours, such as <c>1h</c>.</summary>
    public static void WriteWindow(Utf8JsonWriter json, LoopbackMarket market, VenueBar window, string text, UnixNanos now)
    {
        Begin(json, text + "Ticker", market, now);
        EndTicker(json, market, window, window.OpenTime, now);
    }

    public static void WriteShutdown(Utf8JsonWriter json, UnixNanos now)
    {
        json.WriteStartObject();
        json.WriteString("e", "serverShutdown");
        json.Milliseconds("E", now);
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string name, LoopbackMarket market, UnixNanos time)
    {
        json.WriteStartObject();
        json.WriteString("e", name);
        json.Milliseconds("E", time);
        json.WriteString("s", market.Symbol);
    }

    private static void EndTrade(Utf8JsonWriter json, LoopbackPrint print)
    {
        json.Milliseconds("T", print.Time);
        json.WriteBoolean("m", print.TakerSide == OrderSide.Sell);
        json.WriteBoolean("M", true);
        json.WriteEndObject();
    }

    private static void WriteBest(Utf8JsonWriter json, LoopbackLevel bid, LoopbackLevel ask)
    {
        json.Fixed("b", bid.Price);
        json.Fixed("B", bid.Quantity);
        json.Fixed("a", ask.Price);
        json.Fixed("A", ask.Quantity);
    }

    private static void WriteSpan(Utf8JsonWriter json, VenueBar bar)
    {
        json.Fixed("o", bar.Open);
        json.Fixed("h", bar.High);
        json.Fixed("l", bar.Low);
        json.Fixed("v", bar.Volume);
        json.Fixed("q", bar.QuoteVolume);
    }

    private static void EndTicker(Utf8JsonWriter json, LoopbackMarket market, VenueBar bar, UnixNanos from, UnixNanos to)
    {
        json.Fixed("p", bar.Close - bar.Open);
        json.Fixed("P", bar.Open == 0 ? 0 : (bar.Close - bar.Open) / bar.Open * 100, digits: 2);
        json.Fixed("w", bar.Volume == 0 ? 0 : bar.QuoteVolume / bar.Volume);
        json.Fixed("c", bar.Close);
        WriteSpan(json, bar);
        json.Milliseconds("O", from);
        json.Milliseconds("C", to);
        json.WriteNumber("F", market.Prints.FirstOrDefault()?.Number ?? -1);
        json.WriteNumber("L", market.Prints.LastOrDefault()?.Number ?? -1);
        json.WriteNumber("n", bar.Trades);
        json.WriteEndObject();
    }
}
