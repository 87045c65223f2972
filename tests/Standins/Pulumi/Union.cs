namespace Pulumi;

internal interface IUnion
{
    object? Value { get; }
}

/// <summary>A value of one of two types.</summary>
public readonly struct Union<T0, T1> : IUnion
{
    private Union(object? value) => Value = value;

    /// <summary>It.</summary>
    public object? Value { get; }

    /// <summary>One of the first type.</summary>
    public static implicit operator Union<T0, T1>(T0 value) => new(value);

    /// <summary>One of the second type.</summary>
    public static implicit operator Union<T0, T1>(T1 value) => new(value);
}

/// <summary>A value of one of two types, or what becomes one.</summary>
public sealed class InputUnion<T0, T1> : Input<Union<T0, T1>>
{
    private InputUnion(Output<Union<T0, T1>> value)
        : base(value)
    {
    }

    /// <summary>One of the first type.</summary>
    public static implicit operator InputUnion<T0, T1>(T0 value) => new(Pulumi.Output.Create<Union<T0, T1>>(value));

    /// <summary>One of the second type.</summary>
    public static implicit operator InputUnion<T0, T1>(T1 value) => new(Pulumi.Output.Create<Union<T0, T1>>(value));

    /// <summary>What becomes one of the first type.</summary>
    public static implicit operator InputUnion<T0, T1>(Output<T0> value) => new(value.Apply(known => (Union<T0, T1>)known));

    /// <summary>What becomes one of the second type.</summary>
    public static implicit operator InputUnion<T0, T1>(Output<T1> value) => new(value.Apply(known => (Union<T0, T1>)known));
}
