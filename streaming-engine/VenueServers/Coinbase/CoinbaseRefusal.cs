namespace VeloZ.VenueServers;

/// <summary>A new order that Coinbase does not take; the request itself is answered with 200.</summary>
/// <remarks>Source of the names: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order.</remarks>
/// <param name="preview">Why, as a look at the order before it is placed names it.</param>
/// <param name="reason">Why, as the placing names it; most reasons have no such name.</param>
/// <param name="message">In words; empty for none.</param>
internal sealed class CoinbaseRefusal(string preview, string reason = CoinbaseRefusal.Unnamed, string message = "") : Exception(message)
{
    /// <summary>What has no name of its own.</summary>
    public const string Unnamed = "UNKNOWN_FAILURE_REASON";

    public string Preview { get; } = preview;

    public string Reason { get; } = reason;

    public static CoinbaseRefusal InsufficientFund => new("PREVIEW_INSUFFICIENT_FUND", "INSUFFICIENT_FUND", "Insufficient balance in source account");

    public static CoinbaseRefusal SizePrecision => new("PREVIEW_INVALID_SIZE_PRECISION", "INVALID_SIZE_PRECISION", "Too many decimals in order amount");

    public static CoinbaseRefusal PricePrecision => new("PREVIEW_INVALID_PRICE_PRECISION", "INVALID_PRICE_PRECISION", "Too many decimals in order price");

    public static CoinbaseRefusal WouldTake => new("PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY", "INVALID_LIMIT_PRICE_POST_ONLY");

    public static CoinbaseRefusal Unsupported => new("PREVIEW_INVALID_ORDER_CONFIG", "UNSUPPORTED_ORDER_CONFIGURATION");

    public static CoinbaseRefusal BaseTooSmall => new("PREVIEW_INVALID_BASE_SIZE_TOO_SMALL");

    public static CoinbaseRefusal QuoteTooSmall => new("PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL");

    /// <summary>Of an order that the matching refused.</summary>
    public static CoinbaseRefusal Of(LoopbackRefusal refusal) => refusal switch
    {
        LoopbackRefusal.MarketHalted => new("PREVIEW_TRADING_DISABLED", "ORDER_ENTRY_DISABLED"),
        LoopbackRefusal.QuantityOutOfRange => BaseTooSmall,
        LoopbackRefusal.NotionalTooSmall => QuoteTooSmall,
        LoopbackRefusal.BalanceInsufficient => InsufficientFund,
        LoopbackRefusal.WouldTake => WouldTake,
        LoopbackRefusal.WouldTrigger => new("PREVIEW_INVALID_STOP_PRICE"),
        LoopbackRefusal.NoLiquidity => new("PREVIEW_INVALID_NO_LIQUIDITY", "INVALID_NO_LIQUIDITY"),
        _ => new("UNKNOWN_PREVIEW_FAILURE_REASON", message: refusal.ToString()),
    };
}
