using System.Globalization;
using System.Net.Sockets;
using System.Text;
using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>An account at a Coinbase that a test plays: what its channel says, and what its REST API answers.</summary>
internal sealed class CoinbaseAccountDesk : IAsyncDisposable
{
    private readonly RawVenue _rest;
    private readonly SocketVenue _sockets;
    private readonly CoinbaseVenue _connection;
    private long _number;

    private CoinbaseAccountDesk(SocketVenue sockets, TimeProvider time)
    {
        (_sockets, Clock) = (sockets, new MonotonicClock(time));
        _rest = new RawVenue(AnswerAsync);
        var options = new CoinbaseOptions { Rest = _rest.Address, UserSocket = sockets.Address, Key = "organizations/aa/apiKeys/bb", Secret = CoinbaseExecutionTests.Secret };
        _connection = new CoinbaseVenue(options, Clock, static () => true);
    }

    public static VenueMarket Market { get; } = new("BTC-USD", new Instrument(InstrumentId.Parse("BTC-USD.COINBASE"), 0.01m, 0.0001m, FeeSchedule.Flat(0, 0)));

    public MonotonicClock Clock { get; }

    public IExecutionVenue Venue { get; private set; } = null!;

    public ListeningAccount Account { get; } = new();

    public SocketVenue.Peer Peer { get; private set; } = null!;

    /// <summary>Status and body of the answer to a request that is not about the time.</summary>
    public Func<string, (int Status, string Body)> Answer { get; set; } = static _ => (404, """{"error":"NOT_FOUND","message":"not found"}""");

    /// <summary>Lines of the heads of these answers, each with its end.</summary>
    public string Headers { get; set; } = "";

    /// <summary>Requests that change something, as they came.</summary>
    public IReadOnlyList<string> Changes => [.. _rest.Requests.Where(static request => request.StartsWith("POST", StringComparison.Ordinal))];

    /// <summary>What was asked for behind the root of the API, with its query, but for the time.</summary>
    public IReadOnlyList<string> Asked =>
        [.. _rest.Requests.Where(static request => request.StartsWith("GET", StringComparison.Ordinal)).Select(static request => request.Split(' ')[1]["/api/v3/brokerage".Length..]).Where(static path => path != "/time")];

    public ClientOrderId Id { get; } = ClientOrderId.Create('l', partition: 0, epoch: 1, 1, OrderRole.Working);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens it, its channel subscribed to.</summary>
    /// <param name="time">The machine's clock; null for the real one.</param>
    public static async Task<CoinbaseAccountDesk> OpenAsync(TimeProvider? time = null)
    {
        var desk = new CoinbaseAccountDesk(await SocketVenue.StartAsync(), time ?? TimeProvider.System);
        desk.Venue = await desk._connection.OpenAccountAsync([Market], leverage: 1, Stop);
        desk.Venue.Start(desk.Account);
        await desk.AcceptAsync();
        return desk;
    }

    /// <summary>Takes the next connection, and grants what it subscribes to.</summary>
    /// <returns>What it asked for.</returns>
    public async Task<IReadOnlyList<string>> AcceptAsync()
    {
        var resumed = Account.Counts.Resumed;
        Peer = await _sockets.AcceptAsync(Stop);
        _number = 0;
        string[] asked = [await Peer.ReadAsync(Stop), await Peer.ReadAsync(Stop)];
        await SayAsync("subscriptions", """{"subscriptions":{"user":["u"]}}""");
        await Account.UntilAsync(told => told.Counts.Resumed > resumed, Stop);
        return asked;
    }

    /// <summary>Says an event on a channel.</summary>
    /// <param name="channel">Which.</param>
    /// <param name="happened">JSON.</param>
    /// <param name="step">From the number before to that of this message.</param>
    public async Task SayAsync(string channel, string happened, int step = 1)
    {
        _number += step;
        await Peer.SendAsync($$"""{"channel":"{{channel}}","client_id":"","timestamp":"2026-01-01T00:00:00.5Z","sequence_num":{{_number}},"events":[{{happened}}]}""", Stop);
    }

