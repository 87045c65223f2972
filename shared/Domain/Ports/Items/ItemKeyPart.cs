using System.Globalization;
using System.Text;

namespace VeloZ.Domain;

/// <summary>One <c>TYPE#id</c> of a key. Several are joined with <c>#</c>: <c>ORDER#17#FILL#3</c>.</summary>
/// <remarks>In ids <c>#</c>, <c>%</c> and control characters are percent-escaped, so that every key reads back in one way.</remarks>
public readonly record struct ItemKeyPart
{
    private readonly string? _type;
    private readonly string? _id;

    /// <summary>Makes a part.</summary>
    /// <param name="type"><c>[A-Z][A-Z0-9_]*</c>.</param>
    /// <param name="id">Any text; empty where there is only one of the type.</param>
    /// <exception cref="ArgumentException">The type has another form.</exception>
    public ItemKeyPart(string type, string id)
    {
        if (!IsType(type))
            throw new ArgumentException($"key type was '{type}', must be capital letters, digits and _, and begin with a letter");
        _type = type;
        _id = id;
    }

    /// <summary>Makes a part whose ids sort as their numbers do: 19 digits, zeros first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0.</exception>
    public ItemKeyPart(string type, long number)
        : this(type, IdOf(number))
    {
    }

    /// <summary>What it is the id of.</summary>
    public string Type => _type ?? throw new InvariantException("key part was not set");

    /// <summary>The id as it was given.</summary>
    public string Id => _id ?? throw new InvariantException("key part was not set");

    /// <summary>The id that sorts as its number does: 19 digits, zeros first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0.</exception>
    public static string IdOf(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return number.ToString("D19", CultureInfo.InvariantCulture);
    }

    /// <summary>What all keys of a type begin with: <c>ORDER#</c>.</summary>
    public static string PrefixOf(string type) => new ItemKeyPart(type, "").ToString();

    /// <summary>What all keys below these parts begin with: <c>ORDER#17#</c>, which <c>ORDER#170</c> does not.</summary>
    public static string PrefixBelow(params ReadOnlySpan<ItemKeyPart> parts) => Join(parts) + "#";

    /// <summary>The text of the parts together.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static string Join(params ReadOnlySpan<ItemKeyPart> parts)
    {
        if (parts.IsEmpty)
            throw new ArgumentException("key had no parts, must have at least 1");
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(text.Length == 0 ? "" : "#").Append(part.Type).Append('#').Append(Escaped(part.Id));
        return text.ToString();
    }

    /// <summary>Reads the parts back.</summary>
    /// <exception cref="FormatException">The text is no key that <see cref="Join"/> makes.</exception>
    public static IReadOnlyList<ItemKeyPart> Parse(string text)
    {
        var fields = text.Split('#');
        if (fields.Length % 2 != 0)
            throw new FormatException($"key was '{text}', must be TYPE#id, or several joined with #");
        var parts = new ItemKeyPart[fields.Length / 2];
        for (var index = 0; index < parts.Length; index++)
        {
            var type = fields[2 * index];
            if (!IsType(type))
                throw new FormatException($"key type was '{type}', must be capital letters, digits and _, and begin with a letter");
            parts[index] = new ItemKeyPart(type, Unescaped(fields[(2 * index) + 1]));
        }
        return parts;
    }

    /// <summary>The part as it stands in a key.</summary>
    public override string ToString() => Join([this]);

    private static bool IsType(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetterUpper(text[0]))
            return false;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterUpper(letter) && !char.IsAsciiDigit(letter) && letter != '_')
                return false;
        }
        return true;
    }

    // Control characters are at most U+009F: two digits hold them.
    private static bool MustEscape(char letter) => letter is '#' or '%' || char.IsControl(letter);

    private static string Escaped(string id)
    {
        var text = new StringBuilder(id.Length);
        foreach (var letter in id)
        {
            if (MustEscape(letter))
                text.Append('%').Append(((int)letter).ToString("X2", CultureInfo.InvariantCulture));
            else
                text.Append(letter);
        }
        return text.ToString();
    }

    private static string Unescaped(string field)
    {
        var text = new StringBuilder(field.Length);
        for (var index = 0; index < field.Length; index++)
        {
            if (field[index] != '%')
            {
                text.Append(field[index]);
                continue;
            }
            if (index + 2 >= field.Length || !byte.TryParse(field.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                throw new FormatException($"key id was '{field}', must have two hexadecimal digits after each %");
            text.Append((char)code);
            index += 2;
        }
        // One id has one text: an escape that was not needed, or in small letters, is somebody else's.
        var id = text.ToString();
        return Escaped(id) == field ? id : throw new FormatException($"key id was '{field}', must be '{Escaped(id)}'");
    }
}
