using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>What a column of a file means to us.</summary>
internal enum TradeColumn
{
    Id,
    Price,
    Quantity,
    Number,
    Time,
    IsBuyerMaker,
    IsBestMatch,
}

/// <summary>One row of a file once its texts are read; used again for each row.</summary>
internal sealed class TradeRow
{
    public long Id;

    /// <summary>Nanoseconds since the epoch.</summary>
    public long Time;

    public RowNumber Price;

    public RowNumber Quantity;

    /// <summary>The buyer's order rested, so the seller took.</summary>
    public bool IsBuyerMaker;
}

/// <summary>A number of a row: mantissa and scale, or a decimal where it takes more than 18 digits.</summary>
internal struct RowNumber
{
    /// <summary>The scale that says: the value is <see cref="Wide"/>.</summary>
    public const int WideScale = -1;

    public long Mantissa;

    public int Scale;

    public decimal Wide;

    public readonly decimal Value => Scale == WideScale ? Wide : DecimalText.JoinSmall(Mantissa, (byte)Scale);

    public readonly bool IsZero => Scale == WideScale ? Wide == 0 : Mantissa == 0;

    public readonly void AddTo(DecimalColumn column)
    {
        if (Scale == WideScale)
            column.Add(Wide);
        else
            column.Add(Mantissa, Scale);
    }
}
