using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes what Bybit's market streams tell, in whole increments of the market.</summary>
internal interface IBybitStreamSink : IWireSink
{
    /// <summary>A book, or changes of it: <c>orderbook.200</c>. The levels are the decoder's again when this returns.</summary>
    void Book(WireMarket market, bool isSnapshot, long updateId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels);

    /// <summary>Best bid and ask: <c>orderbook.1</c>, whose number begins again at 1 where Bybit does.</summary>
    void Best(WireMarket market, long updateId, in BookLevelChange bid, in BookLevelChange ask);
}
