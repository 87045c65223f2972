using System.Text;

namespace VeloZ.Venues;

/// <summary>Why a venue refused, as one text: its own words in lower snake-case, and its own code.</summary>
internal static class VenueReason
{
    private const int LettersMax = 80;

    /// <summary>Such as <c>account_has_insufficient_balance_2010</c>.</summary>
    /// <param name="code">The venue's code.</param>
    /// <param name="message">The venue's words; what is none of letters and digits parts them.</param>
    public static string Of(string code, string message)
    {
        var text = new StringBuilder();
        Append(text, message);
        if (text.Length > 0 && text[^1] != '_')
            text.Append('_');
        Append(text, code);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string words)
    {
        var start = text.Length;
        foreach (var letter in words)
        {
            if (text.Length - start == LettersMax)
                break;
            if (char.IsAsciiLetterOrDigit(letter))
                text.Append(char.ToLowerInvariant(letter));
            else if (text.Length > start && text[^1] != '_')
                text.Append('_');
        }
    }
}
