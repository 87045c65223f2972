namespace VeloZ.Domain;

/// <summary>Powers of ten that 64 bits hold.</summary>
internal static class PowersOfTen
{
    private static readonly long[] Powers = Make();

    /// <summary>10^digits.</summary>
    /// <param name="digits">0 to 18.</param>
    public static long Of(int digits) => Powers[digits];

    private static long[] Make()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (var digits = 1; digits < powers.Length; digits++)
            powers[digits] = powers[digits - 1] * 10;
        return powers;
    }
}
