using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Simulation;

/// <summary>A strategy that trades by its seed and what it has seen: orders of all kinds, cancels, and nothing twice after a restart.</summary>
/// <param name="seed">Of the run.</param>
internal sealed class ScriptedStrategy(ulong seed) : Strategy
{
    private const int OpenOrdersMax = 6;

    private long _prints;

    public static StrategyDefinition DefinitionOf(ulong seed) => new()
    {
        Id = "scripted",
        Title = "Scripted",
        Category = "simulation",
        Description = "Trades by a seed.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => new ScriptedStrategy(seed),
    };

    public override void OnTrade(StrategyContext context, in TradeTick trade)
    {
        var random = SplitMix64.Stream(seed, "strategy", (ulong)_prints++);
        if (random.NextBelow(4) != 0)
            return;
        var open = context.OpenOrders.ToArray();
        if (open.Length >= OpenOrdersMax || (open.Length > 0 && random.NextBelow(3) == 0))
            context.Cancel(open[(int)random.NextBelow((ulong)open.Length)]);
        else
            Submit(context, trade.Price, ref random);
    }

    public override void Save(MessageWriter writer) => writer.Number(_prints);

    public override void Restore(ref MessageReader reader) => _prints = reader.Number();

    private static void Submit(StrategyContext context, Price last, ref SplitMix64 random)
    {
        var side = random.NextBelow(2) == 0 ? OrderSide.Buy : OrderSide.Sell;
        var quantity = (1 + (long)random.NextBelow(2_000)) * context.Instrument.QuantityIncrement;
        if (random.NextBelow(4) == 0)
        {
            context.Market(side, quantity, OrderRole.Working);
            return;
        }
        var away = (long)random.NextBelow(150) - 30; // Some cross the market.
        var ticks = context.Instrument.ToTicks(last) + (side == OrderSide.Buy ? -away : away);
        context.Limit(side, quantity, context.Instrument.PriceFromTicks(ticks).Value, OrderRole.Working);
    }
}
