using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>What a column of a file means to us.</summary>
internal enum BarColumn
{
    Open,
    High,
    Low,
    Close,
    Volume,
    Time,
    Ignored,
}

/// <summary>One row of a file once its texts are read; used again for each row.</summary>
internal sealed class BarRow
{
    /// <summary>How many columns hold values.</summary>
    public const int ValueCount = 5;

    /// <summary>The scale that says: the value stands in <see cref="Wides"/>.</summary>
    public const int WideScale = -1;

    /// <summary>The row's time as the file has it, in nanoseconds since the epoch.</summary>
    public long Time;

    /// <summary>Mantissas by <see cref="BarColumn"/>.</summary>
    public readonly long[] Mantissas = new long[ValueCount];

    /// <summary>Digits after the point by <see cref="BarColumn"/>.</summary>
    public readonly int[] Scales = new int[ValueCount];

    /// <summary>Values that take more than 18 digits.</summary>
    public readonly decimal[] Wides = new decimal[ValueCount];

    public decimal this[BarColumn column] => Scales[(int)column] == WideScale
        ? Wides[(int)column]
        : DecimalText.JoinSmall(Mantissas[(int)column], (byte)Scales[(int)column]);
}
