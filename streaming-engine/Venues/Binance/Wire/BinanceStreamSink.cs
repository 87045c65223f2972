using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes what Binance's market streams tell, in whole increments of the market.</summary>
internal interface IBinanceStreamSink
{
    /// <summary>A print: <c>trade</c>.</summary>
    void Trade(WireMarket market, long tradeId, long ticks, long lots, bool isBuyerMaker, UnixNanos venueTime);

    /// <summary>Best bid and ask: <c>bookTicker</c>.</summary>
    void Quote(WireMarket market, long updateId, long bidTicks, long bidLots, long askTicks, long askLots);

    /// <summary>Changes of levels: <c>depthUpdate</c>. The levels are the decoder's again when this returns; the previous id is -1 where none is told, as of spot.</summary>
    void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels);

    /// <summary>A bar that may go on: <c>kline</c>.</summary>
    void Bar(WireMarket market, in BinanceBar bar);
}

/// <summary>A bar as Binance tells it.</summary>
/// <param name="OpenTime">When it began.</param>
/// <param name="Interval">Binance's text, such as <c>1m</c>.</param>
/// <param name="Open">In price increments, as the other prices.</param>
/// <param name="High">The highest.</param>
/// <param name="Low">The lowest.</param>
/// <param name="Close">The last.</param>
/// <param name="Volume">In quantity increments.</param>
/// <param name="IsClosed">Whether it is done.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct BinanceBar(UnixNanos OpenTime, BarInterval Interval, long Open, long High, long Low, long Close, long Volume, bool IsClosed);

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
