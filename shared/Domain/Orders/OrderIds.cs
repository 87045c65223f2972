using System.Buffers;
using System.Numerics;
using System.Text;

namespace VeloZ.Domain;

/// <summary>Our id of an order: 24 characters of <c>0-9a-z</c>, valid as it stands at every venue.</summary>
/// <remarks>
/// <c>v</c>, environment (1), partition (2), epoch (7), counter (8), role (1), check (4); numbers in base 36.
/// The check is CRC32C of the first 20 characters modulo 36^4. Made once, journaled, never recomputed and never used again.
/// </remarks>
public readonly record struct ClientOrderId : IComparable<ClientOrderId>
{
    /// <summary>The greatest counter: 36^8 - 1.</summary>
    public const long CounterMax = 2_821_109_907_455;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int Length = 24;
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Digits);

    private readonly string? _text;

    private ClientOrderId(string text) => _text = text;

    /// <summary>The 24 characters; empty for <c>default</c>.</summary>
    public string Text => _text ?? "";

    /// <summary>What the order is for.</summary>
    /// <exception cref="InvariantException">The id is <c>default</c>.</exception>
    public OrderRole Role => _text is { } text ? RoleOf(text[19])!.Value : throw new InvariantException("client order id was not set");

    /// <summary>Whether it was made there: in that environment (see <see cref="Create"/>) and partition.</summary>
    public bool IsOf(char environment, int partition)
    {
        Span<char> digits = stackalloc char[2];
        Write(digits, partition);
        return Text.Length == Length && Text[1] == environment && digits.SequenceEqual(Text.AsSpan(2, 2));
    }

    /// <summary>Makes an id.</summary>
    /// <param name="environment">One character of <c>0-9a-z</c>: <c>b</c> backtest, <c>p</c> paper, <c>l</c> live.</param>
    /// <param name="partition">0 to 1,295.</param>
    /// <param name="epoch">0 to 36^7 - 1.</param>
    /// <param name="counter">0 to 36^8 - 1, never twice in an epoch.</param>
    /// <param name="role">What the order is for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part does not fit its digits.</exception>
    public static ClientOrderId Create(char environment, int partition, long epoch, long counter, OrderRole role)
    {
        if (!Digits.Contains(environment, StringComparison.Ordinal))
            throw new ArgumentOutOfRangeException(nameof(environment), $"environment was '{environment}', must be one of 0-9 and a-z");
        Span<char> text = stackalloc char[Length];
        text[0] = 'v';
        text[1] = environment;
        Write(text[2..4], partition);
        Write(text[4..11], epoch);
        Write(text[11..19], counter);
        text[19] = LetterOf(role);
        Write(text[20..24], Check(text[..20]));
        return new ClientOrderId(text.ToString());
    }

    /// <summary>Reads an id and proves its check characters.</summary>
    /// <exception cref="FormatException">The text is not an id of ours.</exception>
    public static ClientOrderId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"client order id was '{text}', must be {Length} characters that start with v and end with their check");

    /// <summary>Reads an id; false when the text is not one of ours.</summary>
    public static bool TryParse(string text, out ClientOrderId id)
    {
        id = default;
        if (text.Length != Length || text[0] != 'v' || text.AsSpan().IndexOfAnyExcept(Allowed) >= 0 || RoleOf(text[19]) is null)
            return false;
        Span<char> check = stackalloc char[4];
        Write(check, Check(text.AsSpan(0, 20)));
        if (!check.SequenceEqual(text.AsSpan(20)))
            return false;
        id = new ClientOrderId(text);
        return true;
    }

    /// <summary>Orders by text: within an environment and partition, by epoch and then by age.</summary>
    public int CompareTo(ClientOrderId other) => string.CompareOrdinal(Text, other.Text);

    /// <summary>The 24 characters.</summary>
    public override string ToString() => Text;

    private static void Write(Span<char> target, long value)
    {
        var rest = Math.Max(0, value);
        for (var index = target.Length - 1; index >= 0; index--)
        {
            target[index] = Digits[(int)(rest % 36)];
            rest /= 36;
        }
        if (value < 0 || rest != 0)
            throw new ArgumentOutOfRangeException(nameof(value), $"number was {value}, must be 0 or more and fit {target.Length} digits of base 36");
    }

    private static long Check(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[20];
        Encoding.ASCII.GetBytes(text, bytes);
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc % 1_679_616; // 36^4
    }

    private static char LetterOf(OrderRole role) => role switch
    {
        OrderRole.Working => 'w',
        OrderRole.Exit => 'x',
        OrderRole.Protective => 'p',
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    private static OrderRole? RoleOf(char letter) => letter switch
    {
        'w' => OrderRole.Working,
        'x' => OrderRole.Exit,
        'p' => OrderRole.Protective,
        _ => null,
    };
}

/// <summary>A strategy as it was deployed: <c>stg_…</c>, or a name of ours in a backtest. At most 64 characters of <c>A-Za-z0-9_-</c>; empty for orders by hand.</summary>
public readonly record struct StrategyInstanceId : IComparable<StrategyInstanceId>
{
    private readonly string? _text;

    private StrategyInstanceId(string text) => _text = text;

    /// <summary>The id; empty for <c>default</c>, which is no strategy.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether there is no strategy behind it.</summary>
    public bool IsNone => Text.Length == 0;

    /// <summary>Reads an id; empty text is <c>default</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static StrategyInstanceId Parse(string text)
    {
        if (text.Length == 0)
            return default;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not '_' and not '-')
                throw new FormatException($"strategy instance was '{text}', must be at most 64 of A-Z, a-z, 0-9, _ and -");
        }
        return text.Length <= 64
            ? new StrategyInstanceId(text)
            : throw new FormatException($"strategy instance had {text.Length} characters, must be at most 64");
    }

    /// <summary>Orders by text, ordinal.</summary>
    public int CompareTo(StrategyInstanceId other) => string.CompareOrdinal(Text, other.Text);

    /// <summary>The id.</summary>
    public override string ToString() => Text;
}
