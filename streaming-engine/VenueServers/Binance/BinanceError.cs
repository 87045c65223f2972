using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A refusal as Binance tells it.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/errors.md.</remarks>
/// <param name="code">Its number, below 0.</param>
/// <param name="message">Its words.</param>
/// <param name="status">Of HTTP.</param>
internal sealed class BinanceError(int code, string message, int status = 400) : Exception(message)
{
    public int Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>As the body of an answer.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("code", Code);
        json.WriteString("msg", Message);
        json.WriteEndObject();
    }

    public static BinanceError TooMany(RequestBudget budget) =>
        new(
            -1003,
            $"Too much request weight used; current limit is {budget.Limit} request weight per 1 MINUTE. "
            + "Please use WebSocket Streams for live updates to avoid polling the API.",
            429);

    public static BinanceError Banned(long untilMilliseconds) =>
        new(-1003, $"Way too much request weight used; IP banned until {untilMilliseconds}. Please use WebSocket Streams for live updates to avoid bans.", 418);

    public static BinanceError TooManyOrders(RequestBudget budget, string window) =>
        new(-1015, $"Too many new orders; current limit is {budget.Limit} orders per {window}.", 429);

    public static BinanceError Missing(string name) => new(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static BinanceError Malformed(string name, string range) => new(-1100, $"Illegal characters found in parameter '{name}'; legal range is '{range}'.");

    /// <summary>Of an amendment that the matching refused.</summary>
    public static BinanceError OfAmendment(LoopbackRefusal refusal) => refusal switch
    {
        LoopbackRefusal.QuantityOutOfRange or LoopbackRefusal.NotionalTooSmall => Of(refusal),
        _ => new(-2038, Of(refusal).Message),
    };

    /// <summary>Of an order that the matching refused.</summary>
    public static BinanceError Of(LoopbackRefusal refusal) => refusal switch
    {
        LoopbackRefusal.MarketHalted => new(-2010, "Market is closed."),
        LoopbackRefusal.ClientIdTaken => new(-2010, "Duplicate order sent."),
        LoopbackRefusal.QuantityOutOfRange => new(-1013, "Filter failure: LOT_SIZE"),
        LoopbackRefusal.NotionalTooSmall => new(-1013, "Filter failure: NOTIONAL"),
        LoopbackRefusal.BalanceInsufficient => new(-2010, "Account has insufficient balance for requested action."),
        LoopbackRefusal.WouldTake => new(-2010, "Order would immediately match and take."),
        LoopbackRefusal.WouldTrigger => new(-2010, "Order would trigger immediately."),
        LoopbackRefusal.NoLiquidity => new(-2010, "Order book liquidity is less than symbol minimum quantity."),
        LoopbackRefusal.OrderUnknown or LoopbackRefusal.OrderClosed => new(-2011, "Unknown order sent."),
        LoopbackRefusal.AmendInvalid => new(-2038, "The requested action would change no state; rejecting"),
        LoopbackRefusal.NothingToReduce => throw new InvariantException("a spot order was to reduce only"),
        _ => throw new InvariantException($"refusal was {refusal}, must be a known one"),
    };
}
