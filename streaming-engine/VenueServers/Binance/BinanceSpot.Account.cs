using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>What an account has, and has done.</content>
internal sealed partial class BinanceSpot
{
    private static readonly TimeSpan LookBackMax = TimeSpan.FromHours(24);

    public void WriteOrder(Utf8JsonWriter json, BinanceRequest request)
    {
        var order = OrderOf(request, new BinanceError(-2013, "Order does not exist."));
        request.EndReading();
        BinanceJson.WriteOrder(json, order);
    }

    public void WriteOpenOrders(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = request.TextOrNull("symbol") is { } symbol ? FindMarket(symbol) : null;
        request.EndReading();
        json.WriteStartArray();
        foreach (var order in request.Account.OpenOrders.Values.Where(order => !order.Market.IsPerpetual && (market is null || order.Market == market)))
            BinanceJson.WriteOrder(json, order);
        json.WriteEndArray();
    }

    public void WriteOrders(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 500, TradesMax);
        var (from, start, end) = (request.NumberOrNull("orderId"), request.TimeOrNull("startTime"), request.TimeOrNull("endTime"));
        request.EndReading();
        CheckLookBack(start, end);
        var orders = request.Account.Orders.Where(order => order.Market == market)
            .Where(order => !(order.Number < from) && !(order.CreatedTime < start) && !(order.CreatedTime > end));
        json.WriteStartArray();
        foreach (var order in from is not null || start is not null ? orders.Take(limit) : orders.TakeLast(limit))
            BinanceJson.WriteOrder(json, order);
        json.WriteEndArray();
    }

    public void WriteOwnTrades(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        var limit = request.Limit(whenNot: 500, TradesMax);
        var (orderId, from) = (request.NumberOrNull("orderId"), request.NumberOrNull("fromId"));
        var (start, end) = (request.TimeOrNull("startTime"), request.TimeOrNull("endTime"));
        request.EndReading();
        CheckLookBack(start, end);
        if (from is not null && (start ?? end) is not null)
            throw new BinanceError(-1128, "Combination of optional parameters invalid.");
        var fills = request.Account.Fills.Where(one => one.Order.Market == market
            && (orderId is null || one.Order.Number == orderId)
            && !(one.Fill.TradeNumber < from)
            && !(one.Fill.Time < start)
            && !(one.Fill.Time > end));
        json.WriteStartArray();
        foreach (var (order, fill) in from is not null || start is not null ? fills.Take(limit) : fills.TakeLast(limit))
            BinanceJson.WriteTrade(json, order, fill);
        json.WriteEndArray();
    }

    public void WriteAccount(Utf8JsonWriter json, BinanceRequest request)
    {
        var omitsZero = request.TextOrNull("omitZeroBalances") == "true";
        request.EndReading();
        var (account, tier) = (request.Account, _venue.Markets[0].Instrument.Fees.Tiers[0]);
        json.WriteStartObject();
        json.WriteNumber("makerCommission", (int)(tier.MakerRate * 10_000));
        json.WriteNumber("takerCommission", (int)(tier.TakerRate * 10_000));
        json.WriteNumber("buyerCommission", 0);
        json.WriteNumber("sellerCommission", 0);
        json.WriteStartObject("commissionRates");
        WriteRates(json, tier);
        json.WriteEndObject();
        foreach (var name in new[] { "canTrade", "canWithdraw", "canDeposit" })
            json.WriteBoolean(name, name == "canTrade");
        foreach (var name in new[] { "brokered", "requireSelfTradePrevention", "preventSor" })
            json.WriteBoolean(name, false);
        json.Milliseconds("updateTime", _venue.Now);
        json.WriteString("accountType", "SPOT");
        json.WriteStartArray("balances");
        foreach (var (currency, balance) in account.Balances.Where(one => !omitsZero || one.Value.Total != 0))
        {
            json.WriteStartObject();
            json.WriteString("asset", currency.Code);
            json.Fixed("free", balance.Free);
            json.Fixed("locked", balance.Held);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("permissions");
        json.WriteStringValue("SPOT");
        json.WriteEndArray();
        json.WriteNumber("uid", 1);
        json.WriteEndObject();
    }

    public void WriteCommission(Utf8JsonWriter json, BinanceRequest request)
    {
        var market = MarketOf(request);
        request.EndReading();
        json.WriteStartObject();
        json.WriteString("symbol", market.Symbol);
        WriteCommissions(json, market, "", WriteRates);
        json.WriteEndObject();
    }

    public void WriteOrderCounts(Utf8JsonWriter json, BinanceRequest request)
    {
        request.EndReading();
        json.WriteStartArray();
        _limits.WriteOrders(json, request.Account.Key);
        json.WriteEndArray();
    }

    private static void WriteCommissions(Utf8JsonWriter json, LoopbackMarket market, string suffix, Action<Utf8JsonWriter, FeeTier> write)
    {
        foreach (var name in new[] { "standardCommission", "specialCommission", "taxCommission" })
        {
            json.WriteStartObject(name + suffix);
            write(json, name == "standardCommission" ? market.Instrument.Fees.Tiers[0] : new FeeTier(0, 0, 0));
            json.WriteEndObject();
        }
        json.WriteStartObject("discount");
        json.WriteBoolean("enabledForAccount", false);
        json.WriteBoolean("enabledForSymbol", false);
        json.WriteString("discountAsset", "BNB");
        json.Fixed("discount", 0.75m);
        json.WriteEndObject();
    }

    private static void WriteOrderRates(Utf8JsonWriter json, FeeTier tier)
    {
        json.Fixed("maker", tier.MakerRate);
        json.Fixed("taker", tier.TakerRate);
    }

    private static void WriteRates(Utf8JsonWriter json, FeeTier tier)
    {
        json.Fixed("maker", tier.MakerRate);
        json.Fixed("taker", tier.TakerRate);
        json.Fixed("buyer", 0);
        json.Fixed("seller", 0);
    }

    private static void CheckLookBack(UnixNanos? start, UnixNanos? end)
    {
        if (start is { } from && end is { } to && to - from > LookBackMax)
            throw new BinanceError(-1127, "More than 24 hours between startTime and endTime.");
    }
}
