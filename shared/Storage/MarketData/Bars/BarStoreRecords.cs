using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>One series in the store.</summary>
/// <param name="Instrument">Whose bars.</param>
/// <param name="Interval">Their length.</param>
/// <param name="Bars">How many; 0 when damaged.</param>
/// <param name="First">Open time of the first; the epoch when damaged.</param>
/// <param name="Last">Open time of the last; the epoch when damaged.</param>
/// <param name="Missing">Intervals without a bar between the first and the last.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Sources">Where the bars came from, oldest note first.</param>
/// <param name="Damage">What is wrong with the file's frame, or null; <see cref="BarStore.Verify"/> looks at all of it.</param>
public sealed record BarStoreEntry(
    InstrumentId Instrument,
    BarInterval Interval,
    long Bars,
    UnixNanos First,
    UnixNanos Last,
    long Missing,
    long Bytes,
    IReadOnlyList<string> Sources,
    DataFormatException? Damage);

/// <summary>What an import did.</summary>
/// <param name="Added">Bars at times that had none.</param>
/// <param name="Identical">Bars that were there already, equal in all values.</param>
/// <param name="Replaced">Bars that were there with other values and are now as given; 0 unless it was allowed.</param>
/// <param name="Total">Bars in the series now.</param>
/// <param name="Missing">Intervals without a bar in the series now.</param>
public sealed record BarImportResult(long Added, long Identical, long Replaced, long Total, long Missing);
