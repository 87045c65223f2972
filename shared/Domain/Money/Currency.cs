namespace VeloZ.Domain;

/// <summary>A currency or coin by its code, such as <c>USDT</c>.</summary>
/// <remarks><c>default</c> is no currency; its <see cref="Code"/> is empty.</remarks>
public readonly record struct Currency : IComparable<Currency>
{
    /// <summary>Digits after the point that amounts are rounded to: 8 for all that we trade, USD and USDT too.</summary>
    public const int Scale = 8;

    private readonly string? _code;

    private Currency(string code) => _code = code;

    /// <summary>1 to 12 characters of <c>A-Z0-9</c>.</summary>
    public string Code => _code ?? "";

    /// <summary>Reads a code.</summary>
    /// <param name="text">1 to 12 characters of <c>A-Z0-9</c>.</param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Currency Parse(string text) => TryParse(text, out var currency)
        ? currency
        : throw new FormatException($"currency was '{text}', must be 1 to 12 of A-Z and 0-9");

    /// <summary>Reads a code; false when the text has another form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Currency currency)
    {
        currency = default;
        if (text.Length is 0 or > 12)
            return false;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterUpper(letter) && !char.IsAsciiDigit(letter))
                return false;
        }
        currency = new Currency(text.ToString());
        return true;
    }

    /// <summary>Rounds half to even at 8 digits: the one rounding of amounts that a rate gives, fees above all.</summary>
    public static decimal Round(decimal amount) => decimal.Round(amount, Scale, MidpointRounding.ToEven);

    /// <summary>Orders by code, ordinal.</summary>
    public int CompareTo(Currency other) => string.CompareOrdinal(Code, other.Code);

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
