using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>What was read from a file of funding rates.</summary>
/// <param name="Rates">In order.</param>
/// <param name="Packing">How the file is packed.</param>
/// <param name="Missing">Settlements missing between the first and the last.</param>
/// <param name="FirstGap">Where the first of those is missing, and the line after it; null when none is.</param>
public sealed record FundingFile(FundingSeries Rates, FilePacking Packing, long Missing, FundingGap? FirstGap);

/// <summary>A stretch without settlements between two neighbors in a file.</summary>
/// <param name="Before">Time of the last one before it.</param>
/// <param name="After">Time of the first one after it.</param>
/// <param name="LineAfter">1-based line of the one after.</param>
/// <param name="Missing">Settlements missing; 1 or more.</param>
public sealed record FundingGap(UnixNanos Before, UnixNanos After, long LineAfter, long Missing);
