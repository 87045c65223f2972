using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>K1, <c>market-making</c>: bids and asks at fixed distances from the middle, moved from time to time.</summary>
/// <remarks>
/// The middle is that of the best bid and ask, or the last price where there is no book. It quotes at the first price. After that it looks at whole multiples of
/// <c>refresh_seconds</c> of UTC, at the first one after a price, a fill or a cancel by somebody: where nothing was seen there is nothing to do. Where the middle has moved by more
/// than <c>tolerance</c> since its orders were priced, or to the price of a first level, they are amended to the new middle, or canceled and made anew where the venue moves none; a level that filled or ended is quoted again. Level i, from 0, is i times
/// <c>level_spread_bps</c> further from the middle than the first; all have the size of an entry. An order belongs to the level that it is priced at; where the middle has moved, the
/// nearest of a side goes to its first level. It buys while what it holds and bids for is less than <c>inventory_max</c>; it sells what it holds, and in a margin account, with
/// <c>allow_short</c>, down to as much short; no more than the account can pay. Orders are post-only: a quote that would take is refused by the venue, and made again at the first look after a new
/// price.
/// </remarks>
public sealed class MarketMaking : Strategy
{
    private const string RefreshTimer = "refresh";

    private readonly PositionSize _size;
    private readonly decimal _bidSpread;
    private readonly decimal _askSpread;
    private readonly decimal _levelSpread;
    private readonly decimal _tolerance;
    private readonly decimal _inventoryMax;
    private readonly long _refreshNanos;
    private readonly bool _allowsShort;
    private readonly decimal[] _prices; // Of the levels of the side that is quoted; 0 for one that has its order.
    private readonly List<Order> _orders = []; // Of the side that is quoted, from the middle on; those that are to be moved.
    private decimal _middle; // 0 before the first.
    private decimal _quoted; // The middle that the orders were priced at; 0 before it quoted first.
    private bool _hasTimer; // A look is to come.
    private bool _hasBook; // Then prints do not tell the middle.

    private MarketMaking(ParameterSet parameters)
    {
        _size = new PositionSize(parameters);
        (_bidSpread, _askSpread) = (parameters.Decimal("bid_spread_bps") / 10_000, parameters.Decimal("ask_spread_bps") / 10_000);
        _levelSpread = parameters.Decimal("level_spread_bps") / 10_000;
        _tolerance = parameters.Decimal("tolerance");
        _inventoryMax = parameters.Decimal("inventory_max");
        _refreshNanos = parameters.Integer("refresh_seconds") * UnixNanos.PerSecond;
        _allowsShort = parameters.Boolean("allow_short");
        _prices = new decimal[parameters.Integer("levels")];
        if (_bidSpread + ((_prices.Length - 1) * _levelSpread) is >= 1 and var deepest)
            throw new StrategySettingException($"the last bid would be {DecimalText.Trimmed(deepest * 10_000)} basis points below the middle, must be less than 10000: less bid_spread_bps, level_spread_bps or levels");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "market-making",
        Title = "Pure Market Making",
        Category = "market making",
        Description = "Quotes bids and asks at fixed distances from the middle of the market and moves them when it has moved. Post-only limit orders; bounded inventory.",
        Parameters =
        [
            new DecimalParameter { Name = "bid_spread_bps", Help = "Distance of the first bid below the middle, basis points", Min = 0.1m, Max = 5_000, Default = 10 },
            new DecimalParameter { Name = "ask_spread_bps", Help = "Distance of the first ask above the middle, basis points", Min = 0.1m, Max = 5_000, Default = 10 },
            new IntegerParameter { Name = "levels", Help = "Bids and asks at most, each of the size of an entry", Min = 1, Max = 10, Default = 1 },
            new DecimalParameter { Name = "level_spread_bps", Help = "Distance of each level from the one before, basis points", Min = 0.1m, Max = 5_000, Default = 10 },
            new IntegerParameter { Name = "refresh_seconds", Help = "Time between two looks at least", Min = 1, Max = 86_400, Default = 15 },
            new DecimalParameter { Name = "tolerance", Help = "Move of the middle, a fraction, up to which orders stay", Min = 0, Max = 0.5m, Default = 0.001m },
            new DecimalParameter { Name = "inventory_max", Help = "Base units that it holds at most; 0 for five entries, or for one a level where those are more", Min = 0, Max = 1_000_000_000, Default = 0 },
            .. PositionSize.ParametersOf(0.02m),
            new BooleanParameter { Name = "allow_short", Help = "Sell down to as much short as it would buy; needs a margin account", Default = false },
        ],
        WarmUpBars = _ => 0,
        SellsShort = parameters => parameters.Boolean("allow_short"),
        Data = [StrategyData.Bars, StrategyData.Trades, StrategyData.Book],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "None but its bound: it holds no more than inventory_max. No stop waits at the venue.",
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
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        if (!LookSoon(context))
            context.Ignore();
    }

    /// <inheritdoc/>
    public override void OnOrder(StrategyContext context, Order order)
    {
        // One that its venue ended would meet the same end until the price is another.
        if (!order.IsClosed || !order.IsCancelRequested || !LookSoon(context))
            context.Ignore();
    }

