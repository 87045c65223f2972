namespace VeloZ.ProviderTypes;

/// <summary>A type as a definition writes it.</summary>
internal abstract record TypeText
{
    private TypeText()
    {
    }

    /// <summary>A dotted name: <c>string</c>, <c>inputs.s3.BucketGrant</c>.</summary>
    public sealed record Name(string Text) : TypeText;

    /// <summary>What comes when the engine knows it: <c>pulumi.Input</c> and <c>pulumi.Output</c>.</summary>
    public sealed record Eventual(TypeText Inner) : TypeText;

    /// <summary>A list.</summary>
    public sealed record List(TypeText Element) : TypeText;

    /// <summary>Values by text.</summary>
    public sealed record Map(TypeText Value) : TypeText;

    /// <summary>One of several; never with <c>undefined</c> among them.</summary>
    public sealed record Union(IReadOnlyList<TypeText> Cases, bool IsOptional) : TypeText;
}

/// <summary>A property of an interface or a class.</summary>
/// <param name="Text">Its name, as the provider knows it.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="IsDeprecated">Whether the definition says not to use it.</param>
internal sealed record Member(string Text, TypeText Type, bool IsOptional, bool IsDeprecated);
