namespace Pulumi;

/// <summary>Marks an input of a resource.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class InputAttribute(string name, bool required = false, bool json = false) : Attribute
{
    /// <summary>As the provider knows it.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; } = required;

    /// <summary>Whether it is sent as text of JSON.</summary>
    public bool Json { get; } = json;
}

/// <summary>Marks an output of a resource or of the stack.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute(string? name = null) : Attribute
{
    /// <summary>As the provider knows it; null for the property's own.</summary>
    public string? Name { get; } = name;
}

/// <summary>Marks an enumeration of texts.</summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class EnumTypeAttribute : Attribute;
