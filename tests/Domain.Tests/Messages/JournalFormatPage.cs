using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VeloZ.Domain.Tests;

/// <summary>The layout page as a decoder: its tables alone say how bytes are read, with nothing of the code that writes them.</summary>
internal sealed class JournalFormatPage
{
    private static readonly Regex Row = new(@"^\| (`(?<name>[^`]+)`|(?<number>\d+)) \| `(?<type>[^`]+)` \|", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    private readonly Dictionary<string, List<(string Name, string Type)>> _tables = new(StringComparer.Ordinal);

    private JournalFormatPage(IEnumerable<string> lines)
    {
        List<(string Name, string Type)> table = [];
        foreach (var line in lines)
        {
            if (line.StartsWith('#'))
            {
                table = [];
                _tables[line.TrimStart('#').Trim()] = table;
            }
            else if (Row.Match(line) is { Success: true } row)
            {
                table.Add((row.Groups["name"].Value + row.Groups["number"].Value, row.Groups["type"].Value));
            }
        }
    }

    public static JournalFormatPage Load() => new(File.ReadAllLines(Repository.PathOf("shared/Domain/Messages/JOURNAL-FORMAT.md")));

    public IEnumerable<string> Sections => _tables.Keys;

    /// <summary>Number and name of each value.</summary>
    public IEnumerable<(string Number, string Name)> Values(string enumName) => _tables[$"`{enumName}`"];

    /// <summary>Every field of a body with its text, and how many bytes they took. Lists and parts are flattened: <c>terms.side</c>, <c>members[1]</c>.</summary>
    public (List<(string Path, string Text)> Fields, int Size) Decode(EntryKind kind, byte[] body)
    {
        var reader = new Reader(body);
        var fields = new List<(string Path, string Text)>();
        Table($"{(int)kind} `{kind}`", "", reader, fields);
        return (fields, reader.Offset);
    }

    private void Table(string section, string prefix, Reader reader, List<(string Path, string Text)> fields)
    {
        foreach (var (name, type) in _tables[section])
            Value(prefix + name, type, reader, fields);
    }

    private void Value(string path, string type, Reader reader, List<(string Path, string Text)> fields)
    {
        if (type.StartsWith("tail<", StringComparison.Ordinal))
        {
            if (reader.IsAtEnd)
                fields.Add((path, "null"));
            else
                Value(path, $"optional<{type[5..^1]}>", reader, fields);
        }
        else if (type.StartsWith("optional<", StringComparison.Ordinal))
        {
            if (reader.Take(1)[0] == 1)
                Value(path, type[9..^1], reader, fields);
            else
                fields.Add((path, "null"));
        }
        else if (type.StartsWith("list<", StringComparison.Ordinal))
        {
            var count = BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(2));
            for (var index = 0; index < count; index++)
                Value($"{path}[{index}]", type[5..^1], reader, fields);
        }
        else if (_tables.ContainsKey($"`{type}`") && type != "decimal")
        {
            Table($"`{type}`", path + ".", reader, fields);
        }
        else
        {
            fields.Add((path, Scalar(type, reader)));
        }
    }

    private string Scalar(string type, Reader reader) => type switch
    {
        "i64" or "time" => BinaryPrimitives.ReadInt64LittleEndian(reader.Take(8)).ToString(CultureInfo.InvariantCulture),
        "flag" => reader.Take(1)[0] == 1 ? "True" : "False",
        "text" => Encoding.UTF8.GetString(reader.Take(BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(2)))),
        "bytes" => Convert.ToHexString(reader.Take((int)BinaryPrimitives.ReadUInt32LittleEndian(reader.Take(4)))),
        "decimal" => Decimal(reader),
        _ when type.StartsWith("enum<", StringComparison.Ordinal) => _tables[$"`{type[5..^1]}`"][reader.Take(1)[0]].Type,
        _ => throw new InvalidDataException($"type was {type}, must be one of the page's"),
    };

    private static string Decimal(Reader reader)
    {
        var tag = reader.Take(1)[0];
        var mantissa = tag < 128 ? BinaryPrimitives.ReadInt64LittleEndian(reader.Take(8)) : BinaryPrimitives.ReadInt128LittleEndian(reader.Take(16));
        var digits = Int128.Abs(mantissa).ToString(CultureInfo.InvariantCulture).PadLeft((tag & 0x7F) + 1, '0');
        var text = digits[..^(tag & 0x7F)] + ((tag & 0x7F) > 0 ? "." + digits[^(tag & 0x7F)..] : "");
        return (mantissa < 0 ? "-" : "") + text;
    }

    private sealed class Reader(byte[] bytes)
    {
        public int Offset { get; private set; }

        public bool IsAtEnd => Offset == bytes.Length;

        public ReadOnlySpan<byte> Take(int size)
        {
            Offset += size;
            return bytes.AsSpan(Offset - size, size);
        }
    }
}
