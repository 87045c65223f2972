using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

internal interface IInput
{
    IOutput Output { get; }
}

/// <summary>A value, or what becomes one.</summary>
/// <typeparam name="T">Of the value.</typeparam>
public class Input<T> : IInput
{
    internal Input(Output<T> output) => Output = output;

    internal Output<T> Output { get; private protected set; }

    IOutput IInput.Output => Output;

    /// <summary>A value that is known.</summary>
    public static implicit operator Input<T>(T value) => new(Pulumi.Output.Create(value));

    /// <summary>A value that will be.</summary>
    public static implicit operator Input<T>(Output<T> value) => new(value);

    /// <summary>As an output.</summary>
    public static implicit operator Output<T>(Input<T> input) => input.Output;
}

/// <summary>Values in order, each of which may be one that will be.</summary>
/// <typeparam name="T">Of a value.</typeparam>
public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable
{
    /// <summary>An empty one.</summary>
    public InputList()
        : base(Pulumi.Output.Create(ImmutableArray<T>.Empty))
    {
    }

    private InputList(Output<ImmutableArray<T>> values)
        : base(values)
    {
    }

    /// <summary>Appends values.</summary>
    public void Add(params Input<T>[] inputs) =>
        Output = Pulumi.Output.Tuple(Output, Pulumi.Output.All(inputs.Select(input => input.Output))).Apply(both => both.Item1.AddRange(both.Item2));

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException("An InputList cannot be enumerated: its values may not be known yet");

    /// <summary>Values that are known.</summary>
    public static implicit operator InputList<T>(T[] values) => new(Pulumi.Output.Create(values.ToImmutableArray()));

    /// <summary>Values that will be.</summary>
    public static implicit operator InputList<T>(Output<T>[] values) => new(Pulumi.Output.All(values));

    /// <summary>Values of which some will be.</summary>
    public static implicit operator InputList<T>(Input<T>[] values) => new(Pulumi.Output.All(values.Select(value => value.Output)));

    /// <summary>Values that are known.</summary>
    public static implicit operator InputList<T>(ImmutableArray<T> values) => new(Pulumi.Output.Create(values));

    /// <summary>Values that will be.</summary>
    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values) => new(values);
}

/// <summary>Values by text, each of which may be one that will be.</summary>
/// <typeparam name="V">Of a value.</typeparam>
public sealed class InputMap<V> : Input<ImmutableDictionary<string, V>>, IEnumerable
{
    /// <summary>An empty one.</summary>
    public InputMap()
        : base(Pulumi.Output.Create(ImmutableDictionary<string, V>.Empty))
    {
    }

    private InputMap(Output<ImmutableDictionary<string, V>> values)
        : base(values)
    {
    }

    /// <summary>Sets the value of a key.</summary>
    public Input<V> this[string key]
    {
        set => Add(key, value);
    }

    /// <summary>Sets the value of a key.</summary>
    public void Add(string key, Input<V> value) =>
        Output = Pulumi.Output.Tuple(Output, value.Output).Apply(both => both.Item1.SetItem(key, both.Item2));

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException("An InputMap cannot be enumerated: its values may not be known yet");

    /// <summary>Values that are known.</summary>
    public static implicit operator InputMap<V>(Dictionary<string, V> values) => new(Pulumi.Output.Create(values.ToImmutableDictionary()));

    /// <summary>Values that are known.</summary>
    public static implicit operator InputMap<V>(ImmutableDictionary<string, V> values) => new(Pulumi.Output.Create(values));

    /// <summary>Values that will be.</summary>
    public static implicit operator InputMap<V>(Output<ImmutableDictionary<string, V>> values) => new(values);
}
