using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>D5, <c>safety-dca</c>: buy, buy more at set distances below where it falls, and sell all of it a little above the average.</summary>
/// <remarks>
/// A deal begins at a close when there is none, <c>cooldown</c> bars after the one before it: <c>base</c> quote currency by market order. Once that has filled at an
/// average of P, up to <c>safety_orders</c> limit orders wait below: the first is <c>deviation</c> below P, each next step is <c>step_scale</c> times as long and
/// its order <c>volume_scale</c> times as large. A limit order sells everything at the average price times 1 + <c>take_profit</c>; it is amended as the average
/// falls. A close <c>stop_loss</c> below P cancels all and sells by market order. A deal is over when less is left than an order can sell.
/// </remarks>
public sealed class SafetyOrderDca : Strategy
{
    private readonly decimal _base;
    private readonly decimal _safety;
    private readonly decimal _deviation;
    private readonly decimal _stepScale;
    private readonly decimal _volumeScale;
    private readonly int _safetyOrders;
    private readonly decimal _takeProfit;
    private readonly decimal _stopLoss;
    private readonly int _cooldown;
    private decimal _entry; // Average of the base order; 0 while there is no deal, or its base order works.
    private int _barsSince; // Closes since the last deal ended.
    private readonly decimal[] _depths; // By safety order: how far below the entry, as a fraction.
    private readonly decimal[] _bought; // By safety order of the deal, base units.
    private bool _lacksSafeties; // Some were canceled, as by a pause: they are made again.
    private bool _isLeaving; // By the stop, or the deal's end: nothing is bought any more.

    private SafetyOrderDca(ParameterSet parameters)
    {
        (_base, _safety) = (parameters.Decimal("base"), parameters.Decimal("safety"));
        _deviation = parameters.Decimal("deviation");
        (_stepScale, _volumeScale) = (parameters.Decimal("step_scale"), parameters.Decimal("volume_scale"));
        _safetyOrders = parameters.Integer("safety_orders");
        (_takeProfit, _stopLoss) = (parameters.Decimal("take_profit"), parameters.Decimal("stop_loss"));
        _cooldown = parameters.Integer("cooldown");
        _barsSince = _cooldown;
        _bought = new decimal[_safetyOrders];
        _depths = [.. Enumerable.Range(1, _safetyOrders).Select(DepthOf)];
        var deepest = DepthOf(_safetyOrders);
        if (deepest >= 1)
            throw new StrategySettingException($"the last safety order would be {DecimalText.Trimmed(decimal.Round(deepest, 4))} below the entry, must be less than 1: fewer orders, or smaller deviation or step_scale");
        if (_stopLoss > 0 && _stopLoss <= deepest)
            throw new StrategySettingException($"parameter stop_loss was {DecimalText.Trimmed(_stopLoss)}, must be more than the {DecimalText.Trimmed(decimal.Round(deepest, 4))} of the last safety order, or 0 for none");
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "safety-dca",
        Title = "Safety-Order DCA",
        Category = "DCA",
        Description = "Buys by market order, waits with limit orders at growing distances below, and sells everything by a limit order above the average price. An optional stop loss closes the deal.",
        Parameters =
        [
            new DecimalParameter { Name = "base", Help = "Quote currency of the first order of a deal", Min = 0.00000001m, Max = 1_000_000_000, Default = 1_000 },
            new DecimalParameter { Name = "safety", Help = "Quote currency of the first safety order", Min = 0.00000001m, Max = 1_000_000_000, Default = 1_000 },
            new IntegerParameter { Name = "safety_orders", Help = "Safety orders of a deal", Min = 0, Max = 50, Default = 5 },
            new DecimalParameter { Name = "deviation", Help = "Distance of the first safety order below the entry, a fraction", Min = 0.0001m, Max = 0.9m, Default = 0.015m },
            new DecimalParameter { Name = "step_scale", Help = "Each distance as a multiple of the one before", Min = 0.1m, Max = 10, Default = 1.1m },
            new DecimalParameter { Name = "volume_scale", Help = "Each safety order as a multiple of the one before", Min = 0.1m, Max = 10, Default = 1.5m },
            new DecimalParameter { Name = "take_profit", Help = "Sell everything this fraction above the average price", Min = 0.0001m, Max = 10, Default = 0.015m },
            new DecimalParameter { Name = "stop_loss", Help = "Sell everything at a close this fraction below the entry; 0 for never", Min = 0, Max = 0.99m, Default = 0 },
            new IntegerParameter { Name = "cooldown", Help = "Bars between two deals", Min = 0, Max = 100_000, Default = 0 },
        ],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "Where stop_loss is set, a close that far below the entry sells everything by market order. By default there is none, and no stop waits at the venue.",
        Create = parameters => new SafetyOrderDca(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        if (IsOver(context) && context.HasNoOpenOrders)
            _barsSince = Math.Min(_barsSince + 1, _cooldown + 1);
        if (!context.CanTrade)
            return;
        var close = bar.Close.Value;
        if (_isLeaving || (_entry > 0 && _stopLoss > 0 && close <= _entry * (1 - _stopLoss)))
            Leave(context);
        else if (_entry > 0 && IsOver(context) && OfferOf(context) is null)
            End(context);
        else if (IsOver(context) && context.HasNoOpenOrders)
            Begin(context, close);
        else if (_entry > 0)
            Work(context);
    }

    /// <inheritdoc/>
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        if (context.FindOrder(fill.Id) is not { } order)
            return;
        if (_entry > 0 && LevelOf(context, order) is >= 0 and var level)
            _bought[level] += fill.Quantity.Value;
        if (order.Terms.Side == OrderSide.Sell && (context.Position.IsFlat || (order.LeavesQuantity.IsZero && IsOver(context))))
            End(context);
        else if (_isLeaving)
            context.Ignore();
        else if (order.Terms.Type == OrderType.Market && order.LeavesQuantity.IsZero)
            Follow(context, order);
        else if (_entry > 0 && order.Terms.Side == OrderSide.Buy)
            Offer(context);
    }

