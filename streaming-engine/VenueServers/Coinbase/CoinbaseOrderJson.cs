using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders and fills as Coinbase tells them.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/get-order and
/// https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels#user-channel.
/// </remarks>
internal static class CoinbaseOrderJson
{
    /// <summary>Why an order ended that was acknowledged, and failed afterwards.</summary>
    public const string RejectedLate = "rejected_late";

    /// <summary>Of its orders one that spent what it was to spend has filled, though it could have taken more.</summary>
    public static string StatusOf(LoopbackOrder order) => order.Status switch
    {
        LoopbackOrderStatus.Filled => "FILLED",
        LoopbackOrderStatus.Open or LoopbackOrderStatus.Untriggered => "OPEN",
        LoopbackOrderStatus.Expired when order.Ask.QuoteQuantity is not null && order.Filled > 0 => "FILLED",
        LoopbackOrderStatus.Expired when order.EndReason == "expired" => "EXPIRED",
        LoopbackOrderStatus.Expired when order.EndReason is RejectedLate or "balance_insufficient" => "FAILED",
        _ => "CANCELLED",
    };

    public static string TypeOf(LoopbackOrder order)
    {
        var form = CoinbaseOrderForm.Of(order);
        return form.IsStop ? "STOP_LIMIT" : form.Kind == CoinbaseOrderForm.Market ? "MARKET" : "LIMIT";
    }

    public static string TimeInForceOf(LoopbackOrder order) => CoinbaseOrderForm.Of(order).TimeInForce switch
    {
        TimeInForce.Ioc => "IMMEDIATE_OR_CANCEL",
        TimeInForce.Fok => "FILL_OR_KILL",
        TimeInForce.Gtd => "GOOD_UNTIL_DATE_TIME",
        _ => "GOOD_UNTIL_CANCELLED",
    };

    /// <summary>An order as REST tells it.</summary>
    public static void WriteOrder(Utf8JsonWriter json, LoopbackOrder order)
    {
        var (account, form, fees) = (order.Ask.Account!, CoinbaseOrderForm.Of(order), FeesOf(order));
        json.WriteStartObject();
        json.WriteString("order_id", CoinbaseIds.OfOrder(order));
        json.WriteString("product_id", order.Market.Symbol);
        json.WriteString("user_id", CoinbaseIds.OfUser(account));
        json.WritePropertyName("order_configuration");
        WriteConfiguration(json, order);
        json.WriteString("side", CoinbaseJson.SideOf(order.Terms.Side));
        json.WriteString("client_order_id", order.ClientId);
        json.WriteString("status", StatusOf(order));
        json.WriteString("time_in_force", TimeInForceOf(order));
        json.Utc("created_time", order.CreatedTime);
        json.WriteString("completion_percentage", CompletionOf(order));
        json.Trimmed("filled_size", order.Filled);
        json.WriteString("average_filled_price", AverageOf(order));
        json.WriteString("fee", "");
        json.WriteString("number_of_fills", Text(order.Fills.Count));
        json.Trimmed("filled_value", order.FilledQuote);
        json.WriteBoolean("pending_cancel", false);
        json.WriteBoolean("size_in_quote", form.QuoteSize is not null);
        json.Trimmed("total_fees", fees);
        json.WriteBoolean("size_inclusive_of_fees", form.QuoteSize is not null);
        json.Trimmed("total_value_after_fees", order.FilledQuote + (order.IsBuy ? fees : -fees));
        json.WriteString("trigger_status", TriggerOf(order));
        json.WriteString("order_type", TypeOf(order));
        json.WriteString("reject_reason", StatusOf(order) == "FAILED" ? "HOLD_FAILURE" : "REJECT_REASON_UNSPECIFIED");
        json.WriteBoolean("settled", order.Fills.Count > 0 && !order.IsOpen);
        json.WriteString("product_type", "SPOT");
        json.WriteString("reject_message", StatusOf(order) == "FAILED" ? order.EndReason : "");
        json.WriteString("cancel_message", CancelMessageOf(order));
        json.WriteString("order_placement_source", "RETAIL_ADVANCED");
        json.Trimmed("outstanding_hold_amount", order.Held.Amount);
        json.WriteBoolean("is_liquidation", false);
        if (order.Fills is [.., var last])
            json.Utc("last_fill_time", last.Time);
        else
            json.WriteNull("last_fill_time");
        WriteEdits(json, form);
        json.Blanks("leverage", "margin_type");
        json.WriteString("retail_portfolio_id", CoinbaseIds.OfPortfolio(account));
        json.WriteEndObject();
    }

