using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.VenueServers;

namespace VeloZ.Venues.Tests;

/// <summary>Orders of linear swaps at OKX's protocol, against the loopback venue that speaks it.</summary>
public sealed class OkxSwapExecutionTests : ExecutionVenueContract
{
    protected override Task<VenueDesk> OpenAsync(string faults = "") => OkxExecutionTests.OpenAsync(faults, LoopbackDesk.Secret, isListening: true, isPerpetual: true);

    // The account is asked what it is before anything is traded, so that a wrong secret ends the start.
    protected override Task<VenueDesk> OpenWithWrongSecretAsync() => throw new Xunit.Sdk.XunitException("it does not come so far");

    public override async Task EV25_order_signed_with_a_wrong_secret_is_rejected_with_the_venues_code()
    {
        await using var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Okx, "", Stop);
        await using var venue = new OkxVenue(OkxExecutionTests.OptionsOf(server.Address, "another-secret", isPerpetual: true), new MonotonicClock(TimeProvider.System), static () => true);
        var markets = await venue.MarketData.ReadMarketsAsync(Stop);
        var refusal = await Assert.ThrowsAsync<VenueException>(() => venue.OpenAccountAsync(markets, leverage: 1, Stop));
        Assert.Equal(VenueErrorKind.Refused, refusal.Kind);
        Assert.Contains("50113", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "leverage of BTC-USDT-SWAP with cross margin at OKX is 3, must be at least the 4 of this account")]
    public async Task Account_that_is_granted_less_leverage_is_refused(int leverage, string? message)
    {
        await using var server = await LoopbackDesk.ServeAsync(VenueProtocolName.Okx, "", Stop);
        await using var venue = new OkxVenue(OkxExecutionTests.OptionsOf(server.Address, LoopbackDesk.Secret, isPerpetual: true), new MonotonicClock(TimeProvider.System), static () => true);
        var markets = (await venue.MarketData.ReadMarketsAsync(Stop)).Where(static market => market.Symbol == "BTC-USDT-SWAP").ToArray();
        if (message is null)
            await (await venue.OpenAccountAsync(markets, leverage, Stop)).DisposeAsync();
        else
            Assert.Contains(message, (await Assert.ThrowsAsync<VenueException>(() => venue.OpenAccountAsync(markets, leverage, Stop))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_that_only_reduces_is_kept_as_such()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(OrderSide.Sell, 0.5m);
        order = order with { Terms = order.Terms with { Type = OrderType.StopMarket, TriggerPrice = desk.Instrument.ToPrice(59_000, GridRounding.Exact), TimeInForce = TimeInForce.Gtc, IsReduceOnly = true } };
        Assert.IsType<SubmitOutcome.Accepted>(await desk.Venue.SubmitAsync(order, Stop));
        var found = Assert.IsType<OrderAnswer.Found>(await desk.Venue.FindAsync(VenueDesk.KeyOf(order), Stop));
        Assert.Equal((0.5m, true), (found.Order.Terms.Quantity.Value, found.Order.Terms.IsReduceOnly));
    }

    [Fact]
    public async Task Quantity_that_is_no_whole_number_of_lots_does_not_leave()
    {
        await using var desk = await OpenAsync();
        var order = desk.Order(OrderSide.Buy, 0.5m, 59_999);
        var spot = new Instrument(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00000001m, FeeSchedule.Flat(0, 0));
        order = order with { Terms = order.Terms with { Quantity = spot.ToQuantity(0.00015m, GridRounding.Exact) } };
        Assert.Equal(new SubmitOutcome.Rejected("quantity_off_grid"), await desk.Venue.SubmitAsync(order, Stop));
        Assert.Equal(0, desk.Taken(order.Id));
    }
}
