using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace VeloZ.Domain;

/// <summary>A value that nobody prints: its text and its debugger view say nothing, and it has no JSON form.</summary>
/// <remarks>Whoever needs the value calls <see cref="Reveal"/> at the place of use, and keeps it nowhere.</remarks>
[DebuggerDisplay("[redacted]")]
public sealed class Secret : IEquatable<Secret>
{
    /// <summary>Most bytes, as AWS Secrets Manager has them.</summary>
    public const int BytesMax = 65_536;

    /// <summary>What is shown in place of a value.</summary>
    public const string Redacted = "[redacted]";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _value;

    /// <summary>Copies the bytes.</summary>
    /// <exception cref="ArgumentException">There are none, or too many.</exception>
    public Secret(ReadOnlySpan<byte> value)
    {
        if (value.Length is 0 or > BytesMax)
            throw new ArgumentException($"secret had {value.Length} bytes, must have 1 to {BytesMax}");
        _value = value.ToArray();
    }

    /// <summary>Makes a secret of a text.</summary>
    /// <exception cref="ArgumentException">It is empty, too long or has half a surrogate pair.</exception>
    public static Secret OfText(string text)
    {
        _ = Utf8Size.Of(text, "secret");
        return new Secret(StrictUtf8.GetBytes(text));
    }

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> Reveal() => _value;

    /// <summary>The value as text.</summary>
    /// <exception cref="FormatException">It is not UTF-8.</exception>
    public string RevealText()
    {
        try
        {
            return StrictUtf8.GetString(_value);
        }
        catch (DecoderFallbackException)
        {
            // Without the cause: it would tell of the bytes.
            throw new FormatException("secret was not UTF-8 text, must be");
        }
    }

    /// <summary>The same value; how much of it agrees does not show in the time that takes.</summary>
    public bool Equals(Secret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <summary>The same for all secrets: a hash would tell of the value.</summary>
    public override int GetHashCode() => 0;

    /// <summary>Says nothing.</summary>
    public override string ToString() => Redacted;
}
