using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Market data of Bybit's protocol, from the loopback venue that speaks it.</summary>
public sealed class BybitMarketDataTests : MarketDataContract
{
    protected override BarInterval Shortest => BarInterval.Parse("1m");

    protected override Task<VenueDesk> OpenAsync(string faults = "") => BybitExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: false);

    // Bybit has no bars of less than a minute.
    protected override Task<VenueDesk> OpenForBarsAsync() => BybitExecutionTests.OpenAsync("", LoopbackDesk.Secret, isListening: false, new FastTimeProvider(40), TimeSpan.FromMinutes(2));

    [Fact]
    public async Task A_book_that_is_told_anew_after_a_restart_is_the_venues()
    {
        await using var desk = await OpenAsync();
        var market = new ListeningMarket(desk.Instrument);
        desk.Data.Start([new MarketSubscription(Index: 0, desk.Market, Interval: null, BarsSince: null)], market);
        await market.UntilAsync(static told => told.Book.IsValid, Stop);
        desk.Fault("book-reset=1");
        desk.Trade(OrderSide.Buy, 0.1m, 59_999);
        await desk.FaultedAsync(Stop);
        desk.Fault("");
        desk.Trade(OrderSide.Buy, 0.2m, 59_999.5m);
        await market.UntilAsync(
            static told => told.Counts is { Snapshots: > 1, Invalidated: 0 } && told.Book.Level(OrderSide.Buy, 0).Quantity.Value == 0.2m && told.Book.Level(OrderSide.Buy, 1).Price.Value == 59_999,
            Stop);
    }

    [Fact]
    public async Task Bars_of_seconds_are_refused()
    {
        await using var desk = await OpenAsync();
        var refused = await Assert.ThrowsAsync<VenueException>(() => desk.Data.ReadBarsAsync(desk.Market, BarInterval.Parse("1s"), desk.Clock.Now - TimeSpan.FromMinutes(1), desk.Clock.Now, Stop));
        Assert.Equal(VenueErrorKind.Refused, refused.Kind);
    }
}
