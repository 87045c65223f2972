using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders and fills as OKX tells them.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-order-details,
/// https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel and
/// https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-transaction-details-last-3-days.
/// </remarks>
internal static class OkxOrderJson
{
    /// <summary>Of its orders a market order that spent what it was to spend has filled, though it could have taken more.</summary>
    public static string StateOf(LoopbackOrder order) => order.Status switch
    {
        LoopbackOrderStatus.Filled => "filled",
        LoopbackOrderStatus.Open or LoopbackOrderStatus.Untriggered => order.Filled == 0 ? "live" : "partially_filled",
        LoopbackOrderStatus.Expired when order.Ask.QuoteQuantity is not null && order.Filled > 0 => "filled",
        _ => "canceled",
    };

    /// <summary>An order as REST tells it.</summary>
    public static void WriteOrder(Utf8JsonWriter json, LoopbackOrder order, string leverage)
    {
        var last = order.Fills.LastOrDefault();
        json.WriteStartObject();
        WriteTerms(json, order, leverage);
        json.Trimmed("avgPx", AverageOf(order));
        json.Trimmed("fillPx", last?.Price);
        json.WriteString("fillSz", last is null ? "0" : OkxMarkets.SizeText(order.Market, last.Quantity));
        json.Moment("fillTime", last?.Time);
        json.WriteString("tradeId", last is null ? "" : OkxJson.Text(last.TradeNumber));
        json.WriteString("cancelSource", CancelSourceOf(order));
        json.WriteString("cancelSourceReason", "");
        json.WriteEndObject();
    }

    /// <summary>What happened to an order, as its channel tells it: fills only where one happened.</summary>
    public static void WriteReport(Utf8JsonWriter json, LoopbackEvent.OrderChanged changed, string leverage)
    {
        var (order, fill) = (changed.Order, changed.Fill);
        var isAmended = changed.Happened == LoopbackHappening.Amended;
        json.WriteStartObject();
        WriteTerms(json, order, leverage);
        json.Trimmed("avgPx", AverageOf(order) ?? 0);
        json.Trimmed("fillPx", fill?.Price);
        json.WriteString("fillSz", fill is null ? "0" : OkxMarkets.SizeText(order.Market, fill.Quantity));
        json.Moment("fillTime", fill?.Time);
        json.WriteString("tradeId", fill is null ? "" : OkxJson.Text(fill.TradeNumber));
        json.Trimmed("fillFee", -(fill?.Fee.Amount ?? 0));
        json.WriteString("fillFeeCcy", fill?.Fee.Currency.Code ?? "");
        json.Trimmed("fillPnl", fill?.RealizedPnl ?? 0);
        json.WriteString("execType", fill is null ? "" : LiquidityOf(fill));
        json.Trimmed("fillNotionalUsd", fill is null ? null : fill.Price * fill.Quantity);
        json.Trimmed("notionalUsd", NotionalOf(order));
        json.Blanks("fillPxVol", "fillPxUsd", "fillMarkVol", "fillFwdPx", "fillMarkPx", "fillIdxPx", "msg");
        json.WriteString("code", "0");
        json.Trimmed("lastPx", order.Market.LastPrice);
        json.WriteString("cancelSource", CancelSourceOf(order));
        json.WriteString("amendSource", isAmended ? "1" : "");
        json.WriteString("amendResult", isAmended ? "0" : "");
        json.WriteString("reqId", isAmended ? order.OtherId : "");
        json.WriteEndObject();
    }

    public static void WriteFill(Utf8JsonWriter json, LoopbackOrder order, LoopbackFill fill)
    {
        var tier = order.Market.Instrument.Fees.Tiers[0];
        json.WriteStartObject();
        json.WriteString("instType", OkxMarkets.TypeOf(order.Market));
        json.WriteString("instId", order.Market.Symbol);
        json.WriteNumberText("tradeId", fill.TradeNumber);
        json.WriteString("ordId", OkxJson.OrderId(order.Number));
        json.WriteString("clOrdId", order.ClientId);
        json.WriteString("billId", OkxJson.BillId(OkxBills.NumberOf(fill)));
        json.WriteString("subType", order.IsBuy ? "1" : "2");
        json.WriteString("tag", OkxOrderForm.Of(order).Tag);
        json.Trimmed("fillPx", fill.Price);
        json.WriteString("fillSz", OkxMarkets.SizeText(order.Market, fill.Quantity));
        json.Trimmed("fillPnl", fill.RealizedPnl);
        json.WriteString("side", OkxJson.SideOf(order.Terms.Side));
        json.WriteString("posSide", "net");
        json.WriteString("execType", LiquidityOf(fill));
        json.WriteString("feeCcy", fill.Fee.Currency.Code);
        json.Trimmed("fee", -fill.Fee.Amount);
        json.Trimmed("feeRate", order.Market.IsPerpetual ? null : -(fill.Liquidity == Liquidity.Maker ? tier.MakerRate : tier.TakerRate));
        json.Moment("fillTime", fill.Time);
        json.Moment("ts", fill.Time);
        json.WriteString("tradeQuoteCcy", order.Market.IsPerpetual ? "" : order.Market.Instrument.Id.Quote.Code);
        json.Blanks("fillPxVol", "fillFwdPx", "fillPxUsd", "fillMarkVol", "fillIdxPx", "fillMarkPx");
        json.WriteEndObject();
    }

