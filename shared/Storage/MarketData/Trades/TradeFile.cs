using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>How a file of trades is to be read.</summary>
public sealed record TradeFileOptions
{
    /// <summary>Which kind the file must hold: the two have as many columns.</summary>
    public required TradeKind Kind { get; init; }

    /// <summary>Whether an id without a trade between two kept trades is a fault.</summary>
    public bool Strict { get; init; }

    /// <summary>Trades before are checked and not kept; null keeps from the first.</summary>
    public UnixNanos? From { get; init; }

    /// <summary>Trades at this moment or later are checked and not kept; null keeps to the last.</summary>
    public UnixNanos? To { get; init; }

    /// <summary>Most bytes of text, after decompression.</summary>
    public long ContentBytesMax { get; init; } = 64L << 30;

    /// <summary>Most bytes of text for each compressed byte, looked at from the first MiB on: real trades stay under 20.</summary>
    public int CompressionRatioMax { get; init; } = 200;
}

/// <summary>A stretch of ids without trades between two neighbors in a file.</summary>
/// <param name="Before">Id of the last trade before it.</param>
/// <param name="After">Id of the first trade after it.</param>
/// <param name="LineBefore">1-based line of the trade before.</param>
/// <param name="LineAfter">1-based line of the trade after.</param>
/// <param name="Missing">Ids without a trade; 1 or more.</param>
public sealed record TradeGap(long Before, long After, long LineBefore, long LineAfter, long Missing);

/// <summary>What is known of a file of trades once it is read.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Packing">How it is packed.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="TimeForm">How it writes its times: milliseconds or microseconds.</param>
/// <param name="RowsRead">Rows checked, those not kept included.</param>
/// <param name="MissingIds">Ids without a trade between the first and the last trade kept.</param>
/// <param name="FirstGap">The first stretch of those; null when none is missing.</param>
/// <param name="ContentBytes">Bytes of text, after decompression.</param>
public sealed record TradeFileSummary(
    TradeKind Kind, FilePacking Packing, bool HasHeader, BarTimeForm TimeForm, long RowsRead, long MissingIds, TradeGap? FirstGap, long ContentBytes);

/// <summary>What was read from a file of trades.</summary>
/// <param name="Trades">The trades kept; empty when none is between <see cref="TradeFileOptions.From"/> and <see cref="TradeFileOptions.To"/>.</param>
/// <param name="Summary">What is known of the file.</param>
public sealed record TradeFile(TradeSeries Trades, TradeFileSummary Summary);
