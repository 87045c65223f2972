using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Algo orders as OKX tells them.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-get-algo-order-details and
/// https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-ws-algo-orders-channel.
/// </remarks>
internal static class OkxAlgoJson
{
    public static void WriteOrder(Utf8JsonWriter json, OkxAlgo algo, LoopbackVenue venue)
    {
        json.WriteStartObject();
        WriteTerms(json, algo, venue);
        json.WriteEndObject();
    }

    /// <summary>As its channel tells it.</summary>
    public static void WriteReport(Utf8JsonWriter json, OkxAlgo algo, LoopbackVenue venue, bool isAmended)
    {
        json.WriteStartObject();
        WriteTerms(json, algo, venue);
        json.Trimmed("notionalUsd", algo.Form.Size is { } size ? size * algo.Market.ContractSize * algo.Market.LastPrice : null);
        json.WriteString("amendResult", isAmended ? "0" : "");
        json.WriteString("reqId", isAmended ? algo.RequestId : "");
        json.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter json, OkxAlgo algo, LoopbackVenue venue)
    {
        var (form, market) = (algo.Form, algo.Market);
        json.WriteString("instType", OkxMarkets.TypeOf(market));
        json.WriteString("instId", market.Symbol);
        json.WriteString("algoId", OkxJson.AlgoId(algo.Number));
        json.WriteString("algoClOrdId", form.ClientId);
        json.WriteString("tag", form.Tag);
        json.WriteString("side", OkxJson.SideOf(form.Side));
        json.WriteString("posSide", "net");
        json.WriteString("tdMode", OkxOrderForm.ModeOf(market));
        json.WriteString("ordType", form.Type);
        json.WriteString("state", algo.StateText);
        json.Trimmed("sz", form.Size);
        json.WriteString("closeFraction", form.Size is null ? "1" : "");
        json.WriteString("tgtCcy", form.TargetCurrency);
        json.WriteString("reduceOnly", OkxJson.BoolOf(form.IsReduceOnly));
        json.WriteString("lever", market.IsPerpetual ? DecimalText.Trimmed(algo.Account.LeverageOf(market) ?? venue.Rules.Leverage) : "");
        WriteTrigger(json, "tpTriggerPx", "tpOrdPx", "tpTriggerPxType", form.TakeProfit);
        WriteTrigger(json, "slTriggerPx", "slOrdPx", "slTriggerPxType", form.StopLoss);
        WriteTrigger(json, "triggerPx", "ordPx", "triggerPxType", form.Trigger);
        json.WriteString("advanceOrdType", form.AdvanceType);
        json.Trimmed("callbackRatio", form.CallbackRatio);
        json.Trimmed("callbackSpread", form.CallbackSpread);
        json.Trimmed("activePx", form.ActivePrice);
        json.Trimmed("moveTriggerPx", form.Type == "move_order_stop" ? algo.MovingTrigger : null);
        WriteOutcome(json, algo);
        json.Trimmed("last", algo.LastWhenPlaced);
        json.WriteString("tradeQuoteCcy", market.IsPerpetual ? "" : market.Instrument.Id.Quote.Code);
        json.WriteString("amendPxOnTriggerType", "0");
        json.EmptyList("attachAlgoOrds");
        json.WriteStartObject("linkedOrd");
        json.WriteString("ordId", "");
        json.WriteEndObject();
        json.Blanks(
            "ccy", "chaseType", "chaseVal", "clOrdId", "isTradeBorrowMode", "maxChaseType", "maxChaseVal",
            "pxLimit", "pxSpread", "pxVar", "quickMgnType", "szLimit", "timeInterval");
        json.Moment("cTime", algo.CreatedTime);
        json.Moment("uTime", algo.UpdatedTime);
    }

    private static void WriteOutcome(Utf8JsonWriter json, OkxAlgo algo)
    {
        var order = algo.Order;
        json.WriteString("ordId", order is null ? "" : OkxJson.OrderId(order.Number));
        json.WriteStartArray("ordIdList");
        if (order is not null)
            json.WriteStringValue(OkxJson.OrderId(order.Number));
        json.WriteEndArray();
        var quantity = order is null ? 0 : order.Ask.QuoteQuantity is null ? order.Terms.Quantity.Value : order.Filled;
        json.WriteString("actualSz", OkxMarkets.SizeText(algo.Market, quantity));
        json.Trimmed("actualPx", order?.Terms.Price?.Value ?? (order is { Filled: > 0 } ? decimal.Round(order.FilledQuote / order.Filled, 12) : null));
        json.WriteString("actualSide", algo.TriggeredSide);
        json.Moment("triggerTime", algo.TriggeredTime);
        json.WriteString("failCode", algo.FailCode);
    }

    private static void WriteTrigger(Utf8JsonWriter json, string trigger, string order, string type, OkxTrigger? value)
    {
        json.Trimmed(trigger, value?.Price);
        json.WriteString(order, value is null ? "" : value.OrderPrice is { } price ? DecimalText.Trimmed(price) : "-1");
        json.WriteString(type, value?.PriceType ?? "");
    }
}
