using System.Globalization;
using System.Text;

namespace VeloZ.Storage;

/// <summary>A file is not what it must be: where, what was there and what was needed, in one line.</summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Tells of a fault in a file.</summary>
    /// <param name="file">The file as the caller named it.</param>
    /// <param name="line">1-based line, or null when the fault is of the whole file.</param>
    /// <param name="column">Name of the column, or null when the fault is of no single one.</param>
    /// <param name="columnNumber">1-based number of the column, or null.</param>
    /// <param name="reason">What was there and what was needed.</param>
    /// <param name="cause">What the platform said, if it did.</param>
    public DataFormatException(string file, long? line, string? column, int? columnNumber, string reason, Exception? cause = null)
        : base(Compose(file, line, column, columnNumber, reason), cause)
    {
        File = file;
        Line = line;
        Column = column;
        ColumnNumber = columnNumber;
        Reason = reason;
    }

    /// <summary>Tells of a fault of a whole file.</summary>
    public DataFormatException(string file, string reason, Exception? cause = null)
        : this(file, null, null, null, reason, cause)
    {
    }

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>1-based line; null when the fault is of the whole file.</summary>
    public long? Line { get; }

    /// <summary>Name of the column; null when the fault is of no single one.</summary>
    public string? Column { get; }

    /// <summary>1-based number of the column; null when the fault is of no single one.</summary>
    public int? ColumnNumber { get; }

    /// <summary>What was there and what was needed.</summary>
    public string Reason { get; }

    private static string Compose(string file, long? line, string? column, int? columnNumber, string reason)
    {
        var text = new StringBuilder(file);
        if (line is { } number)
            text.Append(CultureInfo.InvariantCulture, $" line {number}");
        if (column is not null)
            text.Append(CultureInfo.InvariantCulture, $", column {column} ({columnNumber})");
        return text.Append(": ").Append(reason).ToString();
    }
}
