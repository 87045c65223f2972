using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>One series of trades in the store.</summary>
/// <param name="Instrument">Whose trades.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Trades">How many; 0 when damaged.</param>
/// <param name="First">When the first was; the epoch when damaged.</param>
/// <param name="Last">When the last was; the epoch when damaged.</param>
/// <param name="MissingIds">Ids without a trade between the first and the last.</param>
/// <param name="Days">UTC days that have trades.</param>
/// <param name="Bytes">Of its files.</param>
/// <param name="Damage">What is wrong with the frame of a file, or null; <see cref="TradeStore.Verify"/> looks at all of it.</param>
public sealed record TradeStoreEntry(
    InstrumentId Instrument, TradeKind Kind, long Trades, UnixNanos First, UnixNanos Last, long MissingIds, int Days, long Bytes, DataFormatException? Damage);

/// <summary>What an import did.</summary>
/// <param name="Added">Trades whose ids were not there.</param>
/// <param name="Identical">Trades that were there already, equal in all values.</param>
/// <param name="Replaced">Trades that were there with other values and are now as given; 0 unless it was allowed.</param>
public sealed record TradeImportResult(long Added, long Identical, long Replaced);
