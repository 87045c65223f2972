using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A place in a document, and what stands there.</summary>
internal readonly record struct DocumentNode(JsonElement Element, string Path)
{
    public DocumentNode Member(string name, JsonElement element) => new(element, Path.Length == 0 ? name : $"{Path}.{name}");

    public StrategyDocumentException Fault(DocumentFault fault, string what) => new(fault, Path.Length == 0 ? "the document" : Path, what);

    /// <summary>A member of each name, in the order they stand.</summary>
    public List<KeyValuePair<string, DocumentNode>> Members()
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw WrongType("an object");
        var members = new List<KeyValuePair<string, DocumentNode>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in Element.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw Fault(DocumentFault.MemberRepeated, $"had '{StrategyDocumentException.Shown(property.Name)}' twice, must have it once");
            members.Add(KeyValuePair.Create(property.Name, Member(property.Name, property.Value)));
        }
        return members;
    }

    /// <summary>As <see cref="Members()"/>, where only these names may stand.</summary>
    public DocumentMembers Members(params ReadOnlySpan<string> known)
    {
        var members = Members();
        foreach (var (name, _) in members)
        {
            if (!known.Contains(name))
                throw Fault(DocumentFault.MemberUnknown, $"had '{StrategyDocumentException.Shown(name)}', must have only {string.Join(", ", known)}");
        }
        return new DocumentMembers(this, members.ToDictionary());
    }

    public DocumentNode[] Items(int least, int most)
    {
        if (Element.ValueKind != JsonValueKind.Array)
            throw WrongType("a list");
        var count = Element.GetArrayLength();
        if (count < least || count > most)
            throw Fault(DocumentFault.CountInvalid, $"had {count} items, must have {(least == most ? $"{least}" : $"{least} to {most}")}");
        var path = Path;
        return [.. Element.EnumerateArray().Select((item, index) => new DocumentNode(item, $"{path}[{index}]"))];
    }

    public string Text(int lengthMax)
    {
        var text = Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw WrongType("a text");
        if (text.Length == 0 || text.Length > lengthMax)
            throw Fault(DocumentFault.TextInvalid, $"had {text.Length} letters, must have 1 to {lengthMax}");
        if (text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029'))
            throw Fault(DocumentFault.TextInvalid, "had a line break or another control character, must have none");
        return text;
    }

    public bool Flag() => Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw WrongType("true or false"),
    };

    /// <summary>A whole number, or a decimal as text.</summary>
    public decimal Number() => Element.ValueKind switch
    {
        JsonValueKind.Number => Whole(Element.GetRawText()),
        JsonValueKind.String => Exact(Element.GetString()!),
        _ => throw WrongType("a number"),
    };

    public decimal NumberIn(decimal min, decimal max)
    {
        var number = Number();
        return number >= min && number <= max
            ? number
            : throw Fault(DocumentFault.NumberOutOfRange, $"was {DecimalText.Trimmed(number)}, must be from {DecimalText.Trimmed(min)} to {DecimalText.Trimmed(max)}");
    }

    public int WholeIn(int min, int max)
    {
        var number = Number();
        return number >= min && number <= max && decimal.Truncate(number) == number
            ? (int)number
            : throw Fault(DocumentFault.NumberOutOfRange, $"was {DecimalText.Trimmed(number)}, must be a whole number from {min} to {max}");
    }

    /// <summary>Whether it is a number rather than a name.</summary>
    public bool IsNumber => Element.ValueKind == JsonValueKind.Number || (Element.ValueKind == JsonValueKind.String && Element.GetString() is [var first, ..] && (char.IsAsciiDigit(first) || first is '-' or '+' or '.'));

    /// <summary>Lower snake-case, as the names of parameters and values are.</summary>
    public string Name()
    {
        var text = Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw WrongType("a name");
        CheckName(text);
        return text;
    }

    public void CheckName(string text)
    {
        if (text.Length is 0 or > DocumentLimits.NameLengthMax || !char.IsAsciiLetterLower(text[0]) || !text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'))
            throw Fault(DocumentFault.NameInvalid, $"was '{StrategyDocumentException.Shown(text)}', must be 1 to {DocumentLimits.NameLengthMax} of a-z, 0-9 and _, beginning with a letter");
    }

    public StrategyDocumentException WrongType(string needed)
    {
        var was = Element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
        return Fault(DocumentFault.TypeWrong, $"was {was}, must be {needed}");
    }

    // As a JSON number only whole ones: a reader may make a double of others, and that is not exact.
    private decimal Whole(string raw)
    {
        var digits = raw.StartsWith('-') ? raw[1..] : raw;
        if (digits.Length > DecimalText.IntegerDigitsMax || !digits.All(char.IsAsciiDigit))
            throw Fault(DocumentFault.NumberInvalid, $"was {StrategyDocumentException.Shown(raw)}, must be a whole number of at most {DecimalText.IntegerDigitsMax} digits, or a decimal as text, such as \"0.5\"");
        return decimal.Parse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private decimal Exact(string text)
    {
        var isNegative = text.StartsWith('-');
        if (!DecimalText.TryParse(isNegative ? text.AsSpan(1) : text, out var value))
            throw Fault(DocumentFault.NumberInvalid, $"was '{StrategyDocumentException.Shown(text)}', must be a decimal such as \"0.5\": at most {DecimalText.IntegerDigitsMax} digits before the point and {DecimalText.FractionDigitsMax} after it, no exponent");
        return isNegative ? -value : value;
    }
}

/// <summary>The members of an object of a known shape.</summary>
internal sealed class DocumentMembers(DocumentNode node, Dictionary<string, DocumentNode> members)
{
    public DocumentNode Node => node;

    public DocumentNode? Find(string name) => members.TryGetValue(name, out var member) ? member : null;

    public DocumentNode Get(string name) => Find(name) ?? throw node.Fault(DocumentFault.MemberMissing, $"had no '{name}', must have one");
}
