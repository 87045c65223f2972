namespace VeloZ.Domain;

/// <summary>What keys of blobs and names of secrets have in common: parts joined with <c>/</c>, safe as file names everywhere.</summary>
/// <remarks>Small letters only, since some file systems take <c>A</c> and <c>a</c> for one.</remarks>
internal static class StorePath
{
    private const int PartLengthMax = 200;

    /// <summary>Says what is wrong with a path.</summary>
    /// <returns>Null when nothing is.</returns>
    public static string? FaultOf(string text, string name, int lengthMax)
    {
        if (text.Length == 0 || text.Length > lengthMax)
            return $"{name} had {text.Length} characters, must have 1 to {lengthMax}";
        foreach (var letter in text)
        {
            if (!IsAllowed(letter) && letter != '/')
                return $"{name} was '{text}', must be small letters, digits and - _ . = in parts joined with /";
        }
        foreach (var part in text.Split('/'))
        {
            if (part.Length is 0 or > PartLengthMax || part[0] == '.' || part[^1] == '.')
                return $"{name} was '{text}', each part must have 1 to {PartLengthMax} characters and no point at its start or end";
        }
        return null;
    }

    /// <summary>Whether a part may have that character.</summary>
    public static bool IsAllowed(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.' or '=';
}
