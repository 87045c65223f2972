using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>What a REST call was answered; JSON is undefined where it was none.</summary>
internal sealed record CoinbaseReply(int Status, string Body, JsonElement Json)
{
    /// <summary>How many calls are taken, are left, and the seconds until they are taken anew, as its head says.</summary>
    public string Limits { get; init; } = "";

    /// <summary>What it lists under a name.</summary>
    public IReadOnlyList<JsonElement> List(string name) => [.. Json.GetProperty(name).EnumerateArray()];

    /// <summary>Status, name and words of a refusal.</summary>
    public (int Status, string Code, string Message) Error => (Status, Json.GetProperty("error").GetString()!, Json.GetProperty("message").GetString()!);

    /// <summary>Of a new order: its id, or why it was refused.</summary>
    public string Outcome => Json.GetProperty("success").GetBoolean()
        ? Json.GetProperty("success_response").GetProperty("order_id").GetString()!
        : Json.GetProperty("error_response").GetProperty("preview_failure_reason").GetString()!;
}

/// <summary>A loopback Coinbase whose clock a test moves and whose market stands still unless it is stepped, with two accounts.</summary>
/// <remarks>
/// BTC-USD begins at 60,000: the best bid is 59,998.8, the best ask 60,001.2, so that 59,998.81 to 60,001.19 are free. Each account has 1,000,000 USD
/// and 10 BTC. A maker pays 0.6 %, a taker 1.2 %.
/// </remarks>
internal sealed class CoinbaseDesk : VenueDesk
{
    public new const string Ann = "organizations/aa/apiKeys/ann";
    public new const string Bob = "organizations/bb/apiKeys/bob";
    public const string Root = "/api/v3/brokerage";

    private static readonly string[] LimitNames = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
    private static readonly ECDsa AnnKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa BobKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private CoinbaseDesk(VenueServer server, ManualTimeProvider time)
        : base(server, time)
    {
    }

    /// <summary>In seconds.</summary>
    public long Seconds => Now / 1_000;

    public static async Task<CoinbaseDesk> StartAsync(string faults = "", ulong seed = 7)
    {
        var time = new ManualTimeProvider();
        var options = Options(VenueProtocolName.Coinbase, faults, seed, [Account(Ann), Account(Bob)]);
        return new CoinbaseDesk(await VenueServer.StartAsync(options, time, Stop), time);
    }

    /// <summary>A private key as Coinbase gives it.</summary>
    public static string PemOf(string key) => KeyOf(key).ExportECPrivateKeyPem();

    /// <summary>A token of any header and claims, signed with an account's key.</summary>
    public static string Sign(string key, string header, string claims)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        byte[] signature;
        lock (KeyOf(key))
            signature = KeyOf(key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public static string HeaderOf(string key) => $$"""{"typ":"JWT","alg":"ES256","kid":"{{key}}","nonce":"5f2b"}""";

    /// <summary>A token of an account: of a request where there is one, else of a message.</summary>
    public string TokenOf(string key, string? request = null)
    {
        var uri = request is null ? "" : $$""","uri":"{{request}}" """;
        return Sign(key, HeaderOf(key), $$"""{"iss":"cdp","sub":"{{key}}","nbf":{{Seconds}},"exp":{{Seconds + 120}}{{uri}}}""");
    }

    /// <summary>A call that is not signed; by GET. Paths begin behind the root of the API unless they name it, as with the others.</summary>
    public async Task<CoinbaseReply> GetAsync(string pathAndQuery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Whole(pathAndQuery));
        return await SendAsync(request);
    }

    /// <summary>A signed call of an account by GET.</summary>
    public async Task<CoinbaseReply> AskAsync(string pathAndQuery, string key = Ann)
    {
        using var request = Signed(HttpMethod.Get, pathAndQuery, body: null, key);
        return await SendAsync(request);
    }

    /// <summary>A signed call of an account by POST.</summary>
    public async Task<CoinbaseReply> PostAsync(string path, string body, string key = Ann)
    {
        using var request = Signed(HttpMethod.Post, path, body, key);
        return await SendAsync(request);
    }

