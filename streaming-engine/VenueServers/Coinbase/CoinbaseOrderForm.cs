using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A change of an order that works.</summary>
/// <param name="Price">Its limit since, in quote currency per base unit.</param>
/// <param name="Size">Base units it is for since.</param>
/// <param name="Time">When.</param>
internal sealed record CoinbaseEdit(decimal Price, decimal Size, UnixNanos Time);

/// <summary>What Coinbase keeps of an order as it was asked for.</summary>
/// <param name="kind">The name of its <c>order_configuration</c>.</param>
internal sealed class CoinbaseOrderForm(string kind)
{
    public const string Market = "market_market_ioc";
    public const string LimitIoc = "sor_limit_ioc";
    public const string LimitGtc = "limit_limit_gtc";
    public const string LimitGtd = "limit_limit_gtd";
    public const string LimitFok = "limit_limit_fok";
    public const string StopGtc = "stop_limit_stop_limit_gtc";
    public const string StopGtd = "stop_limit_stop_limit_gtd";

    public string Kind => kind;

    /// <summary>Quote currency that it is to spend, its fees among it; null where it is for base units.</summary>
    public decimal? QuoteSize { get; init; }

    /// <summary>Whether its stop is hit by a price at or above it.</summary>
    public bool StopsUpward { get; init; }

    /// <summary>Oldest first.</summary>
    public List<CoinbaseEdit> Edits { get; } = [];

    public bool IsStop => kind is StopGtc or StopGtd;

    public bool IsGtd => kind is LimitGtd or StopGtd;

    public TimeInForce TimeInForce => kind switch
    {
        Market or LimitIoc => TimeInForce.Ioc,
        LimitFok => TimeInForce.Fok,
        LimitGtd or StopGtd => TimeInForce.Gtd,
        _ => TimeInForce.Gtc,
    };

    /// <summary>Of an order of ours.</summary>
    public static CoinbaseOrderForm Of(LoopbackOrder order) => (CoinbaseOrderForm)order.Ask.Label!;
}
