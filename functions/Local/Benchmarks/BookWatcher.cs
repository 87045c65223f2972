using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>A strategy that looks at every event and orders now and then; only for measuring.</summary>
/// <param name="eventsPerOrder">An order each so many events; 0 for none.</param>
internal sealed class BookWatcher(int eventsPerOrder) : Strategy
{
    private double _imbalance;

    /// <summary>Events so far.</summary>
    public long Seen { get; private set; }

    public override void OnBook(StrategyContext context, OrderBook book)
    {
        var (bid, ask) = (book.Level(OrderSide.Buy, 0), book.Level(OrderSide.Sell, 0));
        var weight = (double)(bid.Quantity.Value / (bid.Quantity.Value + ask.Quantity.Value));
        _imbalance += (weight - _imbalance) / 16;
        Count(context, bid.Price);
    }

    public override void OnQuote(StrategyContext context, in QuoteTick quote) => Count(context, quote.Bid);

    public override void OnTrade(StrategyContext context, in TradeTick trade) => Count(context, trade.Price);

    public override void Save(MessageWriter writer)
    {
        writer.Number(Seen);
        writer.Real(_imbalance);
    }

    public override void Restore(ref MessageReader reader)
    {
        Seen = reader.Number();
        _imbalance = reader.Real();
    }

    private void Count(StrategyContext context, Price bid)
    {
        Seen++;
        if (eventsPerOrder > 0 && Seen % eventsPerOrder == 0)
            context.Limit(OrderSide.Buy, 0.001m, bid.Value, OrderRole.Working);
    }
}
