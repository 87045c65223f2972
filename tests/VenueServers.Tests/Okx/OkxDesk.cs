using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>What a REST call was answered.</summary>
internal sealed record OkxReply(int Status, JsonElement Json)
{
    public string Code => Json.GetProperty("code").GetString()!;

    public (int Status, string Code, string Message) Error => (Status, Code, Json.GetProperty("msg").GetString()!);

    /// <summary>What it lists.</summary>
    public IReadOnlyList<JsonElement> Rows => [.. Json.GetProperty("data").EnumerateArray()];

    /// <summary>The one thing that it lists.</summary>
    public JsonElement Row => Assert.Single(Rows);

    /// <summary>What became of the one order that it was about.</summary>
    public (string Code, string Message) Outcome => (Row.GetProperty("sCode").GetString()!, Row.GetProperty("sMsg").GetString()!);
}

/// <summary>A loopback OKX whose clock a test moves and whose market stands still unless it is stepped, with two accounts.</summary>
/// <remarks>
/// BTC-USDT and BTC-USDT-SWAP begin at 60,000: the best bid is 59,998.8, the best ask 60,001.2, so that 59,999 to 60,001 are free.
/// Each account has 1,000,000 USDT and 10 BTC. A contract of the swap is for 0.01 BTC.
/// </remarks>
internal sealed class OkxDesk : VenueDesk
{
    public const string Passphrase = "open sesame";

    private OkxDesk(VenueServer server, ManualTimeProvider time)
        : base(server, time)
    {
    }

    public static async Task<OkxDesk> StartAsync(string faults = "", ulong seed = 7, Func<VenueServerOptions, VenueServerOptions>? with = null)
    {
        var time = new ManualTimeProvider();
        var options = Options(VenueProtocolName.Okx, faults, seed, [Account(Ann), Account(Bob)]);
        return new OkxDesk(await VenueServer.StartAsync(with?.Invoke(options) ?? options, time, Stop), time);
    }

    public static string Sign(string key, string payload) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretOf(key)), Encoding.UTF8.GetBytes(payload)));

    /// <summary>A call that is not signed; by GET.</summary>
    public async Task<OkxReply> GetAsync(string pathAndQuery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
        return await SendAsync(request);
    }

    /// <summary>A signed call of an account by GET.</summary>
    public async Task<OkxReply> AskAsync(string pathAndQuery, string key = Ann)
    {
        using var request = Signed(HttpMethod.Get, pathAndQuery, body: null, key);
        return await SendAsync(request);
    }

    /// <summary>A signed call of an account by POST.</summary>
    public async Task<OkxReply> PostAsync(string path, string body, string key = Ann, params (string Name, string Value)[] headers)
    {
        using var request = Signed(HttpMethod.Post, path, body, key);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await SendAsync(request);
    }

    /// <summary>Places an order: properties of a JSON object without its braces.</summary>
    public Task<OkxReply> PlaceAsync(string order, string key = Ann) => PostAsync("/api/v5/trade/order", "{" + order + "}", key);

    public HttpRequestMessage Signed(HttpMethod method, string pathAndQuery, string? body, string key, string? timestamp = null)
    {
        var time = timestamp ?? Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(method, pathAndQuery);
        request.Headers.Add("OK-ACCESS-KEY", key);
        request.Headers.Add("OK-ACCESS-SIGN", Sign(key, time + method.Method + pathAndQuery + body));
        request.Headers.Add("OK-ACCESS-TIMESTAMP", time);
        request.Headers.Add("OK-ACCESS-PASSPHRASE", Passphrase);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    public async Task<OkxReply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return new OkxReply((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Opens a socket of <c>public</c>, <c>private</c> or <c>business</c>.</summary>
    public async Task<OkxSocket> OpenAsync(string path)
    {
        Time.Advance(TimeSpan.FromSeconds(1)); // Not more than three in a second.
        return await OkxSocket.OpenAsync(SocketAddress($"/ws/v5/{path}"));
    }

    /// <summary>Opens a socket and logs in.</summary>
    public async Task<OkxSocket> LogInAsync(string path = "private", string key = Ann)
    {
        var socket = await OpenAsync(path);
        var answer = await socket.AskAsync(LoginOf(key));
        Assert.Equal(("login", "0"), (answer.GetProperty("event").GetString(), answer.GetProperty("code").GetString()));
        return socket;
    }

    public string LoginOf(string key, string passphrase = Passphrase)
    {
        var time = (Now / 1_000).ToString(CultureInfo.InvariantCulture);
        return $$"""{"op":"login","args":[{"apiKey":"{{key}}","passphrase":"{{passphrase}}","timestamp":"{{time}}","sign":"{{Sign(key, time + "GET/users/self/verify")}}"}]}""";
    }

    /// <summary>Opens a public or business socket that listens to channels of a market, and reads past what each is told first.</summary>
    public async Task<OkxSocket> ListenAsync(string path, string channel, string instrument = "BTC-USDT")
    {
        var socket = await OpenAsync(path);
        await socket.SubscribeAsync($$"""{"channel":"{{channel}}","instId":"{{instrument}}"}""");
        return socket;
    }

    private static VenueAccountOptions Account(string key) => new(key, SecretOf(key))
    {
        Passphrase = Passphrase,
        Balances = [new Money(1_000_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))],
    };
}
