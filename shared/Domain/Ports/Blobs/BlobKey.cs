namespace VeloZ.Domain;

/// <summary>Name of a blob: <c>snapshots/0/12-345</c>. Small letters, digits and <c>- _ . =</c> in parts joined with <c>/</c>.</summary>
/// <remarks>At most 1,024 characters, 200 a part; no part is empty or has a point at its start or end, so none leads out of the store.</remarks>
public readonly record struct BlobKey : IComparable<BlobKey>
{
    /// <summary>Most characters, each of which is one byte.</summary>
    public const int LengthMax = 1_024;

    private readonly string? _text;

    private BlobKey(string text) => _text = text;

    /// <summary>The whole name.</summary>
    /// <exception cref="InvariantException">The key is <c>default</c>.</exception>
    public string Text => _text ?? throw new InvariantException("blob key was not set");

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">The text is no key.</exception>
    public static BlobKey Parse(string text) => StorePath.FaultOf(text, "blob key", LengthMax) is { } fault ? throw new FormatException(fault) : new BlobKey(text);

    /// <summary>Reads a key; false when the text is none.</summary>
    public static bool TryParse(string text, out BlobKey key)
    {
        var isKey = StorePath.FaultOf(text, "blob key", LengthMax) is null;
        key = isKey ? new BlobKey(text) : default;
        return isKey;
    }

    /// <summary>Reads a prefix: what keys may begin with, in the middle of a part too; empty for all.</summary>
    /// <exception cref="FormatException">No key begins so.</exception>
    public static string ParsePrefix(string text)
    {
        if (text.Length == 0)
            return text;
        // A prefix is a key, or one with a part just begun.
        return StorePath.FaultOf(text[^1] is '/' or '.' ? text + "0" : text, "blob prefix", LengthMax) is { } fault ? throw new FormatException(fault) : text;
    }

    /// <summary>Orders by bytes.</summary>
    public int CompareTo(BlobKey other) => string.CompareOrdinal(_text, other._text);

    /// <summary>The whole name; empty for <c>default</c>.</summary>
    public override string ToString() => _text ?? "";
}
