using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace VeloZ.Trading;

/// <summary>Markup that is written as it stands; all other text is escaped.</summary>
/// <param name="Markup">Well-formed.</param>
internal readonly record struct Html(string Markup)
{
    /// <summary>Markup from an interpolated text whose holes are escaped.</summary>
    public static Html Of(HtmlWriter.Fragment fragment) => new(fragment.Text);
}

/// <summary>
/// Writes HTML from interpolated texts: the literal parts are markup, every hole is escaped unless it is <see cref="Html"/>.
/// There is no way to write a string without escaping it, so hostile text of a strategy stays text.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    public void Write(Fragment fragment) => output.Write(fragment.Text);

    /// <summary>The text with what has a meaning in HTML replaced; characters that no HTML may hold become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\t' or '\n' => escaped.Append((char)rune.Value),
                < ' ' or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        }
        return escaped.ToString();
    }

    /// <summary>An interpolated text becoming markup.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Fragment
    {
        private readonly StringBuilder _text;

        public Fragment(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

        public string Text => _text.ToString();

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(Html html) => _text.Append(html.Markup);

        public void AppendFormatted(string? text) => _text.Append(Escape(text ?? ""));

        public void AppendFormatted<T>(T value) =>
            AppendFormatted(value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString());
    }
}
