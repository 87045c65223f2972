using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What names stand for in a document: prices, parameters and values share one space.</summary>
internal sealed class DocumentNames
{
    public static readonly string[] Prices = ["open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4"];

    private readonly Dictionary<string, ParameterDefinition> _parameters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    public void AddParameter(DocumentNode node, ParameterDefinition parameter)
    {
        CheckFree(node, parameter.Name);
        _parameters.Add(parameter.Name, parameter);
    }

    public void AddValue(DocumentNode node, string name)
    {
        CheckFree(node, name);
        _values.Add(name);
    }

    /// <summary>A number, price, value or parameter that is a number.</summary>
    public Operand Operand(DocumentNode node)
    {
        if (node.IsNumber)
            return new Operand(null, node.Number(), node.Path);
        var name = node.Name();
        if (_parameters.TryGetValue(name, out var parameter))
            return parameter is BooleanParameter ? throw NotANumber(node, name) : new Operand(name, 0, node.Path);
        return Prices.Contains(name) || _values.Contains(name) ? new Operand(name, 0, node.Path) : throw Unknown(node, name, "a number, a price, a value or a parameter", [.. Prices, .. _values, .. _parameters.Values.Where(one => one is not BooleanParameter).Select(one => one.Name)]);
    }

    /// <summary>A number or a parameter: what does not change from bar to bar.</summary>
    public Operand Constant(DocumentNode node, decimal min, decimal max)
    {
        if (node.IsNumber)
            return new Operand(null, node.NumberIn(min, max), node.Path);
        return Parameter(node, "a number or a parameter", one => one is not BooleanParameter);
    }

    /// <summary>A whole number or an integer parameter.</summary>
    public Operand Whole(DocumentNode node, int min, int max)
    {
        if (node.IsNumber)
            return new Operand(null, node.WholeIn(min, max), node.Path);
        return Parameter(node, "a whole number or an integer parameter", one => one is IntegerParameter);
    }

    /// <summary>A parameter that is true or false.</summary>
    public string Boolean(DocumentNode node) => Parameter(node, "a boolean parameter", one => one is BooleanParameter).Name!;

    /// <summary>A number or a parameter, whichever the definition of an indicator's parameter takes.</summary>
    public Operand Setting(DocumentNode node, ParameterDefinition of)
    {
        if (node.IsNumber)
            return new Operand(null, node.Number(), node.Path);
        return of is IntegerParameter
            ? Parameter(node, "a whole number or an integer parameter", one => one is IntegerParameter)
            : Parameter(node, "a number or a parameter", one => one is not BooleanParameter);
    }

    private Operand Parameter(DocumentNode node, string needed, Func<ParameterDefinition, bool> fits)
    {
        var name = node.Name();
        return _parameters.TryGetValue(name, out var parameter) && fits(parameter)
            ? new Operand(name, 0, node.Path)
            : throw Unknown(node, name, needed, [.. _parameters.Values.Where(fits).Select(one => one.Name)]);
    }

    private static StrategyDocumentException NotANumber(DocumentNode node, string name) =>
        node.Fault(DocumentFault.NameUnknown, $"was '{name}', which is true or false; must be a number, a price, a value or a parameter that is a number");

    private static StrategyDocumentException Unknown(DocumentNode node, string name, string needed, string[] known) =>
        node.Fault(DocumentFault.NameUnknown, $"was '{name}', must be {needed}{(known.Length == 0 ? ", of which there is none" : $": {JournalText.Bound(string.Join(", ", known), 400)}")}");

    private void CheckFree(DocumentNode node, string name)
    {
        if (Prices.Contains(name) || _parameters.ContainsKey(name) || _values.Contains(name))
            throw node.Fault(DocumentFault.NameTaken, $"has the name of {(Prices.Contains(name) ? "a price" : "a parameter")}, must have its own");
    }
}
