using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Which end of a bar the times of a file name.</summary>
public enum BarStamp
{
    /// <summary>The time is when the bar opens: our files, Binance's dumps and most others.</summary>
    Open,

    /// <summary>The time is when the bar closes (exclusive); the reader takes one interval off.</summary>
    Close,
}

/// <summary>How a file of bars is to be read.</summary>
public sealed record BarFileOptions
{
    /// <summary>Length of the file's bars.</summary>
    public required BarInterval Interval { get; init; }

    /// <summary>Which end of a bar the file's times name.</summary>
    public BarStamp Stamp { get; init; }

    /// <summary>Whether an interval without a bar between two kept bars is a fault.</summary>
    public bool Strict { get; init; }

    /// <summary>Bars that open earlier are checked and not kept; null keeps from the first.</summary>
    public UnixNanos? From { get; init; }

    /// <summary>Bars that open at this moment or later are checked and not kept; null keeps to the last.</summary>
    public UnixNanos? To { get; init; }

    /// <summary>Most bytes of text, after decompression.</summary>
    public long ContentBytesMax { get; init; } = 16L << 30;

    /// <summary>Most bytes of text for each compressed byte, looked at from the first MiB on: real bars stay under 50.</summary>
    public int CompressionRatioMax { get; init; } = 200;
}
