using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VeloZ.Emulators;

/// <summary>What a request carried, freed of its chunks and proved against all signatures and checksums that came with it.</summary>
/// <remarks>Source: Amazon S3 API Reference, "Signature Calculations ... Transferring Payload in Multiple Chunks", with and without trailers.</remarks>
internal sealed class S3Body
{
    private const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string SignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private const string UnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private readonly byte[] _raw;
    private readonly Dictionary<string, string> _trailers = new(StringComparer.OrdinalIgnoreCase);
    private int _position;

    private S3Body(byte[] raw) => _raw = raw;

    /// <summary>The content.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>The checksum that came with it and was right; null for none.</summary>
    public S3Checksum? Checksum { get; private set; }

    /// <summary>What the signature has in place of the body.</summary>
    public static string PayloadHashOf(HttpRequest request) => request.Headers["X-Amz-Content-Sha256"].ToString();

    /// <summary>Reads and proves a body.</summary>
    /// <exception cref="S3Exception">Something was not right.</exception>
    public static S3Body Read(HttpRequest request, byte[] raw, SignedRequest signed)
    {
        var body = new S3Body(raw);
        switch (PayloadHashOf(request))
        {
            case SignedChunks or SignedTrailer or UnsignedTrailer:
                body.ReadChunks(request, signed);
                break;
            case UnsignedPayload:
                body.Content = raw;
                break;
            case var hash:
                if (hash != SignatureCheck.Hash(raw))
                    throw new S3Exception(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
                body.Content = raw;
                break;
        }
        body.Verify(request);
        return body;
    }

    private void ReadChunks(HttpRequest request, SignedRequest signed)
    {
        var isSigned = PayloadHashOf(request) != UnsignedTrailer;
        var previous = signed.Signature;
        using var content = new MemoryStream();
        while (true)
        {
            var header = Line().Split(';', 2);
            if (!int.TryParse(header[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0 || size > _raw.Length - _position)
                throw new S3Exception(400, "IncompleteBody", "The request body was not in chunks.");
            var chunk = _raw.AsSpan(_position, size);
            _position += size;
            if (isSigned)
            {
                var expected = SignatureCheck.Sign(signed.Key, $"AWS4-HMAC-SHA256-PAYLOAD\n{signed.Time}\n{signed.Scope}\n{previous}\n{SignatureCheck.Hash("")}\n{SignatureCheck.Hash(chunk)}");
                if (header.Length < 2 || header[1] != $"chunk-signature={expected}")
                    throw Mismatch();
                previous = expected;
            }
            if (size == 0)
                break;
            content.Write(chunk);
            if (Line().Length > 0)
                throw new S3Exception(400, "IncompleteBody", "A chunk was longer than it said.");
        }
        Content = content.ToArray();
        if (request.Headers["X-Amz-Decoded-Content-Length"] != Content.Length.ToString(CultureInfo.InvariantCulture))
            throw new S3Exception(400, "IncompleteBody", "The request body had another length than x-amz-decoded-content-length.");
        ReadTrailers(request, signed, previous);
    }

    private void ReadTrailers(HttpRequest request, SignedRequest signed, string previous)
    {
        var canonical = new StringBuilder();
        var signature = "";
        while (_position < _raw.Length && Line() is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)].Trim(), line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name.Equals("x-amz-trailer-signature", StringComparison.OrdinalIgnoreCase))
            {
                signature = value;
                continue;
            }
            _trailers[name] = value;
            canonical.Append(name.ToLowerInvariant()).Append(':').Append(value).Append('\n');
        }
        foreach (var promised in request.Headers["X-Amz-Trailer"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!_trailers.ContainsKey(promised))
                throw new S3Exception(400, "MalformedTrailerError", $"The trailer {promised} was missing.");
        }
        if (PayloadHashOf(request) == SignedTrailer
            && signature != SignatureCheck.Sign(signed.Key, $"AWS4-HMAC-SHA256-TRAILER\n{signed.Time}\n{signed.Scope}\n{previous}\n{SignatureCheck.Hash(canonical.ToString())}"))
        {
            throw Mismatch();
        }
    }

    private void Verify(HttpRequest request)
    {
        foreach (var algorithm in S3Checksum.Algorithms)
        {
            var name = "x-amz-checksum-" + algorithm;
            var given = _trailers.GetValueOrDefault(name) ?? request.Headers[name].ToString();
            if (given.Length == 0 || HttpMethods.IsPost(request.Method))
                continue;
            Checksum = S3Checksum.Of(algorithm, Content);
            if (Checksum.Value != given)
                throw new S3Exception(400, "BadDigest", $"The {algorithm} you specified did not match the calculated checksum.");
        }
#pragma warning disable CA5351 // What S3 asks for.
        if (request.Headers.ContentMD5.ToString() is { Length: > 0 } md5 && md5 != Convert.ToBase64String(MD5.HashData(Content)))
            throw new S3Exception(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
#pragma warning restore CA5351
    }

    private string Line()
    {
        var end = _raw.AsSpan(_position).IndexOf("\r\n"u8);
        if (end < 0)
            throw new S3Exception(400, "IncompleteBody", "The request body ended within a chunk.");
        var line = Encoding.UTF8.GetString(_raw, _position, end);
        _position += end + 2;
        return line;
    }

    private static S3Exception Mismatch() => new(403, "SignatureDoesNotMatch", "The signature of a chunk does not match what we calculated.");
}
