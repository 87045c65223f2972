using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>The parameters of a request, and who signed it.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md, "Request Security".</remarks>
internal sealed partial class BinanceRequest
{
    private const decimal WindowDefault = 5_000; // Milliseconds.
    private const decimal WindowMax = 60_000;
    private const long MicrosecondsMin = 1_000_000_000_000_000; // From here on a time is in microseconds.
    private const long MicrosecondsMax = 9_000_000_000_000_000; // Of the year 2255.

    private readonly Dictionary<string, string> _parameters;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private LoopbackAccount? _account;

    private BinanceRequest(Dictionary<string, string> parameters) => _parameters = parameters;

    /// <summary>Who signed it.</summary>
    public LoopbackAccount Account => _account ?? throw new InvariantException("an unsigned request was asked for its account");

    /// <summary>The latest moment at which it may reach the matching; null where it is not signed.</summary>
    public UnixNanos? Deadline { get; private set; }

    /// <summary>Of REST: parameters of the query, then of the body.</summary>
    /// <exception cref="BinanceError">A parameter comes twice.</exception>
    public static BinanceRequest Of(string query, string body)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        // What is in both counts as it is in the query.
        foreach (var (name, value) in Pairs(query))
        {
            if (!parameters.TryAdd(name, value))
                throw new BinanceError(-1101, "Duplicate values for a parameter detected.");
        }
        foreach (var (name, value) in Pairs(body))
            parameters.TryAdd(name, value);
        return new BinanceRequest(parameters);
    }

    /// <summary>Of the WebSocket API: parameters of a JSON object, as text.</summary>
    public static BinanceRequest Of(Dictionary<string, string> parameters) => new(parameters);

    /// <summary>Proves the signature of a REST request: of the query and the body behind it, without the signature.</summary>
    /// <exception cref="BinanceError">It is not right, or the request comes too late or too early.</exception>
    public void Prove(LoopbackVenue venue, string? key, string query, string body) => Prove(venue, key, WithoutSignature(query) + WithoutSignature(body));

    /// <summary>Proves the signature of a WebSocket request: of all parameters in alphabetical order.</summary>
    /// <exception cref="BinanceError">It is not right, or the request comes too late or too early.</exception>
    public void Prove(LoopbackVenue venue)
    {
        var names = _parameters.Keys.Where(static name => name != "signature").Order(StringComparer.Ordinal);
        Prove(venue, TextOrNull("apiKey"), string.Join('&', names.Select(name => $"{name}={_parameters[name]}")));
    }

    /// <summary>Whether the order that it makes fills in parts: a fault.</summary>
    public bool FillsInParts { get; set; }

    /// <summary>A parameter as it was sent, without reading it; null where it was not.</summary>
    public string? Peek(string name) => _parameters.GetValueOrDefault(name);

    public bool Has(string name) => _parameters.ContainsKey(name);

    public string Text(string name) => TextOrNull(name) ?? throw BinanceError.Missing(name);

    public string? TextOrNull(string name)
    {
        _read.Add(name);
        return _parameters.TryGetValue(name, out var value) ? value.Length > 0 ? value : throw new BinanceError(-1105, $"Parameter '{name}' was empty.") : null;
    }

    public decimal Decimal(string name) => DecimalOrNull(name) ?? throw BinanceError.Missing(name);

    public decimal? DecimalOrNull(string name)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        if (!DecimalForm().IsMatch(text))
            throw BinanceError.Malformed(name, @"^([0-9]{1,20})(\.[0-9]{1,20})?$");
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : throw Overflowed(name);
    }

    public long? NumberOrNull(string name)
    {
        if (TextOrNull(name) is not { } text)
            return null;
        if (!NumberForm().IsMatch(text))
            throw BinanceError.Malformed(name, "^[0-9]{1,20}$");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Overflowed(name);
    }

    /// <summary>A moment in milliseconds or microseconds.</summary>
    public UnixNanos? TimeOrNull(string name)
    {
        if (NumberOrNull(name) is not { } value)
            return null;
        var isMicroseconds = value >= MicrosecondsMin;
        return value > (isMicroseconds ? MicrosecondsMax : MicrosecondsMax / 1_000)
            ? throw Overflowed(name)
            : new UnixNanos(isMicroseconds ? value * 1_000 : value * UnixNanos.PerMillisecond);
    }

    /// <summary>How many are wanted.</summary>
    public int Limit(int whenNot, int max)
    {
        var limit = NumberOrNull("limit") ?? whenNot;
        return limit < 1 ? throw new BinanceError(-1130, "Data sent for parameter 'limit' is not valid.") : (int)Math.Min(limit, max);
    }

    /// <summary>Every parameter must be one that the request knows.</summary>
    /// <exception cref="BinanceError">One is not.</exception>
    public void EndReading()
    {
        var read = _parameters.Keys.Count(_read.Contains);
        if (read < _parameters.Count)
            throw new BinanceError(-1104, $"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{_parameters.Count}'.");
    }

    private void Prove(LoopbackVenue venue, string? key, string payload)
    {
        if (key is not { Length: > 0 })
            throw new BinanceError(-2014, "API-key format invalid.", 401);
        if (venue.FindAccount(key) is not { } account)
            throw new BinanceError(-2015, "Invalid API-key, IP, or permissions for action.", 401);
        var signature = Text("signature");
        var proof = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.Secret), Encoding.UTF8.GetBytes(payload)));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(proof), Encoding.UTF8.GetBytes(signature.ToLowerInvariant())))
            throw new BinanceError(-1022, "Signature for this request is not valid.");
        CheckTime(venue.Now);
        _account = account;
    }

    private void CheckTime(UnixNanos now)
    {
        var time = TimeOrNull("timestamp") ?? throw BinanceError.Missing("timestamp");
        var window = DecimalOrNull("recvWindow") ?? WindowDefault;
        if (window > WindowMax)
            throw new BinanceError(-1102, "'recvWindow' contains unexpected value. Cannot be greater than 60000.");
        Deadline = time + TimeSpan.FromMicroseconds((double)(window * 1_000));
        if (time >= now + TimeSpan.FromSeconds(1))
            throw new BinanceError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
        CheckDeadline(now);
    }

    /// <summary>It is refused where its time is up: looked at on receipt, and again before the matching.</summary>
    /// <exception cref="BinanceError">It is.</exception>
    public void CheckDeadline(UnixNanos now)
    {
        if (Deadline < now)
            throw new BinanceError(-1021, "Timestamp for this request is outside of the recvWindow.");
    }

    private static BinanceError Overflowed(string name) => new(-1108, $"Parameter '{name}' overflowed.");

    private static IEnumerable<(string Name, string Value)> Pairs(string text)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..].Replace('+', ' '));
            yield return (Uri.UnescapeDataString(name), Uri.UnescapeDataString(value));
        }
    }

    private static string WithoutSignature(string text) =>
        string.Join('&', text.Split('&').Where(static pair => !pair.StartsWith("signature=", StringComparison.Ordinal)));

    [GeneratedRegex(@"\A[0-9]{1,20}(\.[0-9]{1,20})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();

    [GeneratedRegex(@"\A[0-9]{1,20}\z", RegexOptions.NonBacktracking)]
    private static partial Regex NumberForm();
}
