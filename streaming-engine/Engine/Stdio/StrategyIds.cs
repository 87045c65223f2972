using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>Makes ids of strategy instances: <c>stg_</c> and 26 characters of Crockford's base 32, so that they sort by time.</summary>
internal static class StrategyIds
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeDigits = 10;
    private const int ChanceDigits = 16;

    public static StrategyInstanceId Make(TimeProvider time)
    {
        Span<char> text = stackalloc char[TimeDigits + ChanceDigits];
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var index = TimeDigits - 1; index >= 0; index--, milliseconds >>= 5)
            text[index] = Digits[(int)(milliseconds & 31)];
        foreach (ref var digit in text[TimeDigits..])
            digit = Digits[RandomNumberGenerator.GetInt32(Digits.Length)];
        return StrategyInstanceId.Parse($"stg_{text}");
    }
}
