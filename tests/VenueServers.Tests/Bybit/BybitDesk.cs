using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.VenueServers.Tests;

/// <summary>What a REST call was answered.</summary>
internal sealed record BybitReply(int Status, JsonElement Json, IReadOnlyDictionary<string, string> Headers)
{
    public int Code => Json.GetProperty("retCode").GetInt32();

    public (int Code, string Message) Error => (Code, Json.GetProperty("retMsg").GetString()!);

    public JsonElement Result => Json.GetProperty("result");

    public JsonElement List => Result.GetProperty("list");

    /// <summary>Of a batch, the code of each.</summary>
    public IEnumerable<int> Outcomes =>
        Json.GetProperty("retExtInfo").GetProperty("list").EnumerateArray().Select(static one => one.GetProperty("code").GetInt32());

    /// <summary>The only one of its list.</summary>
    public JsonElement One => Assert.Single(List.EnumerateArray());
}

/// <summary>A loopback Bybit whose clock a test moves and whose market stands still unless it is stepped, with two accounts.</summary>
/// <remarks>
/// BTCUSDT begins at 60,000 in both categories: the best bid is 59,998.80, the best ask 60,001.20, so that 59,999 to 60,001 are free. Each account has
/// 1,000,000 USDT and 10 BTC.
/// </remarks>
internal sealed class BybitDesk : IAsyncDisposable
{
    public const string Ann = "ann-key";
    public const string Bob = "bob-key";

    private readonly HttpClient _client;

