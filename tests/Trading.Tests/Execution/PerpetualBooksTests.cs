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
        var strategy = StartIdle();
        Trade(OrderSide.Buy, 1, 100, realized: 0, strategy: strategy);
        for (var round = 0; round < 3; round++)
            Compare(balance: 9_960);
        Assert.Null(Acknowledge("liquidated"));
        Assert.True(_engine.Kernel.Position.IsFlat);
        Assert.True(_engine.State.Portfolio.PositionOf(strategy, Perp).IsFlat);
        Assert.Equal(9_960, _engine.Kernel.Balance("USDT").Total);
        Assert.Equal((StrategyStatus.Stopped, TradingState.Active), (_engine.State.FindStrategy(strategy)!.Status, _engine.State.TradingState));
        for (var round = 0; round < 3; round++)
            Compare(balance: 9_960);
        Assert.Empty(_engine.State.Differences);
        Assert.Equal(_engine.State.Hash(), Replayed().Hash());
    }

    // The venue sold it at 60: a stop that outlived it would open another position.
    [Fact]
    public void What_protected_a_position_that_is_gone_is_canceled_with_it()
    {
        var strategy = StartIdle();
        Trade(OrderSide.Buy, 1, 100, realized: 0, strategy: strategy);
        var stop = _engine.Kernel.Submit(OrderLists.Stop() with { Instrument = Perp, Strategy = strategy });
        _engine.Accept(stop);
        for (var round = 0; round < 3; round++)
            CompareWith(stop, 9_960);
        Assert.Null(Acknowledge("liquidated"));
        Assert.Equal([stop], _engine.Effects.OfType<Effect.Cancel>().Select(static cancel => cancel.Order));
    }

    // Averages alone are rounded, or made otherwise there: nobody has less for it.
    [Fact]
    public void Acknowledging_another_average_takes_it_over_and_leaves_strategies_at_work()
    {
        var strategy = StartIdle();
        Trade(OrderSide.Buy, 1, 100, realized: 0, strategy: strategy);
        for (var round = 0; round < 3; round++)
            Compare(new VenuePosition(Perp, 1, 101));
        Assert.Null(Acknowledge("as there"));
        Assert.Equal((1m, 101m), (_engine.Kernel.Position.SignedQuantity, _engine.Kernel.Position.Cost));
        Assert.Equal((StrategyStatus.Running, 1m), (_engine.State.FindStrategy(strategy)!.Status, _engine.State.Portfolio.PositionOf(strategy, Perp).SignedQuantity));
        Compare(new VenuePosition(Perp, 1, 101));
        Assert.Empty(_engine.State.Differences);
        Assert.Equal(_engine.State.Hash(), Replayed().Hash());
    }

    // Somebody sold 1 of 2 by hand; before he who looks says so, our own sell of 1 fills: none is left, not 1.
    [Fact]
    public void Acknowledging_waits_for_books_that_have_the_last_fill()
    {
        Trade(OrderSide.Buy, 2, 100, realized: 0);
        var exit = _engine.Kernel.Submit(KernelHarness.Request(OrderSide.Sell, 1, 100) with { Instrument = Perp, IsReduceOnly = true });
        _engine.Accept(exit);
        for (var round = 0; round < 3; round++)
            CompareWith(exit, 10_000, new VenuePosition(Perp, 1, 100));
        Fill(exit, 1, 100, realized: 0);
        Assert.Equal(RefusalCode.ReconciliationOpen, Acknowledge("sold by hand")!.Code);
        Assert.Equal(1, _engine.Kernel.Position.SignedQuantity);
        for (var round = 0; round < 3; round++)
            Compare();
        Assert.Null(Acknowledge("sold by hand"));
        Assert.True(_engine.Kernel.Position.IsFlat);
    }

    // Of a deposit was told; that a fill is in the positions and not in the fills of the same books is none.
    [Fact]
    public void Acknowledging_takes_over_nothing_that_was_not_told()
    {
        Trade(OrderSide.Buy, 1, 100, realized: 0);
        for (var round = 0; round < 3; round++)
            Compare(10_100, new VenuePosition(Perp, 1, 100));
        Assert.Equal("USDT: 10100 at the venue, 10000 here", _engine.State.Differences.Single().Text);
        Compare(10_100);
        Assert.Null(Acknowledge("deposit"));
        Assert.Equal((1m, 10_100m), (_engine.Kernel.Position.SignedQuantity, _engine.Kernel.Balance("USDT").Total));
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
        Assert.Equal((-0.01m, -0.01m, -0.01m), (_engine.State.FundingIn(Usdt), after.State.FundingIn(Usdt), copy.FundingIn(Usdt)));
    }

    [Fact]
    public void Two_fundings_of_the_same_time_are_two()
    {
        Trade(OrderSide.Buy, 1, 100, realized: 0);
        for (var round = 0; round < 2; round++)
            CompareFunded(_engine, 10_000.03m, new(Perp, "B1", new Money(0.01m, Usdt), _engine.Now), new(Perp, "B2", new Money(0.02m, Usdt), _engine.Now));
        Assert.Equal(10_000.03m, _engine.Kernel.Balance("USDT").Total);
        Assert.Equal(0.03m, _engine.State.FundingIn(Usdt));
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
        Fill(order, quantity, price, realized, fee);
    }

    private void Fill(Order order, decimal quantity, decimal price, decimal? realized, decimal fee = 0)
    {
        var (at, size) = (_engine.Kernel.Market.ToPrice(price, GridRounding.Exact), _engine.Kernel.Market.ToQuantity(quantity, GridRounding.Exact));
        _engine.Kernel.Report(new VenueReport.Filled(_engine.Now, order.Id, _engine.Now, UpdateSource.Stream, $"T{order.Id}", "V1", at, size, new Money(fee, Usdt), Liquidity.Taker) { RealizedPnl = realized });
    }

    private StrategyInstanceId StartIdle()
    {
        var strategy = StrategyInstanceId.Parse("stg_1");
        var definition = Definitions.Of(new Idle());
        Assert.Null(_engine.Kernel.Do(new KernelCommand.StartStrategy(_engine.Now, strategy, definition, [Perp], definition.Read([]), "usr")));
        return strategy;
    }

    private Refusal? Acknowledge(string reason) => _engine.Kernel.Do(new KernelCommand.AcknowledgeDifferences(_engine.Now, "SIM", "ann", reason));

    private void CompareWith(Order open, decimal balance, params VenuePosition[] positions)
    {
        _engine.Tick();
        _engine.AwaitReconcile();
        _engine.AnswerBooks(new VenueBooks([_engine.OrderAt(open, VenueOrderStatus.Open)], [], [new Money(balance, Usdt)]) { Positions = positions });
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
