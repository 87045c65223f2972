using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>News as JSON: <c>type</c> says what happened, an order's own type is <c>order_type</c>.</summary>
internal static class NewsJson
{
    public static string TypeOf(EngineNews news) => news switch
    {
        EngineNews.Journaled journaled => SnakeCase.From(journaled.Entry.Kind.ToString()),
        EngineNews.Refused => "order_refused",
        EngineNews.Happened => "incident",
        _ => throw new InvariantException($"news {news.GetType().Name} has no name"),
    };

    /// <summary>Whether it is told: what only the next start needs is not.</summary>
    public static bool IsTold(EngineNews news) => news is not EngineNews.Journaled { Entry: PaperMarketState or StrategyState or Noop or TimerSet };

    /// <summary>Which topic of the stream it belongs to.</summary>
    public static string TopicOf(EngineNews news) => news switch
    {
        EngineNews.Journaled { Entry: OrderFill } => "fills",
        EngineNews.Journaled { Order: not null } or EngineNews.Refused => "orders",
        EngineNews.Journaled { Entry: StrategyCommand } => "strategies",
        EngineNews.Journaled { Entry: AccountUpdate } => "balances",
        EngineNews.Journaled { Entry: PositionUpdate } => "positions",
        EngineNews.Journaled { Entry: RiskState } => "risk",
        _ => "system",
    };

    public static void Write(Utf8JsonWriter json, EngineNews news)
    {
        json.WriteStartObject();
        json.WriteString("type", TypeOf(news));
        switch (news)
        {
            case EngineNews.Journaled journaled:
                Write(json, journaled);
                break;
            case EngineNews.Refused refused:
                Write(json, refused.Request, refused.Refusal);
                break;
            case EngineNews.Happened happened:
                json.WriteString("time", happened.Incident.Time.ToString());
                json.WriteString("code", happened.Incident.Code);
                json.WriteString("message", happened.Incident.Message);
                break;
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EngineNews.Journaled journaled)
    {
        json.WriteString("time", journaled.Entry.Time.ToString());
        if (journaled.Order is { } order)
        {
            json.WritePropertyName("order");
            EngineJson.Order(json, order);
        }
        switch (journaled.Entry)
        {
            case OrderFill fill:
                json.WriteString("trade_id", fill.TradeId);
                EngineJson.Amount(json, "price", fill.Price.Value);
                EngineJson.Amount(json, "quantity", fill.Quantity.Value);
                EngineJson.Amount(json, "fee", fill.Fee.Amount);
                json.WriteString("fee_currency", fill.Fee.Currency.Code);
                json.WriteString("liquidity", EngineJson.Word(fill.Liquidity));
                break;
            case OrderUpdate update:
                json.WriteString("happened", EngineJson.Word(update.Happened));
                json.WriteString("reason", update.Reason);
                break;
            case AccountUpdate update:
                json.WriteString("currency", update.Change.Currency.Code);
                EngineJson.Amount(json, "change", update.Change.Amount);
                json.WriteString("reason", EngineJson.Word(update.Reason));
                json.WriteString("reference", update.Reference);
                break;
            case PositionUpdate position:
                json.WriteString("instrument", position.Instrument.Text);
                EngineJson.Amount(json, "quantity", position.SignedQuantity);
                json.WriteString("reason", position.Reason);
                break;
            case StrategyCommand command:
                json.WriteString("strategy", command.Strategy.Text);
                json.WriteString("action", EngineJson.Word(command.Action));
                json.WriteString("actor", command.Actor);
                json.WriteString("reason", command.Reason);
                break;
            case RiskState risk:
                json.WriteString("trading_state", EngineJson.Word(risk.State));
                EngineJson.List(json, "kill_switches", risk.KillSwitches, EngineJson.KillSwitch);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, OrderRequest request, Refusal refusal)
    {
        json.WriteString("code", refusal.Code.Text());
        json.WriteString("message", refusal.Message);
        json.WriteString("instrument", request.Instrument.Text);
        json.WriteString("side", EngineJson.Word(request.Side));
        json.WriteString("order_type", EngineJson.Word(request.Type));
        EngineJson.Amount(json, "quantity", request.Quantity);
        EngineJson.Amount(json, "price", request.Price);
        json.WriteString("strategy", request.Strategy.Text);
    }
}
