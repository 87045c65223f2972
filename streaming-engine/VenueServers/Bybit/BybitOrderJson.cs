using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders and executions as Bybit tells them.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/order/open-order, https://bybit-exchange.github.io/docs/v5/websocket/private/order and
/// https://bybit-exchange.github.io/docs/v5/order/execution.
/// </remarks>
internal static class BybitOrderJson
{
    private const string NoReason = "EC_NoError";

    public static string StatusOf(LoopbackOrder order) => order.Status switch
    {
        LoopbackOrderStatus.Untriggered => "Untriggered",
        LoopbackOrderStatus.Open => order.Filled > 0 ? "PartiallyFilled" : "New",
        LoopbackOrderStatus.Filled => "Filled",
        _ when order.EndReason == "rejected" => "Rejected",
        _ when IsSpent(order) => "Filled",
        _ when order.Ask.Terms.Type.IsConditional() && order.TriggeredTime is null => "Deactivated",
        _ => order.Filled > 0 && !order.Market.IsPerpetual ? "PartiallyFilledCanceled" : "Cancelled",
    };

    public static string ReasonOf(LoopbackOrder order) => order.EndReason switch
    {
        "post_only_would_take" => "EC_PostOnlyWillTakeLiquidity",
        "fill_or_kill_not_filled" => "EC_CancelForNoFullFill",
        "immediate_or_cancel_rest" or "no_liquidity" => "EC_NoImmediateQtyToFill",
        "quote_spent" => IsSpent(order) ? NoReason : "EC_CancelByOrderValueZero",
        "canceled" => "EC_PerCancelRequest",
        "rejected" or "balance_insufficient" => "EC_Others",
        _ => NoReason,
    };

