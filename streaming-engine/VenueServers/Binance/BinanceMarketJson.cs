using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>Books, bars, markets and limits as Binance's spot API tells them.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md.</remarks>
internal static class BinanceMarketJson
{
    /// <summary>Greatest quantity where the instrument names none: that of Binance's own filters.</summary>
    public const decimal QuantityMax = 9_000;

    /// <summary>Greatest price.</summary>
    public const decimal PriceMax = 1_000_000;

    /// <summary>Greatest price times quantity of an order with a limit where the instrument names none.</summary>
    public const decimal NotionalMax = 9_000_000;

    /// <summary>An iceberg has at most so many parts.</summary>
    public const int IcebergPartsMax = 100;

    /// <summary>An account has at most so many open orders in one market.</summary>
    public const int OpenOrdersMax = 200;

    /// <summary>Levels of a book as pairs of texts.</summary>
    public static void WriteLevels(Utf8JsonWriter json, string name, IEnumerable<LoopbackLevel> levels)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartArray();
            json.WriteStringValue(JsonWriting.Fixed(level.Price, 8));
            json.WriteStringValue(JsonWriting.Fixed(level.Quantity, 8));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    /// <summary>A bar of the given length as an array.</summary>
    public static void WriteBar(Utf8JsonWriter json, VenueBar bar, TimeSpan length)
    {
        json.WriteStartArray();
        json.WriteNumberValue(bar.OpenTime.Milliseconds);
        foreach (var value in new[] { bar.Open, bar.High, bar.Low, bar.Close, bar.Volume })
            json.WriteStringValue(JsonWriting.Fixed(value, 8));
        json.WriteNumberValue((bar.OpenTime + length).Milliseconds - 1);
        json.WriteStringValue(JsonWriting.Fixed(bar.QuoteVolume, 8));
        json.WriteNumberValue(bar.Trades);
        json.WriteStringValue(JsonWriting.Fixed(bar.BuyVolume, 8));
        json.WriteStringValue(JsonWriting.Fixed(bar.BuyQuoteVolume, 8));
        json.WriteStringValue("0");
        json.WriteEndArray();
    }

    /// <summary>A market and its filters.</summary>
    public static void WriteMarket(Utf8JsonWriter json, LoopbackMarket market)
    {
        var instrument = market.Instrument;
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        json.WriteString("status", market.IsHalted ? "HALT" : "TRADING");
        json.WriteString("baseAsset", instrument.Id.Base.Code);
        json.WriteNumber("baseAssetPrecision", 8);
        json.WriteString("quoteAsset", instrument.Id.Quote.Code);
        foreach (var name in new[] { "quotePrecision", "quoteAssetPrecision", "baseCommissionPrecision", "quoteCommissionPrecision" })
            json.WriteNumber(name, 8);
        WriteTexts(json, "orderTypes", "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT");
        string[] allowed = ["icebergAllowed", "ocoAllowed", "quoteOrderQtyMarketAllowed", "allowTrailingStop", "amendAllowed", "isSpotTradingAllowed"];
        foreach (var name in allowed)
            json.WriteBoolean(name, true);
        foreach (var name in new[] { "otoAllowed", "opoAllowed", "cancelReplaceAllowed", "pegInstructionsAllowed", "isMarginTradingAllowed" })
            json.WriteBoolean(name, false);
        json.WriteStartArray("filters");
        WriteFilter(json, "PRICE_FILTER", ("minPrice", instrument.PriceIncrement), ("maxPrice", PriceMax), ("tickSize", instrument.PriceIncrement));
        var least = Math.Max(instrument.QuantityMin, instrument.QuantityIncrement);
        WriteFilter(json, "LOT_SIZE", ("minQty", least), ("maxQty", instrument.QuantityMax ?? QuantityMax), ("stepSize", instrument.QuantityIncrement));
        json.WriteStartObject();
        json.WriteString("filterType", "ICEBERG_PARTS");
        json.WriteNumber("limit", IcebergPartsMax);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType", "TRAILING_DELTA");
        foreach (var side in new[] { "Above", "Below" })
        {
            json.WriteNumber($"minTrailing{side}Delta", 10);
            json.WriteNumber($"maxTrailing{side}Delta", 2_000);
        }
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType", "NOTIONAL");
        json.Fixed("minNotional", instrument.NotionalMin);
        json.WriteBoolean("applyMinToMarket", true);
        json.Fixed("maxNotional", instrument.NotionalMax ?? NotionalMax);
        json.WriteBoolean("applyMaxToMarket", false);
        json.WriteNumber("avgPriceMins", 5);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType", "MAX_NUM_ORDERS");
        json.WriteNumber("maxNumOrders", OpenOrdersMax);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("permissions");
        json.WriteEndArray();
        json.WriteStartArray("permissionSets");
        json.WriteStartArray();
        json.WriteStringValue("SPOT");
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteString("defaultSelfTradePreventionMode", "NONE");
        WriteTexts(json, "allowedSelfTradePreventionModes", "NONE");
        json.WriteEndObject();
    }

    /// <summary>A limit on requests.</summary>
    public static void WriteLimit(Utf8JsonWriter json, string type, string interval, int number, int limit, int? count)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType", type);
        json.WriteString("interval", interval);
        json.WriteNumber("intervalNum", number);
        json.WriteNumber("limit", limit);
        if (count is { } used)
            json.WriteNumber("count", used);
        json.WriteEndObject();
    }

    private static void WriteFilter(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Name, decimal Value)> values)
    {
        json.WriteStartObject();
        json.WriteString("filterType", type);
        foreach (var (name, value) in values)
            json.Fixed(name, value);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, params ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