    /// <summary>Maker or taker.</summary>
    public static string LiquidityOf(LoopbackFill fill) => fill.Liquidity == Liquidity.Maker ? "M" : "T";

    private static void WriteTerms(Utf8JsonWriter json, LoopbackOrder order, string leverage)
    {
        var (market, form, terms) = (order.Market, OkxOrderForm.Of(order), order.Terms);
        json.WriteString("instType", OkxMarkets.TypeOf(market));
        json.WriteString("instId", market.Symbol);
        json.WriteString("ordId", OkxJson.OrderId(order.Number));
        json.WriteString("clOrdId", order.ClientId);
        json.WriteString("tag", form.Tag);
        json.WriteString("side", OkxJson.SideOf(terms.Side));
        json.WriteString("posSide", "net");
        json.WriteString("tdMode", OkxOrderForm.ModeOf(market));
        json.WriteString("ordType", form.Type);
        json.WriteString("tgtCcy", form.TargetCurrency);
        json.Trimmed("px", terms.Price?.Value);
        json.Trimmed("sz", order.Ask.QuoteQuantity ?? OkxMarkets.SizeOf(market, terms.Quantity.Value));
        json.WriteString("state", StateOf(order));
        json.WriteString("accFillSz", OkxMarkets.SizeText(market, order.Filled));
        json.Trimmed("pnl", order.Fills.Sum(static fill => fill.RealizedPnl));
        json.Trimmed("fee", -order.Fills.Sum(static fill => fill.Fee.Amount));
        json.WriteString("feeCcy", FeeCurrencyOf(order).Code);
        json.WriteString("rebate", "0");
        json.WriteString("rebateCcy", (market.IsPerpetual || order.IsBuy ? market.Instrument.Id.Quote : market.Instrument.Id.Base).Code);
        json.WriteString("lever", leverage);
        json.WriteString("reduceOnly", OkxJson.BoolOf(terms.IsReduceOnly));
        json.WriteString("stpMode", form.SelfTrade);
        json.WriteString("category", "normal");
        json.WriteString("source", form.Algo?.Source ?? "");
        json.WriteString("algoId", form.Algo is { } algo ? OkxJson.AlgoId(algo.Number) : "");
        json.WriteString("algoClOrdId", form.Algo?.Form.ClientId ?? "");
        json.WriteString("tradeQuoteCcy", market.IsPerpetual ? "" : market.Instrument.Id.Quote.Code);
        json.WriteString("isTpLimit", "false");
        json.Blanks("ccy", "pxType", "pxUsd", "pxVol", "quickMgnType", "stpId", "attachAlgoClOrdId");
        json.Blanks("slOrdPx", "slTriggerPx", "slTriggerPxType", "tpOrdPx", "tpTriggerPx", "tpTriggerPxType");
        json.EmptyList("attachAlgoOrds");
        json.WriteStartObject("linkedAlgoOrd");
        json.WriteString("algoId", "");
        json.WriteEndObject();
        json.Moment("cTime", order.CreatedTime);
        json.Moment("uTime", order.UpdatedTime);
    }

    private static decimal? AverageOf(LoopbackOrder order) => order.Filled == 0 ? null : decimal.Round(order.FilledQuote / order.Filled, 12);

    private static Currency FeeCurrencyOf(LoopbackOrder order)
    {
        var id = order.Market.Instrument.Id;
        return order.IsBuy && !order.Market.IsPerpetual ? id.Base : id.Quote;
    }

    private static decimal NotionalOf(LoopbackOrder order) =>
        order.Ask.QuoteQuantity ?? order.Terms.Quantity.Value * (order.Terms.Price?.Value ?? order.Market.LastPrice);

    private static string CancelSourceOf(LoopbackOrder order) => StateOf(order) != "canceled" ? "" : order.EndReason switch
    {
        "canceled" => "1",
        "fill_or_kill_not_filled" => "13",
        "immediate_or_cancel_rest" or "no_liquidity" => "14",
        "reduce_only" => "17",
        OkxDeadMan.Reason => "20",
        "post_only_would_take" => "31",
        "self_trade" => "32",
        _ => "0",
    };
}
