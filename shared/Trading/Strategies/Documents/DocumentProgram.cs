using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A document with its parameters filled in: values in the order they are worked out, and the conditions over them. Allocates nothing at a bar.</summary>
internal sealed class DocumentProgram
{
    private readonly StrategyDocument _document;
    private readonly ParameterSet _parameters;
    private readonly List<ProgramStep> _steps = [];
    private readonly List<CrossingStep> _crossings = [];
    private readonly Dictionary<string, ValueStep> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndicatorStep> _indicators = new(StringComparer.Ordinal);
    private int _lookBackSum;
    private int _seen; // Bars, up to the warm-up.

    /// <summary>Makes it.</summary>
    /// <exception cref="StrategySettingException">The parameters do not hold in this document.</exception>
    public DocumentProgram(StrategyDocument document, ParameterSet parameters)
    {
        (_document, _parameters) = (document, parameters);
        foreach (var requirement in document.Requirements)
            Check(requirement);
        if (StrategyDocument.IsTraded(document.Long, parameters))
            (Long, LongExit) = (Condition(document.Long!.When), Condition(document.LongExit));
        if (StrategyDocument.IsTraded(document.Short, parameters))
            (Short, ShortExit) = (Condition(document.Short!.When), Condition(document.ShortExit));
        ExitAfterBars = document.ExitAfterBars is { } bars ? Whole(bars, 1) : 0;
        Size = Sizing(document.Sizing);
        Protection = document.Protection is { } protection
            ? Protect(Level(protection.TakeProfit, 10), Level(protection.Stop, 1), Level(protection.Trailing, 1))
            : null;
        WarmUpBars = Math.Max(1, _values.Values.Select(value => value.LookBack).DefaultIfEmpty(0).Max());
        if (_lookBackSum > DocumentLimits.LookBackBarsMax)
            throw new StrategyDocumentException(DocumentFault.LookBackExceeded, "values", $"looked back {_lookBackSum} bars together, must look back at most {DocumentLimits.LookBackBarsMax}");
        CheckUnused();
    }

    /// <summary>Bars with the last of which all it uses is known, and it may decide.</summary>
    public int WarmUpBars { get; }

    /// <summary>Whether it has seen so many.</summary>
    public bool IsWarm => _seen >= WarmUpBars;

    public ConditionStep? Long { get; }

    public ConditionStep? LongExit { get; }

    public ConditionStep? Short { get; }

    public ConditionStep? ShortExit { get; }

    /// <summary>Closes with a position after which it is left; 0 for none.</summary>
    public int ExitAfterBars { get; }

    public PositionSize Size { get; }

    public DocumentProtection? Protection { get; }

    public void Update(in Bar bar)
    {
        foreach (var step in _steps)
            step.Update(bar);
        foreach (var crossing in _crossings)
            crossing.Update();
        if (_seen < WarmUpBars)
            _seen++;
    }

    public void Save(MessageWriter writer)
    {
        writer.Number(_seen);
        foreach (var step in _steps)
            step.Save(writer);
        foreach (var crossing in _crossings)
            crossing.Save(writer);
    }

    public void Restore(ref MessageReader reader)
    {
        _seen = reader.Count();
        foreach (var step in _steps)
            step.Restore(ref reader);
        foreach (var crossing in _crossings)
            crossing.Restore(ref reader);
    }

    private ConditionStep? Condition(ConditionDefinition? definition) => definition switch
    {
        null => null,
        Comparison one => new ComparisonStep(one.Kind, Value(one.Left), Value(one.Right)),
        Crossing one => Cross(one),
        ConditionGroup one => new GroupStep(one.IsAll, [.. one.Conditions.Select(inner => Condition(inner)!)]),
        Negation one => new NegationStep(Condition(one.Condition)!),
        Switch one => new SwitchStep(_parameters.Boolean(one.Parameter)),
        _ => throw new InvariantException($"a condition was {definition}, must be of a known kind"),
    };

    private CrossingStep Cross(Crossing definition)
    {
        var step = new CrossingStep(definition.IsAbove, Value(definition.Left), Value(definition.Right));
        _crossings.Add(step);
        return step;
    }

    // A step is added after those it is made of; the document has no cycles.
    private ValueStep Value(Operand operand)
    {
        if (operand.Name is not { } name)
            return new ConstantStep(operand.Number);
        if (_values.TryGetValue(name, out var known))
            return known;
        var step = Make(name);
        _values.Add(name, step);
        _steps.Add(step);
        return step;
    }

    private ValueStep Make(string name) => _document.Values.GetValueOrDefault(name) switch
    {
        IndicatorValue one => new OutputStep(IndicatorOf(one), one.Output),
        ArithmeticValue one => Combine(one),
        PreviousValue one => Previous(one),
        _ when DocumentNames.Prices.Contains(name) => new PriceStep(name),
        _ => new ConstantStep(Number(name)),
    };

    // What is made of constants is known at once.
    private ArithmeticStep Combine(ArithmeticValue value)
    {
        var step = new ArithmeticStep(value.Kind, Value(value.Left), Value(value.Right));
        if (step.LookBack == 0)
            step.Update(default);
        return step;
    }

    // What nothing uses now may be used later, and is to hold as well.
    private void CheckUnused()
    {
        foreach (var value in _document.Values.Values)
        {
            if (value is IndicatorValue indicator)
                _ = Settings(indicator);
            else if (value is PreviousValue previous)
                _ = BarsOf(previous);
        }
    }

    private PreviousStep Previous(PreviousValue value)
    {
        var bars = BarsOf(value);
        _lookBackSum += bars;
        return new PreviousStep(Value(value.Of), bars);
    }

