using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A kernel with one market, cash and a price, and the few moves tests make with it.</summary>
internal sealed class KernelHarness
{
    public static readonly InstrumentId Btc = InstrumentId.Parse("BTC-USDT.SIM");

    public static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));

    private long _trades;

    public KernelHarness(
        AccountKind kind = AccountKind.Cash,
        decimal cash = 10_000,
        decimal? price = 100,
        decimal leverage = 1,
        RunMode mode = RunMode.Backtest,
        ExecutionOptions? execution = null,
        Guards? guards = null,
        VenueFeatures? features = null,
        int? closedOrdersMax = null,
        InstrumentId? instrument = null)
    {
        Market = MarketOf(instrument ?? Btc);
        Options = new KernelOptions
        {
            Mode = mode,
            AccountKind = kind,
            Leverage = leverage,
            ReportingCurrency = Currency.Parse("USDT"),
            Execution = execution,
            Guards = guards ?? Guards.All,
            DefaultFeatures = features ?? VenueFeatures.All,
        };
        if (closedOrdersMax is { } most)
            Options = Options with { ClosedOrdersMax = most };
        Kernel = new Kernel(Options);
        Do(new KernelCommand.SetInstrument(Now, Market));
        Do(new KernelCommand.ChangeBalance(Now, new Money(cash, Currency.Parse("USDT")), BalanceReason.Initial, ""));
        if (price is { } known)
            Close(known);
    }

    public KernelOptions Options { get; }

    public Kernel Kernel { get; }

    public Decision Decision { get; } = new();

    public List<JournalEntry> Journal { get; } = [];

    public UnixNanos Now { get; private set; } = Start;

    public Instrument Market { get; }

    /// <summary>The same account after a crash: its journal replayed, the market's price known, nothing asked yet.</summary>
    public KernelHarness(KernelHarness before)
    {
        Options = before.Options;
        Market = before.Market;
        Now = before.Now;
        var state = new KernelState(Options);
        foreach (var entry in before.Journal)
            state.Fold(entry);
        Kernel = new Kernel(Options, state);
        Journal.AddRange(before.Journal);
        Do(new KernelCommand.Journal(new LeaderEpoch(Now, state.Epoch + 1, "test", 1, state.Epoch, 0)));
        Close(100);
    }

    public IEnumerable<Effect.Incident> Incidents => Decision.Effects.OfType<Effect.Incident>();

    public void Advance(TimeSpan span) => Now += span;

    /// <summary>Closes a one-minute bar at this price.</summary>
    public void Close(decimal price)
    {
        Now += TimeSpan.FromMinutes(1);
        Close(price, price, price);
    }

    /// <summary>Closes the one-minute bar that Now is in, or that begins now.</summary>
    public void CloseWithin(decimal low, decimal high, decimal close)
    {
        Now += TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (Now.Value / 100 % TimeSpan.TicksPerMinute));
        Close(low, high, close);
    }

    private static Instrument MarketOf(InstrumentId id) =>
        new(id, 0.01m, 0.001m, FeeSchedule.Flat(0.001m, 0.002m)) { QuantityMin = 0.01m, QuantityMax = 1_000, NotionalMin = 5, NotionalMax = 50_000 };

    private void Close(decimal low, decimal high, decimal close)
    {
        Decision.Clear();
        var at = Market.ToPrice(close, GridRounding.Exact);
        Kernel.Decide(
            new BarClosed(0, new Bar(Now - TimeSpan.FromMinutes(1), Now, at, Market.ToPrice(high, GridRounding.Exact), Market.ToPrice(low, GridRounding.Exact), at, 1)),
            Decision);
        Journal.AddRange(Decision.Entries);
    }

    public void Tell(ExecutionInput input)
    {
        Decision.Clear();
        Kernel.Decide(input, Decision);
        Journal.AddRange(Decision.Entries);
    }

    public Refusal? Do(KernelCommand command)
    {
        Decision.Clear();
        var refusal = Kernel.Decide(command, Decision);
        Journal.AddRange(Decision.Entries);
        return refusal;
    }

    public void SetState(TradingState state) => Assert.Null(Do(new KernelCommand.SetTradingState(Now, state, "usr", "")));

    public void Report(VenueReport report)
    {
        Decision.Clear();
        Kernel.Decide(report, Decision);
        Journal.AddRange(Decision.Entries);
    }

    public RefusalCode? Refused(OrderRequest request) => Do(new KernelCommand.Submit(Now, request))?.Code;

    public Order Submit(OrderRequest request)
    {
        Assert.Null(Do(new KernelCommand.Submit(Now, request)));
        return Assert.IsType<Effect.Submit>(Decision.Effects.Single()).Order;
    }

    /// <summary>The orders of a list, in the order listed, the entry first.</summary>
    public IReadOnlyList<Order> Submit(OrderListRequest request)
    {
        Assert.Null(Do(new KernelCommand.SubmitList(Now, request)));
        return [.. Decision.Entries.OfType<OrderNew>().Select(made => Kernel.State.FindOrder(made.Id)!)];
    }

    public Order Limit(OrderSide side, decimal quantity, decimal price) => Submit(Request(side, quantity, price));

    public void Accept(Order order) => Report(new VenueReport.Accepted(Now, order.Id, Now, UpdateSource.Stream, "V1"));

    public void Happen(Order order, OrderEvent happened, string reason = "") =>
        Report(new VenueReport.Changed(Now, order.Id, Now, UpdateSource.Stream, happened, reason));

    public void Fill(Order order, decimal quantity, decimal price, Money? fee = null, string? tradeId = null) => Report(new VenueReport.Filled(
        Now,
        order.Id,
        Now,
        UpdateSource.Stream,
        tradeId ?? $"T{++_trades}",
        "V1",
        Market.ToPrice(price, GridRounding.Exact),
        Market.ToQuantity(quantity, GridRounding.Exact),
        fee ?? new Money(0, Currency.Parse("USDT")),
        Liquidity.Taker));

    public Balance Balance(string currency) => Kernel.State.Portfolio.BalanceOf(Currency.Parse(currency));

    public Position Position => Kernel.State.Portfolio.Holdings[0].Position;

    /// <summary>Holds base units, bought without a fee.</summary>
    public void Hold(decimal quantity, decimal price = 100)
    {
        var order = Submit(Request(OrderSide.Buy, quantity));
        Fill(order, quantity, price);
    }

    public static OrderRequest Request(OrderSide side, decimal quantity, decimal? price = null) => new()
    {
        Instrument = Btc,
        Side = side,
        Type = price is null ? OrderType.Market : OrderType.Limit,
        Quantity = quantity,
        Price = price,
    };
}
