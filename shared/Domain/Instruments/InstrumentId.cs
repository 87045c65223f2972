namespace VeloZ.Domain;

/// <summary>What kind of market an instrument is.</summary>
public enum InstrumentKind
{
    /// <summary>Base currency against quote currency, delivered at once.</summary>
    Spot,

    /// <summary>A linear perpetual future, settled in the quote currency.</summary>
    Perpetual,
}

/// <summary>One market at one venue: <c>BTC-USDT.BINANCE</c>, <c>BTC-USDT-PERP.BYBIT</c>.</summary>
/// <remarks><c>default</c> is no instrument; its text is empty.</remarks>
public readonly record struct InstrumentId : IComparable<InstrumentId>
{
    private readonly string? _text;
    private readonly string? _venue;

    private InstrumentId(string text, Currency baseCurrency, Currency quoteCurrency, InstrumentKind kind, string venue)
    {
        _text = text;
        Base = baseCurrency;
        Quote = quoteCurrency;
        Kind = kind;
        _venue = venue;
    }

    /// <summary>The whole id as text.</summary>
    public string Text => _text ?? "";

    /// <summary>What is bought and sold.</summary>
    public Currency Base { get; }

    /// <summary>What it is paid with.</summary>
    public Currency Quote { get; }

    /// <summary>Spot or perpetual.</summary>
    public InstrumentKind Kind { get; }

    /// <summary>Venue id in capitals: <c>BINANCE OKX BYBIT COINBASE SIM</c>; empty for <c>default</c>.</summary>
    public string Venue => _venue ?? "";

    /// <summary>Reads <c>BASE-QUOTE.VENUE</c> or <c>BASE-QUOTE-PERP.VENUE</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static InstrumentId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"instrument was '{text}', must be BASE-QUOTE.VENUE or BASE-QUOTE-PERP.VENUE in capitals, such as BTC-USDT.BINANCE");

    /// <summary>Reads an id; false when the text has another form.</summary>
    public static bool TryParse(string text, out InstrumentId id)
    {
        id = default;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || !Currency.TryParse(text.AsSpan(point + 1), out var venue))
            return false;
        var parts = text[..point].Split('-');
        var isPerpetual = parts.Length == 3 && parts[2] == "PERP";
        if ((parts.Length != 2 && !isPerpetual) || !Currency.TryParse(parts[0], out var baseCurrency) || !Currency.TryParse(parts[1], out var quoteCurrency))
            return false;
        id = new InstrumentId(text, baseCurrency, quoteCurrency, isPerpetual ? InstrumentKind.Perpetual : InstrumentKind.Spot, venue.Code);
        return true;
    }

    /// <summary>The same text.</summary>
    public bool Equals(InstrumentId other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <summary>By the text; differs between processes, so nothing may be ordered by it.</summary>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Orders by text, ordinal.</summary>
    public int CompareTo(InstrumentId other) => string.CompareOrdinal(Text, other.Text);

    /// <summary>The whole id.</summary>
    public override string ToString() => Text;
}
