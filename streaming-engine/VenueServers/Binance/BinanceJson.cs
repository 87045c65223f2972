using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders, trades and markets as Binance's spot API tells them.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md.</remarks>
internal static class BinanceJson
{
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

    /// <summary>When it came to the book, or met it; null where it waits for its trigger, or did to its end.</summary>
    public static UnixNanos? WorkingSince(LoopbackOrder order) => order.TriggeredTime ?? (order.Ask.Terms.Type.IsConditional() ? null : order.CreatedTime);

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
    public static void WriteCanceled(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteStartObject();
        json.WriteString("symbol", order.Market.Symbol);
        json.WriteString("origClientOrderId", order.ClientId);
        json.WriteNumber("orderId", order.Number);
        json.WriteNumber("orderListId", order.List?.Number ?? -1);
        json.WriteString("clientOrderId", order.OtherId);
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
        WriteState(json, order);
        json.WriteEndObject();
    }

    /// <summary>An order that was amended, by the names that the documentation has there and by those of other answers.</summary>
    public static void WriteAmended(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteStartObject();
        WriteState(json, order);
        json.WriteString("origClientOrderId", order.OtherId);
        json.Fixed("qty", order.Terms.Quantity.Value);
        json.Fixed("quoteOrderQty", order.Ask.QuoteQuantity ?? 0);
        json.Fixed("cumulativeQuoteQty", order.FilledQuote);
        foreach (var name in new[] { "preventedQty", "preventedQuantity" })
            json.Fixed(name, 0);
        json.WriteNumber("preventedMatchId", 0);
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

    private static void WriteIds(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteString("symbol", order.Market.Symbol);
        json.WriteNumber("orderId", order.Number);
        json.WriteNumber("orderListId", order.List?.Number ?? -1);
        json.WriteString("clientOrderId", order.ClientId);
    }

    private static void WriteState(Utf8JsonWriter json, LoopbackOrder order)
    {
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
        json.WriteBoolean("isWorking", WorkingSince(order) is not null);
        WriteWorkingTime(json, order);
        WriteStrategy(json, order);
        json.WriteString("selfTradePreventionMode", "NONE");
        if (ExpiryOf(order) is { } reason)
            json.WriteString("expiryReason", reason);
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
        WriteStrategy(json, order);
    }

    private static void WriteStrategy(Utf8JsonWriter json, LoopbackOrder order)
    {
        if (BinanceForm.Of(order).StrategyId is { } id)
            json.WriteNumber("strategyId", id);
        if (BinanceForm.Of(order).StrategyType is { } type)
            json.WriteNumber("strategyType", type);
    }

    private static void WriteWorkingTime(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteNumber("workingTime", WorkingSince(order)?.Milliseconds ?? -1);
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
}
