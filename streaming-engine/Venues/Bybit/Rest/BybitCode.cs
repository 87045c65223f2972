namespace VeloZ.Venues;

/// <summary>What Bybit's codes say of what was done.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/error, "UTA" and "Spot Trade". A code that is of neither family says nothing.</remarks>
internal static class BybitCode
{
    /// <summary>Whether it proves that nothing was done.</summary>
    public static bool ProvesRefusal(long code) => !SaysNothing(code) && (IsOfDoor(code) || code is (>= 110_000 and < 111_000) or (>= 170_000 and < 171_000));

    /// <summary>Whether it says that too much was asked.</summary>
    public static bool IsLimit(long code) => code is 429 or 10_006 or 10_018 or 10_429 or 170_005 or 170_222;

    /// <summary>Whether it says that an order of that id is known.</summary>
    public static bool IsDuplicate(string code) => code is "110072" or "170141";

    // What is refused before it is looked at: by its signature, its time, its key, its limits, or the account's standing.
    private static bool IsOfDoor(long code) => code is (> 10_000 and < 10_100) or 10_429 or (-1) or (-2_015) or 33_004 or 30_208 or 30_209 or 30_228 or 30_256 or 100_028 or 3_100_197;

    // Timeouts, errors within, and what is still being done.
    private static bool SaysNothing(long code) => code is 10_014 or 10_016 or 170_001 or 170_007 or 170_032 or 170_035 or 170_146 or 170_147 or 170_149 or 170_150
        or 170_190 or 170_212 or 170_234 or 170_310 or 170_311;
}
