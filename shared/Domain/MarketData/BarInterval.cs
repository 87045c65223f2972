namespace VeloZ.Domain;

/// <summary>The length of a bar: <c>1s 1m 5m 15m 1h 4h 1d 1w</c>. Days and weeks start at 00:00 UTC, weeks on Monday.</summary>
/// <remarks><c>default</c> is no interval.</remarks>
public readonly record struct BarInterval
{
    private static readonly (string Text, long Seconds)[] Known =
        [("1s", 1), ("1m", 60), ("5m", 300), ("15m", 900), ("1h", 3_600), ("4h", 14_400), ("1d", 86_400), ("1w", 604_800)];

    private readonly int _number;

    private BarInterval(int number) => _number = number;

    /// <summary>All of them, the shortest first.</summary>
    public static IReadOnlyList<BarInterval> All { get; } = [.. Enumerable.Range(1, 8).Select(number => new BarInterval(number))];

    /// <summary>Its text, such as <c>1m</c>.</summary>
    public string Text => Known[Index].Text;

    /// <summary>Its length in nanoseconds.</summary>
    public long Nanos => Known[Index].Seconds * UnixNanos.PerSecond;

    /// <summary>Its length.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Known[Index].Seconds);

    private int Index => _number > 0 ? _number - 1 : throw new InvariantException("interval was not set");

    // The epoch was a Thursday: weeks are counted from the Monday after.
    private long Offset => Text == "1w" ? 4 * UnixNanos.PerDay : 0;

    /// <summary>Reads an interval.</summary>
    /// <exception cref="FormatException">The text is none of the eight.</exception>
    public static BarInterval Parse(string text) => TryParse(text, out var interval)
        ? interval
        : throw new FormatException($"interval was '{text}', must be one of {string.Join(' ', Known.Select(known => known.Text))}");

    /// <summary>Reads an interval; false when the text is none of the eight.</summary>
    public static bool TryParse(string text, out BarInterval interval)
    {
        var index = Array.FindIndex(Known, known => known.Text == text);
        interval = index < 0 ? default : new BarInterval(index + 1);
        return index >= 0;
    }

    /// <summary>Whether a bar of this length may open at that moment.</summary>
    public bool IsAligned(UnixNanos openTime) => ((openTime.Value % Nanos) - Offset) % Nanos == 0;

    /// <summary>Its text.</summary>
    public override string ToString() => _number == 0 ? "" : Text;
}
