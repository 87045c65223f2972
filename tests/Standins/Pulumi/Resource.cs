using System.Reflection;
using Pulumi.Standins;

namespace Pulumi;

/// <summary>Inputs of a resource, or of a part of it.</summary>
public abstract class ResourceArgs
{
    /// <summary>None.</summary>
    public static ResourceArgs Empty { get; } = new EmptyArgs();

    private sealed class EmptyArgs : ResourceArgs;
}

/// <summary>Something that the stack has.</summary>
public abstract class Resource
{
    private protected Resource(string type, string name)
    {
        Key = $"{type}::{name}";
    }

    internal string Key { get; }

    // What the provider tells of it: each property once the resource is made, and told apart as a reference to it.
    private protected void SetOutputs(Task<IReadOnlyDictionary<string, object?>> made)
    {
        foreach (var property in GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<OutputAttribute>() is not { } output || property.DeclaringType == typeof(Stack))
                continue;
            var name = output.Name ?? property.Name;
            var value = ReadAsync(made, name, property);
            var type = property.PropertyType;
            property.DeclaringType!.GetProperty(property.Name)!.SetValue(this, Activator.CreateInstance(type, BindingFlags.NonPublic | BindingFlags.Instance, binder: null, [value], culture: null));
        }
    }

    private async Task<OutputValue> ReadAsync(Task<IReadOnlyDictionary<string, object?>> made, string name, PropertyInfo property)
    {
        var values = await made;
        var type = property.PropertyType.GenericTypeArguments[0];
        if (!values.TryGetValue(name, out var value) || value is null)
            value = type.IsValueType ? Activator.CreateInstance(type) : null;
        else if (!(Nullable.GetUnderlyingType(type) ?? type).IsInstanceOfType(value))
            throw new InvalidOperationException($"output {name} of {Key} was {value.GetType().Name}, must be {type.Name}");
        return new OutputValue(value, [new OutputReference(Key, name)], IsSecret: false);
    }
}

/// <summary>A resource that a provider makes.</summary>
public class CustomResource : Resource
{
    /// <summary>Has the deployment make it.</summary>
    /// <exception cref="InvalidOperationException">No deployment is at work.</exception>
    public CustomResource(string type, string name, ResourceArgs? args, CustomResourceOptions? options = null)
        : base(type, name) =>
        SetOutputs(Deployment.Current.MakeAsync(this, type, name, args ?? ResourceArgs.Empty, options ?? new CustomResourceOptions()));

    /// <summary>As the provider knows it.</summary>
    [Output("id")]
    public Output<string> Id { get; private set; } = null!;
}
