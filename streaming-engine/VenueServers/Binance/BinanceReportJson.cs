using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Events of an account at Binance.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/user-data-stream.md.</remarks>
internal static class BinanceReportJson
{
    /// <summary>What happened to an order.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="changed">The order as it stands now.</param>
    /// <param name="execution">Number of the report.</param>
    public static void WriteReport(Utf8JsonWriter json, LoopbackEvent.OrderChanged changed, long execution)
    {
        var (order, fill, form) = (changed.Order, changed.Fill, BinanceForm.Of(changed.Order));
        var isCanceled = changed.Happened == LoopbackHappening.Canceled;
        json.WriteStartObject();
        json.WriteString("e", "executionReport");
        json.Milliseconds("E", changed.Time);
        json.WriteString("s", order.Market.Symbol);
        json.WriteString("c", isCanceled ? order.OtherId : order.ClientId); // Of a cancel its own id.
        json.WriteString("S", BinanceJson.SideOf(order.Terms.Side));
        json.WriteString("o", form.Type);
        json.WriteString("f", form.TimeInForce);
        json.Fixed("q", order.Ask.QuoteQuantity is null ? order.Terms.Quantity.Value : order.Filled);
        json.Fixed("p", order.Terms.Price?.Value ?? 0);
        json.Fixed("P", order.Ask.Terms.TriggerPrice?.Value ?? order.TriggerPrice ?? 0);
        json.Fixed("F", order.Terms.DisplayQuantity?.Value ?? 0);
        json.WriteNumber("g", order.List?.Number ?? -1);
        json.WriteString("C", isCanceled ? order.ClientId : changed.Happened == LoopbackHappening.Amended ? order.OtherId : "");
        json.WriteString("x", TypeOf(changed.Happened));
        json.WriteString("X", BinanceJson.StatusOf(order));
        json.WriteString("r", "NONE");
        json.WriteNumber("i", order.Number);
        json.Fixed("l", fill?.Quantity ?? 0);
        json.Fixed("z", order.Filled);
        json.Fixed("L", fill?.Price ?? 0);
        json.WriteString("n", fill is null ? "0" : JsonWriting.Fixed(fill.Fee.Amount, 8));
        json.WriteString("N", fill?.Fee.Currency.Code);
        json.Milliseconds("T", changed.Time);
        json.WriteNumber("t", fill?.TradeNumber ?? -1);
        json.WriteNumber("I", execution);
        json.WriteBoolean("w", order.Status == LoopbackOrderStatus.Open);
        json.WriteBoolean("m", fill?.Liquidity == Liquidity.Maker);
        json.WriteBoolean("M", false);
        json.Milliseconds("O", order.CreatedTime);
        json.Fixed("Z", order.FilledQuote);
        json.Fixed("Y", fill is null ? 0 : fill.Price * fill.Quantity);
        json.Fixed("Q", order.Ask.QuoteQuantity ?? 0);
        if (BinanceJson.WorkingSince(order) is { } working)
            json.Milliseconds("W", working);
        json.WriteString("V", "NONE");
        WriteConditional(json, order, form);
        json.WriteEndObject();
    }

    public static void WriteList(Utf8JsonWriter json, LoopbackList list, UnixNanos time)
    {
        var isOpen = list.Orders.Any(static order => order.IsOpen);
        json.WriteStartObject();
        json.WriteString("e", "listStatus");
        json.Milliseconds("E", time);
        json.WriteString("s", list.Orders[0].Market.Symbol);
        json.WriteNumber("g", list.Number);
        json.WriteString("c", "OCO");
        json.WriteString("l", isOpen ? "EXEC_STARTED" : "ALL_DONE");
        json.WriteString("L", isOpen ? "EXECUTING" : "ALL_DONE");
        json.WriteString("r", "NONE");
        json.WriteString("C", list.ClientId);
        json.Milliseconds("T", time);
        json.WriteStartArray("O");
        foreach (var order in list.Orders)
        {
            json.WriteStartObject();
            json.WriteString("s", order.Market.Symbol);
            json.WriteNumber("i", order.Number);
            json.WriteString("c", order.ClientId);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteBalances(Utf8JsonWriter json, LoopbackEvent.BalancesChanged changed)
    {
        json.WriteStartObject();
        json.WriteString("e", "outboundAccountPosition");
        json.Milliseconds("E", changed.Time);
        json.Milliseconds("u", changed.Time);
        json.WriteStartArray("B");
        foreach (var currency in changed.Currencies)
        {
            json.WriteStartObject();
            json.WriteString("a", currency.Code);
            json.Fixed("f", changed.Account.BalanceOf(currency).Free);
            json.Fixed("l", changed.Account.BalanceOf(currency).Held);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteTransfer(Utf8JsonWriter json, LoopbackEvent.Transferred transferred)
    {
        json.WriteStartObject();
        json.WriteString("e", "balanceUpdate");
        json.Milliseconds("E", transferred.Time);
        json.WriteString("a", transferred.Change.Currency.Code);
        json.Fixed("d", transferred.Change.Amount);
        json.Milliseconds("T", transferred.Time);
        json.WriteEndObject();
    }

    public static void WriteTerminated(Utf8JsonWriter json, UnixNanos time)
    {
        json.WriteStartObject();
        json.WriteString("e", "eventStreamTerminated");
        json.Milliseconds("E", time);
        json.WriteEndObject();
    }

    // Binance has no report of its own for a trigger: the order is told as new once more, and is on the book then.
    private static string TypeOf(LoopbackHappening happened) => happened switch
    {
        LoopbackHappening.Accepted or LoopbackHappening.Triggered => "NEW",
        LoopbackHappening.Filled => "TRADE",
        LoopbackHappening.Amended => "REPLACED",
        LoopbackHappening.Canceled => "CANCELED",
        LoopbackHappening.Expired => "EXPIRED",
        _ => throw new InvariantException($"{happened} was to be reported, which Binance does not"),
    };

    private static void WriteConditional(Utf8JsonWriter json, LoopbackOrder order, BinanceForm form)
    {
        if (form.TrailingDelta is { } delta)
        {
            json.WriteNumber("d", delta);
            json.WriteNumber("D", -1);
        }
        if (form.StrategyId is { } strategy)
            json.WriteNumber("j", strategy);
        if (form.StrategyType is { } type)
            json.WriteNumber("J", type);
        if (BinanceJson.ExpiryOf(order) is { } reason)
            json.WriteString("eR", reason);
    }
}
