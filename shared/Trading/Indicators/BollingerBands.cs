using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Bollinger bands: the simple average of the last n values, and k population standard deviations above and below it.</summary>
/// <remarks>
/// Source: J. Bollinger, "Bollinger on Bollinger Bands", 2001. Sums of values and squares are exact decimals, so in a flat market the
/// deviation is 0 and the bands are the average itself.
/// </remarks>
public sealed class BollingerBands : PriceIndicator
{
    private readonly decimal[] _window;
    private readonly double _deviations;
    private int _next;
    private int _count;
    private decimal _sum;
    private decimal _squares;

    /// <summary>Makes bands.</summary>
    /// <param name="period">Values it looks back on, 2 or more.</param>
    /// <param name="deviations">Standard deviations from the average to a band, above 0.</param>
    public BollingerBands(int period, decimal deviations)
        : base(warmUpBars: period, outputCount: 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviations);
        _window = new decimal[period];
        _deviations = (double)deviations;
    }

    /// <inheritdoc/>
    public override bool IsReady => _count == _window.Length;

    /// <summary>The average. Without meaning before <see cref="Indicator.IsReady"/>, as the bands.</summary>
    public decimal Middle { get; private set; }

    /// <summary>The upper band.</summary>
    public decimal Upper { get; private set; }

    /// <summary>The lower band.</summary>
    public decimal Lower { get; private set; }

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        var left = _window[_next];
        _window[_next] = value;
        _next = _next + 1 == _window.Length ? 0 : _next + 1;
        if (_count < _window.Length)
            _count++;
        _sum += value - left;
        _squares += (value * value) - (left * left);
        if (!IsReady)
            return;
        Middle = _sum / _count;
        // n^2 times the variance, exact but for what 28 digits round; never below 0.
        var spread = Math.Max(0, (_count * _squares) - (_sum * _sum));
        var distance = (decimal)(_deviations * Math.Sqrt((double)spread) / _count);
        Upper = Middle + distance;
        Lower = Middle - distance;
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Number(_count);
        for (var age = _count; age > 0; age--)
            writer.DecimalAsIs(_window[(_next - age + _window.Length) % _window.Length]);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        Array.Clear(_window);
        (_next, _count, _sum, _squares) = (0, 0, 0, 0);
        var count = reader.Count();
        if (count > _window.Length)
            throw reader.Fault($"bands of {_window.Length} had {count} values");
        for (var index = 0; index < count; index++)
            Update(reader.Decimal());
    }

    internal override bool IsExact => true;

    internal override decimal ExactOutput(int index) => index switch
    {
        0 => Upper,
        1 => Middle,
        _ => Lower,
    };

    private protected override double Read(int index) => IsReady ? (double)ExactOutput(index) : double.NaN;
}