    /// <summary>An order as its channel tells it.</summary>
    public static void WriteReport(Utf8JsonWriter json, LoopbackOrder order)
    {
        var (form, terms, fees, status) = (CoinbaseOrderForm.Of(order), order.Terms, FeesOf(order), StatusOf(order));
        json.WriteStartObject();
        json.WriteString("avg_price", AverageOf(order));
        json.WriteString("cancel_reason", CancelMessageOf(order));
        json.WriteString("client_order_id", order.ClientId);
        json.WriteString("completion_percentage", CompletionOf(order));
        json.WriteString("contract_expiry_type", "UNKNOWN_CONTRACT_EXPIRY_TYPE");
        json.Trimmed("cumulative_quantity", order.Filled);
        json.Trimmed("filled_value", order.FilledQuote);
        json.Trimmed("leaves_quantity", LeavesOf(order));
        json.WriteString("limit_price", terms.Price is { } limit ? DecimalText.Trimmed(limit.Value) : "");
        json.WriteString("number_of_fills", Text(order.Fills.Count));
        json.WriteString("order_id", CoinbaseIds.OfOrder(order));
        json.WriteString("order_side", CoinbaseJson.SideOf(terms.Side));
        json.WriteString("order_type", form.IsStop ? "Stop Limit" : form.Kind == CoinbaseOrderForm.Market ? "Market" : "Limit");
        json.Trimmed("outstanding_hold_amount", order.Held.Amount);
        json.WriteString("post_only", terms.IsPostOnly ? "true" : "false");
        json.WriteString("product_id", order.Market.Symbol);
        json.WriteString("product_type", "SPOT");
        json.WriteString("reject_reason", status == "FAILED" ? order.EndReason : "");
        json.WriteString("retail_portfolio_id", CoinbaseIds.OfPortfolio(order.Ask.Account!));
        json.WriteString("risk_managed_by", "UNKNOWN_RISK_MANAGEMENT_TYPE");
        json.WriteString("status", status);
        json.WriteString("stop_price", terms.TriggerPrice is { } stop ? DecimalText.Trimmed(stop.Value) : "");
        json.WriteString("time_in_force", TimeInForceOf(order));
        json.Trimmed("total_fees", fees);
        json.Trimmed("total_value_after_fees", order.FilledQuote + (order.IsBuy ? fees : -fees));
        json.WriteString("trigger_status", TriggerOf(order));
        json.Utc("creation_time", order.CreatedTime);
        json.WriteString("end_time", terms.ExpireTime is { } end ? end.ToString() : CoinbaseJson.Never);
        json.WriteString("start_time", CoinbaseJson.Never);
        json.WriteEndObject();
    }

    public static void WriteFill(Utf8JsonWriter json, LoopbackOrder order, LoopbackFill fill)
    {
        var account = order.Ask.Account!;
        json.WriteStartObject();
        json.WriteString("entry_id", CoinbaseIds.OfEntry(fill));
        json.WriteString("trade_id", CoinbaseIds.OfFill(fill));
        json.WriteString("order_id", CoinbaseIds.OfOrder(order));
        json.Utc("trade_time", fill.Time);
        json.WriteString("trade_type", "FILL");
        json.Trimmed("price", fill.Price);
        json.Trimmed("size", fill.Quantity);
        json.Trimmed("commission", fill.Fee.Amount);
        json.WriteString("product_id", order.Market.Symbol);
        json.Utc("sequence_timestamp", fill.Time);
        json.WriteString("liquidity_indicator", fill.Liquidity == Liquidity.Maker ? "MAKER" : "TAKER");
        json.WriteBoolean("size_in_quote", false);
        json.WriteString("user_id", CoinbaseIds.OfUser(account));
        json.WriteString("side", CoinbaseJson.SideOf(order.Terms.Side));
        json.WriteString("retail_portfolio_id", CoinbaseIds.OfPortfolio(account));
        json.WriteEndObject();
    }

    /// <summary>What was asked for, as it stands: what was edited is told so.</summary>
    public static void WriteConfiguration(Utf8JsonWriter json, LoopbackOrder order)
    {
        var (form, terms) = (CoinbaseOrderForm.Of(order), order.Terms);
        json.WriteStartObject();
        json.WriteStartObject(form.Kind);
        if (form.QuoteSize is { } quote)
            json.Trimmed("quote_size", quote);
        else
            json.Trimmed("base_size", terms.Quantity.Value);
        if (terms.Price is { } limit)
            json.Trimmed("limit_price", limit.Value);
        if (form.IsStop)
        {
            json.Trimmed("stop_price", terms.TriggerPrice?.Value ?? 0);
            json.WriteString("stop_direction", form.StopsUpward ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN");
        }
        if (terms.ExpireTime is { } end)
            json.Utc("end_time", end);
        if (form.Kind is CoinbaseOrderForm.LimitGtc or CoinbaseOrderForm.LimitGtd)
            json.WriteBoolean("post_only", terms.IsPostOnly);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEdits(Utf8JsonWriter json, CoinbaseOrderForm form)
    {
        json.WriteStartArray("edit_history");
        foreach (var edit in form.Edits)
        {
            json.WriteStartObject();
            json.Trimmed("price", edit.Price);
            json.Trimmed("size", edit.Size);
            json.Utc("replace_accept_timestamp", edit.Time);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static decimal FeesOf(LoopbackOrder order) => order.Fills.Sum(static fill => fill.Fee.Amount);

    private static string AverageOf(LoopbackOrder order) => order.Filled == 0 ? "0" : CoinbaseJson.Rounded(order.FilledQuote / order.Filled);

    private static string CompletionOf(LoopbackOrder order) => CoinbaseOrderForm.Of(order).QuoteSize is not null
        ? (StatusOf(order) == "FILLED" ? "100" : "0")
        : CoinbaseJson.Rounded(order.Filled / order.Terms.Quantity.Value * 100);

    // Base units that may still fill; of an order for quote currency nobody knows how many before it has ended.
    private static decimal LeavesOf(LoopbackOrder order) =>
        order.IsOpen && CoinbaseOrderForm.Of(order).QuoteSize is null ? order.Terms.Quantity.Value - order.Filled : 0;

    private static string TriggerOf(LoopbackOrder order) =>
        !CoinbaseOrderForm.Of(order).IsStop ? "INVALID_ORDER_TYPE" : order.TriggeredTime is null ? "STOP_PENDING" : "STOP_TRIGGERED";

    private static string CancelMessageOf(LoopbackOrder order) => StatusOf(order) != "CANCELLED" ? "" : order.EndReason switch
    {
        "canceled" => "User requested cancel",
        "self_trade" => "Self trade prevention",
        _ => "Internal error", // As Coinbase says of what an order that must not rest has left.
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
