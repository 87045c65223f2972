namespace VeloZ.Simulation;

/// <summary>How a venue treats client order ids, answers and history.</summary>
public enum VenueClass
{
    /// <summary>An id is refused while an order of it is open; answers come after matching. As Binance.</summary>
    UniqueAmongOpen,

    /// <summary>An id is refused while an order of it is open; answers come before matching; what was canceled unfilled is soon forgotten. As OKX.</summary>
    UniqueAmongPending,

    /// <summary>An id is refused for ever; answers come before matching. As Bybit.</summary>
    UniqueForEver,

    /// <summary>An id that comes again is answered with the first order. As Coinbase.</summary>
    ReplaysFirst,
}
