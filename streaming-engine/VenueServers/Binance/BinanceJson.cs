using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders, trades and markets as Binance's spot API tells them.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md.</remarks>
internal static class BinanceJson
{
    /// <summary>Greatest quantity where the instrument names none: that of Binance's own filters.</summary>
    public const decimal QuantityMax = 9_000;

    public static string SideOf(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    public static string StatusOf(LoopbackOrder order) => order.Status switch
    {
        LoopbackOrderStatus.Filled => "FILLED",
        LoopbackOrderStatus.Canceled => "CANCELED",
        LoopbackOrderStatus.Expired => "EXPIRED",
        _ => order.Filled > 0 ? "PARTIALLY_FILLED" : "NEW",
    };

    /// <summary>Why it expired, in Binance's words; null where it did not.</summary>
    public static string? ExpiryOf(LoopbackOrder order) => order.Status != LoopbackOrderStatus.Expired ? null : order.EndReason switch
    {
        "list_ended" => "OCO_TRIGGER",
        "immediate_or_cancel_rest" => "UNFILLED_IOC_QUANTITY_EXPIRED",
        "fill_or_kill_not_filled" => "UNFILLED_FOK_ORDER_EXPIRED",
        "balance_insufficient" => "REJECTED",
        _ => "INSUFFICIENT_LIQUIDITY",
    };

    /// <summary>The answer to a new order.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="order">As it stands.</param>
    /// <param name="kind"><c>ACK</c>, <c>RESULT</c> or <c>FULL</c>.</param>
    public static void WritePlaced(Utf8JsonWriter json, LoopbackOrder order, string kind)
    {
        json.WriteStartObject();
        WriteIds(json, order);
        json.Milliseconds("transactTime", order.UpdatedTime);
        if (kind != "ACK")
        {
            WriteTerms(json, order);
            WriteConditional(json, order);
            WriteWorkingTime(json, order);
            json.WriteString("selfTradePreventionMode", "NONE");
            if (ExpiryOf(order) is { } reason)
                json.WriteString("expiryReason", reason);
        }
        if (kind == "FULL")
            WriteFills(json, order);
        json.WriteEndObject();
    }

    /// <summary>The answer to a cancel.</summary>
    public static void WriteCanceled(Utf8JsonWriter json, LoopbackOrder order, string cancelId)
    {
        json.WriteStartObject();
        json.WriteString("symbol", order.Market.Symbol);
        json.WriteString("origClientOrderId", order.ClientId);
        json.WriteNumber("orderId", order.Number);
        json.WriteNumber("orderListId", order.List?.Number ?? -1);
        json.WriteString("clientOrderId", cancelId);
        json.Milliseconds("transactTime", order.UpdatedTime);
        WriteTerms(json, order);
        WriteConditional(json, order);
        json.WriteString("selfTradePreventionMode", "NONE");
        json.WriteEndObject();
    }

    /// <summary>An order that was asked for.</summary>
    public static void WriteOrder(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteStartObject();
        WriteIds(json, order);
        WriteTerms(json, order);
        json.Fixed("stopPrice", order.Ask.Terms.TriggerPrice?.Value ?? order.TriggerPrice ?? 0);
        if (BinanceForm.Of(order).TrailingDelta is { } delta)
        {
            json.WriteNumber("trailingDelta", delta);
            json.WriteNumber("trailingTime", -1);
        }
        json.Fixed("icebergQty", order.Terms.DisplayQuantity?.Value ?? 0);
        json.Milliseconds("time", order.CreatedTime);
        json.Milliseconds("updateTime", order.UpdatedTime);
        json.WriteBoolean("isWorking", order.Status != LoopbackOrderStatus.Untriggered);
        WriteWorkingTime(json, order);
        if (BinanceForm.Of(order) is { StrategyId: { } strategy } form)
        {
            json.WriteNumber("strategyId", strategy);
            json.WriteNumber("strategyType", form.StrategyType ?? 1_000_000);
        }
        json.WriteString("selfTradePreventionMode", "NONE");
        if (ExpiryOf(order) is { } reason)
            json.WriteString("expiryReason", reason);
        json.WriteEndObject();
    }

    /// <summary>A list of orders of which one ends the others.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="list">Which.</param>
    /// <param name="report">Writes what happened to one; null to leave that out.</param>
    public static void WriteList(Utf8JsonWriter json, LoopbackList list, Action<LoopbackOrder>? report)
    {
        var isOpen = list.Orders.Any(static order => order.IsOpen);
        json.WriteStartObject();
        json.WriteNumber("orderListId", list.Number);
        json.WriteString("contingencyType", "OCO");
        json.WriteString("listStatusType", isOpen ? "EXEC_STARTED" : "ALL_DONE");
        json.WriteString("listOrderStatus", isOpen ? "EXECUTING" : "ALL_DONE");
        json.WriteString("listClientOrderId", list.ClientId);
        json.Milliseconds("transactionTime", list.Time);
        json.WriteString("symbol", list.Orders[0].Market.Symbol);
        json.WriteStartArray("orders");
        foreach (var order in list.Orders)
        {
            json.WriteStartObject();
            json.WriteString("symbol", order.Market.Symbol);
            json.WriteNumber("orderId", order.Number);
            json.WriteString("clientOrderId", order.ClientId);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (report is not null)
        {
            json.WriteStartArray("orderReports");
            list.Orders.ForEach(report);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>A fill of an account.</summary>
    public static void WriteTrade(Utf8JsonWriter json, LoopbackOrder order, LoopbackFill fill)
    {
        json.WriteStartObject();
        json.WriteString("symbol", order.Market.Symbol);
        json.WriteNumber("id", fill.TradeNumber);
        json.WriteNumber("orderId", order.Number);
        json.WriteNumber("orderListId", order.List?.Number ?? -1);
        json.Fixed("price", fill.Price);
        json.Fixed("qty", fill.Quantity);
        json.Fixed("quoteQty", fill.Price * fill.Quantity);
        json.Fixed("commission", fill.Fee.Amount);
        json.WriteString("commissionAsset", fill.Fee.Currency.Code);
        json.Milliseconds("time", fill.Time);
        json.WriteBoolean("isBuyer", order.IsBuy);
        json.WriteBoolean("isMaker", fill.Liquidity == Liquidity.Maker);
        json.WriteBoolean("isBestMatch", true);
        json.WriteEndObject();
    }

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
        foreach (var name in new[] { "icebergAllowed", "ocoAllowed", "quoteOrderQtyMarketAllowed", "allowTrailingStop", "cancelReplaceAllowed", "amendAllowed", "isSpotTradingAllowed" })
            json.WriteBoolean(name, true);
        foreach (var name in new[] { "otoAllowed", "opoAllowed", "pegInstructionsAllowed", "isMarginTradingAllowed" })
            json.WriteBoolean(name, false);
        json.WriteStartArray("filters");
        WriteFilter(json, "PRICE_FILTER", ("minPrice", instrument.PriceIncrement), ("maxPrice", 1_000_000), ("tickSize", instrument.PriceIncrement));
        var least = Math.Max(instrument.QuantityMin, instrument.QuantityIncrement);
        WriteFilter(json, "LOT_SIZE", ("minQty", least), ("maxQty", instrument.QuantityMax ?? QuantityMax), ("stepSize", instrument.QuantityIncrement));
        json.WriteStartObject();
        json.WriteString("filterType", "ICEBERG_PARTS");
        json.WriteNumber("limit", 100);
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
        json.Fixed("maxNotional", instrument.NotionalMax ?? 9_000_000);
        json.WriteBoolean("applyMaxToMarket", false);
        json.WriteNumber("avgPriceMins", 5);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType", "MAX_NUM_ORDERS");
        json.WriteNumber("maxNumOrders", 200);
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

    private static void WriteIds(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteString("symbol", order.Market.Symbol);
        json.WriteNumber("orderId", order.Number);
        json.WriteNumber("orderListId", order.List?.Number ?? -1);
        json.WriteString("clientOrderId", order.ClientId);
    }

    private static void WriteTerms(Utf8JsonWriter json, LoopbackOrder order)
    {
        var form = BinanceForm.Of(order);
        json.Fixed("price", order.Terms.Price?.Value ?? 0);
        json.Fixed("origQty", order.Ask.QuoteQuantity is null ? order.Terms.Quantity.Value : order.Filled);
        json.Fixed("executedQty", order.Filled);
        json.Fixed("origQuoteOrderQty", order.Ask.QuoteQuantity ?? 0);
        json.Fixed("cummulativeQuoteQty", order.FilledQuote);
        json.WriteString("status", StatusOf(order));
        json.WriteString("timeInForce", form.TimeInForce);
        json.WriteString("type", form.Type);
        json.WriteString("side", SideOf(order.Terms.Side));
    }

    private static void WriteConditional(Utf8JsonWriter json, LoopbackOrder order)
    {
        if (order.Ask.Terms.TriggerPrice is { } trigger)
            json.Fixed("stopPrice", trigger.Value);
        if (BinanceForm.Of(order).TrailingDelta is { } delta)
        {
            json.WriteNumber("trailingDelta", delta);
            json.WriteNumber("trailingTime", -1);
        }
        if (order.Terms.DisplayQuantity is { } shown)
            json.Fixed("icebergQty", shown.Value);
    }

    private static void WriteWorkingTime(Utf8JsonWriter json, LoopbackOrder order)
    {
        if (order.Status == LoopbackOrderStatus.Untriggered)
            json.WriteNumber("workingTime", -1);
        else
            json.Milliseconds("workingTime", order.TriggeredTime ?? order.CreatedTime);
    }

    private static void WriteFills(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteStartArray("fills");
        foreach (var fill in order.Fills)
        {
            json.WriteStartObject();
            json.Fixed("price", fill.Price);
            json.Fixed("qty", fill.Quantity);
            json.Fixed("commission", fill.Fee.Amount);
            json.WriteString("commissionAsset", fill.Fee.Currency.Code);
            json.WriteNumber("tradeId", fill.TradeNumber);
            json.WriteEndObject();
        }
        json.WriteEndArray();
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