    /// <summary>An order.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="order">As it stands.</param>
    /// <param name="status">Null for what it stands at.</param>
    /// <param name="isLateCancel">Whether this tells that its cancel came too late.</param>
    public static void WriteOrder(Utf8JsonWriter json, LoopbackOrder order, string? status = null, bool isLateCancel = false)
    {
        var (form, market) = (BybitForm.Of(order), order.Market);
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.CategoryOf(market));
        json.WriteString("symbol", market.Symbol);
        json.WriteString("orderId", BybitIds.OrderOf(order));
        json.WriteString("orderLinkId", order.ClientId);
        json.WriteString("parentOrderLinkId", form.ParentLinkId);
        json.WriteString("side", BybitJson.SideOf(order.Terms.Side));
        json.WriteString("orderStatus", status ?? StatusOf(order));
        json.WriteString("cancelType", isLateCancel ? "CancelByUser" : CancelTypeOf(order, form));
        json.WriteString("rejectReason", isLateCancel ? "EC_OrigClOrdIDDoesNotExist" : ReasonOf(order));
        if (market.IsPerpetual)
            json.WriteString("createType", form.CreateType);
        WriteSize(json, order);
        WriteForm(json, order, form);
        WriteProtection(json, market, form);
        json.WriteEach("", "blockTradeId", "orderIv", "placeType", "smpOrderId", "slippageTolerance", "extraFees");
        json.WriteString("isLeverage", market.IsPerpetual ? "" : "0");
        json.WriteString("slippageToleranceType", "UNKNOWN");
        json.WriteNumber("positionIdx", 0);
        json.WriteString("smpType", "None");
        json.WriteNumber("smpGroup", 0);
        json.WriteBoolean("rpiTakerAccess", false);
        json.WriteString("rpiMatchedQty", "0");
        json.Time("createdTime", order.CreatedTime);
        json.Time("updatedTime", order.UpdatedTime);
        json.WriteEndObject();
    }

    /// <summary>An execution.</summary>
    public static void WriteFill(Utf8JsonWriter json, LoopbackOrder order, LoopbackFill fill, decimal leaves)
    {
        var (form, market) = (BybitForm.Of(order), order.Market);
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.CategoryOf(market));
        json.WriteString("symbol", market.Symbol);
        json.WriteString("orderId", BybitIds.OrderOf(order));
        json.WriteString("orderLinkId", order.ClientId);
        json.WriteString("side", BybitJson.SideOf(order.Terms.Side));
        json.Price("orderPrice", market, order.Terms.Price?.Value ?? fill.Price);
        json.WriteString("orderQty", QuantityText(order));
        json.Quantity("leavesQty", market, leaves);
        json.WriteString("orderType", form.OrderType);
        json.WriteString("stopOrderType", form.StopOrderType.Length > 0 ? form.StopOrderType : market.IsPerpetual ? "UNKNOWN" : "");
        if (market.IsPerpetual)
            json.WriteString("createType", form.CreateType);
        json.WriteString("execId", BybitIds.FillOf(order, fill));
        json.Price("execPrice", market, fill.Price);
        json.Quantity("execQty", market, fill.Quantity);
        json.Trimmed("execValue", fill.Price * fill.Quantity);
        json.Trimmed("execFee", fill.Fee.Amount);
        json.WriteString("feeCurrency", fill.Fee.Currency.Code);
        json.Trimmed("feeRate", RateOf(market, fill));
        json.WriteString("execType", "Trade");
        json.Time("execTime", fill.Time);
        json.WriteBoolean("isMaker", fill.Liquidity == Liquidity.Maker);
        json.WriteString("isLeverage", "0");
        json.WriteString("closedSize", market.IsPerpetual ? DecimalText.Trimmed(fill.Closed) : "");
        json.WriteString("execPnl", market.IsPerpetual ? DecimalText.Trimmed(fill.RealizedPnl) : "");
        json.WriteString("markPrice", market.IsPerpetual ? BybitJson.PriceText(market, market.LastPrice) : "");
        json.WriteString("marketUnit", form.MarketUnit);
        json.WriteEach("", "tradeIv", "markIv", "blockTradeId", "indexPrice", "underlyingPrice", "extraFees");
        json.WriteNumber("seq", fill.Cursor);
        json.WriteEndObject();
    }

    /// <summary>An execution as the faster topic tells it.</summary>
    public static void WriteFastFill(Utf8JsonWriter json, LoopbackOrder order, LoopbackFill fill)
    {
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.CategoryOf(order.Market));
        json.WriteString("symbol", order.Market.Symbol);
        json.WriteString("execId", BybitIds.FillOf(order, fill));
        json.Price("execPrice", order.Market, fill.Price);
        json.Quantity("execQty", order.Market, fill.Quantity);
        json.WriteString("orderId", BybitIds.OrderOf(order));
        json.WriteString("orderLinkId", order.ClientId);
        json.WriteString("side", BybitJson.SideOf(order.Terms.Side));
        json.WriteBoolean("isMaker", fill.Liquidity == Liquidity.Maker);
        json.Time("execTime", fill.Time);
        json.WriteNumber("seq", fill.Cursor);
        json.WriteEndObject();
    }

    public static decimal RateOf(LoopbackMarket market, LoopbackFill fill)
    {
        var tier = market.Instrument.Fees.Tiers[0];
        return fill.Liquidity == Liquidity.Maker ? tier.MakerRate : tier.TakerRate;
    }

    /// <summary>What the closing part of a fill brought, less its part of the fee, in quote currency.</summary>
    public static decimal ClosedPnlOf(LoopbackFill fill) => fill.Closed == 0 ? 0 : fill.RealizedPnl - (fill.Fee.Amount * fill.Closed / fill.Quantity);

    // By value, to the last of it.
    private static bool IsSpent(LoopbackOrder order) => order.EndReason == "quote_spent" && order.FilledQuote == order.Ask.QuoteQuantity;

    // Of an order by value its amount; else base units.
    private static string QuantityText(LoopbackOrder order) =>
        order.Ask.QuoteQuantity is { } quote ? DecimalText.Trimmed(quote) : BybitJson.QuantityText(order.Market, order.Terms.Quantity.Value);

    private static string CancelTypeOf(LoopbackOrder order, BybitForm form) => order.EndReason switch
    {
        "list_ended" => form.IsTakeProfit ? "CancelByOCOTpCanceledBySlTriggered" : "CancelByOCOSlCanceledByTpTriggered",
        "reduce_only" => "CancelByReduceOnly",
        "canceled" => form.CancelType,
        _ => "UNKNOWN",
    };

    private static void WriteSize(Utf8JsonWriter json, LoopbackOrder order)
    {
        var market = order.Market;
        var leaves = !order.IsOpen || order.Ask.QuoteQuantity is not null ? 0 : order.LotsLeft * market.Instrument.QuantityIncrement;
        var leavesValue = order is { IsOpen: true, Ask.QuoteQuantity: { } quote }
            ? quote - order.FilledQuote
            : leaves * (order.Terms.Price?.Value ?? market.LastPrice);
        json.Price("price", market, order.Terms.Price?.Value ?? 0);
        json.WriteString("qty", QuantityText(order));
        json.Quantity("leavesQty", market, leaves);
        json.Trimmed("leavesValue", leavesValue);
        json.Quantity("cumExecQty", market, order.Filled);
        json.Trimmed("cumExecValue", order.FilledQuote);
        json.WriteString("avgPrice", order.Filled > 0 ? DecimalText.Trimmed(Currency.Round(order.FilledQuote / order.Filled)) : "");
        json.Trimmed("cumExecFee", order.Fills.Sum(static fill => fill.Fee.Amount));
        json.WriteString("feeCurrency", market.IsPerpetual || order.Fills.Count == 0 ? "" : order.Fills[0].Fee.Currency.Code);
        json.WriteStartObject("cumFeeDetail");
        foreach (var fees in order.Fills.GroupBy(static fill => fill.Fee.Currency).OrderBy(static fees => fees.Key))
            json.Trimmed(fees.Key.Code, fees.Sum(static fill => fill.Fee.Amount));
        json.WriteEndObject();
        json.Amount("closedPnl", order.Fills.Sum(ClosedPnlOf));
    }

    private static void WriteForm(Utf8JsonWriter json, LoopbackOrder order, BybitForm form)
    {
        var market = order.Market;
        json.WriteString("orderType", form.OrderType);
        json.WriteString("timeInForce", form.TimeInForce);
        json.WriteString("stopOrderType", form.StopOrderType);
        json.WriteString("orderFilter", form.Filter);
        json.WriteString("marketUnit", form.MarketUnit);
        json.WriteString("triggerPrice", TriggerText(order));
        json.WriteNumber("triggerDirection", form.TriggerDirection);
        json.WriteString("triggerBy", form.TriggerBy);
        json.WriteString("ocoTriggerBy", OcoTriggerOf(order));
        json.WriteString("lastPriceOnCreated", market.IsPerpetual ? BybitJson.PriceText(market, form.LastPrice) : "");
        json.WriteString("basePrice", market.IsPerpetual ? "" : BybitJson.PriceText(market, form.LastPrice));
        json.WriteBoolean("reduceOnly", form.IsReduceOnly);
        json.WriteBoolean("closeOnTrigger", form.ClosesOnTrigger);
    }

    // Of a trailing stop what activates it.
    private static string TriggerText(LoopbackOrder order)
    {
        var price = order.Ask.Terms.Type.IsTrailing() ? order.Ask.ActivationPrice : order.Terms.TriggerPrice?.Value;
        return price is { } known ? BybitJson.PriceText(order.Market, known) : "";
    }

    private static string OcoTriggerOf(LoopbackOrder order)
    {
        if (order.List is not { } list || order.Market.IsPerpetual)
            return "";
        var hit = list.Orders.Find(static one => one.TriggeredTime is not null);
        return hit is null ? "OcoTriggerByUnknown" : BybitForm.Of(hit).IsTakeProfit ? "OcoTriggerByTp" : "OcoTriggerBySl";
    }

    private static void WriteProtection(Utf8JsonWriter json, LoopbackMarket market, BybitForm form)
    {
        var protection = form.Protection;
        // Spot orders have no such field, by which clients tell them apart.
        if (market.IsPerpetual)
            json.WriteString("tpslMode", protection is null ? form.ProtectionMode : protection.IsFull ? "Full" : "Partial");
        foreach (var (name, prefix, leg) in new[] { ("takeProfit", "tp", protection?.TakeProfit), ("stopLoss", "sl", protection?.StopLoss) })
        {
            json.WriteString(name, leg is null ? "" : BybitJson.PriceText(market, leg.Trigger));
            json.WriteString(prefix + "TriggerBy", leg?.TriggerBy ?? "");
            json.WriteString(prefix + "LimitPrice", leg?.Limit is { } limit ? BybitJson.PriceText(market, limit) : "");
            json.WriteString(prefix + "OrderType", leg is null ? "" : leg.Limit is null ? "Market" : "Limit");
        }
    }
}
