using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A mean over the last values, updated one value at a time without allocating. Its one output is its value.</summary>
public abstract class MovingAverage : PriceIndicator
{
    private protected MovingAverage(int period, int warmUpBars)
        : base(warmUpBars, outputCount: 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        Period = period;
    }

    /// <summary>Values it looks back on, 1 or more.</summary>
    public int Period { get; }

    /// <summary>The mean; without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public abstract double Value { get; }

    /// <summary>Below 0, 0 or above 0 as this mean is below, at or above another; exact where both are.</summary>
    public virtual int CompareTo(MovingAverage other) => Value.CompareTo(other.Value);

    private protected override double Read(int index) => IsReady ? Value : double.NaN;
}

/// <summary>Simple moving average: the sum of the last n values over n.</summary>
/// <remarks>
/// The sum is an exact decimal, so it never drifts and two averages of a flat market are equal, not almost equal:
/// a crossover rule depends on that.
/// </remarks>
public sealed class SimpleMovingAverage(int period) : MovingAverage(period, warmUpBars: period)
{
    private readonly decimal[] _window = new decimal[period];
    private readonly decimal _divisor = period;
    private int _next;
    private int _count;

    /// <summary>Sum of the values in the window, exact.</summary>
    public decimal Sum { get; private set; }

    /// <summary>The mean as a decimal: exact where the division has an end, else rounded at 28 digits.</summary>
    public decimal Mean => Sum / _divisor;

    /// <inheritdoc/>
    public override bool IsReady => _count == Period;

    /// <inheritdoc/>
    public override double Value => (double)Mean;

    internal override bool IsExact => true;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        Sum += value - _window[_next];
        _window[_next] = value;
        _next = _next + 1 == Period ? 0 : _next + 1;
        if (_count < Period)
            _count++;
    }

    /// <inheritdoc/>
    public override int CompareTo(MovingAverage other) => other is SimpleMovingAverage simple
        ? (Sum * simple._divisor).CompareTo(simple.Sum * _divisor)
        : Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Number(_count);
        for (var age = _count; age > 0; age--)
            writer.DecimalAsIs(_window[(_next - age + Period) % Period]);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        Array.Clear(_window);
        (_next, _count, Sum) = (0, 0, 0);
        var count = reader.Count();
        if (count > Period)
            throw reader.Fault($"a simple moving average of {Period} had {count} values");
        for (var index = 0; index < count; index++)
            Update(reader.Decimal());
    }

    internal override decimal ExactOutput(int index) => Mean;
}

/// <summary>Exponential moving average: factor 2 / (n + 1), started with the simple average of the first n values.</summary>
/// <remarks>Source: StockCharts ChartSchool, "Moving Averages - Simple and Exponential".</remarks>
public sealed class ExponentialMovingAverage(int period) : MovingAverage(period, warmUpBars: period)
{
    private readonly double _factor = 2.0 / (period + 1);
    private decimal _seedSum;
    private int _count;
    private double _value;

    /// <inheritdoc/>
    public override bool IsReady => _count == Period;

    /// <inheritdoc/>
    public override double Value => _value;

    /// <inheritdoc/>
    public override void Update(decimal value)
    {
        if (_count == Period)
        {
            _value += _factor * ((double)value - _value);
            return;
        }
        _seedSum += value;
        _count++;
        if (_count == Period)
            _value = (double)(_seedSum / Period);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Number(_count);
        writer.Decimal(_count < Period ? _seedSum : 0);
        writer.Real(_value);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _count = reader.Count();
        if (_count > Period)
            throw reader.Fault($"an exponential moving average of {Period} had {_count} values");
        _seedSum = reader.Decimal();
        _value = reader.Real();
    }
}
