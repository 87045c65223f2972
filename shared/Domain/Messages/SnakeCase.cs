using System.Text;

namespace VeloZ.Domain;

/// <summary>The one form that names of enum values have outside the process.</summary>
public static class SnakeCase
{
    /// <summary><c>PartiallyFilled</c> to <c>partially_filled</c>.</summary>
    /// <param name="name">A Pascal-case name of ASCII letters and digits.</param>
    public static string From(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
