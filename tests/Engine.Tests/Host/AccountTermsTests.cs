using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>What an account keeps for good, and what may change between its starts.</summary>
public sealed class AccountTermsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(AccountKind.Margin)]
    [InlineData(AccountKind.Cash)]
    public async Task An_account_keeps_its_kind_and_leverage(AccountKind kind)
    {
        var options = Options(Engines.Bars(100)) with { Simulation = new SimulationOptions { AccountKind = kind, Leverage = 3 } };
        await using (var first = await Engines.StartAsync(options))
            await first.Completion;

        var other = kind == AccountKind.Cash ? AccountKind.Margin : AccountKind.Cash;
        await using var again = await Engines.StartAsync(options with { StopsAtEnd = false, Simulation = new SimulationOptions { AccountKind = other, Leverage = 2 } });
        var answer = await SubmitAsync(again, OrderSide.Sell, 0.04m, 60_000);

        Assert.Equal(kind == AccountKind.Cash ? RefusalCode.BalanceInsufficient : null, answer.Refusal?.Code);
        Assert.Equal((kind, kind == AccountKind.Cash ? 1 : 3), (again.Options.Simulation.AccountKind, again.Options.Simulation.Leverage));
    }

    [Fact]
    public async Task An_account_keeps_its_grid_and_its_fills_are_shown_on_any()
    {
        var bars = Engines.Bars(1_000);
        var options = Engines.Options(_folder.In("data"), bars, "ma-cross", ("fast", "5"), ("slow", "20"), ("quantity", "0.01234"));
        await using (var first = await Engines.StartAsync(options))
            await first.Completion;

        AccountHead? told = null;
        var coarse = new Instrument(Engines.Market.Id, 0.01m, 0.001m, Engines.Market.Fees);
        await using (var other = await Engines.StartAsync(options with { Feed = head => Feed(told = head, bars.Series.BindTo(coarse)) }))
            await other.Completion;
        Assert.Equal((0.01m, 0.00001m), (told!.Instrument.PriceIncrement, told.Instrument.QuantityIncrement));

        // An account whose grid an earlier version changed shows what it filled before.
        await using var again = await Engines.StartAsync(options with { Feed = head => Feed(told = head, bars) });
        Assert.NotEmpty(again.ViewAtStart.Fills);
        Assert.All(again.ViewAtStart.Fills, fill => Assert.Equal(0.01234m, fill.Fill.Quantity.Value));
        Assert.Equal(0.00001m, told!.Instrument.QuantityIncrement);
        Assert.Equal(0.00001m, told.Keep(coarse).QuantityIncrement);
    }

    [Fact]
    public async Task Another_market_than_the_account_s_is_refused()
    {
        var bars = Engines.Bars(100);
        await using (var first = await Engines.StartAsync(Options(bars)))
            await first.Completion;
        var other = new Instrument(InstrumentId.Parse("ETH-USDT.SIM"), 0.01m, 0.00001m, Engines.Market.Fees);
        var exception = await Assert.ThrowsAsync<FeedMismatchException>(() => Engines.StartAsync(Options(bars) with { Feed = head => Feed(head, bars.Series.BindTo(other)) }));
        Assert.Contains("trades BTC-USDT.SIM, not ETH-USDT.SIM", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static RecordedBarFeed Feed(AccountHead? _, BoundBars bars) => new("file:test", bars);

    private static Task<CommandAnswer> SubmitAsync(EngineHost engine, OrderSide side, decimal quantity, decimal price) => engine.SendAsync(
        new KernelCommand.Submit(default, new OrderRequest { Instrument = Engines.Market.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price }),
        TestContext.Current.CancellationToken);

    private EngineOptions Options(BoundBars bars) => Engines.Options(_folder.In("data"), bars) with { Cash = 1_000, Strategies = [] };
}
