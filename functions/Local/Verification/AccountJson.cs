using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>What an account has, as JSON: positions, balances and open orders. Two accounts with equal ones are at the same point, whatever their journals took to get there.</summary>
internal static class AccountJson
{
    public static void Write(Utf8JsonWriter json, KernelState state)
    {
        json.WriteStartArray("positions");
        foreach (var holding in state.Portfolio.Holdings)
            WritePosition(json, holding.Instrument.Id, holding.Position);
        json.WriteEndArray();
        json.WriteStartArray("balances");
        foreach (var balance in state.Portfolio.Balances)
            WriteBalance(json, balance);
        json.WriteEndArray();
        json.WriteStartArray("open_orders");
        foreach (var order in state.OpenOrders)
            WriteOrder(json, order);
        json.WriteEndArray();
    }

    /// <summary>The account's position in a market, or a strategy's part of it.</summary>
    public static void WritePosition(Utf8JsonWriter json, InstrumentId instrument, Position position)
    {
        json.WriteStartObject();
        json.WriteString("instrument", instrument.Text);
        json.WriteString("quantity", DecimalText.Trimmed(position.SignedQuantity));
        json.WriteString("average_entry_price", position.AverageEntryPrice is { } price ? DecimalText.Trimmed(price) : null);
        json.WriteString("realized_pnl", DecimalText.Trimmed(position.RealizedPnl));
        json.WriteString("fees_in_quote", DecimalText.Trimmed(position.FeesInQuote));
        json.WriteEndObject();
    }

    private static void WriteBalance(Utf8JsonWriter json, Balance balance)
    {
        json.WriteStartObject();
        json.WriteString("currency", balance.Currency.Code);
        json.WriteString("total", DecimalText.Trimmed(balance.Total));
        json.WriteString("locked", DecimalText.Trimmed(balance.Locked));
        json.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter json, Order order)
    {
        json.WriteStartObject();
        json.WriteString("id", order.Id.ToString());
        json.WriteString("strategy", order.Terms.Strategy.IsNone ? null : order.Terms.Strategy.Text);
        json.WriteString("instrument", order.Terms.Instrument.Text);
        json.WriteString("side", SnakeCase.From(order.Terms.Side.ToString()));
        json.WriteString("type", SnakeCase.From(order.Terms.Type.ToString()));
        json.WriteString("quantity", DecimalText.Trimmed(order.Quantity.Value));
        json.WriteString("filled", DecimalText.Trimmed(order.FilledQuantity.Value));
        json.WriteString("price", order.Price is { } price ? DecimalText.Trimmed(price.Value) : null);
        json.WriteString("trigger_price", order.TriggerPrice is { } trigger ? DecimalText.Trimmed(trigger.Value) : null);
        json.WriteString("status", SnakeCase.From(order.Status.ToString()));
        json.WriteEndObject();
    }
}
