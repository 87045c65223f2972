using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A unified account's wallet and its log as Bybit tells them.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/account/wallet-balance and https://bybit-exchange.github.io/docs/v5/account/transaction-log. A coin's
/// value is that of its spot market against USDT, of which one is worth a dollar; only USDT carries positions here.
/// </remarks>
internal static class BybitWalletJson
{
    private const string Dollar = "USDT";

    /// <summary>The account's totals, and some of its coins.</summary>
    public static void Write(Utf8JsonWriter json, LoopbackVenue venue, LoopbackAccount account, IReadOnlyList<Currency> currencies)
    {
        var wallet = account.Balances.Sum(one => one.Value.Total * PriceOf(venue, one.Key));
        var (pnl, initial, orders, maintenance) = (PnlOf(account), InitialOf(venue, account), OrderMarginOf(venue, account), MaintenanceOf(account));
        var margin = wallet + pnl;
        json.WriteStartObject();
        json.WriteString("accountType", "UNIFIED");
        json.Amount("totalEquity", margin);
        json.Amount("totalWalletBalance", wallet);
        json.Amount("totalMarginBalance", margin);
        json.Amount("totalAvailableBalance", margin - initial - orders - account.Balances.Sum(one => one.Value.Held * PriceOf(venue, one.Key)));
        json.Amount("totalPerpUPL", pnl);
        foreach (var (name, value) in new[] { ("totalInitialMargin", initial + orders), ("totalMaintenanceMargin", maintenance) })
        {
            json.Amount(name, value);
            json.Amount(name + "ByMp", value);
        }
        foreach (var (name, value) in new[] { ("accountIMRate", initial + orders), ("accountMMRate", maintenance) })
        {
            var rate = margin > 0 ? decimal.Round(value / margin, 4) : 0;
            json.Trimmed(name, rate);
            json.Trimmed(name + "ByMp", rate);
        }
        json.WriteString("accountLTV", "0");
        json.WriteStartArray("coin");
        foreach (var currency in currencies)
            WriteCoin(json, venue, account, currency);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static string TypeOf(BybitEntry entry) => entry.Order is not null ? "TRADE" : entry.CashFlow >= 0 ? "TRANSFER_IN" : "TRANSFER_OUT";

    /// <summary>A line of the log.</summary>
    public static void WriteEntry(Utf8JsonWriter json, BybitEntry entry)
    {
        var (order, fill) = (entry.Order, entry.Fill);
        json.WriteStartObject();
        json.WriteString("id", entry.Number.ToString(CultureInfo.InvariantCulture));
        json.WriteString("symbol", order?.Market.Symbol ?? "");
        json.WriteString("category", order is null ? "" : BybitMarkets.CategoryOf(order.Market));
        json.WriteString("side", order is null ? "None" : BybitJson.SideOf(order.Terms.Side));
        json.Time("transactionTime", entry.Time);
        json.WriteString("type", TypeOf(entry));
        json.WriteEach("", "transSubType", "funding", "bonusChange", "extraFees");
        json.Trimmed("qty", entry.Quantity);
        json.Trimmed("size", entry.Size);
        json.WriteString("currency", entry.Currency.Code);
        json.Trimmed("tradePrice", fill?.Price ?? 0);
        json.Trimmed("fee", entry.Fee);
        json.Amount("cashFlow", entry.CashFlow);
        json.Amount("change", entry.CashFlow - entry.Fee);
        json.Amount("cashBalance", entry.Balance);
        json.WriteString("feeRate", fill is null ? "" : DecimalText.Trimmed(BybitOrderJson.RateOf(order!.Market, fill)));
        json.WriteString("tradeId", fill is null ? "" : BybitIds.FillOf(order!, fill));
        json.WriteString("orderId", order is null ? "" : BybitIds.OrderOf(order));
        json.WriteString("orderLinkId", order?.ClientId ?? "");
        json.WriteEndObject();
    }

    private static void WriteCoin(Utf8JsonWriter json, LoopbackVenue venue, LoopbackAccount account, Currency currency)
    {
        var (balance, isDollar) = (account.BalanceOf(currency), currency.Code == Dollar);
        var pnl = isDollar ? PnlOf(account) : 0;
        json.WriteStartObject();
        json.WriteString("coin", currency.Code);
        json.Amount("equity", balance.Total + pnl);
        json.Amount("usdValue", (balance.Total + pnl) * PriceOf(venue, currency));
        json.Amount("walletBalance", balance.Total);
        json.Amount("locked", balance.Held);
        json.Amount("availableToWithdraw", Math.Max(0, balance.Free - (isDollar ? InitialOf(venue, account) + OrderMarginOf(venue, account) : 0)));
        json.WriteString("availableToBorrow", "");
        json.Amount("totalOrderIM", isDollar ? OrderMarginOf(venue, account) : 0);
        json.Amount("totalPositionIM", isDollar ? InitialOf(venue, account) : 0);
        json.Amount("totalPositionMM", isDollar ? MaintenanceOf(account) : 0);
        json.Amount("unrealisedPnl", pnl);
        json.Amount("cumRealisedPnl", isDollar ? RealizedOf(account) : 0);
        json.WriteEach("0", "borrowAmount", "accruedInterest", "bonus", "spotHedgingQty", "spotBorrow", "colRes");
        json.WriteBoolean("collateralSwitch", true);
        json.WriteBoolean("marginCollateral", true);
        json.WriteEndObject();
    }

    // Of a coin that no market prices nothing is known.
    private static decimal PriceOf(LoopbackVenue venue, Currency currency) =>
        currency.Code == Dollar ? 1 : venue.FindMarket(currency.Code + Dollar, InstrumentKind.Spot)?.LastPrice ?? 0;

    private static decimal PnlOf(LoopbackAccount account) => account.Positions.Values.Sum(static position => position.PnlAt(position.Market.LastPrice));

    private static decimal RealizedOf(LoopbackAccount account) =>
        account.Fills.Where(static one => one.Order.Market.IsPerpetual).Sum(static one => one.Fill.RealizedPnl - one.Fill.Fee.Amount);

    private static decimal InitialOf(LoopbackVenue venue, LoopbackAccount account) =>
        account.Positions.Values.Sum(position => venue.MarginFor(account, position.Market, position.Quantity));

    private static decimal MaintenanceOf(LoopbackAccount account) =>
        account.Positions.Values.Sum(static position => Math.Abs(position.Quantity) * position.Market.LastPrice) * BybitMarkets.MaintenanceRate;

    // Of orders that work and do not only reduce.
    private static decimal OrderMarginOf(LoopbackVenue venue, LoopbackAccount account) => account.OpenOrders.Values
        .Where(static order => order is { Market.IsPerpetual: true, Terms.IsReduceOnly: false, Status: LoopbackOrderStatus.Open })
        .Sum(order => venue.MarginFor(account, order.Market, order.LotsLeft * order.Market.Instrument.QuantityIncrement));
}