    private BybitDesk(VenueServer server, ManualTimeProvider time)
    {
        (Server, Time) = (server, time);
        _client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public ManualTimeProvider Time { get; }

    public VenueServer Server { get; }

    public LoopbackVenue Venue => Server.Floor.Venue;

    public long Now => UnixNanos.From(Time.GetUtcNow()).Milliseconds;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<BybitDesk> StartAsync(string faults = "", ulong seed = 7, Func<VenueServerOptions, VenueServerOptions>? with = null)
    {
        var time = new ManualTimeProvider();
        var options = new VenueServerOptions
        {
            Protocol = VenueProtocolName.Bybit,
            Seed = seed,
            FlowPeriod = TimeSpan.Zero,
            Faults = FaultOptions.Parse(faults, seed),
            Accounts = [Account(Ann), Account(Bob)],
        };
        return new BybitDesk(await VenueServer.StartAsync(with?.Invoke(options) ?? options, time, Stop), time);
    }

    public static string SecretOf(string key) => key + "-secret";

    public static string Sign(string key, string payload) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SecretOf(key)), Encoding.UTF8.GetBytes(payload)));

    /// <summary>A call that is not signed.</summary>
    public Task<BybitReply> OpenGetAsync(string pathAndQuery) => SendAsync(HttpMethod.Get, pathAndQuery, body: null);

    /// <summary>A signed call by GET.</summary>
    public Task<BybitReply> GetAsync(string path, string query = "", string key = Ann) =>
        SendAsync(HttpMethod.Get, query.Length > 0 ? $"{path}?{query}" : path, body: null, Headers(key, query));

    /// <summary>A signed call by POST.</summary>
    public Task<BybitReply> PostAsync(string path, string body, string key = Ann) => SendAsync(HttpMethod.Post, path, body, Headers(key, body));

    /// <summary>A new order, of a JSON object without its braces.</summary>
    public Task<BybitReply> PlaceAsync(string order, string key = Ann) => PostAsync("/v5/order/create", $"{{{order}}}", key);

    /// <summary>A new spot order, which is taken; gives its id.</summary>
    public async Task<string> SpotAsync(string side, string type, string qty, string? price = null, string more = "", string key = Ann) =>
        IdOf(await PlaceAsync(Order("spot", side, type, qty, price, more), key));

    /// <summary>A new order of a perpetual, which is taken; gives its id.</summary>
    public async Task<string> LinearAsync(string side, string type, string qty, string? price = null, string more = "", string key = Ann) =>
        IdOf(await PlaceAsync(Order("linear", side, type, qty, price, more), key));

    /// <summary>An order as it stands now.</summary>
    public async Task<JsonElement> OrderAsync(string category, string id, string key = Ann) =>
        (await GetAsync("/v5/order/realtime", $"category={category}&orderId={id}", key)).One;

    /// <summary>An order of BTCUSDT, as a JSON object without its braces; what is given more may say it otherwise.</summary>
    public static string Order(string category, string side, string type, string qty, string? price = null, string more = "")
    {
        var members = new List<string> { $"\"category\":\"{category}\",\"symbol\":\"BTCUSDT\",\"side\":\"{side}\",\"orderType\":\"{type}\",\"qty\":\"{qty}\"" };
        if (price is not null)
            members.Add($"\"price\":\"{price}\"");
        if (more.Length > 0)
            members.Add(more);
        return string.Join(',', members);
    }

    public Dictionary<string, string> Headers(string key, string payload, string window = "5000")
    {
        var now = Now.ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>
        {
            ["X-BAPI-API-KEY"] = key,
            ["X-BAPI-TIMESTAMP"] = now,
            ["X-BAPI-RECV-WINDOW"] = window,
            ["X-BAPI-SIGN"] = Sign(key, now + key + window + payload),
        };
    }

    public async Task<BybitReply> SendAsync(HttpMethod method, string pathAndQuery, string? body, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, pathAndQuery);
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        var json = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        var told = response.Headers.ToDictionary(static header => header.Key, static header => header.Value.First(), StringComparer.OrdinalIgnoreCase);
        return new BybitReply((int)response.StatusCode, json, told);
    }

    /// <summary>Opens a socket.</summary>
    public Task<BybitSocket> OpenAsync(string path) => BybitSocket.OpenAsync(new Uri($"ws://127.0.0.1:{Server.Address.Port}{path}"));

    /// <summary>Opens the socket of an account, which listens to topics.</summary>
    public async Task<BybitSocket> FollowAsync(string key, params string[] topics)
    {
        var socket = await OpenAsync("/v5/private");
        await socket.ProveAsync(this, key);
        await socket.SubscribeAsync(topics);
        return socket;
    }

    /// <summary>Opens a socket for orders.</summary>
    public async Task<BybitSocket> TradeAsync(string key = Ann)
    {
        var socket = await OpenAsync("/v5/trade");
        Assert.Equal(0, (await socket.AuthAsync(this, key)).GetProperty("retCode").GetInt32());
        return socket;
    }

    /// <summary>The market goes on by so many steps.</summary>
    public void Step(int count)
    {
        for (var step = 0; step < count; step++)
        {
            lock (Venue.Gate)
                Server.Floor.Step();
        }
    }

    /// <summary>Somebody without an account trades at a price, so that it is the last one; bids of 10 stand 10 below it, and asks of 10 as far above.</summary>
    public void Print(decimal price, InstrumentKind kind = InstrumentKind.Perpetual)
    {
        lock (Venue.Gate)
        {
            var market = MarketOf(kind);
            var (ticks, lots) = (market.Instrument.ToTicks(market.Instrument.ToPrice(price, GridRounding.Exact)), 1_000L);
            var house = new HouseFlow(Venue, market);
            while (market.Bids.Best is { } bid && bid.Ticks > ticks)
                house.Take(OrderSide.Sell, bid.Ticks, bid.Lots);
            while (market.Asks.Best is { } ask && ask.Ticks < ticks)
                house.Take(OrderSide.Buy, ask.Ticks, ask.Lots);
            var far = market.Instrument.ToTicks(market.Instrument.ToPrice(10, GridRounding.Exact));
            var many = market.Instrument.ToLots(market.Instrument.ToQuantity(10, GridRounding.Exact));
            house.Set(OrderSide.Buy, ticks - far, many);
            house.Set(OrderSide.Sell, ticks + far, many);
            house.Set(OrderSide.Sell, ticks, lots);
            house.Take(OrderSide.Buy, ticks, lots);
        }
    }

    public LoopbackMarket MarketOf(InstrumentKind kind) => Venue.FindMarket("BTCUSDT", kind)!;

    /// <summary>Reads or changes something of the venue.</summary>
    public T Look<T>(Func<LoopbackVenue, T> look)
    {
        lock (Venue.Gate)
            return look(Venue);
    }

    public LoopbackAccount AccountOf(string key) => Venue.FindAccount(key)!;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    private static string IdOf(BybitReply reply)
    {
        Assert.Equal((0, "OK"), reply.Error);
        return reply.Result.GetProperty("orderId").GetString()!;
    }

    private static VenueAccountOptions Account(string key) => new(key, SecretOf(key))
    {
        Balances = [new Money(1_000_000, Currency.Parse("USDT")), new Money(10, Currency.Parse("BTC"))],
    };
}
