using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A parameter or strategy is not what is needed; the message says what was and what was needed.</summary>
public class StrategySettingException(string message) : Exception(message);

/// <summary>What a strategy lets its user set.</summary>
public abstract record ParameterDefinition
{
    private protected ParameterDefinition()
    {
    }

    /// <summary>Snake-case.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one line.</summary>
    public required string Help { get; init; }

    /// <summary><c>integer</c>, <c>decimal</c>, <c>boolean</c> or <c>choice</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The value where none is given, as text.</summary>
    public abstract string DefaultText { get; }

    /// <summary>What is allowed, for people.</summary>
    public abstract string RangeText { get; }

    /// <summary>Reads a value and brings it to its one text form.</summary>
    /// <exception cref="StrategySettingException">The text is of another type or out of range.</exception>
    public abstract string Normalize(string text);

    private protected StrategySettingException Refuse(string text) => new($"parameter {Name} was '{text}', must be {RangeText}");
}

/// <summary>A whole number.</summary>
public sealed record IntegerParameter : ParameterDefinition
{
    /// <summary>Smallest allowed.</summary>
    public required int Min { get; init; }

    /// <summary>Greatest allowed.</summary>
    public required int Max { get; init; }

    /// <summary>The value where none is given.</summary>
    public required int Default { get; init; }

    /// <inheritdoc/>
    public override string Type => "integer";

    /// <inheritdoc/>
    public override string DefaultText => Default.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RangeText => $"a whole number from {Min} to {Max}";

    /// <inheritdoc/>
    public override string Normalize(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= Min && value <= Max
            ? value.ToString(CultureInfo.InvariantCulture)
            : throw Refuse(text);
}

/// <summary>A decimal number, exact.</summary>
public sealed record DecimalParameter : ParameterDefinition
{
    /// <summary>Smallest allowed, 0 or more.</summary>
    public required decimal Min { get; init; }

    /// <summary>Greatest allowed.</summary>
    public required decimal Max { get; init; }

    /// <summary>The value where none is given.</summary>
    public required decimal Default { get; init; }

    /// <inheritdoc/>
    public override string Type => "decimal";

    /// <inheritdoc/>
    public override string DefaultText => DecimalText.Trimmed(Default);

    /// <inheritdoc/>
    public override string RangeText =>
        $"a decimal number from {DecimalText.Trimmed(Min)} to {DecimalText.Trimmed(Max)} with a point, such as {DecimalText.Trimmed(Min <= 0.5m && Max >= 0.5m ? 0.5m : Default)}";

    /// <inheritdoc/>
    public override string Normalize(string text) =>
        DecimalText.TryParse(text, out var value) && value >= Min && value <= Max ? DecimalText.Trimmed(value) : throw Refuse(text);
}

/// <summary>Yes or no.</summary>
public sealed record BooleanParameter : ParameterDefinition
{
    /// <summary>The value where none is given.</summary>
    public required bool Default { get; init; }

    /// <inheritdoc/>
    public override string Type => "boolean";

    /// <inheritdoc/>
    public override string DefaultText => Default ? "true" : "false";

    /// <inheritdoc/>
    public override string RangeText => "true or false";

    /// <inheritdoc/>
    public override string Normalize(string text) => text is "true" or "false" ? text : throw Refuse(text);
}

/// <summary>One of a few texts.</summary>
public sealed record ChoiceParameter : ParameterDefinition
{
    /// <summary>What is allowed, lower case.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>The value where none is given.</summary>
    public required string Default { get; init; }

    /// <inheritdoc/>
    public override string Type => "choice";

    /// <inheritdoc/>
    public override string DefaultText => Default;

    /// <inheritdoc/>
    public override string RangeText => $"one of {string.Join(", ", Choices)}";

    /// <inheritdoc/>
    public override string Normalize(string text) => Choices.Contains(text, StringComparer.Ordinal) ? text : throw Refuse(text);
}

/// <summary>A value for each parameter of a strategy, checked.</summary>
public sealed class ParameterSet
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ParameterDefinition> _definitions;

    /// <summary>Takes the given values and the defaults of the rest.</summary>
    /// <param name="strategy">Catalogue id, for messages.</param>
    /// <param name="definitions">What the strategy declares.</param>
    /// <param name="given">Name and text; each name at most once.</param>
    /// <exception cref="StrategySettingException">A name is unknown or given twice, or a value is of another type or out of range.</exception>
    public ParameterSet(string strategy, IReadOnlyList<ParameterDefinition> definitions, IEnumerable<KeyValuePair<string, string>> given)
    {
        _definitions = definitions;
        foreach (var (name, text) in given)
        {
            var definition = definitions.FirstOrDefault(one => one.Name == name)
                ?? throw new StrategySettingException($"strategy {strategy} has no parameter '{name}', must be one of {string.Join(", ", definitions.Select(one => one.Name))}");
            if (!_values.TryAdd(name, definition.Normalize(text)))
                throw new StrategySettingException($"parameter {name} was given twice, must be given once");
        }
        foreach (var definition in definitions)
            _values.TryAdd(definition.Name, definition.DefaultText);
    }

    /// <summary>All values as text, in the order declared.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => [.. _definitions.Select(one => KeyValuePair.Create(one.Name, _values[one.Name]))];

    /// <summary>The value of an <see cref="IntegerParameter"/>.</summary>
    public int Integer(string name) => int.Parse(_values[name], CultureInfo.InvariantCulture);

    /// <summary>The value of a <see cref="DecimalParameter"/>.</summary>
    public decimal Decimal(string name) => decimal.Parse(_values[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <summary>The value of a <see cref="BooleanParameter"/>.</summary>
    public bool Boolean(string name) => _values[name] == "true";

    /// <summary>The value of a <see cref="ChoiceParameter"/>.</summary>
    public string Choice(string name) => _values[name];
}
