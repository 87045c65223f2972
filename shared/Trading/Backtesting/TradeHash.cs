using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The fingerprint of a list of fills: SHA-256 of UTF-8 lines
/// <c>seq|time_ns|instrument|side|price|quantity|fee|fee_currency|liquidity\n</c> in fill order, decimals trimmed, no client ids; lower hex.
/// </summary>
public sealed class TradeHash : IDisposable
{
    private const int LineBytesMax = 512; // Nine fields of at most 40 bytes.

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Fills added so far.</summary>
    public long Count { get; private set; }

    /// <summary>The fingerprint of these fills.</summary>
    /// <param name="fills">In fill order; may be empty.</param>
    public static string Of(IReadOnlyList<BacktestFill> fills)
    {
        using var hash = new TradeHash();
        for (var index = 0; index < fills.Count; index++)
            hash.Add(fills[index]);
        return hash.ToString();
    }

    /// <summary>Adds the next fill.</summary>
    public void Add(in BacktestFill fill)
    {
        Span<byte> line = stackalloc byte[LineBytesMax];
        _hash.AppendData(line[..Write(line, fill)]);
        Count++;
    }

    /// <summary>Adds a fill as the journal has it.</summary>
    /// <param name="terms">Of its order.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="fill">The entry.</param>
    public void Add(OrderTerms terms, Instrument instrument, OrderFill fill) => Add(new BacktestFill(
        checked((int)(Count + 1)),
        fill.VenueTime,
        instrument,
        terms.Side,
        fill.Price,
        fill.Quantity,
        fill.Fee.Amount,
        fill.Fee.Currency,
        fill.Liquidity,
        PositionAfter: 0));

    /// <summary>The fingerprint of the fills so far.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static int Write(Span<byte> line, in BacktestFill fill)
    {
        var fields = new LineFields(line);
        fields.Add(fill.Sequence);
        fields.Add(fill.Time.Value);
        fields.Add(fill.Instrument.Id.Text);
        fields.Add(fill.Side == OrderSide.Buy ? "buy" : "sell");
        fields.Add(fill.Price.Value);
        fields.Add(fill.Quantity.Value);
        fields.Add(fill.Fee);
        fields.Add(fill.FeeCurrency.Code);
        fields.Add(fill.Liquidity == Liquidity.Maker ? "maker" : "taker");
        return fields.End();
    }

    // Fields with bars between and a line feed at the end, in ASCII.
    private ref struct LineFields(Span<byte> line)
    {
        private readonly Span<byte> _line = line;
        private int _length;

        public void Add(long value)
        {
            value.TryFormat(_line[_length..], out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
            Close(written);
        }

        public void Add(decimal value) => Add(DecimalText.Trimmed(value));

        public void Add(string text) => Close(System.Text.Encoding.UTF8.GetBytes(text, _line[_length..]));

        public int End()
        {
            _line[_length - 1] = (byte)'\n';
            return _length;
        }

        private void Close(int written)
        {
            _length += written;
            _line[_length++] = (byte)'|';
        }
    }
}
