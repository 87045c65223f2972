using System.Text;

namespace VeloZ.Domain;

/// <summary>Texts that people, strategies and venues give and the journal keeps: bounded and whole, so that no entry fails to be written once it was decided.</summary>
public static class JournalText
{
    /// <summary>Most bytes of UTF-8 of a name: who did something, a reference, the name of a timer, what a kill switch is aimed at.</summary>
    public const int NameBytesMax = 128;

    /// <summary>Most bytes of UTF-8 of a reason.</summary>
    public const int ReasonBytesMax = 200;

    private const string Cut = "...";

    /// <summary>What is wrong with a text, as the end of a sentence that names it; null when nothing is.</summary>
    /// <param name="text">Any.</param>
    /// <param name="bytesMax">Most bytes of UTF-8.</param>
    public static string? FaultOf(string text, int bytesMax)
    {
        if (!IsWhole(text))
            return "had half a surrogate pair, must be valid UTF-16";
        var size = Encoding.UTF8.GetByteCount(text);
        return size > bytesMax ? $"had {size} bytes of UTF-8, must have at most {bytesMax}" : null;
    }

    /// <summary>The text as it can be kept: half pairs replaced, and cut, which three points at its end tell, where it is longer.</summary>
    /// <param name="text">Any.</param>
    /// <param name="bytesMax">Most bytes of UTF-8, at least 3.</param>
    public static string Bound(string text, int bytesMax)
    {
        if (FaultOf(text, bytesMax) is null)
            return text;
        var kept = new StringBuilder();
        var (size, whole) = (0, Encoding.UTF8.GetByteCount(text)); // Half a pair counts as its replacement, three bytes.
        var room = whole > bytesMax ? bytesMax - Cut.Length : bytesMax;
        foreach (var rune in text.EnumerateRunes())
        {
            size += rune.Utf8SequenceLength;
            if (size > room)
                return kept.Append(Cut).ToString();
            kept.Append(rune);
        }
        return kept.ToString();
    }

    private static bool IsWhole(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return false;
            index++;
        }
        return true;
    }
}
