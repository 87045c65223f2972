using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>A position that its venue takes for want of margin.</content>
public sealed partial class Kernel
{
    private Refusal? Liquidate(KernelCommand.Liquidate command)
    {
        var index = State.Portfolio.IndexOf(command.Instrument);
        if (index < 0)
            return new Refusal(RefusalCode.InstrumentUnknown, $"instrument {command.Instrument} is not known");
        var before = State.TradingState;
        SetState(TradingState.Liquidating, "liquidation");
        for (var one = 0; one < _runtimes.Count; one++)
        {
            if (_runtimes[one].Trades(index))
                TellLiquidation(_runtimes[one]);
        }
        foreach (var order in State.OpenOrders.Where(order => order.Terms.Instrument == command.Instrument).ToArray())
            CancelOrder(order, "venue", "liquidation");
        var rest = State.Portfolio.Holdings[index].Position.SignedQuantity;
        foreach (var strategy in State.Strategies.ToArray())
        {
            var own = State.Portfolio.PositionOf(strategy.Id, command.Instrument).SignedQuantity;
            Close(command.Instrument, strategy.Id, own);
            rest -= own;
        }
        Close(command.Instrument, default, rest);
        SetState(before, "liquidated");
        return null;
    }

    private void TellLiquidation(StrategyRuntime runtime)
    {
        _acting = runtime;
        runtime.Context.IsLiquidated = true;
        try
        {
            runtime.Strategy.OnLiquidation(runtime.Context);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
        runtime.Context.IsLiquidated = false;
        if (runtime.IsRunning)
            Save(runtime);
        _acting = null;
    }

    private void Close(InstrumentId instrument, StrategyInstanceId strategy, decimal position)
    {
        if (position == 0)
            return;
        var market = State.Portfolio.Holdings[State.Portfolio.IndexOf(instrument)].Instrument;
        var side = position > 0 ? OrderSide.Sell : OrderSide.Buy;
        var terms = new OrderTerms { Instrument = instrument, Side = side, Type = OrderType.Market, Quantity = market.ToQuantity(Math.Abs(position), GridRounding.Exact), Role = OrderRole.Exit, Strategy = strategy };
        Send(Make(NextId(OrderRole.Exit), new CheckedOrder(terms, ReservedPerUnit: 0), isHeld: false));
    }
}
