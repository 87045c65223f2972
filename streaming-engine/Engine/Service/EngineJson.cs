using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine shows, as JSON: names in snake case, amounts as text, times as RFC 3339.</summary>
internal static class EngineJson
{
    /// <summary>Whose money it is: <c>paper</c>, a venue's own play money (<c>demo</c>), or real (<c>live</c>).</summary>
    public static string ModeOf(EngineHost engine) => engine.Options.Live is not { Mode: RunMode.Live } venue ? "paper" : venue.IsRealMoney ? "live" : "demo";

    public static void Order(Utf8JsonWriter json, OrderView order)
    {
        json.WriteStartObject();
        json.WriteString("client_order_id", order.Id.Text);
        json.WriteString("venue_order_id", order.VenueOrderId);
        json.WriteString("instrument", order.Terms.Instrument.Text);
        json.WriteString("side", Word(order.Terms.Side));
        json.WriteString("order_type", Word(order.Terms.Type));
        json.WriteString("time_in_force", Word(order.Terms.TimeInForce));
        json.WriteString("status", Word(order.Status));
        json.WriteString("held_at", order.HeldAt);
        json.WriteString("role", Word(order.Terms.Role));
        json.WriteString("quantity", order.Quantity.ToString());
        Amount(json, "price", order.Price?.Value);
        Amount(json, "trigger_price", order.TriggerPrice?.Value);
        Amount(json, order.Terms.TrailingIsFraction ? "trailing_fraction" : "trailing_offset", order.Terms.TrailingOffset);
        Amount(json, "display_quantity", order.Terms.DisplayQuantity?.Value);
        json.WriteString("expires", order.Terms.ExpireTime?.ToString());
        json.WriteString("filled_quantity", order.FilledQuantity.ToString());
        Amount(json, "average_fill_price", order.AverageFillPrice is { } price ? decimal.Round(price, 8) : null);
        json.WriteBoolean("post_only", order.Terms.IsPostOnly);
        json.WriteBoolean("reduce_only", order.Terms.IsReduceOnly);
        json.WriteString("strategy", order.Terms.Strategy.Text);
        json.WriteString("client_reference", order.Terms.ClientReference);
        json.WriteString("reason", order.Reason);
        json.WriteString("created", order.CreatedTime.ToString());
        json.WriteString("updated", order.UpdatedTime.ToString());
        json.WriteEndObject();
    }

    public static void Fill(Utf8JsonWriter json, FillView fill)
    {
        json.WriteStartObject();
        json.WriteString("client_order_id", fill.Fill.Id.Text);
        json.WriteString("trade_id", fill.Fill.TradeId);
        json.WriteString("instrument", fill.Instrument.Text);
        json.WriteString("side", Word(fill.Side));
        Amount(json, "price", fill.Fill.Price.Value);
        Amount(json, "quantity", fill.Fill.Quantity.Value);
        Amount(json, "fee", fill.Fill.Fee.Amount);
        json.WriteString("fee_currency", fill.Fill.Fee.Currency.Code);
        json.WriteString("liquidity", Word(fill.Fill.Liquidity));
        json.WriteString("strategy", fill.Strategy.Text);
        Amount(json, "realized_pnl", fill.RealizedPnl);
        json.WriteString("time", fill.Fill.VenueTime.ToString());
        json.WriteNumber("t", fill.Fill.VenueTime.Value / 1_000_000);
        json.WriteEndObject();
    }

    public static void Position(Utf8JsonWriter json, PositionView position, decimal? price)
    {
        json.WriteStartObject();
        json.WriteString("instrument", position.Instrument.Id.Text);
        Amount(json, "quantity", position.SignedQuantity);
        Amount(json, "average_entry_price", position.AverageEntryPrice is { } entry ? decimal.Round(entry, 8) : null);
        Amount(json, "realized_pnl", position.RealizedPnl);
        Amount(json, "unrealized_pnl", price is { } last ? position.UnrealizedPnl(last) : null);
        Amount(json, "fees", position.FeesInQuote);
        json.WriteEndObject();
    }

    public static void Balance(Utf8JsonWriter json, BalanceView balance)
    {
        json.WriteStartObject();
        json.WriteString("currency", balance.Currency.Code);
        Amount(json, "total", balance.Total);
        Amount(json, "locked", balance.Locked);
        json.WriteEndObject();
    }

    public static void Strategy(Utf8JsonWriter json, StrategyView strategy, decimal? price)
    {
        json.WriteStartObject();
        json.WriteString("id", strategy.Id.Text);
        json.WriteString("definition", strategy.Definition);
        json.WriteString("status", Word(strategy.Status));
        json.WriteString("reason", strategy.Reason);
        json.WriteStartObject("parameters");
        foreach (var (name, value) in strategy.Parameters)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WritePropertyName("position");
        Position(json, strategy.Position, price);
        json.WritePropertyName("metrics");
        Metrics(json, strategy.Metrics);
        json.WriteString("feed_position", strategy.FeedPosition.ToString());
        json.WriteEndObject();
    }

    public static void Metrics(Utf8JsonWriter json, StrategyMetrics metrics)
    {
        json.WriteStartObject();
        json.WriteNumber("orders", metrics.Orders);
        json.WriteNumber("open_orders", metrics.OpenOrders);
        json.WriteNumber("refusals", metrics.Refusals);
        json.WriteNumber("rejections", metrics.Rejections);
        json.WriteNumber("fills", metrics.Fills);
        json.WriteNumber("closing_fills", metrics.Trades);
        json.WriteNumber("winning_fills", metrics.Wins);
        Amount(json, "turnover", metrics.Turnover);
        json.WriteEndObject();
    }

    /// <summary>A bar; its time is its open, and <c>t</c> that in epoch milliseconds.</summary>
    public static void Bar(Utf8JsonWriter json, Bar bar)
    {
        json.WriteStartObject();
        json.WriteString("open_time", bar.OpenTime.ToString());
        json.WriteNumber("t", bar.OpenTime.Milliseconds);
        Amount(json, "open", bar.Open.Value);
        Amount(json, "high", bar.High.Value);
        Amount(json, "low", bar.Low.Value);
        Amount(json, "close", bar.Close.Value);
        Amount(json, "volume", bar.Volume);
        json.WriteEndObject();
    }

    public static void Incident(Utf8JsonWriter json, Effect.Incident incident)
    {
        json.WriteStartObject();
        json.WriteString("time", incident.Time.ToString());
        json.WriteString("code", incident.Code);
        json.WriteString("message", incident.Message);
        json.WriteEndObject();
    }

    public static void KillSwitch(Utf8JsonWriter json, KillSwitch engaged)
    {
        json.WriteStartObject();
        json.WriteString("scope", Word(engaged.Scope));
        json.WriteString("target", engaged.Target);
        json.WriteString("reason", engaged.Reason);
        json.WriteEndObject();
    }

    public static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
    }

    public static void Amount(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } amount)
            json.WriteString(name, DecimalText.Trimmed(amount));
        else
            json.WriteNull(name);
    }

    public static string Word<T>(T value)
        where T : struct, Enum => SnakeCase.From(value.ToString());
}
