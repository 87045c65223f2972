using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>All that the page shows, in one document.</summary>
internal static class LiveJson
{
    private const int BarsShown = 240;
    private const int FillsShown = 60;
    private const int ClosedOrdersShown = 20;

    public static void Write(Utf8JsonWriter json, EngineHost engine)
    {
        json.WriteStartObject();
        WriteMembers(json, engine);
        json.WriteEndObject();
    }

    /// <summary>The same without the braces.</summary>
    public static void WriteMembers(Utf8JsonWriter json, EngineHost engine)
    {
        var view = engine.View;
        var price = engine.Tape.Last?.Close.Value;
        WriteState(json, engine, view);
        EngineJson.List(json, "positions", view.Positions, (writer, position) => EngineJson.Position(writer, position, price));
        EngineJson.List(json, "balances", view.Balances, EngineJson.Balance);
        EngineJson.List(json, "orders", view.OpenOrders, EngineJson.Order);
        EngineJson.List(json, "closed_orders", view.ClosedOrders.Take(ClosedOrdersShown), EngineJson.Order);
        EngineJson.List(json, "fills", view.Fills.Take(FillsShown), EngineJson.Fill);
        EngineJson.List(json, "strategies", view.Strategies, (writer, strategy) => EngineJson.Strategy(writer, strategy, price));
        EngineJson.List(json, "incidents", view.Incidents, EngineJson.Incident);
        WriteBars(json, engine.Tape.Read(BarsShown));
    }

    /// <summary>How the engine and the account stand, without their lists.</summary>
    public static void WriteState(Utf8JsonWriter json, EngineHost engine, EngineView view)
    {
        var last = engine.Tape.Last;
        json.WriteString("mode", EngineJson.ModeOf(engine));
        json.WriteString("status", engine.Fault is null ? engine.Completion.IsCompleted ? "stopped" : "running" : "failed");
        json.WriteString("fault", engine.Fault);
        json.WriteString("account", engine.Account);
        json.WriteString("feed", engine.Market.Source);
        json.WriteBoolean("feed_ended", engine.IsAtEnd);
        json.WriteString("instrument", engine.Market.Instrument.Id.Text);
        json.WriteString("interval", engine.Market.Interval.Text);
        json.WriteString("currency", view.ReportingCurrency.Code);
        json.WriteString("market_time", last?.CloseTime.ToString());
        json.WriteNumber("bars_seen", engine.Tape.Count);
        WriteSeconds(json, "bar_age_seconds", engine.Tape.Age);
        WriteSeconds(json, "feed_lag_seconds", engine.FeedLag);
        json.WriteString("trading_state", EngineJson.Word(view.TradingState));
        EngineJson.Amount(json, "price", last?.Close.Value);
        WriteAccount(json, view, last?.Close.Value);
        EngineJson.List(json, "kill_switches", view.KillSwitches, EngineJson.KillSwitch);
        WriteHealth(json, engine, view);
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } known)
            json.WriteNumber(name, Math.Round(known.TotalSeconds, 3));
        else
            json.WriteNull(name);
    }

    public static void WriteAccount(Utf8JsonWriter json, EngineView view, decimal? price)
    {
        var equity = view.Equity(price);
        json.WriteStartObject("profit_and_loss");
        EngineJson.Amount(json, "equity", equity);
        EngineJson.Amount(json, "paid_in", view.PaidIn);
        EngineJson.Amount(json, "pnl", equity - view.PaidIn);
        EngineJson.Amount(json, "realized_pnl", view.Positions.Sum(position => position.RealizedPnl));
        EngineJson.Amount(json, "unrealized_pnl", price is { } last ? view.Positions.Sum(position => position.UnrealizedPnl(last)) : null);
        EngineJson.Amount(json, "fees", view.Positions.Sum(position => position.FeesInQuote));
        EngineJson.Amount(json, "funding", view.Funding);
        json.WriteEndObject();
    }

    // Columns for a chart; t is the open in epoch milliseconds.
    private static void WriteBars(Utf8JsonWriter json, IReadOnlyList<Bar> bars)
    {
        json.WriteStartObject("bars");
        json.WriteStartArray("t");
        foreach (var bar in bars)
            json.WriteNumberValue(bar.OpenTime.Value / 1_000_000);
        json.WriteEndArray();
        Column(json, "open", bars, bar => bar.Open);
        Column(json, "high", bars, bar => bar.High);
        Column(json, "low", bars, bar => bar.Low);
        Column(json, "close", bars, bar => bar.Close);
        json.WriteEndObject();
    }

    private static void Column(Utf8JsonWriter json, string name, IReadOnlyList<Bar> bars, Func<Bar, Price> price)
    {
        json.WriteStartArray(name);
        foreach (var bar in bars)
            json.WriteStringValue(price(bar).ToString());
        json.WriteEndArray();
    }

    private static void WriteHealth(Utf8JsonWriter json, EngineHost engine, EngineView view)
    {
        json.WriteStartObject("journal");
        json.WriteNumber("epoch", view.Frame.Epoch);
        json.WriteNumber("frame", view.Frame.Sequence);
        json.WriteNumber("entries", engine.Journal.Entries);
        json.WriteNumber("bytes", engine.Journal.Bytes);
        json.WriteNumber("sync_mean_us", engine.Journal.Syncs.Count == 0 ? 0 : Math.Round(engine.Journal.Syncs.Sum.TotalMicroseconds / engine.Journal.Syncs.Count));
        json.WriteNumber("sync_max_us", Math.Round(engine.Journal.Syncs.Max.TotalMicroseconds));
        json.WriteBoolean("has_room", engine.HasRoom);
        json.WriteEndObject();
        EngineJson.List(json, "queues", engine.Queues, (writer, queue) =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", queue.Name);
            writer.WriteNumber("depth", queue.Depth);
            writer.WriteNumber("high_water", queue.HighWater);
            writer.WriteNumber("capacity", queue.Capacity);
            writer.WriteEndObject();
        });
    }
}
