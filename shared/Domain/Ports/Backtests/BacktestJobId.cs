namespace VeloZ.Domain;

/// <summary>Name of a job of backtests: <c>bt_</c> and 1 to 60 small letters, digits, <c>_</c> and <c>-</c>.</summary>
/// <remarks>It is part of blob keys and the name of the execution that runs it, so one id is one run.</remarks>
public readonly record struct BacktestJobId
{
    private const string Prefix = "bt_";
    private const int LengthMax = 63;

    private readonly string? _text;

    private BacktestJobId(string text) => _text = text;

    /// <summary>The whole id.</summary>
    /// <exception cref="InvariantException">The id is <c>default</c>.</exception>
    public string Text => _text ?? throw new InvariantException("backtest job id was not set");

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static BacktestJobId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"backtest job was '{text}', must be {Prefix} and 1 to {LengthMax - Prefix.Length} small letters, digits, _ and -");

    /// <summary>Reads an id; false when the text is none.</summary>
    public static bool TryParse(string text, out BacktestJobId id)
    {
        id = default;
        if (text.Length <= Prefix.Length || text.Length > LengthMax || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('_' or '-'))
                return false;
        }
        id = new BacktestJobId(text);
        return true;
    }

    /// <summary>The whole id; empty for <c>default</c>.</summary>
    public override string ToString() => _text ?? "";
}
