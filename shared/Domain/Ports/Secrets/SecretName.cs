namespace VeloZ.Domain;

/// <summary>Name of a secret: <c>exchange/binance/api_key</c>. Small letters, digits and <c>- _ . =</c> in parts joined with <c>/</c>.</summary>
/// <remarks>At most 256 characters, 200 a part; no part is empty or has a point at its start or end. Names are not secret.</remarks>
public readonly record struct SecretName : IComparable<SecretName>
{
    /// <summary>Most characters, each of which is one byte.</summary>
    public const int LengthMax = 256;

    private readonly string? _text;

    private SecretName(string text) => _text = text;

    /// <summary>The whole name.</summary>
    /// <exception cref="InvariantException">The name is <c>default</c>.</exception>
    public string Text => _text ?? throw new InvariantException("secret name was not set");

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text is no name.</exception>
    public static SecretName Parse(string text) =>
        StorePath.FaultOf(text, "secret name", LengthMax) is { } fault ? throw new FormatException(fault) : new SecretName(text);

    /// <summary>Orders by bytes.</summary>
    public int CompareTo(SecretName other) => string.CompareOrdinal(_text, other._text);

    /// <summary>The whole name; empty for <c>default</c>.</summary>
    public override string ToString() => _text ?? "";
}
