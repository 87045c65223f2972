using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Checks the rows of a file of trades against each other, and collects those that are asked for.</summary>
internal sealed class TradeRows
{
    private readonly string _file;
    private readonly TradeFileShape _shape;
    private readonly bool _isStrict;
    private readonly long _from;
    private readonly long _to;

    private long _previousId = -1;
    private long _previousTime = long.MinValue;
    private long _previousLine;
    private long _previousKeptId = -1;
    private long _previousKeptLine;

    public TradeRows(string file, TradeFileShape shape, TradeFileOptions options)
    {
        _file = file;
        _shape = shape;
        _isStrict = options.Strict;
        _from = options.From?.Value ?? long.MinValue;
        _to = options.To?.Value ?? long.MaxValue;
    }

    /// <summary>Rows checked.</summary>
    public long Count { get; private set; }

    /// <summary>Ids without a trade between kept trades.</summary>
    public long MissingIds { get; private set; }

    /// <summary>The first stretch of those.</summary>
    public TradeGap? FirstGap { get; private set; }

    /// <summary>Checks the next row.</summary>
    /// <returns>Whether it is to be kept.</returns>
    /// <exception cref="DataFormatException">It does not fit the rows before or in itself.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Take(TradeRow row, long lineNumber)
    {
        if (row.Id <= _previousId || row.Time < _previousTime || row.Price.IsZero || row.Quantity.IsZero)
            ThrowFault(row, lineNumber);
        Count++;
        _previousId = row.Id;
        _previousTime = row.Time;
        _previousLine = lineNumber;
        if (row.Time < _from || row.Time >= _to)
            return false;
        if (row.Id - 1 != _previousKeptId && _previousKeptId >= 0)
            TakeGap(row.Id, lineNumber);
        _previousKeptId = row.Id;
        _previousKeptLine = lineNumber;
        return true;
    }

    /// <summary>Adds a row to a series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Keep(TradeRow row, TradeSeries trades)
    {
        // Who makes an order waits for the one who takes it.
        trades.AddPrint(row.Time, row.Id, row.IsBuyerMaker ? TradeAggressor.Sell : TradeAggressor.Buy);
        row.Price.AddTo(trades.Price);
        row.Quantity.AddTo(trades.Quantity);
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="DataFormatException">There was no row.</exception>
    public void Complete()
    {
        if (Count == 0)
            throw new DataFormatException(_file, "file had a header and no rows, must have rows of trades");
    }

    private void TakeGap(long id, long lineNumber)
    {
        var missing = id - _previousKeptId - 1;
        MissingIds += missing;
        FirstGap ??= new TradeGap(_previousKeptId, id, _previousKeptLine, lineNumber, missing);
        if (_isStrict)
        {
            throw Fault(
                lineNumber,
                TradeColumn.Id,
                $"{missing} {(missing == 1 ? "id was" : "ids were")} missing between line {_previousKeptLine} (id {_previousKeptId}) and line {lineNumber} (id {id}), must be none when reading strictly");
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowFault(TradeRow row, long lineNumber)
    {
        if (Count > 0 && row.Id == _previousId)
            throw Fault(lineNumber, TradeColumn.Id, $"id was {row.Id} as on line {_previousLine} already, must be once (lines {_previousLine} and {lineNumber})");
        if (Count > 0 && row.Id < _previousId)
            throw Fault(lineNumber, TradeColumn.Id, $"id was {row.Id}, must be above that of line {_previousLine}, {_previousId}");
        if (row.Time < _previousTime)
            throw Fault(lineNumber, TradeColumn.Time, $"time was {new UnixNanos(row.Time)}, must not be before that of line {_previousLine}, {new UnixNanos(_previousTime)}");
        throw row.Price.IsZero
            ? Fault(lineNumber, TradeColumn.Price, "price was 0, must be above 0")
            : Fault(lineNumber, TradeColumn.Quantity, "quantity was 0, must be above 0");
    }

    private DataFormatException Fault(long lineNumber, TradeColumn column, string reason)
    {
        var number = _shape.NumberOf(column);
        return new DataFormatException(_file, lineNumber, _shape.Names[number - 1], number, reason);
    }
}
