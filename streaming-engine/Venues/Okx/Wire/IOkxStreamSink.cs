using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes what OKX's market channels tell, in whole increments of the market.</summary>
internal interface IOkxStreamSink : IWireSink
{
    /// <summary>A book, whole or what changed of it: <c>books</c>. The levels are the decoder's again when this returns; the previous id of a whole one is -1.</summary>
    void Book(WireMarket market, bool isSnapshot, long previousId, long lastId, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels);
}
