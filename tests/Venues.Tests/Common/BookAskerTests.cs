using System.Net.WebSockets;
using System.Threading.Channels;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>A book that has a hole is asked for until it is told whole, and not without end at once.</summary>
public sealed class BookAskerTests : IAsyncLifetime
{
    private const int Limit = 60_000;

    private static readonly Instrument Bitcoin = new(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00001m, FeeSchedule.Flat(0, 0));

    private readonly ManualTimeProvider _time = new();
    private readonly Lock _gate = new();
    private readonly Channel<string> _sent = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Book _book = new();
    private readonly FollowedMarket<Book> _market;
    private readonly BookAsker<Book> _asker;
    private Func<bool> _isOpen = static () => true;

    public BookAskerTests()
    {
        var subscription = new MarketSubscription(Index: 0, new VenueMarket("BTC-USDT", Bitcoin), Interval: null, BarsSince: null);
        _market = new FollowedMarket<Book>(subscription, WireMarket.Of(0, "BTC-USDT", Bitcoin), _book, bars: null);
        _asker = new BookAsker<Book>(
            [subscription],
            new BookAskerOptions { Name = "test.book", First = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(10), SteadyTime = TimeSpan.FromSeconds(30) },
            _gate,
            static one => [[.. "out"u8], [.. "in"u8]],
            message =>
            {
                _sent.Writer.TryWrite(System.Text.Encoding.UTF8.GetString(message));
                return Task.FromResult(_isOpen());
            },
            _time,
            _stop.Token);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private UnixNanos Now => UnixNanos.From(_time.GetUtcNow());

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asker.EndAsync();
        _stop.Dispose();
    }

    // Of 1, 2 and 4 s a half is chance.
    [Fact(Timeout = Limit)]
    public async Task It_is_asked_for_later_each_time_until_it_is_told()
    {
        Ask();
        foreach (var most in new[] { 1, 2, 4 })
        {
            await PassAsync(TimeSpan.FromSeconds(most / 2.0) - TimeSpan.FromMilliseconds(1));
            Assert.False(_sent.Reader.TryPeek(out _));
            await PassAsync(TimeSpan.FromSeconds(most / 2.0) + TimeSpan.FromMilliseconds(1));
            Assert.Equal(("out", "in"), (await _sent.Reader.ReadAsync(Stop), await _sent.Reader.ReadAsync(Stop)));
        }
        Tell();
        await PassAsync(TimeSpan.FromSeconds(10));
        await _asker.EndAsync();
        Assert.False(_sent.Reader.TryPeek(out _));
    }

    [Theory(Timeout = Limit)]
    [InlineData(29, false)] // The second wait: 1 to 2 s.
    [InlineData(30, true)] // The first: up to 1 s.
    public async Task One_that_stood_for_a_while_is_asked_for_soon(int seconds, bool isSoon)
    {
        Ask();
        await PassAsync(TimeSpan.FromSeconds(1));
        await _sent.Reader.ReadAsync(Stop);
        await _sent.Reader.ReadAsync(Stop);
        Tell();
        await PassAsync(TimeSpan.FromSeconds(10)); // It looks once more, and ends.
        await _asker.EndAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds - 10));
        _book.IsLive = false;
        Ask();
        await PassAsync(TimeSpan.FromSeconds(1) - TimeSpan.FromMilliseconds(1));
        await PassAsync(TimeSpan.FromMilliseconds(1), mustWait: !isSoon);
        if (!isSoon)
        {
            Assert.False(_sent.Reader.TryPeek(out _));
            await PassAsync(TimeSpan.FromSeconds(10));
        }
        Assert.Equal("out", await _sent.Reader.ReadAsync(Stop));
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_there_is_no_connection_it_goes_on(bool breaks)
    {
        _isOpen = () => breaks ? throw new WebSocketException("of the test") : false;
        Ask();
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("out", await _sent.Reader.ReadAsync(Stop));
        _isOpen = static () => true;
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(("out", "in"), (await _sent.Reader.ReadAsync(Stop), await _sent.Reader.ReadAsync(Stop)));
    }

    private void Ask()
    {
        lock (_gate)
            _asker.Ask([_market], Now);
    }

    private void Tell()
    {
        lock (_gate)
        {
            _book.IsLive = true;
            _asker.Told(_market.Wire, Now);
        }
    }

    // Whoever waits for a time has said so before it is moved.
    private async Task PassAsync(TimeSpan time, bool mustWait = true)
    {
        while (mustWait && _time.PendingTimers == 0)
            await Task.Yield();
        _time.Advance(time);
    }

    private sealed class Book : IBookFeed
    {
        public bool IsLive { get; set; }

        public void Lose(UnixNanos receivedTime) => IsLive = false;
    }
}
