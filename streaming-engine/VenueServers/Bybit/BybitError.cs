using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A refusal as Bybit tells it.</summary>
/// <remarks>Source of the numbers and most words: https://bybit-exchange.github.io/docs/v5/error. The words of 10001 are not documented.</remarks>
/// <param name="code">Its number.</param>
/// <param name="message">Its words.</param>
/// <param name="status">Of HTTP: most refusals are answered by 200.</param>
internal sealed class BybitError(int code, string message, int status = 200) : Exception(message)
{
    public int Code { get; } = code;

    public int Status { get; } = status;

    public static BybitError Parameter(string message) => new(10001, message);

    public static BybitError Missing(string name) => Parameter($"params error: {name} is required");

    public static BybitError Invalid(string name) => Parameter($"params error: {name} invalid");

    public static BybitError TooMany { get; } = new(10006, "Too many visits. Exceeded the API Rate Limit.");

    /// <summary>Of an order that is none of the account's in its market, or has ended.</summary>
    public static BybitError UnknownOrder(InstrumentKind kind) =>
        kind == InstrumentKind.Spot ? new(170213, "Order does not exist.") : new(110001, "order not exists or too late to cancel");

    /// <summary>A number for spot, and one for perpetuals.</summary>
    public static BybitError Of(InstrumentKind kind, (int Code, string Message) spot, (int Code, string Message) linear)
    {
        var (code, message) = kind == InstrumentKind.Spot ? spot : linear;
        return new BybitError(code, message);
    }

    /// <summary>Of an order or an amendment that the matching refused.</summary>
    public static BybitError Of(LoopbackRefusal refusal, InstrumentKind kind) => refusal switch
    {
        LoopbackRefusal.MarketHalted => Of(kind, (170151, "The trading pair is not open yet"), (110074, "This contract is not live")),
        LoopbackRefusal.ClientIdTaken => Of(kind, (170141, "Duplicate clientOrderId"), (110072, "OrderLinkedID is duplicate")),
        LoopbackRefusal.QuantityOutOfRange =>
            Of(kind, (170136, "Order quantity lower than the minimum."), (10001, "The number of contracts exceeds minimum limit allowed")),
        LoopbackRefusal.NotionalTooSmall => Of(kind, (170140, "Order value exceeded lower limit"), (110094, "Order notional value below the lower limit")),
        LoopbackRefusal.BalanceInsufficient => Of(kind, (170131, "Balance insufficient."), (110007, "Available balance is insufficient")),
        LoopbackRefusal.NothingToReduce => new(110017, "orderQty will be truncated to zero"),
        LoopbackRefusal.OrderUnknown or LoopbackRefusal.OrderClosed => UnknownOrder(kind),
        LoopbackRefusal.AmendInvalid => Parameter("The order remains unchanged as the parameters entered match the existing ones."),
        LoopbackRefusal.WouldTake or LoopbackRefusal.WouldTrigger or LoopbackRefusal.NoLiquidity =>
            throw new InvariantException($"refusal was {refusal}, but Bybit accepts orders before it matches them"),
        _ => throw new InvariantException($"refusal was {refusal}, must be a known one"),
    };
}
