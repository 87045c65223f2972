using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>What a REST call was answered.</summary>
internal sealed record BinanceReply(int Status, JsonElement Json, IReadOnlyDictionary<string, string> Headers)
{
    public (int Status, int Code, string Message) Error => (Status, Json.GetProperty("code").GetInt32(), Json.GetProperty("msg").GetString()!);
}

/// <summary>A loopback Binance whose clock a test moves and whose market stands still unless it is stepped, with two accounts.</summary>
/// <remarks>
/// BTCUSDT begins at 60,000: the best bid is 59,998.80, the best ask 60,001.20, so that 59,999 to 60,001 are free. Each account has 1,000,000 USDT and 10 BTC.
/// </remarks>
internal sealed class BinanceDesk : VenueDesk
{
    private BinanceDesk(VenueServer server, ManualTimeProvider time)
        : base(server, time)
    {
    }

    public static async Task<BinanceDesk> StartAsync(string faults = "", ulong seed = 7, Func<VenueServerOptions, VenueServerOptions>? with = null)
    {
        var time = new ManualTimeProvider();
        var options = Options(VenueProtocolName.Binance, faults, seed, [Account(Ann), Account(Bob)]);
        return new BinanceDesk(await VenueServer.StartAsync(with?.Invoke(options) ?? options, time, Stop), time);
    }

    public static string Sign(string key, string payload) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretOf(key)), Encoding.UTF8.GetBytes(payload)));

    /// <summary>A call that is not signed; by GET.</summary>
    public Task<BinanceReply> GetAsync(string pathAndQuery) => SendAsync(HttpMethod.Get, pathAndQuery, key: null, body: null);

    /// <summary>A signed call of an account, with the parameters in the query.</summary>
    public Task<BinanceReply> CallAsync(string method, string path, string query = "", string key = Ann) =>
        SendAsync(HttpMethod.Parse(method), $"{path}?{SignedQuery(query, key)}", key, body: null);

    public string SignedQuery(string query, string key = Ann)
    {
        var full = $"{query}{(query.Length > 0 ? "&" : "")}timestamp={Now}";
        return $"{full}&signature={Sign(key, full)}";
    }

    public Task<BinanceReply> PlaceAsync(string query, string key = Ann) => CallAsync("POST", "/api/v3/order", query, key);

    public async Task<BinanceReply> SendAsync(HttpMethod method, string pathAndQuery, string? key, string? body)
    {
        using var request = new HttpRequestMessage(method, pathAndQuery);
        if (key is not null)
            request.Headers.Add("X-MBX-APIKEY", key);
        request.Headers.ExpectContinue = body is not null; // So that a refusal is read before all of the body is sent.
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await Client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        var json = text.StartsWith('<') || text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        return new BinanceReply((int)response.StatusCode, json, response.Headers.ToDictionary(static header => header.Key, static header => header.Value.First(), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Opens a socket.</summary>
    public Task<BinanceSocket> OpenAsync(string pathAndQuery) => BinanceSocket.OpenAsync(SocketAddress(pathAndQuery));

    /// <summary>Opens a socket whose address names streams; it listens once this returns.</summary>
    public async Task<BinanceSocket> ListenAsync(string pathAndQuery)
    {
        var socket = await OpenAsync(pathAndQuery);
        await socket.AskAsync("LIST_SUBSCRIPTIONS", "[]");
        return socket;
    }

    private static VenueAccountOptions Account(string key) => new(key, SecretOf(key))
    {
        Balances = [new Money(1_000_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))],
    };
}
