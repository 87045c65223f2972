using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>States that differ in one thing have different hashes: each row folds the same entries but for one field of the last.</summary>
public sealed class StateHashTests
{
    private static readonly KernelOptions Options = new() { Mode = RunMode.Backtest, ReportingCurrency = Currency.Parse("USDT") };
    private static readonly UnixNanos Now = KernelHarness.Start;
    private static readonly Instrument Market = new(KernelHarness.Btc, 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.002m));
    private static readonly StrategyInstanceId A = StrategyInstanceId.Parse("stg_a");
    private static readonly ClientOrderId Id = ClientOrderId.Create('b', 0, 0, 0, OrderRole.Working);

    public static TheoryData<string> Rows => [.. Pairs.Keys];

    private static Dictionary<string, (JournalEntry[] Before, JournalEntry One, JournalEntry Other)> Pairs { get; } = new()
    {
        ["order time"] = ([], New(), New() with { Time = Now + TimeSpan.FromMilliseconds(1) }),
        ["order reserve"] = ([], New(), New() with { ReservedPerUnit = 99 }),
        ["order terms"] = ([], New(), New() with { Terms = Terms() with { IsPostOnly = true } }),
        ["order emulated"] = ([], New(), New() with { IsEmulated = true }),
        ["status before"] = ([New(), Update(OrderEvent.Accepted)], Cancel(), Cancel() with { Actor = "x", Time = Now + TimeSpan.FromSeconds(1) }),
        ["update reason"] = ([New()], Update(OrderEvent.Rejected), Update(OrderEvent.Rejected) with { Reason = "other" }),
        ["venue id"] = ([New()], Update(OrderEvent.Accepted), Update(OrderEvent.Accepted) with { VenueOrderId = "V2" }),
        ["fill price"] = ([New()], Fill(), Fill() with { Price = Market.ToPrice(101, GridRounding.Exact) }),
        ["fill quantity"] = ([New()], Fill(), Fill() with { Quantity = Market.ToQuantity(0.5m, GridRounding.Exact) }),
        ["fill trade"] = ([New()], Fill(), Fill() with { TradeId = "T2" }),
        ["fill fee"] = ([New()], Fill(), Fill() with { Fee = new Money(1, Currency.Parse("BNB")) }),
        ["fill fee in quote"] = ([New()], Fill(), Fill() with { FeeInQuote = 1 }),
        ["balance"] = ([], Deposit(1), Deposit(2)),
        ["trading state"] = ([], Risk(), Risk() with { State = TradingState.Halted }),
        ["limits"] = ([], Risk(), Risk() with { Limits = new RiskLimits { Version = 1 } }),
        ["kill switch"] = ([], Risk(), Risk() with { KillSwitches = [new KillSwitch(KillSwitchScope.All, "", Now, "ann", "")] }),
        ["strategy status"] = ([Deploy()], Deploy() with { Action = StrategyAction.Start }, Deploy() with { Action = StrategyAction.Pause }),
        ["strategy parameters"] = ([], Deploy(), Deploy() with { Parameters = [new("fast", "1")] }),
        ["strategy market"] = ([], Deploy(), Deploy() with { Instruments = [] }),
        ["strategy state"] = ([Deploy()], State(), State() with { State = [2] }),
        ["feed position"] = ([Deploy()], State(), State() with { FeedPosition = Now + TimeSpan.FromSeconds(1) }),
        ["timer due"] = ([], Timer(), Timer() with { DueTime = Now + TimeSpan.FromHours(2) }),
        ["timer name"] = ([], Timer(), Timer() with { Name = "other" }),
        ["instrument"] = ([], new InstrumentChanged(Now, Market), new InstrumentChanged(Now, new Instrument(KernelHarness.Btc, 0.05m, 0.001m, Market.Fees))),
        ["epoch"] = ([], new LeaderEpoch(Now, 1, "a", 1, 0, 0), new LeaderEpoch(Now, 2, "a", 1, 0, 0)),
        ["list"] = ([New()], new OrderListNew(Now, "L", Contingency.Oco, [Id]), new OrderListNew(Now, "L", Contingency.Ouo, [Id])),
        ["algorithm"] = ([], new AlgoState(Now, "P", "twap", [1]), new AlgoState(Now, "P", "twap", [2])),
        ["difference"] = ([], new ReconcileResult(Now, "SIM", ["a"]), new ReconcileResult(Now, "SIM", ["b"])),
        ["acknowledged"] = ([new ReconcileResult(Now, "SIM", ["a"])], new ReconcileAck(Now, "SIM", "ann", "seen"), new ReconcileAck(Now, "OKX", "ann", "seen")),
        ["trail"] = ([New()], Moved(90), Moved(91)),
        ["attempt"] = ([New(), Update(OrderEvent.OutcomeUnknown)], new OrderResubmit(Now, Id, 2, ""), new OrderResubmit(Now, Id, 3, "")),
        ["cancel wanted"] = ([New(), Update(OrderEvent.OutcomeUnknown)], Cancel(), Update(OrderEvent.OutcomeUnknown) with { Reason = "" }),
        ["idempotency key"] = ([], New() with { IdempotencyKey = "k1" }, New() with { IdempotencyKey = "k2" }),
        ["idempotency key's user"] = ([], New() with { IdempotencyKey = "k1", UserId = "a" }, New() with { IdempotencyKey = "k1", UserId = "b" }),
        ["agreement"] = ([], new ReconcileResult(Now, "SIM", []), new ReconcileResult(Now + TimeSpan.FromSeconds(1), "SIM", [])),
        ["amendment"] = ([New(), Update(OrderEvent.Accepted)], Amend(90), Amend(91)),
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void One_thing_makes_another_hash(string row)
    {
        var (before, one, other) = Pairs[row];
        Assert.NotEqual(HashOf([.. before, one]), HashOf([.. before, other]));
        Assert.Equal(HashOf([.. before, one]), HashOf([.. before, one]));
    }

    [Fact]
    public void Asking_for_balances_and_positions_leaves_the_hash()
    {
        var state = new KernelState(Options);
        var hash = state.Hash();
        _ = state.Portfolio.BalanceOf(Currency.Parse("XYZ"));
        _ = state.Portfolio.PositionOf(A, KernelHarness.Btc);
        Assert.Equal(hash, state.Hash());
    }

    [Fact]
    public void Strategies_stand_in_the_order_they_were_deployed()
    {
        var state = new KernelState(Options);
        foreach (var id in new[] { "stg_c", "stg_a", "stg_b" })
            state.Fold(Deploy() with { Strategy = StrategyInstanceId.Parse(id) });
        state.Fold(Deploy() with { Strategy = StrategyInstanceId.Parse("stg_c"), Action = StrategyAction.Remove });
        state.Fold(Deploy() with { Strategy = StrategyInstanceId.Parse("stg_0") });
        Assert.Equal(["stg_a", "stg_b", "stg_0"], state.Strategies.Select(strategy => strategy.Id.Text));
    }

    private static string HashOf(JournalEntry[] entries)
    {
        var state = new KernelState(Options);
        state.Fold(new InstrumentChanged(Now, Market));
        foreach (var entry in entries)
            state.Fold(entry);
        return state.Hash();
    }

    private static OrderTerms Terms() => new()
    {
        Instrument = KernelHarness.Btc,
        Side = OrderSide.Buy,
        Type = OrderType.Limit,
        Quantity = Market.ToQuantity(1, GridRounding.Exact),
        Price = Market.ToPrice(100, GridRounding.Exact),
    };

    private static OrderNew New() => new(Now, Id, Terms(), 100, IsEmulated: false, "", "", "", "", 0);

    private static OrderUpdate Update(OrderEvent happened) => new(Now, Id, happened, "V1", "why", UpdateSource.Stream, Now);

    private static OrderCancel Cancel() => new(Now, Id, "ann", "");

    private static OrderFill Fill() =>
        new(Now, Id, "T1", "V1", Market.ToPrice(100, GridRounding.Exact), Market.ToQuantity(1, GridRounding.Exact), new Money(1, Currency.Parse("USDT")), 0, Liquidity.Maker, Now);

    private static AccountUpdate Deposit(decimal amount) => new(Now, new Money(amount, Currency.Parse("USDT")), BalanceReason.Deposit, "");

    private static RiskState Risk() => new(Now, TradingState.Active, [], RiskLimits.None, "ann", "", "");

    private static StrategyCommand Deploy() => new(Now, A, "probe", StrategyAction.Deploy, [KernelHarness.Btc], [], "ann", "");

    private static StrategyState State() => new(Now, A, "bars", Now, [1]);

    private static TimerSet Timer() => new(Now, A, "exit", Now + TimeSpan.FromHours(1));

    private static TrailMoved Moved(decimal trigger) => new(Now, Id, Market.ToPrice(100, GridRounding.Exact), Market.ToPrice(trigger, GridRounding.Exact));

    private static OrderAmend Amend(decimal price) => new(Now, Id, Quantity: null, Market.ToPrice(price, GridRounding.Exact), TriggerPrice: null);
}
