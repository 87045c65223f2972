using System.Text.Unicode;

namespace VeloZ.Storage;

/// <summary>Splits one line into fields by RFC 4180 and finds what cannot be text. The careful way: rows without quotes and faults go through <see cref="BarRowScanner"/>.</summary>
/// <remarks>A quoted field ends on its line: no column of bars has line breaks.</remarks>
internal sealed class CsvFields
{
    private readonly List<Range> _fields = [];
    private byte[] _text = [];

    public int Count => _fields.Count;

    public ReadOnlySpan<byte> this[int index] => _text.AsSpan(_fields[index]);

    /// <summary>Splits a line; answers what is wrong with the field now last, or null.</summary>
    public string? Split(ReadOnlySpan<byte> line, byte separator)
    {
        _fields.Clear();
        if (_text.Length < line.Length)
            _text = new byte[line.Length];
        var written = 0;
        var rest = line;
        while (true)
        {
            var start = written;
            var fault = !rest.IsEmpty && rest[0] == '"'
                ? TakeQuoted(ref rest, separator, ref written)
                : TakePlain(ref rest, separator, ref written);
            _fields.Add(start..written);
            fault ??= TextFaultOf(_text.AsSpan(start, written - start));
            if (fault is not null)
                return fault;
            if (rest.IsEmpty)
                return null;
            rest = rest[1..];
            if (!rest.IsEmpty)
                continue;
            _fields.Add(written..written);
            return null;
        }
    }

    private string? TakePlain(ref ReadOnlySpan<byte> rest, byte separator, ref int written)
    {
        var length = rest.IndexOf(separator);
        var field = length < 0 ? rest : rest[..length];
        Write(field, ref written);
        rest = rest[field.Length..];
        return field.Contains((byte)'"') ? $"field was {Shown.Field(field)}, must have quotes around the whole of it or none" : null;
    }

    private string? TakeQuoted(ref ReadOnlySpan<byte> rest, byte separator, ref int written)
    {
        rest = rest[1..];
        while (true)
        {
            var length = rest.IndexOf((byte)'"');
            if (length < 0)
                return "quote was opened, must be closed on the same line";
            Write(rest[..length], ref written);
            rest = rest[(length + 1)..];
            if (rest.IsEmpty || rest[0] == separator)
                return null;
            if (rest[0] != '"')
                return $"closing quote was followed by {Shown.Field(rest[..1])}, must be followed by the separator";
            Write(rest[..1], ref written);
            rest = rest[1..];
        }
    }

    private void Write(ReadOnlySpan<byte> bytes, ref int written)
    {
        bytes.CopyTo(_text.AsSpan(written));
        written += bytes.Length;
    }

    private static string? TextFaultOf(ReadOnlySpan<byte> field)
    {
        if (!Utf8.IsValid(field))
            return "bytes were not UTF-8, must be text";
        var control = field.IndexOfAnyInRange((byte)0, (byte)0x1F);
        return control >= 0 ? $"field had the control character 0x{field[control]:x2}, must be text" : null;
    }
}