    /// <inheritdoc/>
    public override void OnOrder(StrategyContext context, Order order)
    {
        // A base order that ended with a part is a deal of that part.
        if (order is { IsClosed: true, Terms: { Type: OrderType.Market, Side: OrderSide.Buy }, FilledQuantity.IsZero: false } && _entry == 0 && !_isLeaving)
            Follow(context, order);
        else if (order.Status == OrderStatus.Accepted && _entry > 0 && !_isLeaving && IsOffer(order))
            Offer(context); // What filled while it was on its way may have changed the average.
        else if (order.Status == OrderStatus.Canceled && _entry > 0 && !_isLeaving && IsOffer(order) && !context.HasAmendments)
            Offer(context);
        else if (_entry > 0 && !_isLeaving && order is { Status: OrderStatus.Canceled, Reason.Length: 0 } && LevelOf(context, order) >= 0)
            _lacksSafeties = true;
        else if (order.IsClosed && _isLeaving && IsOver(context) && context.HasNoOpenOrders)
            _isLeaving = false;
        else
            context.Ignore();
    }

    /// <inheritdoc/>
    public override void TakeOver(Strategy before)
    {
        var other = (SafetyOrderDca)before;
        (_entry, _barsSince, _isLeaving, _lacksSafeties) = (other._entry, other._barsSince, other._isLeaving, other._lacksSafeties);
        Array.Copy(other._bought, _bought, Math.Min(other._bought.Length, _bought.Length));
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Decimal(_entry);
        writer.Number(_barsSince);
        writer.Flag(_isLeaving);
        writer.Flag(_lacksSafeties);
        foreach (var bought in _bought)
            writer.Decimal(bought);
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        _entry = reader.Decimal();
        _barsSince = (int)reader.Number();
        _isLeaving = reader.Flag();
        if (!reader.HasMore)
            return; // From before safety orders were made again.
        _lacksSafeties = reader.Flag();
        for (var level = 0; level < _bought.Length; level++)
            _bought[level] = reader.Decimal();
    }

    // How far below the entry a safety order is, counted from 1, as a fraction.
    private decimal DepthOf(int order)
    {
        var (depth, step) = (0m, _deviation);
        for (var index = 0; index < order && depth < 1; index++)
        {
            depth += step;
            step *= _stepScale;
        }
        return depth;
    }

    private void Begin(StrategyContext context, decimal close)
    {
        if (_barsSince <= _cooldown)
            return;
        var quantity = QuantityOf(context, _base, close);
        if (quantity > 0)
            context.Market(OrderSide.Buy, quantity, OrderRole.Working);
    }

    private void Follow(StrategyContext context, Order entry)
    {
        _entry = entry.AverageFillPrice!.Value;
        Array.Clear(_bought);
        _lacksSafeties = true;
        PlaceSafeties(context);
        Offer(context);
    }

