using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>A kernel alone, told word by word what its venue says.</summary>
internal sealed class DirectedDesk
{
    private readonly Kernel _kernel;
    private readonly Decision _decision = new();
    private UnixNanos _now = UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));

    public DirectedDesk(Guards guards)
    {
        _kernel = new Kernel(new KernelOptions
        {
            Mode = RunMode.Live,
            ReportingCurrency = SimulatedMarket.Instrument.Id.Quote,
            Execution = new ExecutionOptions { ResubmitsByHand = true },
            Guards = guards,
        });
        Do(new KernelCommand.SetInstrument(_now, SimulatedMarket.Instrument));
        foreach (var deposit in SimulatedMarket.Deposits)
            Do(new KernelCommand.ChangeBalance(_now, deposit, BalanceReason.Initial, ""));
        Tell(new ExecutionInput.Recover(_now));
        Tell(new ExecutionInput.BooksAnswered(_now, SimulatedMarket.Instrument.Id.Venue, Number: 1, new VenueBooks([], [], SimulatedMarket.Deposits)));
        _decision.Clear();
        var lot = SimulatedMarket.Instrument.QuantityFromLots(1);
        _kernel.Decide(new TradeSeen(0, new TradeTick(_now, _now, SimulatedMarket.Instrument.PriceFromTicks(10_000), lot, Aggressor: null, TradeId: 0)), _decision);
    }

    public void Advance(TimeSpan span) => _now += span;

    public Order SubmitAndLose()
    {
        Do(new KernelCommand.Submit(_now, new OrderRequest
        {
            Instrument = SimulatedMarket.Instrument.Id,
            Side = OrderSide.Buy,
            Type = OrderType.Limit,
            Quantity = 1,
            Price = 100,
        }));
        var order = _kernel.State.OpenOrders[0];
        Answer(order, new SubmitOutcome.Unknown("timeout"));
        return order;
    }

    public void Answer(Order order, SubmitOutcome outcome) => Tell(new ExecutionInput.SubmitAnswered(_now, order.Id, order.Attempt, outcome));

    public void AnswerNotFound(Effect.Query query) =>
        Tell(new ExecutionInput.OrderAnswered(_now, query.Order.Id, query.Attempt, query.Number, new OrderAnswer.NotFound()));

    public Effect.Query AwaitQuery()
    {
        while (true)
        {
            _now = _kernel.NextResolverTime > _now ? _kernel.NextResolverTime : _now;
            Tell(new ExecutionInput.ResolverTick(_now));
            foreach (var effect in _decision.Effects)
            {
                if (effect is Effect.Query query)
                    return query;
            }
        }
    }

    private void Tell(ExecutionInput input)
    {
        _decision.Clear();
        _kernel.Decide(input, _decision);
    }

    private void Do(KernelCommand command)
    {
        _decision.Clear();
        if (_kernel.Decide(command, _decision) is { } refusal)
            throw new InvariantException($"{command.GetType().Name} was refused: {refusal.Message}");
    }
}
