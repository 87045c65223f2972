using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Something that a document brings up to date at each bar, after all it is made of.</summary>
internal abstract class ProgramStep
{
    public abstract void Update(in Bar bar);

    public virtual void Save(MessageWriter writer)
    {
    }

    public virtual void Restore(ref MessageReader reader)
    {
    }
}

/// <summary>A value of the last bar: an exact decimal, or a statistic. Not known while it is warmed up, and where there is none, as of a division by 0.</summary>
internal abstract class ValueStep(bool isExact, int lookBack) : ProgramStep
{
    /// <summary>Whether it is a decimal that no rounding to a double has touched.</summary>
    public bool IsExact => isExact;

    /// <summary>Bars with the last of which it is known; 0 for what is always known.</summary>
    public int LookBack => lookBack;

    public bool IsKnown { get; private set; }

    /// <summary>Where it is exact.</summary>
    public decimal Exact { get; private set; }

    public double Number => isExact ? (double)Exact : Real;

    /// <summary>As a decimal; null where it is not known, or no decimal can be made of it.</summary>
    public decimal? Decimal => !IsKnown ? null : isExact ? Exact : Math.Abs(Real) < DocumentLimits.WholeMax * 1e6 ? (decimal)Real : null;

    private double Real { get; set; }

    /// <summary>Below 0, 0 or above 0 as this is below, at or above another; null where one is not known. Exact where both are.</summary>
    public int? CompareTo(ValueStep other)
    {
        if (!IsKnown || !other.IsKnown)
            return null;
        return IsExact && other.IsExact ? Exact.CompareTo(other.Exact) : Number.CompareTo(other.Number);
    }

    protected void SetUnknown() => (IsKnown, Exact, Real) = (false, 0, 0);

    protected void Set(decimal value) => (IsKnown, Exact) = (true, value);

    protected void Set(double value) => (IsKnown, Real) = (double.IsFinite(value), double.IsFinite(value) ? value : 0);

    protected void Set(ValueStep other) => (IsKnown, Exact, Real) = (other.IsKnown, other.Exact, other.Real);
}

/// <summary>A number or a parameter.</summary>
internal sealed class ConstantStep : ValueStep
{
    public ConstantStep(decimal value)
        : base(isExact: true, lookBack: 0) => Set(value);

    public override void Update(in Bar bar)
    {
    }
}

/// <summary>A price of the bar, its volume, or a mean of its prices.</summary>
internal sealed class PriceStep(string name) : ValueStep(isExact: true, lookBack: 1)
{
    private readonly int _kind = Array.IndexOf(DocumentNames.Prices, name);

    public override void Update(in Bar bar) => Set(_kind switch
    {
        0 => bar.Open.Value,
        1 => bar.High.Value,
        2 => bar.Low.Value,
        3 => bar.Close.Value,
        4 => bar.Volume,
        5 => (bar.High.Value + bar.Low.Value) / 2,
        6 => (bar.High.Value + bar.Low.Value + bar.Close.Value) / 3,
        _ => (bar.Open.Value + bar.High.Value + bar.Low.Value + bar.Close.Value) / 4,
    });
}

/// <summary>An indicator: one for all of its outputs.</summary>
internal sealed class IndicatorStep(string name, Indicator indicator, ValueStep? source) : ProgramStep
{
    public Indicator Indicator => indicator;

    public int LookBack => Math.Max(0, (source?.LookBack ?? 1) - 1) + indicator.WarmUpBars;

    public override void Update(in Bar bar)
    {
        try
        {
            if (source is null)
                indicator.Update(bar);
            else if (source.Decimal is { } value)
                ((PriceIndicator)indicator).Update(value);
        }
        catch (OverflowException exception)
        {
            throw new StrategySettingException($"a value became too large for indicator {name}: {exception.Message}");
        }
    }

    public override void Save(MessageWriter writer) => indicator.Save(writer);

    public override void Restore(ref MessageReader reader) => indicator.Restore(ref reader);
}

/// <summary>An output of an indicator.</summary>
internal sealed class OutputStep(IndicatorStep of, int output) : ValueStep(of.Indicator.IsExact, of.LookBack)
{
    public override void Update(in Bar bar)
    {
        if (!IsExact)
            Set(of.Indicator.Output(output));
        else if (of.Indicator.IsReady)
            Set(of.Indicator.ExactOutput(output));
        else
            SetUnknown();
    }
}

/// <summary>Two values taken together: exact where both are.</summary>
internal sealed class ArithmeticStep(ArithmeticKind kind, ValueStep left, ValueStep right) : ValueStep(left.IsExact && right.IsExact, Math.Max(left.LookBack, right.LookBack))
{
    public override void Update(in Bar bar)
    {
        if (!left.IsKnown || !right.IsKnown)
            SetUnknown();
        else if (IsExact)
            SetExact(left.Exact, right.Exact);
        else
            Set(Real(left.Number, right.Number));
    }

    private void SetExact(decimal one, decimal other)
    {
        if (kind == ArithmeticKind.Divide && other == 0)
        {
            SetUnknown();
            return;
        }
        try
        {
            Set(kind switch
            {
                ArithmeticKind.Add => one + other,
                ArithmeticKind.Subtract => one - other,
                ArithmeticKind.Multiply => one * other,
                ArithmeticKind.Divide => one / other,
                ArithmeticKind.Min => Math.Min(one, other),
                _ => Math.Max(one, other),
            });
        }
        catch (OverflowException)
        {
            SetUnknown();
        }
    }

    // What has no value, such as n / 0, is not finite.
    private double Real(double one, double other) => kind switch
    {
        ArithmeticKind.Add => one + other,
        ArithmeticKind.Subtract => one - other,
        ArithmeticKind.Multiply => one * other,
        ArithmeticKind.Divide => one / other,
        ArithmeticKind.Min => Math.Min(one, other),
        _ => Math.Max(one, other),
    };
}

/// <summary>What a value was some bars ago.</summary>
internal sealed class PreviousStep(ValueStep of, int bars) : ValueStep(of.IsExact, of.LookBack + bars)
{
    private readonly (bool IsKnown, decimal Exact, double Number)[] _ring = new (bool, decimal, double)[bars];
    private int _next;

    public override void Update(in Bar bar)
    {
        ref var slot = ref _ring[_next];
        if (!slot.IsKnown)
            SetUnknown();
        else if (IsExact)
            Set(slot.Exact);
        else
            Set(slot.Number);
        slot = (of.IsKnown, IsExact ? of.Exact : 0, IsExact ? 0 : of.Number);
        _next = _next + 1 == _ring.Length ? 0 : _next + 1;
    }

    public override void Save(MessageWriter writer)
    {
        for (var age = 0; age < _ring.Length; age++)
        {
            ref var slot = ref _ring[(_next + age) % _ring.Length];
            writer.Flag(slot.IsKnown);
            if (slot.IsKnown && IsExact)
                DecimalBits.Write(writer, slot.Exact);
            else if (slot.IsKnown)
                writer.Real(slot.Number);
        }
    }

    public override void Restore(ref MessageReader reader)
    {
        _next = 0;
        foreach (ref var slot in _ring.AsSpan())
        {
            var isKnown = reader.Flag();
            slot = (isKnown, isKnown && IsExact ? DecimalBits.Read(ref reader) : 0, isKnown && !IsExact ? reader.Real() : 0);
        }
    }
}
