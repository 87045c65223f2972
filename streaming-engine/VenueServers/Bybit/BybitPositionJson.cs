using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A position as Bybit tells it; in cross margin, one-way mode.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/position and https://bybit-exchange.github.io/docs/v5/websocket/private/position. This venue liquidates
/// nothing, so there is no price of it.
/// </remarks>
internal static class BybitPositionJson
{
    private const decimal BreakEvenRate = 0.00055m; // At least, of the documentation's formula.

    public static void Write(Utf8JsonWriter json, LoopbackVenue venue, LoopbackPosition position, LoopbackAccount account, BybitPositionHistory? history)
    {
        var (market, quantity) = (position.Market, position.Quantity);
        var value = Math.Abs(quantity) * market.LastPrice;
        json.WriteStartObject();
        json.WriteString("category", BybitMarkets.Linear);
        json.WriteString("symbol", market.Symbol);
        json.WriteString("side", quantity == 0 ? "" : quantity > 0 ? "Buy" : "Sell");
        json.Quantity("size", market, Math.Abs(quantity));
        json.Amount("avgPrice", position.EntryPrice);
        json.Amount("entryPrice", position.EntryPrice); // Of streams.
        json.WriteString("breakEvenPrice", BreakEven(position, history));
        json.Amount("positionValue", Math.Abs(quantity) * position.EntryPrice);
        json.Price("markPrice", market, market.LastPrice);
        json.Trimmed("leverage", account.LeverageOf(market) ?? venue.Rules.Leverage);
        foreach (var name in new[] { "positionIM", "positionIMByMp", "positionBalance" })
            json.Amount(name, venue.MarginFor(account, market, quantity));
        foreach (var name in new[] { "positionMM", "positionMMByMp" })
            json.Amount(name, value * BybitMarkets.MaintenanceRate);
        WriteStops(json, account, market);
        json.Amount("unrealisedPnl", position.PnlAt(market.LastPrice));
        json.Amount("curRealisedPnl", history?.Current ?? 0);
        json.Amount("cumRealisedPnl", history?.Total ?? 0);
        json.WriteEach("", "liqPrice", "bustPrice", "sessionAvgPrice", "delta", "gamma", "vega", "theta");
        json.WriteEach("", "mmrSysUpdatedTime", "mmrSysUpdateTime", "leverageSysUpdatedTime");
        foreach (var name in new[] { "positionIdx", "tradeMode", "autoAddMargin", "adlRankIndicator" })
            json.WriteNumber(name, 0);
        json.WriteNumber("riskId", 1);
        json.WriteString("riskLimitValue", "2000000");
        json.WriteString("positionStatus", "Normal");
        json.WriteString("tpslMode", "Full");
        json.WriteBoolean("isReduceOnly", false);
        json.WriteNumber("openTime", history?.Opened?.Milliseconds ?? 0);
        json.WriteString("createdTime", history is null ? "" : BybitJson.Text(history.Created));
        json.WriteString("updatedTime", history is null ? "" : BybitJson.Text(history.Updated));
        json.WriteNumber("seq", history?.Sequence ?? -1);
        json.WriteEndObject();
    }

    private static void WriteStops(Utf8JsonWriter json, LoopbackAccount account, LoopbackMarket market)
    {
        json.WriteString("takeProfit", TriggerOf("TakeProfit"));
        json.WriteString("stopLoss", TriggerOf("StopLoss"));
        json.WriteString("trailingStop", DecimalText.Trimmed(BybitStops.FindFull(account, market, "TrailingStop")?.Ask.Terms.TrailingOffset ?? 0));

        string TriggerOf(string type) => BybitStops.FindFull(account, market, type)?.TriggerPrice is { } price ? BybitJson.PriceText(market, price) : "0";
    }

    // (entry price x quantity - realized) / (quantity - |quantity| x max(taker rate, 0.00055)); a short one gains by a fall.
    private static string BreakEven(LoopbackPosition position, BybitPositionHistory? history)
    {
        var quantity = position.Quantity;
        var rate = Math.Max(position.Market.Instrument.Fees.Tiers[0].TakerRate, BreakEvenRate);
        if (quantity == 0)
            return "";
        var cost = (position.EntryPrice * quantity) - (history?.Current ?? 0);
        return DecimalText.Trimmed(Currency.Round(cost / (quantity - (Math.Abs(quantity) * rate))));
    }
}
