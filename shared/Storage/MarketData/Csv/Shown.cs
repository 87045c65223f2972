using System.Globalization;
using System.Text;

namespace VeloZ.Storage;

/// <summary>Text of a file as messages show it: one line, plain ASCII, not too long.</summary>
internal static class Shown
{
    private const int LengthMax = 40;

    /// <summary>The field between quotes, or the word <c>empty</c>.</summary>
    public static string Field(ReadOnlySpan<byte> field) => field.IsEmpty ? "empty" : $"'{Text(field)}'";

    /// <summary>The text with all but printable ASCII escaped, cut at 40 characters.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var text = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetString(field.Length > LengthMax * 4 ? field[..(LengthMax * 4)] : field))
        {
            if (text.Length >= LengthMax)
                return text.Append("...").ToString();
            if (letter is >= ' ' and <= '~')
                text.Append(letter);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        }
        return text.ToString();
    }
}