    /// <summary>Says how our order stands.</summary>
    public Task SayOrderAsync(string status, string filled = "0", string left = "0.5", string price = "60000", string reason = "", string type = "update", int step = 1) => SayAsync(
        "user",
        $$"""{"type":"{{type}}","orders":[{"client_order_id":"{{Id}}","order_id":"v1","product_id":"BTC-USD","status":"{{status}}","cumulative_quantity":"{{filled}}","leaves_quantity":"{{left}}","limit_price":"{{price}}","cancel_reason":"{{reason}}","reject_reason":"{{reason}}","avg_price":"0","total_fees":"0","order_side":"BUY","number_of_fills":"0"}]}""",
        step);

    /// <summary>An answer with fills of our order, of so many base units each; the first is the oldest.</summary>
    public static string FillsOf(params string[] sizes) => $$"""{"fills":[{{string.Join(',', sizes.Select(static (size, index) => $$"""{"trade_id":"t{{index}}","order_id":"v1","trade_time":"2026-01-01T00:00:0{{index}}Z","trade_type":"FILL","price":"60000","size":"{{size}}","commission":"1.5","product_id":"BTC-USD","size_in_quote":false,"liquidity_indicator":"MAKER","side":"BUY"}""").Reverse())}}],"cursor":""}""";

    /// <summary>A buy of BTC-USD as REST tells it: 0.5 at 60,002 by its last edit.</summary>
    public static string OrderOf(string clientId, string venueId, string filled = "0", string status = "OPEN") =>
        $$$"""{"order_id":"{{{venueId}}}","product_id":"BTC-USD","order_configuration":{"limit_limit_gtc":{"base_size":"0.4","limit_price":"60000","post_only":false}},"side":"BUY","client_order_id":"{{{clientId}}}","status":"{{{status}}}","created_time":"2026-01-01T00:00:00Z","filled_size":"{{{filled}}}","last_fill_time":null,"edit_history":[{"price":"60002","size":"0.5","replace_accept_timestamp":"2026-01-01T00:00:02Z"},{"price":"60001","size":"0.5","replace_accept_timestamp":"2026-01-01T00:00:01Z"}]}""";

    public VenueSubmit Order() => new(
        Id,
        new OrderTerms
        {
            Instrument = Market.Instrument.Id,
            Side = OrderSide.Buy,
            Type = OrderType.Limit,
            Quantity = Market.Instrument.ToQuantity(0.5m, GridRounding.Exact),
            Price = Market.Instrument.ToPrice(60_000, GridRounding.Exact),
        },
        Clock.Now + TimeSpan.FromSeconds(10));

    public VenueOrderKey Named => new(Id, Market.Instrument.Id, OrderType.Limit);

    public async ValueTask DisposeAsync()
    {
        if (Venue is not null)
            await Venue.DisposeAsync();
        await _connection.MarketData.DisposeAsync();
        await _connection.DisposeAsync();
        await _rest.DisposeAsync();
        await _sockets.DisposeAsync();
    }

    private async Task AnswerAsync(NetworkStream stream, int number, CancellationToken cancellationToken)
    {
        var request = _rest.Requests[number - 1];
        var isOfTime = request.StartsWith("GET /api/v3/brokerage/time ", StringComparison.Ordinal);
        var (status, body) = isOfTime
            ? (200, string.Create(CultureInfo.InvariantCulture, $$"""{"iso":"","epochSeconds":"0","epochMillis":"{{Clock.Now.Milliseconds}}"}"""))
            : Answer(request);
        var headers = isOfTime ? "" : Headers;
        await RawVenue.SayAsync(stream, $"HTTP/1.1 {status} x\r\n{headers}Content-Length: {Encoding.ASCII.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}", cancellationToken);
    }
}
