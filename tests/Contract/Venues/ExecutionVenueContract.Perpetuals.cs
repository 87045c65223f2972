using VeloZ.Domain;
using static VeloZ.Domain.OrderSide;

namespace VeloZ.Contract;

/// <content>What perpetuals have beside orders: positions, what closing them brings, funding.</content>
public abstract partial class ExecutionVenueContract
{
    private const string SpotOnly = "this market is spot: what is held of it is a balance";

    // 0.2 long at 60,000, then 0.5 sold at 59,999: 0.2 are closed at 1 less, and 0.3 are short.
    [Fact]
    public async Task EV31_position_is_told_with_its_side_and_entry()
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.IsPerpetual, SpotOnly);
        desk.Trade(Sell, 0.2m, 60_000);
        await FillAsync(desk, desk.Order(Buy, 0.2m, 60_000));
        Assert.Equal([new VenuePosition(desk.Instrument.Id, 0.2m, 60_000)], (await ReadAsync(desk)).Positions);
        desk.Trade(Buy, 0.5m, 59_999);
        await FillAsync(desk, desk.Order(Sell, 0.5m, 59_999));
        Assert.Equal([new VenuePosition(desk.Instrument.Id, -0.3m, 59_999)], (await ReadAsync(desk)).Positions);
        desk.Trade(Sell, 0.3m, 59_999);
        await FillAsync(desk, desk.Order(Buy, 0.3m, 59_999));
        Assert.Empty((await ReadAsync(desk)).Positions);
    }

    // Bought 0.3 for 60,000 and 0.6 for 60,001, on average 60,000.6666...: 0.3 sold at 59,999 bring -0.5, and what the venue makes of that is what it pays.
    [Fact]
    public async Task EV32_what_closing_brings_is_told_alike_and_is_in_the_balance()
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.IsPerpetual, SpotOnly);
        desk.Trade(Sell, 0.3m, 60_000);
        await FillAsync(desk, desk.Order(Buy, 0.3m, 60_000));
        desk.Trade(Sell, 0.6m, 60_001);
        await FillAsync(desk, desk.Order(Buy, 0.6m, 60_001));
        desk.Trade(Buy, 0.3m, 59_999);
        var closing = desk.Order(Sell, 0.3m, 59_999);
        await FillAsync(desk, closing);
        var told = desk.Account.Reports.OfType<VenueReport.Filled>().ToArray();
        Assert.Equal((0m, 0m), (told[0].RealizedPnl, told[1].RealizedPnl));
        Assert.InRange(told[2].RealizedPnl!.Value, -0.50001m, -0.49999m);
        Assert.Equal(told[2].RealizedPnl, Assert.Single((await FindAsync(desk, closing)).Fills).RealizedPnl);
        var books = await ReadAsync(desk);
        Assert.Equal(told.Select(static fill => fill.RealizedPnl), books.Fills.Select(static fill => fill.RealizedPnl));
        var balance = 1_000_000 + told.Sum(static fill => fill.RealizedPnl!.Value - fill.Fee.Amount);
        Assert.Equal(balance, books.Balances.Single(money => money.Currency == desk.Instrument.Id.Quote).Amount);
        Assert.All(told, fill => Assert.Equal(desk.Instrument.Id.Quote, fill.Fee.Currency));
    }

    // A ten-thousandth of 0.2 at 60,000 is 1.2, of which a short gets what a long pays.
    [Theory]
    [InlineData(Buy, "-1.2")]
    [InlineData(Sell, "1.2")]
    public async Task EV33_funding_is_told_once_and_is_in_the_balance(OrderSide side, string change)
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.IsPerpetual, SpotOnly);
        desk.Trade(side == Buy ? Sell : Buy, 0.2m, 60_000);
        await FillAsync(desk, desk.Order(side, 0.2m, 60_000));
        var before = (await ReadAsync(desk)).Balances.Single(money => money.Currency == desk.Instrument.Id.Quote);
        desk.PayFunding();
        var books = await ReadAsync(desk);
        var funding = Assert.Single(books.Fundings);
        Assert.Equal((desk.Instrument.Id, change, desk.Instrument.Id.Quote), (funding.Instrument, DecimalText.Trimmed(funding.Change.Amount), funding.Change.Currency));
        Assert.Equal(before + funding.Change, books.Balances.Single(money => money.Currency == desk.Instrument.Id.Quote));
        desk.PayFunding();
        var again = (await ReadAsync(desk)).Fundings;
        Assert.Equal((2, funding.Id), (again.Select(static one => one.Id).Distinct().Count(), again[0].Id));
        Assert.Empty((await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now + TimeSpan.FromSeconds(10), Stop))!.Fundings);
    }

    [Fact]
    public async Task EV34_order_that_only_reduces_makes_no_position_and_is_found_as_such()
    {
        await using var desk = await OpenAsync();
        Assert.SkipUnless(desk.IsPerpetual, SpotOnly);
        desk.Trade(Buy, 1, 60_000);
        await ExpectRejectedAsync(desk, ReduceOnly(desk.Order(Sell, 0.2m, 60_000)));
        await FillAsync(desk, desk.Order(Sell, 0.2m, 60_000));
        desk.Trade(Sell, 0.2m, 60_001);
        var closing = ReduceOnly(desk.Order(Buy, 0.2m, 60_001));
        await FillAsync(desk, closing);
        Assert.True((await FindAsync(desk, closing)).Order.Terms.IsReduceOnly);
        Assert.Empty((await ReadAsync(desk)).Positions);
    }

    private static VenueSubmit ReduceOnly(VenueSubmit order) => order with { Terms = order.Terms with { IsReduceOnly = true } };

    private static async Task FillAsync(VenueDesk desk, VenueSubmit order)
    {
        var outcome = await desk.Venue.SubmitAsync(order, Stop);
        Assert.True(outcome is SubmitOutcome.Accepted, $"it was {outcome}");
        await desk.Account.ReportAsync<VenueReport.Filled>(order.Id, fill => fill.Quantity == order.Terms.Quantity, Stop);
    }

    private static async Task<VenueBooks> ReadAsync(VenueDesk desk)
    {
        var books = await desk.Venue.ReadBooksAsync([desk.Instrument.Id], desk.Clock.Now - TimeSpan.FromSeconds(30), Stop);
        return books ?? throw new Xunit.Sdk.XunitException("the books must be there");
    }
}
