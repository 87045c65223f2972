using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>How Coinbase's market channels are subscribed to, and what is asked for again.</summary>
public sealed class CoinbaseMarketStreamTests
{
    private const int Limit = 60_000;
    private const string Products = "\"product_ids\":[\"BTC-USD\"]";

    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USD.COINBASE"), 0.01m, 0.0001m, FeeSchedule.Flat(0, 0));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Heartbeats keep the connection, and say nothing of the book.
    [Fact(Timeout = Limit)]
    public async Task A_book_that_does_not_come_by_itself_is_asked_for_until_it_does()
    {
        await using var sockets = await SocketVenue.StartAsync();
        await using var venue = new CoinbaseVenue(new CoinbaseOptions { Socket = sockets.Address }, new MonotonicClock(new FastTimeProvider(20)), static () => true);
        var told = new ListeningMarket(Instrument);
        await using var data = venue.MarketData;
        data.Start([new MarketSubscription(Index: 0, new VenueMarket("BTC-USD", Instrument), Interval: null, BarsSince: null)], told);
        var peer = await sockets.AcceptAsync(Stop);
        foreach (var channel in new[] { "heartbeats", "market_trades", "ticker", "level2" })
            Assert.Equal($$"""{"type":"subscribe","channel":"{{channel}}"{{(channel == "heartbeats" ? "" : "," + Products)}}}""", await peer.ReadAsync(Stop));
        var asked = AskedAsync();
        var number = 0;
        while (!asked.IsCompleted)
        {
            await peer.SendAsync($$"""{"channel":"heartbeats","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":{{number++}},"events":[{"current_time":"","heartbeat_counter":1}]}""", Stop);
            await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(20), Stop));
        }
        await asked;
        await peer.SendAsync($$"""{"channel":"l2_data","client_id":"","timestamp":"2026-01-01T00:00:00Z","sequence_num":{{number}},"events":[{"type":"snapshot","product_id":"BTC-USD","updates":[{"side":"bid","event_time":"1970-01-01T00:00:00Z","price_level":"60000","new_quantity":"1"}]}]}""", Stop);
        await told.UntilAsync(static told => told.Book.IsValid, Stop);

        async Task AskedAsync()
        {
            for (var tried = 0; tried < 2; tried++)
            {
                Assert.Equal($$"""{"type":"unsubscribe","channel":"level2",{{Products}}}""", await peer.ReadAsync(Stop));
                Assert.Equal($$"""{"type":"subscribe","channel":"level2",{{Products}}}""", await peer.ReadAsync(Stop));
            }
        }
    }
}
