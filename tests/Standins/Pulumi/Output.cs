using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pulumi.Standins;

namespace Pulumi;

internal interface IOutput
{
    Task<OutputValue> ReadAsync();
}

internal sealed record OutputValue(object? Value, ImmutableHashSet<OutputReference> References, bool IsSecret);

/// <summary>A value that is known once the resources are that it comes from.</summary>
/// <typeparam name="T">Of the value.</typeparam>
public sealed class Output<T> : IOutput
{
    private readonly Task<OutputValue> _value;

    internal Output(Task<OutputValue> value) => _value = value;

    /// <summary>What comes of the value.</summary>
    public Output<U> Apply<U>(Func<T, U> func)
    {
        return new Output<U>(RunAsync());

        async Task<OutputValue> RunAsync()
        {
            var value = await _value;
            return value with { Value = func((T)value.Value!) };
        }
    }

    /// <summary>What comes of the value, once it is there.</summary>
    public Output<U> Apply<U>(Func<T, Output<U>?> func)
    {
        return new Output<U>(RunAsync());

        async Task<OutputValue> RunAsync()
        {
            var value = await _value;
            if (func((T)value.Value!) is not { } next)
                return value with { Value = default(U) };
            var then = await ((IOutput)next).ReadAsync();
            return new OutputValue(then.Value, value.References.Union(then.References), value.IsSecret || then.IsSecret);
        }
    }

    Task<OutputValue> IOutput.ReadAsync() => _value;

    /// <summary>A value that is known.</summary>
    public static implicit operator Output<T>(T value) => Output.Create(value);
}

/// <summary>Makes outputs of values and of other outputs.</summary>
public static class Output
{
    /// <summary>A value that is known.</summary>
    public static Output<T> Create<T>(T value) => new(Task.FromResult(new OutputValue(value, [], IsSecret: false)));

    /// <summary>A value that the state keeps encrypted.</summary>
    public static Output<T> CreateSecret<T>(T value) => new(Task.FromResult(new OutputValue(value, [], IsSecret: true)));

    /// <summary>All of them.</summary>
    public static Output<ImmutableArray<T>> All<T>(params Output<T>[] outputs) => All(outputs.AsEnumerable());

    /// <summary>All of them.</summary>
    public static Output<ImmutableArray<T>> All<T>(IEnumerable<Output<T>> outputs) =>
        Combine<ImmutableArray<T>>(outputs.Cast<IOutput>().ToArray(), values => values.Select(value => (T)value!).ToImmutableArray());

    /// <summary>Both.</summary>
    public static Output<(T1, T2)> Tuple<T1, T2>(Output<T1> item1, Output<T2> item2) =>
        Combine<(T1, T2)>([item1, item2], values => ((T1)values[0]!, (T2)values[1]!));

    /// <summary>All three.</summary>
    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(Output<T1> item1, Output<T2> item2, Output<T3> item3) =>
        Combine<(T1, T2, T3)>([item1, item2, item3], values => ((T1)values[0]!, (T2)values[1]!, (T3)values[2]!));

    /// <summary>A text of what its holes are once they are known.</summary>
    public static Output<string> Format(FormattableString formattableString)
    {
        var arguments = formattableString.GetArguments().Select(argument => argument as IOutput ?? Create(argument)).ToArray();
        return Combine<string>(arguments, values => string.Format(CultureInfo.InvariantCulture, formattableString.Format, values));
    }

    /// <summary>The value as text of JSON.</summary>
    public static Output<string> JsonSerialize<T>(Output<T> output, JsonSerializerOptions? options = null) => output.Apply(value => JsonSerializer.Serialize(value, options));

    private static Output<T> Combine<T>(IOutput[] outputs, Func<object?[], object> combine)
    {
        return new Output<T>(RunAsync());

        async Task<OutputValue> RunAsync()
        {
            var values = await Task.WhenAll(outputs.Select(output => output.ReadAsync()));
            return new OutputValue(
                combine([.. values.Select(value => value.Value)]),
                [.. values.SelectMany(value => value.References)],
                values.Any(value => value.IsSecret));
        }
    }
}
