using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The query of a question, in the order it is sent in.</summary>
/// <param name="begin">What it begins with, as another was told.</param>
internal sealed class CoinbaseQuery(string begin = "")
{
    private readonly StringBuilder _text = new(begin);

    public CoinbaseQuery Add(string name, string value)
    {
        if (_text.Length > 0)
            _text.Append('&');
        _text.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public CoinbaseQuery Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A moment as RFC 3339 has it; null for none.</summary>
    public CoinbaseQuery Since(string name, UnixNanos? time) => time is { } known ? Add(name, known.ToString()) : this;

    /// <summary>Goes on behind a page.</summary>
    public CoinbaseQuery After(string cursor) => cursor.Length == 0 ? this : Add("cursor", cursor);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
