using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>A kernel that trades across a network, and the few things its host and venue tell it.</summary>
internal sealed class ExecutionHarness
{
    public static readonly ExecutionOptions Execution = new() { ResubmitsByHand = true };

    private ExecutionHarness(KernelHarness kernel) => Kernel = kernel;

    public KernelHarness Kernel { get; }

    public UnixNanos Now => Kernel.Now;

    public KernelState State => Kernel.Kernel.State;

    public IReadOnlyList<Effect> Effects => Kernel.Decision.Effects;

    /// <summary>An account whose venue has agreed since the start.</summary>
    public static ExecutionHarness Recovered(ExecutionOptions? execution = null, Guards? guards = null, VenueFeatures? features = null, AccountKind kind = AccountKind.Cash, InstrumentId? instrument = null)
    {
        var harness = Begun(execution, guards, features, kind, instrument);
        harness.Recover();
        harness.AnswerBooks([], [], [new Money(10_000, Currency.Parse("USDT"))]);
        Assert.True(harness.Kernel.Kernel.IsRecovered);
        return harness;
    }

    /// <summary>An account whose venue has not been asked yet.</summary>
    public static ExecutionHarness Begun(ExecutionOptions? execution = null, Guards? guards = null, VenueFeatures? features = null, AccountKind kind = AccountKind.Cash, InstrumentId? instrument = null) =>
        new(new KernelHarness(kind, execution: execution ?? Execution, guards: guards, features: features, instrument: instrument));

    /// <summary>The same account after a crash, with nothing asked yet.</summary>
    public ExecutionHarness Restart() => new(new KernelHarness(Kernel));

    public void Recover() => Kernel.Tell(new ExecutionInput.Recover(Now));

    public void Answer(Order order, SubmitOutcome outcome, int? attempt = null) =>
        Kernel.Tell(new ExecutionInput.SubmitAnswered(Now, order.Id, attempt ?? order.Attempt, outcome));

    public void Lose(Order order) => Answer(order, new SubmitOutcome.Unknown("timeout"));

    public void Accept(Order order) => Answer(order, new SubmitOutcome.Accepted("V1", Now));

    public void AnswerCancel(Order order, CancelOutcome outcome) => Kernel.Tell(new ExecutionInput.CancelAnswered(Now, order.Id, outcome));

    public void Engage() => Kernel.Do(new KernelCommand.EngageKillSwitch(Now, KillSwitchScope.All, "", "ann", "looks wrong"));

    public void Disengage() => Kernel.Do(new KernelCommand.ReleaseKillSwitch(Now, KillSwitchScope.All, "", "ann", "", "looked into"));

    /// <summary>A position of 1, and a stop that rests at the venue for it.</summary>
    public Order HoldWithStop()
    {
        var buy = Kernel.Submit(KernelHarness.Request(OrderSide.Buy, 1));
        Accept(buy);
        Kernel.Fill(buy, 1, 100);
        var stop = Kernel.Submit(OrderLists.Stop());
        Accept(stop);
        return stop;
    }

    /// <summary>The stop of a bracket whose entry of 1 has filled, on its way.</summary>
    public Order BeginProtected(string strategy = "", Action? before = null, UnixNanos? expires = null)
    {
        var own = StrategyInstanceId.Parse(strategy);
        var orders = Kernel.Submit(OrderListRequest.Bracket(
            KernelHarness.Request(OrderSide.Buy, 1, 100) with { Strategy = own },
            OrderLists.Target() with { Strategy = own },
            OrderLists.Stop() with { Strategy = own, TimeInForce = expires is null ? TimeInForce.Gtc : TimeInForce.Gtd, ExpireTime = expires }));
        Accept(orders[0]);
        before?.Invoke();
        Kernel.Fill(orders[0], 1, 100);
        Accept(orders[1]);
        Assert.Equal(OrderStatus.Submitted, orders[2].Status);
        return orders[2];
    }

    /// <summary>It has no answer, and its venue does not know it, until that is conclusive.</summary>
    public void LoseForGood(Order order)
    {
        Lose(order);
        var attempt = order.Attempt;
        while (order.Status == OrderStatus.Unknown && order.Attempt == attempt)
            NotFound(AwaitQuery(order));
    }

    /// <summary>Goes on until the kernel asks for this order.</summary>
    public Effect.Query AwaitQuery(Order order)
    {
        for (var ticks = 0; ticks < 100; ticks++)
        {
            Tick();
            if (Effects.OfType<Effect.Query>().FirstOrDefault(query => query.Order == order) is { } query)
                return query;
        }
        throw new InvalidOperationException($"order {order.Id} was not asked for, it is {order.Status}");
    }

    /// <summary>Goes to the resolver's next time.</summary>
    public void Tick()
    {
        var next = Kernel.Kernel.NextResolverTime;
        if (next > Now)
            Kernel.Advance(next - Now);
        Kernel.Tell(new ExecutionInput.ResolverTick(Now));
    }

    public void Answer(Effect.Query query, OrderAnswer answer) =>
        Kernel.Tell(new ExecutionInput.OrderAnswered(Now, query.Order.Id, query.Attempt, query.Number, answer));

    public void NotFound(Effect.Query query) => Answer(query, new OrderAnswer.NotFound());

    public void Found(Effect.Query query, VenueOrderStatus status, params (decimal Quantity, string TradeId)[] fills) =>
        Answer(query, new OrderAnswer.Found(OrderAt(query.Order, status, fills.Sum(fill => fill.Quantity)), [.. fills.Select(fill => FillOf(query.Order, fill.Quantity, fill.TradeId))]));

    public VenueOrder OrderAt(Order order, VenueOrderStatus status, decimal filled = 0) =>
        new(order.Id.Text, "V1", order.Terms with { Quantity = order.Quantity, Price = order.Price, TriggerPrice = order.TriggerPrice }, status, Kernel.Market.ToQuantity(filled, GridRounding.Exact), Now);

    public VenueFill FillOf(Order order, decimal quantity, string tradeId) => new(
        order.Id.Text,
        "V1",
        tradeId,
        Kernel.Market.ToPrice(100, GridRounding.Exact),
        Kernel.Market.ToQuantity(quantity, GridRounding.Exact),
        new Money(0, Currency.Parse("USDT")),
        Liquidity.Maker,
        Now);

    /// <summary>Answers the last question for the books.</summary>
    public void AnswerBooks(IReadOnlyList<VenueOrder> orders, IReadOnlyList<VenueFill> fills, IReadOnlyList<Money> balances) => AnswerBooks(new VenueBooks(orders, fills, balances));

    /// <summary>As the other.</summary>
    public void AnswerBooks(VenueBooks books)
    {
        var reconcile = Effects.OfType<Effect.Reconcile>().Single();
        Kernel.Tell(new ExecutionInput.BooksAnswered(Now, reconcile.Venue, reconcile.Number, books));
    }

    /// <summary>Goes on until the kernel asks for the books.</summary>
    public void AwaitReconcile()
    {
        for (var ticks = 0; ticks < 100 && !Effects.OfType<Effect.Reconcile>().Any(); ticks++)
            Tick();
    }
}
