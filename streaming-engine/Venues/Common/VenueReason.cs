using System.Globalization;
using System.Text;

namespace VeloZ.Venues;

/// <summary>Why a venue refused, as one text: its own words in lower snake-case, and its own code.</summary>
internal static class VenueReason
{
    private const int LettersMax = 80;

    /// <summary>Such as <c>account_has_insufficient_balance_2010</c>.</summary>
    /// <param name="code">The venue's code.</param>
    /// <param name="message">The venue's words; what is none of letters and digits parts them.</param>
    public static string Of(long code, string message)
    {
        var text = new StringBuilder();
        foreach (var letter in message)
        {
            if (text.Length == LettersMax)
                break;
            if (char.IsAsciiLetterOrDigit(letter))
                text.Append(char.ToLowerInvariant(letter));
            else if (text.Length > 0 && text[^1] != '_')
                text.Append('_');
        }
        if (text.Length > 0 && text[^1] != '_')
            text.Append('_');
        return text.Append(CultureInfo.InvariantCulture, $"{(code < 0 ? -code : code)}").ToString();
    }
}