    private int BarsOf(PreviousValue value)
    {
        var bars = Whole(value.Bars, 1);
        return bars <= DocumentLimits.PreviousBarsMax
            ? bars
            : throw new StrategyDocumentException(DocumentFault.NumberOutOfRange, value.Bars.Path, $"was {bars}, must be from 1 to {DocumentLimits.PreviousBarsMax}");
    }

    private IndicatorStep IndicatorOf(IndicatorValue value)
    {
        var settings = Settings(value);
        var key = $"{value.Indicator.Name} {string.Join(' ', settings.Values)} {value.Of?.Name ?? value.Of?.Number.ToString(CultureInfo.InvariantCulture)}";
        if (_indicators.TryGetValue(key, out var known))
            return known;
        var source = value.Of is { } of ? Value(of) : null;
        var step = new IndicatorStep(value.Indicator.Name, value.Indicator.Create(settings), source);
        _lookBackSum += step.Indicator.WarmUpBars;
        _indicators.Add(key, step);
        _steps.Add(step);
        return step;
    }

    private ParameterSet Settings(IndicatorValue value)
    {
        try
        {
            return value.Indicator.Read(value.With.Select(setting => KeyValuePair.Create(setting.Key, DecimalText.Trimmed(Number(setting.Value)))));
        }
        catch (StrategySettingException exception)
        {
            throw new StrategyDocumentException(DocumentFault.NumberOutOfRange, value.Path, $"does not hold: {exception.Message}");
        }
    }

    private PositionSize Sizing(SizingDefinition sizing)
    {
        var quantity = sizing.Quantity is { } one ? Number(one) : 0;
        var fraction = sizing.EquityFraction is { } other ? Number(other) : 0;
        if (quantity < 0 || fraction < 0 || fraction > 1 || (quantity == 0 && fraction == 0))
            throw new StrategyDocumentException(DocumentFault.NumberOutOfRange, sizing.Path, $"had quantity {DecimalText.Trimmed(quantity)} and equity_fraction {DecimalText.Trimmed(fraction)}, must have a quantity above 0, or a fraction above 0 and at most 1");
        return new PositionSize(quantity, fraction);
    }

    private DocumentLevel? Level(LevelDefinition? level, decimal fractionMax)
    {
        if (level is null)
            return null;
        if (level.Kind != LevelKind.Fraction)
            return new DocumentLevel(level.Kind, Workable(level.Value), Fraction: 0);
        var fraction = Number(level.Value);
        if (fraction <= 0 || fraction > fractionMax || (fractionMax == 1 && fraction == 1))
            throw new StrategyDocumentException(DocumentFault.NumberOutOfRange, level.Value.Path, $"was {DecimalText.Trimmed(fraction)}, must be above 0 and {(fractionMax == 1 ? "below" : "at most")} {DecimalText.Trimmed(fractionMax)}");
        return new DocumentLevel(level.Kind, Value: null, fraction);
    }

    // A constant that is not above 0 never becomes an order.
    private ValueStep Workable(Operand operand)
    {
        var step = Value(operand);
        return step.LookBack == 0 && step.Decimal is not > 0
            ? throw new StrategyDocumentException(DocumentFault.NumberOutOfRange, operand.Path, $"{(step.Decimal is { } value ? $"was {DecimalText.Trimmed(value)}" : "had no value")}, must be above 0")
            : step;
    }

    // Of two constant prices the close must be between.
    private DocumentProtection Protect(DocumentLevel? takeProfit, DocumentLevel? stop, DocumentLevel? trailing)
    {
        if (takeProfit is { Kind: LevelKind.Price, Value: { LookBack: 0, Decimal: { } target } } && stop is { Kind: LevelKind.Price, Value: { LookBack: 0, Decimal: { } loss } })
        {
            if (Long is not null && loss >= target)
                throw Crossed("below for a long position");
            if (Short is not null && loss <= target)
                throw Crossed("above for a short position");

            StrategyDocumentException Crossed(string needed) => new(DocumentFault.SettingInvalid, "protection", $"had take_profit at {DecimalText.Trimmed(target)} and stop at {DecimalText.Trimmed(loss)}, must have the stop {needed}");
        }
        return new DocumentProtection(takeProfit, stop, trailing);
    }

    private void Check(Comparison requirement)
    {
        var (left, right) = (Number(requirement.Left), Number(requirement.Right));
        if (!ComparisonStep.IsMet(requirement.Kind, left.CompareTo(right)))
            throw new StrategySettingException($"{Told(requirement.Left, left)} and {Told(requirement.Right, right)}, {requirement.Left.Name ?? DecimalText.Trimmed(left)} must be {Words(requirement.Kind)} {requirement.Right.Name ?? DecimalText.Trimmed(right)}");
    }

    private static string Told(Operand operand, decimal value) => operand.Name is { } name ? $"parameter {name} was {DecimalText.Trimmed(value)}" : $"the number was {DecimalText.Trimmed(value)}";

    private static string Words(ComparisonKind kind) => kind switch
    {
        ComparisonKind.Above => "above",
        ComparisonKind.Below => "below",
        ComparisonKind.AtLeast => "at least",
        ComparisonKind.AtMost => "at most",
        _ => "equal to",
    };

    private decimal Number(Operand operand) => operand.Name is { } name ? Number(name) : operand.Number;

    private decimal Number(string parameter) => _document.Parameters.First(one => one.Name == parameter) is IntegerParameter
        ? _parameters.Integer(parameter)
        : _parameters.Decimal(parameter);

    private int Whole(Operand operand, int min)
    {
        var value = (int)Number(operand);
        return value >= min ? value : throw new StrategyDocumentException(DocumentFault.NumberOutOfRange, operand.Path, $"was {value}, must be {min} or more");
    }
}
