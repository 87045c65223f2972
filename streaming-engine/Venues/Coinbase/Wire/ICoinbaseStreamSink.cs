using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes what Coinbase's market channels tell, in whole increments of the market.</summary>
internal interface ICoinbaseStreamSink : IWireSink
{
    /// <summary>A message is well formed, whatever it is of, and what it tells comes next.</summary>
    /// <param name="number">Its <c>sequence_num</c>.</param>
    /// <returns>Whether it is to be told: one that came already is not, nor one behind a gap.</returns>
    bool Begin(long number);

    /// <summary>A book, or changes of it: <c>l2_data</c>. The levels are the decoder's again when this returns.</summary>
    void Book(WireMarket market, bool isSnapshot, long number, UnixNanos venueTime, ReadOnlySpan<BookLevelChange> levels);
}