    // Those that were canceled are made again, but not while any is at another price, as after a change of parameters.
    private void Work(StrategyContext context)
    {
        if (_lacksSafeties)
            PlaceSafeties(context);
        Offer(context);
    }

    private void PlaceSafeties(StrategyContext context)
    {
        Span<bool> isOpen = stackalloc bool[_bought.Length];
        foreach (var order in context.OpenOrders)
        {
            if (order.Terms is not { Type: OrderType.Limit, Side: OrderSide.Buy })
                continue;
            var level = LevelOf(context, order);
            if (level < 0)
                return;
            isOpen[level] = true;
        }
        _lacksSafeties = false;
        var volume = _safety;
        for (var level = 0; level < _bought.Length; level++)
        {
            var price = PriceOf(context, level);
            var quantity = price > 0 ? QuantityOf(context, volume, price) - _bought[level] : 0;
            volume *= _volumeScale;
            if (quantity > 0 && !isOpen[level])
                context.Limit(OrderSide.Buy, quantity, price, OrderRole.Working);
        }
    }

    // Which safety order of the deal it is, from 0; -1 for none.
    private int LevelOf(StrategyContext context, Order order)
    {
        for (var level = 0; level < _bought.Length && order.Terms is { Type: OrderType.Limit, Side: OrderSide.Buy }; level++)
        {
            if (order.Price!.Value.Value == PriceOf(context, level))
                return level;
        }
        return -1;
    }

    private decimal PriceOf(StrategyContext context, int level) => context.Instrument.ToPrice(_entry * (1 - _depths[level]), GridRounding.Down).Value;

    // One order offers everything above the average; it is amended, so that there is never a moment without it but where its venue moves none.
    private void Offer(StrategyContext context)
    {
        if (context.Position.SignedQuantity <= 0)
            return;
        var price = context.Instrument.ToPrice(context.Position.AverageEntryPrice!.Value * (1 + _takeProfit), GridRounding.Up).Value;
        if (OfferOf(context) is not { } offer)
        {
            if (context.SellableQuantity is > 0 and var all)
                context.Limit(OrderSide.Sell, all, price, OrderRole.Exit);
            return;
        }
        var quantity = offer.FilledQuantity.Value + offer.LeavesQuantity.Value + FreeToSell(context, offer);
        if (quantity == offer.Quantity.Value && price == offer.Price!.Value.Value)
            return;
        if (context.CanAmend(offer, quantity, price))
            context.Amend(offer, quantity, price);
        else
            context.Cancel(offer); // It is made anew once it has ended.
    }

    // What it holds beside what the order offers already.
    private static decimal FreeToSell(StrategyContext context, Order offer) =>
        context.Instrument.ToQuantity(Math.Max(0, Math.Min(context.SellableQuantity, context.Position.SignedQuantity - offer.LeavesQuantity.Value)), GridRounding.Down).Value;

    // Whether nothing is left that an order could sell.
    private static bool IsOver(StrategyContext context) => !OrderSize.IsEnough(context.Instrument, context.Position.SignedQuantity, context.LastPrice ?? 0);

    private static Order? OfferOf(StrategyContext context)
    {
        foreach (var order in context.OpenOrders)
        {
            if (IsOffer(order))
                return order;
        }
        return null;
    }

    // What its venue takes for want of margin is sold by market order.
    private static bool IsOffer(Order order) => order.Terms is { Type: OrderType.Limit, Role: OrderRole.Exit };

    // What canceled orders hold back is free only when the venue has confirmed it: the next close goes on until it is flat.
    private void Leave(StrategyContext context)
    {
        _isLeaving = true;
        var isSelling = false;
        foreach (var order in context.OpenOrders.ToArray())
        {
            if (order.Terms.Type == OrderType.Market && order.Terms.Side == OrderSide.Sell)
                isSelling = true;
            else
                context.Cancel(order);
        }
        if (IsOver(context) && context.HasNoOpenOrders)
            (_entry, _isLeaving) = (0, false);
        else if (!isSelling && context.SellableQuantity is > 0 and var quantity)
            context.Market(OrderSide.Sell, quantity, OrderRole.Exit);
    }

    // The deal is over; what still waits below is taken back.
    private void End(StrategyContext context)
    {
        (_entry, _barsSince) = (0, 0);
        context.CancelAll();
        _isLeaving = !context.HasNoOpenOrders;
    }

    private static decimal QuantityOf(StrategyContext context, decimal quote, decimal price) => context.Instrument.ToQuantity(quote / price, GridRounding.Down).Value;
}
