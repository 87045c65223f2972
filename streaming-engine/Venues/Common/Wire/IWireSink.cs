using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes what market streams of every venue tell, in whole increments of the market.</summary>
internal interface IWireSink
{
    /// <summary>A print.</summary>
    void Trade(WireMarket market, long tradeId, long ticks, long lots, TradeAggressor aggressor, UnixNanos venueTime);

    /// <summary>Best bid and ask; its number grows from one to the next.</summary>
    void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots);

    /// <summary>A bar that may go on.</summary>
    void Bar(WireMarket market, in WireBar bar);
}

/// <summary>A bar as a venue tells it.</summary>
/// <param name="OpenTime">When it began.</param>
/// <param name="Interval">Its length.</param>
/// <param name="Open">In price increments, as the other prices.</param>
/// <param name="High">The highest.</param>
/// <param name="Low">The lowest.</param>
/// <param name="Close">The last.</param>
/// <param name="Volume">In quantity increments.</param>
/// <param name="IsClosed">Whether it is done.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WireBar(UnixNanos OpenTime, BarInterval Interval, long Open, long High, long Low, long Close, long Volume, bool IsClosed);

/// <summary>What a message turned out to be.</summary>
internal enum StreamDecoded
{
    /// <summary>It was told to the sink.</summary>
    Told,

    /// <summary>It is well formed, and none that we want: an answer to a subscription, another event or symbol.</summary>
    Other,

    /// <summary>It is broken, or says what cannot be: whatever it was to tell is missing.</summary>
    Broken,
}
