using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes what Binance's market streams tell, in whole increments of the market.</summary>
internal interface IBinanceStreamSink : IWireSink
{
    /// <summary>Changes of levels: <c>depthUpdate</c>. The levels are the decoder's again when this returns; the previous id is -1 where none is told, as of spot.</summary>
    void Depth(WireMarket market, long firstId, long lastId, long previousId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels);
}