    /// <summary>Places an order of BTC-USD.</summary>
    /// <param name="side">BUY or SELL.</param>
    /// <param name="kind">The name of its configuration.</param>
    /// <param name="configuration">Properties of a JSON object without its braces.</param>
    /// <param name="clientId">What it is called.</param>
    /// <param name="key">Whose.</param>
    public Task<CoinbaseReply> PlaceAsync(string side, string kind, string configuration, string clientId, string key = Ann) => PostAsync(
        "/orders",
        $$"""{"client_order_id":"{{clientId}}","product_id":"BTC-USD","side":"{{side}}","order_configuration":{"{{kind}}":{ {{configuration}} } } }""",
        key);

    /// <summary>Places a limit order that rests.</summary>
    public Task<CoinbaseReply> LimitAsync(string side, string price, string size, string clientId, string key = Ann) =>
        PlaceAsync(side, "limit_limit_gtc", $$"""  "base_size":"{{size}}","limit_price":"{{price}}" """, clientId, key);

    /// <summary>Places an order at the market.</summary>
    public Task<CoinbaseReply> MarketAsync(string side, string size, string clientId, string key = Ann) =>
        PlaceAsync(side, "market_market_ioc", $$"""  "base_size":"{{size}}" """, clientId, key);

    public async Task<JsonElement> OrderAsync(string id, string key = Ann) => (await AskAsync($"/orders/historical/{id}", key)).Json.GetProperty("order");

    public Task<CoinbaseReply> CancelAsync(string id, string key = Ann) => PostAsync("/orders/batch_cancel", $$"""{"order_ids":["{{id}}"]}""", key);

    public HttpRequestMessage Signed(HttpMethod method, string pathAndQuery, string? body, string key, string? token = null)
    {
        var whole = Whole(pathAndQuery);
        var request = new HttpRequestMessage(method, whole);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? TokenOf(key, $"{method.Method} api.coinbase.com{whole.Split('?')[0]}"));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    public async Task<CoinbaseReply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return new CoinbaseReply((int)response.StatusCode, text, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default)
        {
            Limits = string.Join(' ', LimitNames.SelectMany(name => response.Headers.TryGetValues(name, out var values) ? values : [])),
        };
    }

    /// <summary>Somebody trades at a price.</summary>
    public void Print(decimal price) => Look(venue =>
    {
        var (market, ticks) = (venue.Markets[0], (long)(price * 100));
        var house = new HouseFlow(venue, market);
        var side = price < market.LastPrice ? OrderSide.Buy : OrderSide.Sell;
        house.Set(side, ticks, 1_000_000);
        house.Take(side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy, ticks, 1_000_000_000);
        return 0;
    });

    /// <summary>Opens a socket.</summary>
    public async Task<CoinbaseSocket> OpenAsync(string path = "")
    {
        Time.Advance(TimeSpan.FromSeconds(1)); // Not too many in a second.
        return await CoinbaseSocket.OpenAsync(SocketAddress(path));
    }

    /// <summary>Opens a socket that listens to a channel of BTC-USD.</summary>
    public async Task<CoinbaseSocket> ListenAsync(string channel)
    {
        var socket = await OpenAsync();
        await socket.SendAsync($$"""{"type":"subscribe","channel":"{{channel}}","product_ids":["BTC-USD"]}""");
        return socket;
    }

    /// <summary>Opens a socket that listens to an account's orders, and reads past how they stand.</summary>
    public async Task<CoinbaseSocket> FollowAsync(string key = Ann)
    {
        var socket = await OpenAsync("/user");
        await socket.SendAsync($$"""{"type":"subscribe","channel":"user","jwt":"{{TokenOf(key)}}"}""");
        await socket.PushAsync("subscriptions");
        return socket;
    }

    private static ECDsa KeyOf(string key) => key == Ann ? AnnKey : BobKey;

    private static string Whole(string pathAndQuery) => pathAndQuery.StartsWith("/v2", StringComparison.Ordinal) ? pathAndQuery : Root + pathAndQuery;

    private static VenueAccountOptions Account(string key)
    {
        lock (KeyOf(key))
            return new(key, PemOf(key)) { Balances = [new Money(1_000_000, Currency.Parse("USD")), new Money(10, Currency.Parse("BTC"))] };
    }
}
