using VeloZ.Domain;

namespace VeloZ.Engine.Tests;

/// <summary>What an account at a venue begins with.</summary>
public sealed class LiveAccountTests
{
    private const int Limit = 60_000;

    private static readonly VenueMarket Bitcoin = new("BTC-USDT", new Instrument(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00001m, FeeSchedule.Flat(0, 0)));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData(null, 0)]
    [InlineData(60, 60)]
    public async Task Dead_man_timer_is_set_or_switched_off_at_the_start(int? seconds, int asked)
    {
        var venue = new ScriptedVenue();
        await using var account = await OpenAsync(venue, seconds);
        account.Start(static () => { });
        Assert.Equal(TimeSpan.FromSeconds(asked), await venue.NextAsync(Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task Dead_man_timer_of_a_venue_that_has_none_is_not_asked_for()
    {
        var venue = new ScriptedVenue { Features = new VenueFeatures { HasDeadManTimer = false } };
        await using (var account = await OpenAsync(venue, seconds: null))
            account.Start(static () => { });
        Assert.Equal(0, venue.Count);
    }

    private static Task<LiveAccount> OpenAsync(ScriptedVenue venue, int? seconds) => LiveAccount.OpenAsync(
        new LiveEngineOptions
        {
            Instrument = Bitcoin.Instrument.Id,
            Interval = BarInterval.Parse("1m"),
            DeadManTimeout = seconds is { } some ? TimeSpan.FromSeconds(some) : null,
            Connect = (_, _, _) => Task.FromResult<IVenueConnection>(new Connection(venue)),
        },
        isNew: false,
        leverage: 1,
        TimeProvider.System,
        Stop);

    private sealed class Connection(ScriptedVenue venue) : IVenueConnection, IMarketDataSource
    {
        public string Venue => "OKX";

        public IMarketDataSource MarketData => this;

        public VenueFeatures Features => venue.Features;

        public ClockEstimate Clock => default;

        public Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken) => Task.FromResult<IExecutionVenue>(venue);

        public Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<VenueMarket>>([Bitcoin]);

        public Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Bar>>([]);

        public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
        {
        }

        public void Resync(int index)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
