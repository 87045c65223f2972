using System.Text;

namespace VeloZ.Domain;

/// <summary>How much text takes in a store.</summary>
internal static class Utf8Size
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes of the text in UTF-8.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair, which would not come back.</exception>
    public static int Of(string text, string name)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException($"{name} had half a surrogate pair, must be valid UTF-16");
        }
    }
}
