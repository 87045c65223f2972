using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>A refusal as OKX tells it.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#error-code.</remarks>
/// <param name="code">Its number.</param>
/// <param name="message">Its words.</param>
/// <param name="status">Of HTTP.</param>
internal sealed class OkxError(string code, string message, int status = 200) : Exception(message)
{
    public string Code { get; } = code;

    public int Status { get; } = status;

    /// <summary>What tells cases of one code apart; empty for none.</summary>
    public string SubCode { get; init; } = "";

    public static OkxError NoInstrument => new("51001", "Instrument ID, Instrument ID code or Spread ID doesn't exist.");

    public static OkxError NoOrder => new("51603", "Order does not exist.");

    public static OkxError CannotCancel => new("51400", "Order cancellation failed as the order has been filled, canceled or does not exist.");

    public static OkxError TooSmall => new("51020", "Your order should meet or exceed the minimum order amount.");

    public static OkxError OffLot => new("51121", "Order quantity must be a multiple of the lot size.");

    public static OkxError Unsupported => new("51010", "Request unsupported under current account mode");

    public static OkxError BadJson => new("50002", "JSON syntax error", 400);

    public static OkxError TooMany => new("50011", "Too Many Requests", 429);

    public static OkxError Empty(string name) => new("50014", $"Parameter {name} can not be empty.", 400);

    public static OkxError Wrong(string name) => new("51000", $"Parameter {name} error", 400);

    public static OkxError Either(string name, string other) => new("50015", $"Either parameter {name} or {other} is required", 400);

    /// <summary>Of a new order that the matching refused.</summary>
    public static OkxError Of(LoopbackRefusal refusal, LoopbackAsk ask, LoopbackMarket market) => refusal switch
    {
        LoopbackRefusal.MarketHalted => new("51022", "Contract suspended."),
        LoopbackRefusal.ClientIdTaken => new("51016", "Client order ID already exists."),
        LoopbackRefusal.QuantityOutOfRange or LoopbackRefusal.NotionalTooSmall => TooSmall,
        LoopbackRefusal.BalanceInsufficient => Insufficient(ask, market),
        LoopbackRefusal.NothingToReduce when ask.Account!.PositionOf(market).Quantity == 0 =>
            new("51169", "Order failed because you don't have any positions in this direction for this contract to reduce or close."),
        LoopbackRefusal.NothingToReduce =>
            new("51170", "Failed to place order. A reduce-only order can’t be the same trading direction as your existing positions."),
        LoopbackRefusal.NoLiquidity => new("51109", "No available offers."),
        _ => new("50026", $"System error. Try again later: {refusal}", 500),
    };

    /// <summary>Of an amendment that the matching refused.</summary>
    public static OkxError OfAmendment(LoopbackRefusal refusal) => refusal switch
    {
        LoopbackRefusal.QuantityOutOfRange or LoopbackRefusal.NotionalTooSmall => TooSmall,
        LoopbackRefusal.BalanceInsufficient => new("51502", "Unable to edit order: insufficient balance or margin.") { SubCode = "1030" },
        LoopbackRefusal.WouldTake => new("51511", "Modification failed as the order price did not meet the requirement for Post Only."),
        _ => new("51503", "Your order has already been filled or canceled."),
    };

    /// <summary>As the body of an answer.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("code", Code);
        json.WriteString("msg", Message);
        json.WriteStartArray("data");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static OkxError Insufficient(LoopbackAsk ask, LoopbackMarket market)
    {
        var id = market.Instrument.Id;
        return market.IsPerpetual
            ? new OkxError("51008", $"Order failed. Insufficient {id.Quote.Code} margin in account") { SubCode = "1001" }
            : new OkxError("51008",
                $"Order failed. Insufficient {(ask.Terms.Side == Domain.OrderSide.Buy ? id.Quote : id.Base).Code} balance in account")
            { SubCode = "1000" };
    }
}
