using System.Globalization;
using System.Text;

namespace VeloZ.Venues;

/// <summary>The query of a question, in the order it is sent in.</summary>
internal sealed class BybitQuery
{
    private readonly StringBuilder _text = new();

    /// <summary>One of spot.</summary>
    public static BybitQuery Spot() => new BybitQuery().Add("category", "spot");

    public BybitQuery Add(string name, string value) => Append(name, Uri.EscapeDataString(value));

    public BybitQuery Add(string name, long value) => Append(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Goes on behind a page. Bybit's cursors are escaped when they come, and are handed back as they are.</summary>
    public BybitQuery After(string cursor) => cursor.Length == 0 ? this : Append("cursor", IsEscaped(cursor) ? cursor : Uri.EscapeDataString(cursor));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private BybitQuery Append(string name, string value)
    {
        if (_text.Length > 0)
            _text.Append('&');
        _text.Append(name).Append('=').Append(value);
        return this;
    }

    private static bool IsEscaped(string text) => text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~' or '%');
}
