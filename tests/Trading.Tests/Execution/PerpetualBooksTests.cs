using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class PerpetualBooksTests
{
    private static readonly Currency Usdt = Currency.Parse("USDT");
    private static readonly InstrumentId Perp = InstrumentId.Parse("BTC-USDT-PERP.SIM");

    private readonly ExecutionHarness _engine = ExecutionHarness.Recovered(kind: AccountKind.Margin, instrument: Perp);

    // Bought for 100 + 2 x 101 = 302; a third of it, 100.6666666666666667 at 16 digits, is closed at 103. The venue's own average is rounded.
    [Theory]
    [InlineData("2.33333", "10002.23333")]
    [InlineData(null, "10002.2333333333333333")]
    public void Closing_brings_what_the_venue_paid_less_its_fee_and_no_base_currency(string? paid, string balance)
    {
        Trade(OrderSide.Buy, 1, 100, realized: paid is null ? null : 0);
        Trade(OrderSide.Buy, 2, 101, realized: paid is null ? null : 0);
        Trade(OrderSide.Sell, 1, 103, paid is null ? null : decimal.Parse(paid, System.Globalization.CultureInfo.InvariantCulture), fee: 0.1m);
        Assert.Equal((2m, balance), (_engine.Kernel.Position.SignedQuantity, DecimalText.Trimmed(_engine.Kernel.Balance("USDT").Total)));
        Assert.Equal(0, _engine.Kernel.Balance("BTC").Total);
        Assert.Equal("2.3333333333333333", DecimalText.Trimmed(_engine.Kernel.Position.RealizedPnl));
        Assert.Equal(_engine.State.Hash(), Replayed().Hash());
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(1, 100.009)] // 0.009 of 100.009 is 0.9 of 10,000.
    public void Position_that_the_venue_tells_as_well_is_none_that_differs(double quantity, double price)
    {
        Trade(OrderSide.Buy, 1, 100, realized: 0);
        for (var round = 0; round < 4; round++)
            Compare(new VenuePosition(Perp, (decimal)quantity, (decimal)price));
        Assert.Empty(_engine.State.Differences);
    }

    [Theory]
    [InlineData(1, 100.02, "1 at 100.02 at the venue, 1 at 100 here")]
    [InlineData(0.9, 100, "0.9 at 100 at the venue, 1 at 100 here")]
    [InlineData(-1, 100, "-1 at 100 at the venue, 1 at 100 here")]
    [InlineData(0, 0, "none at the venue, 1 at 100 here")]
    public void Position_that_differs_quarantines_until_it_is_gone(double quantity, double price, string text)
    {
        Trade(OrderSide.Buy, 1, 100, realized: 0);
        for (var round = 0; round < 3; round++)
            Compare(quantity == 0 ? [] : [new VenuePosition(Perp, (decimal)quantity, (decimal)price)]);
        Assert.Equal(TradingState.Quarantined, _engine.State.TradingState);
        Assert.Equal($"position in {Perp}: {text}", _engine.State.Differences.Single().Text);
        Compare(new VenuePosition(Perp, 1, 100));
        Assert.Equal(TradingState.Active, _engine.State.TradingState);
    }

    // The venue took the position at 60: 40 are gone with it.
    [Fact]
    public void Acknowledging_takes_over_the_venues_position_and_ends_who_traded_there()
    {
        var strategy = StrategyInstanceId.Parse("stg_1");
        var definition = Definitions.Of(new Idle());
        Assert.Null(_engine.Kernel.Do(new KernelCommand.StartStrategy(_engine.Now, strategy, definition, [Perp], definition.Read([]), "usr")));
        Trade(OrderSide.Buy, 1, 100, realized: 0, strategy: strategy);
        for (var round = 0; round < 3; round++)
            Compare(balance: 9_960);
        Assert.Null(_engine.Kernel.Do(new KernelCommand.AcknowledgeDifferences(_engine.Now, "SIM", "ann", "liquidated")));
        Assert.True(_engine.Kernel.Position.IsFlat);
        Assert.True(_engine.State.Portfolio.PositionOf(strategy, Perp).IsFlat);
        Assert.Equal(9_960, _engine.Kernel.Balance("USDT").Total);
        Assert.Equal((StrategyStatus.Stopped, TradingState.Active), (_engine.State.FindStrategy(strategy)!.Status, _engine.State.TradingState));
        for (var round = 0; round < 3; round++)
            Compare(balance: 9_960);
        Assert.Empty(_engine.State.Differences);
        Assert.Equal(_engine.State.Hash(), Replayed().Hash());
    }

    [Fact]
    public void Funding_is_booked_once_and_once_only_after_a_restart_and_from_a_snapshot()
    {
        Trade(OrderSide.Buy, 1, 100, realized: 0);
        var funding = new VenueFunding(Perp, "B1", new Money(-0.01m, Usdt), _engine.Now);
        for (var round = 0; round < 4; round++)
            CompareFunded(_engine, 9_999.99m, funding);
        Assert.Equal(9_999.99m, _engine.Kernel.Balance("USDT").Total);
        var entry = Assert.Single(_engine.Kernel.Journal.OfType<AccountUpdate>(), static update => update.Reason == BalanceReason.Funding);
        Assert.Equal((new Money(-0.01m, Usdt), $"{Perp} B1"), (entry.Change, entry.Reference));
        Assert.Empty(_engine.State.Differences);
        var after = _engine.Restart();
        after.Recover();
        after.AnswerBooks(Books(9_999.99m, funding));
        Assert.Equal(9_999.99m, after.Kernel.Balance("USDT").Total);
        var copy = Snapshot.Read(_engine.Kernel.Options, new Snapshot(_engine.State, FramePrefix.Empty, JournalPosition.Start).Write()).State;
        Assert.Equal(_engine.State.Hash(), copy.Hash());
        Assert.True(copy.HasFunding($"{Perp} B1"));
    }

    [Fact]
    public void Two_fundings_of_the_same_time_are_two()
    {
        Trade(OrderSide.Buy, 1, 100, realized: 0);
        for (var round = 0; round < 2; round++)
            CompareFunded(_engine, 10_000.03m, new(Perp, "B1", new Money(0.01m, Usdt), _engine.Now), new(Perp, "B2", new Money(0.02m, Usdt), _engine.Now));
        Assert.Equal(10_000.03m, _engine.Kernel.Balance("USDT").Total);
    }

    [Fact]
    public void Funding_from_before_the_account_is_in_what_it_began_with()
    {
        var engine = ExecutionHarness.Begun(kind: AccountKind.Margin, instrument: Perp);
        var funding = new VenueFunding(Perp, "B1", new Money(-5, Usdt), engine.Now);
        engine.Recover();
        engine.AnswerBooks(new VenueBooks([], [], [new Money(10_000, Usdt)]) { Fundings = [funding] });
        CompareFlat();
        CompareFlat();
        Assert.Equal(10_000, engine.Kernel.Balance("USDT").Total);
        Assert.True(engine.Kernel.Kernel.IsRecovered);

        void CompareFlat()
        {
            engine.Tick();
            engine.AwaitReconcile();
            engine.AnswerBooks(new VenueBooks([], [], [new Money(10_000, Usdt)]) { Fundings = [funding] });
        }
    }

    private void Trade(OrderSide side, decimal quantity, decimal price, decimal? realized, decimal fee = 0, StrategyInstanceId strategy = default)
    {
        var order = _engine.Kernel.Submit(KernelHarness.Request(side, quantity, price) with { Instrument = Perp, Strategy = strategy });
        _engine.Accept(order);
        var (at, size) = (_engine.Kernel.Market.ToPrice(price, GridRounding.Exact), _engine.Kernel.Market.ToQuantity(quantity, GridRounding.Exact));
        _engine.Kernel.Report(new VenueReport.Filled(_engine.Now, order.Id, _engine.Now, UpdateSource.Stream, $"T{order.Id}", "V1", at, size, new Money(fee, Usdt), Liquidity.Taker) { RealizedPnl = realized });
    }

    private void Compare(params VenuePosition[] positions) => Compare(10_000, positions);

    private void Compare(decimal balance, params VenuePosition[] positions)
    {
        _engine.Tick();
        _engine.AwaitReconcile();
        _engine.AnswerBooks(new VenueBooks([], [], [new Money(balance, Usdt)]) { Positions = positions });
    }

    private static void CompareFunded(ExecutionHarness engine, decimal balance, params VenueFunding[] fundings)
    {
        engine.Tick();
        engine.AwaitReconcile();
        engine.AnswerBooks(Books(balance, fundings));
    }

    private static VenueBooks Books(decimal balance, params VenueFunding[] fundings) =>
        new([], [], [new Money(balance, Usdt)]) { Positions = [new VenuePosition(Perp, 1, 100)], Fundings = fundings };

    private KernelState Replayed()
    {
        var state = new KernelState(_engine.Kernel.Options);
        foreach (var entry in _engine.Kernel.Journal)
            state.Fold(entry);
        return state;
    }

    private sealed class Idle : StatelessStrategy;
}
