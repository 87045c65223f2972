using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Parameters of a request to Binance in the order they are sent in, and their signature.</summary>
/// <remarks>Source: "SIGNED Endpoint security" of https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md.</remarks>
internal sealed class BinanceParameters
{
    private readonly StringBuilder _text = new();

    /// <summary>The same once more, to be signed by itself.</summary>
    public BinanceParameters Copy()
    {
        var copy = new BinanceParameters();
        copy._text.Append(_text);
        return copy;
    }

    public BinanceParameters Add(string name, string value)
    {
        if (_text.Length > 0)
            _text.Append('&');
        _text.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public BinanceParameters Add(string name, decimal value) => Add(name, DecimalText.Trimmed(value));

    public BinanceParameters Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Says when it was sent, for how long it holds, and signs all of it: nothing is added after that.</summary>
    /// <param name="now">The venue's time.</param>
    /// <param name="window">After it the venue refuses the request.</param>
    /// <param name="secret">Of the key.</param>
    public BinanceParameters Sign(UnixNanos now, TimeSpan window, string secret)
    {
        Add("recvWindow", Math.Clamp((long)window.TotalMilliseconds, 1, WindowMax));
        Add("timestamp", now.Milliseconds);
        return Add("signature", Signature(_text.ToString(), secret));
    }

    /// <summary>Hex of HMAC SHA-256.</summary>
    public static string Signature(string payload, string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private const long WindowMax = 60_000; // Milliseconds, by the document.
}