    /// <inheritdoc/>
    public override void OnTimer(StrategyContext context, string name)
    {
        _hasTimer = false;
        Look(context);
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
        if (_quoted == 0)
            Look(context);
        else
            LookSoon(context);
    }

    // Whether that was to be done: a timer is set where none is.
    private bool LookSoon(StrategyContext context)
    {
        if (_hasTimer || _quoted == 0 || !context.CanTrade)
            return false;
        _hasTimer = true;
        context.SetTimer(RefreshTimer, new UnixNanos(((context.Now.Value / _refreshNanos) + 1) * _refreshNanos));
        return true;
    }

    private void Look(StrategyContext context)
    {
        if (_middle == 0 || !context.CanTrade)
            return;
        if (_quoted == 0 || Math.Abs(_middle - _quoted) > _tolerance * _quoted || IsAtQuote(context.Instrument))
            _quoted = _middle;
        Quote(context, OrderSide.Buy);
        Quote(context, OrderSide.Sell);
    }

    // A bid there would take, and be refused again at each look.
    private bool IsAtQuote(Instrument instrument) => _middle <= PriceOf(instrument, OrderSide.Buy, level: 0) || _middle >= PriceOf(instrument, OrderSide.Sell, level: 0);

    private void Quote(StrategyContext context, OrderSide side)
    {
        for (var level = 0; level < _prices.Length; level++)
            _prices[level] = PriceOf(context.Instrument, side, level);
        var open = Find(context, side);
        for (var level = 0; level < _prices.Length; level++)
        {
            if (_orders.FindIndex(order => PriceOf(order) == _prices[level]) is >= 0 and var index)
            {
                _orders.RemoveAt(index);
                _prices[level] = 0;
            }
        }
        foreach (var price in _prices)
        {
            if (price <= 0)
                continue;
            if (_orders.Count > 0)
                Move(context, _orders[0], price);
            else if (!Place(context, side, price, ref open))
                break;
        }
        foreach (var order in _orders)
            context.Cancel(order); // Of more levels than there are now.
        _orders.Clear();
    }

    private decimal PriceOf(Instrument instrument, OrderSide side, int level)
    {
        var distance = (side == OrderSide.Buy ? _bidSpread : _askSpread) + (level * _levelSpread);
        return side == OrderSide.Buy ? instrument.ToPrice(_quoted * (1 - distance), GridRounding.Down).Value : instrument.ToPrice(_quoted * (1 + distance), GridRounding.Up).Value;
    }

    private static decimal PriceOf(Order order) => (order.RequestedAmend?.Price ?? order.Price!.Value).Value;

    // Collects the open orders of a side, nearest to the middle first, and tells how much they may still trade.
    private decimal Find(StrategyContext context, OrderSide side)
    {
        _orders.Clear();
        var open = 0m;
        foreach (var order in context.OpenOrders)
        {
            if (order.Terms.Side != side)
                continue;
            open += order.LeavesQuantity.Value;
            var index = _orders.Count;
            while (index > 0 && (side == OrderSide.Buy ? PriceOf(_orders[index - 1]) < PriceOf(order) : PriceOf(_orders[index - 1]) > PriceOf(order)))
                index--;
            _orders.Insert(index, order);
        }
        return open;
    }

    // One that is not at rest yet stays until a later look, and one that its venue does not move is quoted anew at the look after it has ended. What a higher price asks for beyond the account's money, it gives up.
    private void Move(StrategyContext context, Order order, decimal price)
    {
        _orders.RemoveAt(0);
        if (!context.CanAmend(order, price: price))
        {
            context.Cancel(order);
            return;
        }
        var leaves = order.LeavesQuantity.Value;
        var payable = Math.Min(leaves, context.Affordable(order.Terms.Side, price, order));
        if (payable == leaves)
            context.Amend(order, price: price);
        else if (OrderSize.IsEnough(context.Instrument, payable, price))
            context.Amend(order, order.FilledQuantity.Value + payable, price);
        else
            context.Cancel(order);
    }

    // Whether others may be placed too.
    private bool Place(StrategyContext context, OrderSide side, decimal price, ref decimal open)
    {
        var quantity = QuantityOf(context, side, price, open);
        if (!OrderSize.IsEnough(context.Instrument, quantity, price))
            return true;
        var result = context.Submit(new OrderRequest { Instrument = context.Instrument.Id, Side = side, Type = OrderType.Limit, Quantity = quantity, Price = price, IsPostOnly = true, Role = OrderRole.Working, Strategy = context.Strategy });
        if (result.Refusal?.Code == RefusalCode.OrderRateExceeded)
        {
            LookSoon(context);
            return false;
        }
        open += result.Order is null ? 0 : quantity;
        return true;
    }

    private decimal QuantityOf(StrategyContext context, OrderSide side, decimal price, decimal open)
    {
        var entry = _size.Of(context, price);
        var most = _inventoryMax > 0 ? _inventoryMax : Math.Max(5, _prices.Length) * entry;
        var held = context.Position.SignedQuantity;
        var room = (side == OrderSide.Buy ? most - held : _allowsShort ? most + held : held) - open;
        var quantity = Math.Min(Math.Min(entry, room), context.Affordable(side, price));
        return context.Instrument.ToQuantity(Math.Max(0, quantity), GridRounding.Down).Value;
    }
}
