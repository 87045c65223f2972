namespace VeloZ.Storage;

/// <summary>Reads rows: by the scanner where it can, else field by field, which also finds the words for a fault.</summary>
internal sealed class BarRowReader
{
    private readonly string _file;
    private readonly BarFileShape _shape;
    private readonly BarRowScanner _scanner;
    private readonly CsvFields _fields = new();

    public BarRowReader(string file, BarFileShape shape)
    {
        _file = file;
        _shape = shape;
        Times = new BarTimes(shape.Format == BarFileFormat.BinanceKlines);
        _scanner = new BarRowScanner(shape.Columns, shape.Separator, Times);
    }

    /// <summary>How the file writes its times.</summary>
    public BarTimes Times { get; }

    /// <summary>Reads a line.</summary>
    /// <exception cref="DataFormatException">The line is not a row of this file.</exception>
    public void Read(ReadOnlySpan<byte> line, long lineNumber, BarRow row)
    {
        if (!_scanner.TryScan(line, row))
            ReadCarefully(line, lineNumber, row);
    }

    private void ReadCarefully(ReadOnlySpan<byte> line, long lineNumber, BarRow row)
    {
        if (_fields.Split(line, _shape.Separator) is { } fault)
            throw At(lineNumber, _fields.Count - 1, fault);
        if (_fields.Count != _shape.Columns.Length)
            throw new DataFormatException(_file, lineNumber, null, null, $"row had {_fields.Count} columns, must have {_shape.Columns.Length}");
        for (var index = 0; index < _fields.Count; index++)
        {
            if (ReadField(_fields[index], _shape.Columns[index], row) is { } reason)
                throw At(lineNumber, index, reason);
        }
    }

    private string? ReadField(ReadOnlySpan<byte> field, BarColumn column, BarRow row) => column switch
    {
        BarColumn.Ignored => null,
        BarColumn.Time => Times.TryRead(field, out row.Time) ? null : Times.FaultOf(field),
        _ => BarNumbers.Read(field, column, row),
    };

    private DataFormatException At(long lineNumber, int index, string reason) =>
        new(_file, lineNumber, index < _shape.Names.Length ? _shape.Names[index] : "beyond the last", index + 1, reason);
}
