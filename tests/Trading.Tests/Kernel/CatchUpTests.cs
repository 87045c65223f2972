using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>After a restart a strategy that sees a bar again sees it with the account of then.</summary>
public sealed class CatchUpTests
{
    private static readonly StrategyInstanceId A = StrategyInstanceId.Parse("stg_a");

    private readonly KernelHarness _kernel = new(mode: RunMode.Paper);

    [Fact]
    public void Equity_that_money_changed_since_is_that_of_then() =>
        AssertSeenAgain(() => _kernel.Do(new KernelCommand.ChangeBalance(_kernel.Now, new Money(5_000, Currency.Parse("USDT")), BalanceReason.Deposit, "")));

    [Fact]
    public void Equity_that_an_order_by_hand_changed_since_is_that_of_then() => AssertSeenAgain(() =>
    {
        var order = _kernel.Submit(KernelHarness.Request(OrderSide.Buy, 1));
        _kernel.Fill(order, 1, 90);
    });

    [Fact]
    public void Its_open_orders_are_those_of_then_though_a_person_canceled_one_since()
    {
        var watcher = new Watcher { Sees = context => context.OpenOrders.Count(order => order.Status != OrderStatus.PendingCancel) };
        Start(watcher);
        watcher.Buys = true;
        _kernel.Close(100);
        watcher.Buys = false;
        var order = _kernel.Kernel.State.OpenOrders.Single();
        _kernel.Accept(order);
        _kernel.Close(101);
        AssertSeenAgain(watcher, () => _kernel.Do(new KernelCommand.Cancel(_kernel.Now, order.Id, "usr", "")));
        Assert.Equal(1m, watcher.Seen);
    }

    [Fact]
    public void What_it_saw_in_a_pause_it_does_not_see_again_as_one_that_trades()
    {
        var watcher = new Watcher { Sees = context => context.CanTrade ? 1 : 0 };
        Start(watcher);
        _kernel.Do(new KernelCommand.PauseStrategy(_kernel.Now, A, "usr", ""));
        _kernel.Close(100);
        AssertSeenAgain(watcher, () => _kernel.Do(new KernelCommand.ResumeStrategy(_kernel.Now, A, Definitions.Of(watcher), "usr")));
        Assert.Equal(0m, watcher.Seen);
    }

    [Fact]
    public void What_it_saw_before_a_pause_it_does_not_see_again_as_a_paused_one()
    {
        var watcher = new Watcher { Sees = context => context.CanTrade ? 1 : 0 };
        Start(watcher);
        _kernel.Close(100);
        AssertSeenAgain(watcher, () => _kernel.Do(new KernelCommand.PauseStrategy(_kernel.Now, A, "usr", "")));
        Assert.Equal(1m, watcher.Seen);
    }

    [Fact]
    public void A_witness_is_journaled_once_for_what_it_saw()
    {
        Start(new Watcher());
        _kernel.Close(100);
        _kernel.Journal.Clear();
        for (var deposit = 0; deposit < 3; deposit++)
            _kernel.Do(new KernelCommand.ChangeBalance(_kernel.Now, new Money(5_000, Currency.Parse("USDT")), BalanceReason.Deposit, ""));
        Assert.Single(_kernel.Journal.OfType<StrategyState>());
    }

    [Fact]
    public void A_strategy_that_looked_at_nothing_is_not_journaled_for_what_others_do()
    {
        var watcher = new Watcher { Sees = _ => 1 };
        Start(watcher);
        _kernel.Close(100);
        _kernel.Journal.Clear();
        _kernel.Do(new KernelCommand.ChangeBalance(_kernel.Now, new Money(5_000, Currency.Parse("USDT")), BalanceReason.Deposit, ""));
        Assert.IsType<AccountUpdate>(_kernel.Journal.Single());
    }

    private void AssertSeenAgain(Action change)
    {
        var watcher = new Watcher();
        Start(watcher);
        _kernel.Close(100);
        AssertSeenAgain(watcher, change);
    }

    private void AssertSeenAgain(Watcher watcher, Action change)
    {
        var price = _kernel.Kernel.Market.PriceOf(0)!.Value;
        var now = _kernel.Now;
        var at = _kernel.Market.ToPrice(price, GridRounding.Exact);
        var seen = new Bar(now - TimeSpan.FromMinutes(1), now, at, at, at, at, 1);
        change();

        var state = new KernelState(_kernel.Options);
        foreach (var entry in _kernel.Journal)
            state.Fold(entry);
        var again = new Kernel(_kernel.Options, state);
        var after = new Watcher { Sees = watcher.Sees };
        again.Resume(_ => Definitions.Of(after));
        again.CatchUp(new BarClosed(0, in seen));
        Assert.Equal(watcher.Seen, after.Seen);
    }

    private void Start(Watcher watcher)
    {
        var definition = Definitions.Of(watcher);
        Assert.Null(_kernel.Do(new KernelCommand.StartStrategy(_kernel.Now, A, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
    }

    private sealed class Watcher : Strategy
    {
        public Func<StrategyContext, decimal> Sees { get; init; } = context => context.Equity;

        public bool Buys { get; set; }

        public decimal Seen { get; private set; }

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            Seen = Sees(context);
            if (Buys)
                context.Limit(OrderSide.Buy, 0.1m, 90, OrderRole.Working);
        }

        public override void Save(MessageWriter writer) => writer.Decimal(Seen);

        public override void Restore(ref MessageReader reader) => Seen = reader.Decimal();
    }
}
