using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Markets, trades and candles as Coinbase tells them.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/list-products.</remarks>
internal static class CoinbaseProductJson
{
    private const decimal BasisPoints = 10_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void WriteProduct(Utf8JsonWriter json, LoopbackMarket market, BarTape tape, UnixNanos now)
    {
        var (instrument, id) = (market.Instrument, market.Instrument.Id);
        var day = tape.Last(Day, now) ?? VenueBar.Empty(now, market.LastPrice);
        var before = (tape.Last(2 * Day, now)?.Volume ?? 0) - day.Volume;
        json.WriteStartObject();
        json.WriteString("product_id", market.Symbol);
        json.Trimmed("price", market.LastPrice);
        json.WriteString("price_percentage_change_24h", ChangeOf(day.Open, market.LastPrice));
        json.Trimmed("volume_24h", day.Volume);
        json.WriteString("volume_percentage_change_24h", ChangeOf(before, day.Volume));
        json.Trimmed("base_increment", instrument.QuantityIncrement);
        json.Trimmed("quote_increment", CoinbaseMarkets.QuoteIncrement(market));
        json.Trimmed("quote_min_size", instrument.NotionalMin);
        json.Trimmed("quote_max_size", CoinbaseMarkets.QuoteMax);
        json.Trimmed("base_min_size", instrument.QuantityMin);
        json.Trimmed("base_max_size", instrument.QuantityMax ?? 0);
        json.WriteString("base_name", CoinbaseMarkets.NameOf(id.Base));
        json.WriteString("quote_name", CoinbaseMarkets.NameOf(id.Quote));
        json.Falses("watched", "is_disabled", "new", "cancel_only", "limit_only", "post_only", "auction_mode", "view_only");
        json.WriteString("status", "online");
        json.WriteBoolean("trading_disabled", market.IsHalted);
        json.WriteString("product_type", "SPOT");
        json.WriteString("base_currency_id", id.Base.Code);
        json.WriteString("quote_currency_id", id.Quote.Code);
        json.WriteNull("fcm_trading_session_details");
        json.WriteNull("future_product_details");
        json.WriteString("mid_market_price", MiddleOf(market) is { } middle ? DecimalText.Trimmed(middle) : "");
        json.WriteString("alias", "");
        json.EmptyList("alias_to");
        json.WriteString("base_display_symbol", id.Base.Code);
        json.WriteString("quote_display_symbol", id.Quote.Code);
        json.Trimmed("price_increment", instrument.PriceIncrement);
        json.WriteString("display_name", market.Symbol);
        json.WriteString("product_venue", "CBE");
        json.WriteString("approximate_quote_24h_volume", CoinbaseJson.Rounded(day.QuoteVolume, instrument.PriceScale));
        json.WriteEndObject();
    }

    /// <summary>The middle of a book, as properties.</summary>
    public static void WriteMiddle(Utf8JsonWriter json, LoopbackMarket market)
    {
        var (middle, spread) = (MiddleOf(market), SpreadOf(market));
        json.Trimmed("last", market.LastPrice);
        json.WriteString("mid_market", middle is { } price ? DecimalText.Trimmed(price) : "");
        json.WriteString("spread_bps", middle is { } of ? CoinbaseJson.Rounded(spread / of * BasisPoints) : "");
        json.Trimmed("spread_absolute", spread);
    }

    /// <summary>A trade, as properties. Its side is that of the order that was in the book.</summary>
    public static void WriteTrade(Utf8JsonWriter json, LoopbackMarket market, LoopbackPrint print)
    {
        json.WriteString("trade_id", print.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteString("product_id", market.Symbol);
        json.Trimmed("price", print.Price);
        json.Trimmed("size", print.Quantity);
        json.Utc("time", print.Time);
        json.WriteString("side", CoinbaseJson.SideOf(print.TakerSide == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy));
    }

    /// <summary>A candle, as properties.</summary>
    public static void WriteCandle(Utf8JsonWriter json, VenueBar bar)
    {
        json.WriteString("start", (bar.OpenTime.Milliseconds / 1_000).ToString(CultureInfo.InvariantCulture));
        json.Trimmed("low", bar.Low);
        json.Trimmed("high", bar.High);
        json.Trimmed("open", bar.Open);
        json.Trimmed("close", bar.Close);
        json.Trimmed("volume", bar.Volume);
    }

    /// <summary>Per cent, from one value to another; nothing from nothing.</summary>
    public static string ChangeOf(decimal from, decimal to) => from == 0 ? "0" : CoinbaseJson.Rounded((to - from) / from * 100);

    private static decimal? MiddleOf(LoopbackMarket market) =>
        market is { Bids.Best: { } bid, Asks.Best: { } ask } ? (bid.Ticks + ask.Ticks) * market.Instrument.PriceIncrement / 2 : null;

    private static decimal SpreadOf(LoopbackMarket market) =>
        market is { Bids.Best: { } bid, Asks.Best: { } ask } ? (ask.Ticks - bid.Ticks) * market.Instrument.PriceIncrement : 0;
}
