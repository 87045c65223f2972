using VeloZ.Contract;
using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Venues.Tests;

/// <summary>What OKX's market stream does about a book that has a hole, and what it does not.</summary>
public sealed class OkxMarketStreamTests : IAsyncLifetime
{
    private const int Limit = 60_000;
    private const string Subscriptions = """{"op":"subscribe","args":[{"channel":"trades","instId":"BTC-USDT"},{"channel":"bbo-tbt","instId":"BTC-USDT"},{"channel":"books","instId":"BTC-USDT"},{"channel":"trades","instId":"ETH-USDT"},{"channel":"bbo-tbt","instId":"ETH-USDT"},{"channel":"books","instId":"ETH-USDT"}]}""";
    private const string Unsubscribe = """{"op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]}""";
    private const string Subscribe = """{"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"}]}""";

    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00000001m, FeeSchedule.Flat(0, 0));

    private readonly ListeningMarket _market = new(Instrument);
    private readonly ListeningMarket _other = new(Instrument);
    private SocketVenue? _venue;
    private OkxVenue? _okx;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _venue = await SocketVenue.StartAsync();
        _okx = new OkxVenue(new OkxOptions { PublicSocket = _venue.Address, ReconnectMax = TimeSpan.FromMilliseconds(250) }, new MonotonicClock(TimeProvider.System), static () => true);
        MarketSubscription[] subscriptions =
        [
            new(Index: 0, new VenueMarket("BTC-USDT", Instrument), Interval: null, BarsSince: null),
            new(Index: 1, new VenueMarket("ETH-USDT", Instrument), Interval: null, BarsSince: null),
        ];
        _okx.MarketData.Start(subscriptions, new Both([_market, _other]));
    }

    public async ValueTask DisposeAsync()
    {
        await _okx!.MarketData.DisposeAsync();
        await _okx.DisposeAsync();
        await _venue!.DisposeAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Gap_asks_for_that_book_alone_on_the_same_connection()
    {
        var peer = await OpenAsync();
        await peer.SendAsync(Book(10, 11, bid: "60000"), Stop);
        await peer.SendAsync(Book(12, 13, bid: "60001"), Stop);
        await _market.UntilAsync(static told => told.Counts.Invalidated == 1, Stop);
        Assert.Equal(Unsubscribe, await peer.ReadAsync(Stop));
        Assert.Equal(Subscribe, await peer.ReadAsync(Stop));
        await peer.SendAsync(Book(13, 14, bid: "60002"), Stop); // Of the time before.
        await peer.SendAsync(Snapshot(20), Stop);
        await peer.SendAsync(Book(20, 21, bid: "60003"), Stop);
        await _market.UntilAsync(static told => told.Book.IsValid && told.Book.BidCount == 2, Stop);
        Assert.Equal((2, 1), _market.Counts);
        Assert.Equal([60_003m, 59_999m], [_market.Book.Level(Buy, 0).Price.Value, _market.Book.Level(Buy, 1).Price.Value]);
        Assert.False(peer.Gone.IsCompleted);
    }

    // Best prices are numbered as the book is: after its numbers began anew they are told, too.
    [Fact(Timeout = Limit)]
    public async Task Numbers_that_begin_anew_are_no_gap()
    {
        var peer = await OpenAsync();
        await peer.SendAsync(Quote(15, "59999"), Stop);
        await peer.SendAsync(Book(10, 15, bid: "60000"), Stop);
        await peer.SendAsync(Book(15, 3, bid: "60000.1"), Stop);
        await peer.SendAsync(Book(3, 5, bid: "60000.2"), Stop);
        await peer.SendAsync(Quote(5, "60000.2"), Stop);
        await _market.UntilAsync(static told => told.Quote?.Bid.Value == 60_000.2m, Stop);
        Assert.Equal((1, 0, true, 4), (_market.Counts.Snapshots, _market.Counts.Invalidated, _market.Book.IsValid, _market.Book.BidCount));
    }

    // Where they began anew while the book had a hole.
    [Fact(Timeout = Limit)]
    public async Task Best_prices_are_told_on_after_a_whole_book_of_smaller_numbers()
    {
        var peer = await OpenAsync();
        await peer.SendAsync(Quote(1_000, "59999"), Stop);
        await peer.SendAsync(Book(77, 78, bid: "60000"), Stop);
        await _market.UntilAsync(static told => told.Counts.Invalidated == 1, Stop);
        await peer.SendAsync(Snapshot(20), Stop);
        await peer.SendAsync(Quote(21, "60000.3"), Stop);
        await _market.UntilAsync(static told => told.Quote?.Bid.Value == 60_000.3m, Stop);
    }

    [Fact(Timeout = Limit)]
    public async Task Message_that_is_broken_makes_the_book_invalid_and_asks_for_it()
    {
        var peer = await OpenAsync();
        await peer.SendAsync(Book(10, 11, bid: "60000.05"), Stop); // Off the grid.
        await _market.UntilAsync(static told => told.Counts.Invalidated == 1, Stop);
        Assert.Equal(Unsubscribe, await peer.ReadAsync(Stop));
        Assert.Equal(Subscribe, await peer.ReadAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task Message_that_is_broken_takes_no_other_market_along()
    {
        var peer = await OpenAsync();
        await peer.SendAsync(Book(10, 11, bid: "1").Replace("BTC", "ETH", StringComparison.Ordinal).Replace("\"seqId\":11", "\"seqId\":\"11\"", StringComparison.Ordinal), Stop);
        Assert.Equal(Unsubscribe.Replace("BTC", "ETH", StringComparison.Ordinal), await peer.ReadAsync(Stop));
        await peer.SendAsync(Book(10, 11, bid: "60000"), Stop);
        await _market.UntilAsync(static told => told.Book.BidCount == 2, Stop);
        Assert.Equal((1, 0), _market.Counts);
    }

    // Five seconds after it was asked for.
    [Fact(Timeout = Limit)]
    public async Task Book_that_is_not_told_is_asked_for_again()
    {
        var peer = await _venue!.AcceptAsync(Stop);
        Assert.Equal(Subscriptions, await peer.ReadAsync(Stop));
        await peer.SendAsync(Snapshot(10), Stop);
        Assert.Equal(Unsubscribe.Replace("BTC", "ETH", StringComparison.Ordinal), await peer.ReadAsync(Stop));
        Assert.Equal(Subscribe.Replace("BTC", "ETH", StringComparison.Ordinal), await peer.ReadAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task What_names_no_market_takes_all_of_them_along()
    {
        var peer = await OpenAsync();
        await peer.SendAsync("hello", Stop);
        await _market.UntilAsync(static told => told.Counts.Invalidated == 1, Stop);
    }

    [Fact(Timeout = Limit)]
    public async Task Notice_of_an_upgrade_makes_another_connection_and_the_next_one_does_not()
    {
        const string Notice = """{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a4d3ae55"}""";
        var peer = await OpenAsync();
        await peer.SendAsync(Notice, Stop);
        await peer.Gone.WaitAsync(Stop);
        peer = await OpenAsync();
        await peer.SendAsync(Notice, Stop);
        await peer.SendAsync(Quote(30, "59999"), Stop);
        await _market.UntilAsync(static told => told.Quote is not null, Stop);
        Assert.False(peer.Gone.IsCompleted);
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_refused_is_asked_for_on_another_connection_each_time_and_people_are_told()
    {
        const string Error = """{"event":"error","code":"60018","msg":"Wrong URL or channel:trades,instId:BTC-USDT doesn't exist.","connId":"a4d3ae55"}""";
        for (var refused = 0; refused < 2; refused++)
        {
            var peer = await OpenAsync();
            await peer.SendAsync(Error, Stop);
            // It would be given up as silent, too.
            while (!peer.Gone.IsCompleted)
                await Record.ExceptionAsync(() => Task.WhenAll(peer.SendAsync("pong", Stop), Task.Delay(TimeSpan.FromMilliseconds(100), Stop)));
            await _market.UntilAsync(static told => !told.Book.IsValid, Stop);
        }
        await OpenAsync();
        Assert.Equal([("subscription_refused", $"OKX refused a subscription, which is asked for again: {Error}")], _market.Notices); // The same once a minute.
    }

    private async Task<SocketVenue.Peer> OpenAsync()
    {
        var peer = await _venue!.AcceptAsync(Stop);
        Assert.Equal(Subscriptions, await peer.ReadAsync(Stop));
        await peer.SendAsync(Snapshot(10), Stop);
        await peer.SendAsync(Snapshot(10).Replace("BTC", "ETH", StringComparison.Ordinal), Stop);
        foreach (var market in new[] { _market, _other })
            await market.UntilAsync(static told => told.Book.IsValid, Stop);
        return peer;
    }

    private static string Snapshot(long id) =>
        $$"""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["60010","1","0","1"]],"bids":[["59999","1","0","1"]],"ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":{{id}}}]}""";

    private static string Book(long previous, long id, string bid) =>
        $$"""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[["{{bid}}","1","0","1"]],"ts":"1597026383085","checksum":0,"prevSeqId":{{previous}},"seqId":{{id}}}]}""";

    private static string Quote(long id, string bid) =>
        $$"""{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[["60010","1","0","1"]],"bids":[["{{bid}}","1","0","1"]],"ts":"1597026383085","seqId":{{id}}}]}""";

    private sealed class Both(IMarketListener[] listeners) : IMarketListener
    {
        public void Take(int index, in MarketEvent happened) => listeners[index].Take(index, in happened);

        public void TakeBar(int index, in Bar bar) => listeners[index].TakeBar(index, in bar);

        public void Noticed(string code, string message) => listeners[0].Noticed(code, message);
    }
}
