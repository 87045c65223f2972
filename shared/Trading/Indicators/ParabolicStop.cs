using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Wilder's parabolic stop and reverse: a stop that moves ever faster toward the extreme price of the trade, and turns with it when it is crossed.</summary>
/// <remarks>
/// The stop of a bar is known before the bar. It moves by the acceleration times its distance from the extreme; the acceleration grows by a step with each new extreme.
/// It never goes into the range of the bar or the one before it. A low at or below it (a high at or above it, when short) turns the trade, as it would fill a stop order: the stop is then the
/// extreme price of the trade that ended. Where the extreme is the stop itself, in a market that has not moved, touching it turns nothing.
/// Wilder starts from a trade that is known. Without one the trade begins with the first bar: short where the directional movement to the second bar is down, else long; the stop of the second bar
/// is the low (high, when short) of the first, whose other end is the first extreme, as in the spreadsheet of S. B. Achelis, "Technical Analysis from A to Z".
/// Source: J. W. Wilder, "New Concepts in Technical Trading Systems", 1978, "The Parabolic Time/Price System".
/// </remarks>
public sealed class ParabolicStop : Indicator
{
    private readonly double _step;
    private readonly double _max;
    private int _count; // Bars seen, up to 2.
    private double _next; // Stop of the next bar.
    private double _extreme;
    private double _acceleration;
    private double _high; // Of the bar before.
    private double _low;

    /// <summary>Makes one.</summary>
    /// <param name="step">Acceleration at first, and what each new extreme adds; above 0.</param>
    /// <param name="max">Greatest acceleration, at least the step and at most 1.</param>
    public ParabolicStop(decimal step, decimal max)
        : base(warmUpBars: 2, outputCount: 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 1m);
        (_step, _max) = ((double)step, (double)max);
    }

    /// <inheritdoc/>
    public override bool IsReady => _count == 2;

    /// <summary>The stop of the last bar; where the trade turned on it, that of the new trade. Without meaning before <see cref="Indicator.IsReady"/>.</summary>
    public double Value { get; private set; }

    /// <summary>Whether the trade is long after the last bar.</summary>
    public bool IsLong { get; private set; }

    /// <inheritdoc/>
    public override void Update(in Bar bar)
    {
        var (high, low) = ((double)bar.High.Value, (double)bar.Low.Value);
        if (_count == 1)
            Start(high, low);
        if (_count < 2)
            _count++;
        if (_count == 2)
            Move(high, low);
        (_high, _low) = (high, low);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Number(_count);
        writer.Flag(IsLong);
        writer.Real(Value);
        writer.Real(_next);
        writer.Real(_extreme);
        writer.Real(_acceleration);
        writer.Real(_high);
        writer.Real(_low);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _count = reader.Count();
        if (_count > 2)
            throw reader.Fault($"a parabolic stop had counted {_count} bars, must be at most 2");
        IsLong = reader.Flag();
        (Value, _next, _extreme) = (reader.Real(), reader.Real(), reader.Real());
        (_acceleration, _high, _low) = (reader.Real(), reader.Real(), reader.Real());
    }

    private protected override double Read(int index) => !IsReady ? double.NaN : index == 0 ? Value : IsLong ? 1 : -1;

    private void Start(double high, double low)
    {
        var (up, down) = (high - _high, _low - low);
        IsLong = !(down > up && down > 0);
        (_next, _extreme, _acceleration) = (IsLong ? _low : _high, IsLong ? _high : _low, _step);
    }

    private void Move(double high, double low)
    {
        if (IsLong ? low < _next || (low == _next && _extreme > low) : high > _next || (high == _next && _extreme < high))
            Turn(high, low);
        else
            Value = _next;
        if (IsLong ? high > _extreme : low < _extreme)
        {
            _extreme = IsLong ? high : low;
            _acceleration = Math.Min(_max, _acceleration + _step);
        }
        _next = Outside(Value + (_acceleration * (_extreme - Value)), high, low);
    }

    private void Turn(double high, double low)
    {
        IsLong = !IsLong;
        Value = Outside(_extreme, high, low);
        (_extreme, _acceleration) = (IsLong ? high : low, _step);
    }

    // A stop is not within this bar or the one before.
    private double Outside(double stop, double high, double low) => IsLong
        ? Math.Min(stop, Math.Min(low, _low))
        : Math.Max(stop, Math.Max(high, _high));
}
