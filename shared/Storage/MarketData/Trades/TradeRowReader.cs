namespace VeloZ.Storage;

/// <summary>Reads the rows of a file of trades: the plain ones fast, the others so that every fault is told.</summary>
internal sealed class TradeRowReader(string file, TradeFileShape shape)
{
    private readonly TradeRowScanner _scanner = new(shape.Columns);
    private readonly CsvFields _fields = new();

    /// <summary>How the file writes its times.</summary>
    public BarTimes Times { get; } = new(isBinance: true);

    /// <summary>Reads a line.</summary>
    /// <exception cref="DataFormatException">The line is not a row of this file.</exception>
    public void Read(ReadOnlySpan<byte> line, long lineNumber, TradeRow row)
    {
        if (!_scanner.TryScan(line, row))
            ReadCarefully(line, lineNumber, row);
    }

    private void ReadCarefully(ReadOnlySpan<byte> line, long lineNumber, TradeRow row)
    {
        if (_fields.Split(line, (byte)',') is { } fault)
            throw At(lineNumber, _fields.Count - 1, fault);
        if (_fields.Count != shape.Columns.Length)
            throw new DataFormatException(file, lineNumber, null, null, $"row had {_fields.Count} columns, must have {shape.Columns.Length}");
        for (var index = 0; index < _fields.Count; index++)
        {
            if (ReadField(_fields[index], index, row) is { } reason)
                throw At(lineNumber, index, reason);
        }
        _scanner.Learn(row, Times.Form);
    }

    private string? ReadField(ReadOnlySpan<byte> field, int index, TradeRow row) => shape.Columns[index] switch
    {
        TradeColumn.Id => ReadId(field, index, out row.Id),
        TradeColumn.Price => ReadNumber(field, index, out row.Price),
        TradeColumn.Quantity => ReadNumber(field, index, out row.Quantity),
        TradeColumn.Time => Times.TryRead(field, out row.Time) ? null : Times.FaultOf(field),
        TradeColumn.IsBuyerMaker => ReadFlag(field, index, out row.IsBuyerMaker),
        TradeColumn.IsBestMatch => ReadFlag(field, index, out _),
        _ => ReadNumber(field, index, out _),
    };

    private string? ReadId(ReadOnlySpan<byte> field, int index, out long id)
    {
        id = 0;
        return !field.IsEmpty && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9') && long.TryParse(field, null, out id)
            ? null
            : $"{shape.Names[index]} was {Shown.Field(field)}, must be a whole number from 0 to {long.MaxValue}";
    }

    private string? ReadNumber(ReadOnlySpan<byte> field, int index, out RowNumber number)
    {
        number = default;
        if (BarNumbers.FaultOf(field) is { } fault)
            return $"{shape.Names[index]} was {Shown.Field(field)}, {fault}";
        var position = 0;
        if (BarNumbers.TryScan(field, ref position, out number.Mantissa, out number.Scale))
            return null;
        number.Scale = RowNumber.WideScale;
        number.Wide = BarNumbers.ParseWide(field);
        return null;
    }

    private string? ReadFlag(ReadOnlySpan<byte> field, int index, out bool flag)
    {
        flag = Is(field, "true"u8);
        return flag || Is(field, "false"u8) ? null : $"{shape.Names[index]} was {Shown.Field(field)}, must be true or false";
    }

    private static bool Is(ReadOnlySpan<byte> field, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(field, word);

    private DataFormatException At(long lineNumber, int index, string reason) =>
        new(file, lineNumber, index < shape.Names.Length ? shape.Names[index] : "beyond the last", index + 1, reason);
}
