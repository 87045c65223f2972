using System.Text.Json;

namespace VeloZ.Engine;

/// <summary>An account as JSON.</summary>
internal static class AccountJson
{
    public static void Write(Utf8JsonWriter json, EngineHost engine)
    {
        var view = engine.View;
        json.WriteStartObject();
        json.WriteString("id", engine.Account);
        json.WriteString("mode", EngineJson.ModeOf(engine));
        json.WriteString("kind", EngineJson.Word(engine.Options.Simulation.AccountKind));
        json.WriteString("currency", view.ReportingCurrency.Code);
        json.WriteString("trading_state", EngineJson.Word(view.TradingState));
        LiveJson.WriteAccount(json, view, engine.Tape.Last?.Close.Value);
        EngineJson.List(json, "balances", view.Balances, EngineJson.Balance);
        json.WriteEndObject();
    }
}
