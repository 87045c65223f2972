using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Whose layout a file of bars has.</summary>
public enum BarFileFormat
{
    /// <summary>Columns found by the names in the header.</summary>
    Csv,

    /// <summary>The 12 columns of Binance's public kline dumps, with their header or without.</summary>
    BinanceKlines,
}

/// <summary>How a file writes its times; all rows of a file alike.</summary>
public enum BarTimeForm
{
    /// <summary>RFC 3339 text, or its relatives without zone or without time.</summary>
    Text,

    /// <summary>Seconds since the epoch.</summary>
    Seconds,

    /// <summary>Milliseconds since the epoch.</summary>
    Milliseconds,

    /// <summary>Microseconds since the epoch: Binance's spot dumps from 2025 on.</summary>
    Microseconds,

    /// <summary>Nanoseconds since the epoch.</summary>
    Nanoseconds,
}

/// <summary>A stretch without bars between two neighbors in a file.</summary>
/// <param name="Before">Open time of the last bar before it.</param>
/// <param name="After">Open time of the first bar after it.</param>
/// <param name="LineBefore">1-based line of the bar before.</param>
/// <param name="LineAfter">1-based line of the bar after.</param>
/// <param name="Missing">Intervals without a bar; 1 or more.</param>
public sealed record BarGap(UnixNanos Before, UnixNanos After, long LineBefore, long LineAfter, long Missing);

/// <summary>What was read from a file of bars.</summary>
/// <param name="Bars">The bars kept; empty when none opens between <see cref="BarFileOptions.From"/> and <see cref="BarFileOptions.To"/>.</param>
/// <param name="Format">Whose layout the file has.</param>
/// <param name="Packing">How the file is packed.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="TimeForm">How the file writes its times.</param>
/// <param name="RowsRead">Rows checked, those not kept included.</param>
/// <param name="Missing">Intervals without a bar between the first and the last bar kept.</param>
/// <param name="FirstGap">The first stretch of those; null when none is missing.</param>
/// <param name="ContentBytes">Bytes of text, after decompression.</param>
public sealed record BarFile(
    BarSeries Bars,
    BarFileFormat Format,
    FilePacking Packing,
    bool HasHeader,
    BarTimeForm TimeForm,
    long RowsRead,
    long Missing,
    BarGap? FirstGap,
    long ContentBytes);
