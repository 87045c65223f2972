using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Buys by a bracket with a target and a trailing stop each time some bars have passed without a position; amends the target while it waits.</summary>
internal sealed class BracketStrategy : Strategy
{
    private int _bars;

    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "test-bracket",
        Title = "Brackets",
        Category = "Tests",
        Description = "Brackets with a trailing stop.",
        Parameters = [],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Create = _ => new BracketStrategy(),
    };

    public static StrategyDefinition? Find(string id) => id == Definition.Id ? Definition : StrategyCatalog.Find(id);

    public override void OnBar(StrategyContext context, in Bar bar)
    {
        _bars++;
        var close = bar.Close.Value;
        if (context.Position.IsFlat && context.HasNoOpenOrders && _bars % 3 == 0)
            context.Submit(OrderListRequest.Bracket(
                Order(context, OrderType.Market, OrderSide.Buy),
                Order(context, OrderType.Limit, OrderSide.Sell) with { Price = OnGrid(context, close * 1.0015m), IsReduceOnly = true, Role = OrderRole.Exit },
                Order(context, OrderType.TrailingStopMarket, OrderSide.Sell) with { TrailingOffset = 0.001m, TrailingIsFraction = true, IsReduceOnly = true, Role = OrderRole.Protective }));
        else if (_bars % 5 == 0 && context.OpenOrders.FirstOrDefault(order => order.Terms.Role == OrderRole.Exit) is { } target)
            context.Amend(target, price: OnGrid(context, target.Price!.Value.Value * 0.9999m)); // Refused while it is not at rest.
    }

    public override void Save(MessageWriter writer) => writer.Number(_bars);

    public override void Restore(ref MessageReader reader) => _bars = (int)reader.Number();

    private static decimal OnGrid(StrategyContext context, decimal price) => context.Instrument.ToPrice(price, GridRounding.Up).Value;

    private static OrderRequest Order(StrategyContext context, OrderType type, OrderSide side) =>
        new() { Instrument = context.Instrument.Id, Type = type, Side = side, Quantity = 0.5m };
}
