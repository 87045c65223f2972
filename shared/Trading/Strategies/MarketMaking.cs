using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>K1, <c>market-making</c>: a bid and an ask at fixed distances from the middle, moved from time to time.</summary>
/// <remarks>
/// The middle is that of the best bid and ask, or the last price where there is no book. Every <c>refresh_seconds</c> it looks: where the middle has moved by more than
/// <c>tolerance</c> since its orders were priced, they are amended to the new middle; a side that filled or ended is quoted again. It buys while it holds less than
/// <c>inventory_max</c>; it sells what it holds, and in a margin account, with <c>allow_short</c>, down to as much short. Orders are post-only: a quote that would take is
/// refused, and made at the next look.
/// </remarks>
public sealed class MarketMaking : Strategy
{
    private const string RefreshTimer = "refresh";

    private readonly PositionSize _size;
    private readonly decimal _bidSpread;
    private readonly decimal _askSpread;
    private readonly decimal _tolerance;
    private readonly decimal _inventoryMax;
    private readonly long _refreshNanos;
    private readonly bool _allowsShort;
    private decimal _middle; // 0 before the first.
    private decimal _quoted; // The middle that the orders were priced at.
    private bool _hasTimer;
    private bool _hasBook; // Then prints do not tell the middle.

    private MarketMaking(ParameterSet parameters)
    {
        _size = new PositionSize(parameters);
        (_bidSpread, _askSpread) = (parameters.Decimal("bid_spread_bps") / 10_000, parameters.Decimal("ask_spread_bps") / 10_000);
        _tolerance = parameters.Decimal("tolerance");
        _inventoryMax = parameters.Decimal("inventory_max");
        _refreshNanos = parameters.Integer("refresh_seconds") * UnixNanos.PerSecond;
        _allowsShort = parameters.Boolean("allow_short");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "market-making",
        Title = "Pure Market Making",
        Category = "market making",
        Description = "Quotes a bid and an ask at fixed distances from the middle of the market and moves them when it has moved. Post-only limit orders; bounded inventory.",
        Parameters =
        [
            new DecimalParameter { Name = "bid_spread_bps", Help = "Distance of the bid below the middle, basis points", Min = 0.1m, Max = 5_000, Default = 10 },
            new DecimalParameter { Name = "ask_spread_bps", Help = "Distance of the ask above the middle, basis points", Min = 0.1m, Max = 5_000, Default = 10 },
            new IntegerParameter { Name = "refresh_seconds", Help = "Time between two looks", Min = 1, Max = 86_400, Default = 15 },
            new DecimalParameter { Name = "tolerance", Help = "Move of the middle, a fraction, up to which orders stay", Min = 0, Max = 0.5m, Default = 0.001m },
            new DecimalParameter { Name = "inventory_max", Help = "Base units that it holds at most; 0 for five entries", Min = 0, Max = 1_000_000_000, Default = 0 },
            .. PositionSize.Parameters,
            new BooleanParameter { Name = "allow_short", Help = "Sell down to as much short as it would buy; needs a margin account", Default = false },
        ],
        WarmUpBars = _ => 0,
        SellsShort = parameters => parameters.Boolean("allow_short"),
        Create = parameters => new MarketMaking(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar) => See(context, bar.Close.Value);

    /// <inheritdoc/>
    public override void OnTrade(StrategyContext context, in TradeTick trade)
    {
        if (!_hasBook)
            See(context, trade.Price.Value);
    }

    /// <inheritdoc/>
    public override void OnQuote(StrategyContext context, in QuoteTick quote)
    {
        _hasBook = true;
        See(context, (quote.Bid.Value + quote.Ask.Value) / 2);
    }

    /// <inheritdoc/>
    public override void OnBook(StrategyContext context, OrderBook book)
    {
        if (!book.IsValid || book.BidCount == 0 || book.AskCount == 0)
            return;
        _hasBook = true;
        See(context, (book.Level(OrderSide.Buy, 0).Price.Value + book.Level(OrderSide.Sell, 0).Price.Value) / 2);
    }

    /// <inheritdoc/>
    public override void OnTimer(StrategyContext context, string name)
    {
        context.SetTimer(RefreshTimer, new UnixNanos(context.Now.Value + _refreshNanos));
        Quote(context);
    }

    /// <inheritdoc/>
    public override void TakeOver(Strategy before)
    {
        var other = (MarketMaking)before;
        (_middle, _quoted, _hasTimer, _hasBook) = (other._middle, other._quoted, other._hasTimer, other._hasBook);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Decimal(_middle);
        writer.Decimal(_quoted);
        writer.Flag(_hasTimer);
        writer.Flag(_hasBook);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        (_middle, _quoted) = (reader.Decimal(), reader.Decimal());
        (_hasTimer, _hasBook) = (reader.Flag(), reader.Flag());
    }

    private void See(StrategyContext context, decimal middle)
    {
        _middle = middle;
        if (_hasTimer || !context.CanTrade)
            return;
        // The first look is at the first price.
        _hasTimer = true;
        context.SetTimer(RefreshTimer, new UnixNanos(context.Now.Value + _refreshNanos));
        Quote(context);
    }

    private void Quote(StrategyContext context)
    {
        if (_middle == 0 || !context.CanTrade)
            return;
        if (_quoted == 0 || Math.Abs(_middle - _quoted) > _tolerance * _quoted)
            _quoted = _middle;
        Quote(context, OrderSide.Buy, context.Instrument.ToPrice(_quoted * (1 - _bidSpread), GridRounding.Down).Value);
        Quote(context, OrderSide.Sell, context.Instrument.ToPrice(_quoted * (1 + _askSpread), GridRounding.Up).Value);
    }

    private void Quote(StrategyContext context, OrderSide side, decimal price)
    {
        if (Find(context, side) is { } order)
        {
            if (order.Price!.Value.Value != price)
                context.Amend(order, price: price); // One that is not at rest yet stays until the next look.
            return;
        }
        var quantity = QuantityOf(context, side, price);
        if (quantity > 0)
            context.Submit(new OrderRequest { Instrument = context.Instrument.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price, IsPostOnly = true, Role = OrderRole.Working, Strategy = context.Strategy });
    }

    private decimal QuantityOf(StrategyContext context, OrderSide side, decimal price)
    {
        var quantity = _size.Of(context, price);
        var most = _inventoryMax > 0 ? _inventoryMax : 5 * quantity;
        var position = context.Position.SignedQuantity;
        var room = side == OrderSide.Buy ? most - position : _allowsShort ? most + position : context.SellableQuantity;
        return context.Instrument.ToQuantity(Math.Max(0, Math.Min(quantity, room)), GridRounding.Down).Value;
    }

    private static Order? Find(StrategyContext context, OrderSide side)
    {
        foreach (var order in context.OpenOrders)
        {
            if (order.Terms.Side == side)
                return order;
        }
        return null;
    }
}
