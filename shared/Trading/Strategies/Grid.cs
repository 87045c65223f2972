using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>G1, <c>grid</c>: limit orders at equally spaced prices; each that fills is followed by its counter order one step away.</summary>
/// <remarks>
/// The range from <c>lower</c> to <c>upper</c> has as many cells as <c>grids</c>. A cell buys at its lower line and sells what it bought at its upper line, over and
/// over. It begins at the close of the first bar within the range: cells above that close are bought by one market order, those at and below it wait to buy.
/// A close at or beyond a stop cancels everything, sells what there is, and ends it. Every cell has the same quantity: <c>quote_per_grid</c> over the middle of the
/// range. What is there is sold where fees have left less. What it holds when it begins, as after a stop or with another range, is what its cells have: only what they
/// lack is bought, and what is beyond that the highest one sells.
/// </remarks>
public sealed class Grid : Strategy
{
    private readonly decimal _lower;
    private readonly decimal _upper;
    private readonly decimal _quotePerGrid;
    private readonly decimal _stopLower;
    private readonly decimal _stopUpper;
    private readonly Cell[] _cells;
    private decimal _quantity; // Of a cell, base units; set when it begins.
    private int _missing; // Cells that should have an order and have none.
    private bool _hasBegun;
    private bool _hasEnded;

    private Grid(ParameterSet parameters)
    {
        (_lower, _upper) = (parameters.Decimal("lower"), parameters.Decimal("upper"));
        (_stopLower, _stopUpper) = (parameters.Decimal("stop_lower"), parameters.Decimal("stop_upper"));
        _quotePerGrid = parameters.Decimal("quote_per_grid");
        _cells = new Cell[parameters.Integer("grids")];
        if (_lower >= _upper)
            throw new StrategySettingException($"parameter lower was {DecimalText.Trimmed(_lower)} and upper was {DecimalText.Trimmed(_upper)}, lower must be less than upper");
        if (_stopLower >= _lower)
            throw new StrategySettingException($"parameter stop_lower was {DecimalText.Trimmed(_stopLower)} and lower was {DecimalText.Trimmed(_lower)}, stop_lower must be less than lower, or 0 for none");
        if (_stopUpper != 0 && _stopUpper <= _upper)
            throw new StrategySettingException($"parameter stop_upper was {DecimalText.Trimmed(_stopUpper)} and upper was {DecimalText.Trimmed(_upper)}, stop_upper must be more than upper, or 0 for none");
    }

    // Acquiring: bought by the market order at the beginning.
    private enum Phase : byte
    {
        Buying,
        Acquiring,
        Selling,
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static StrategyDefinition Definition { get; } = new()
    {
        Id = "grid",
        Title = "Arithmetic Spot Grid",
        Category = "grid",
        Description = "Limit orders at equally spaced prices of a range. Each buy that fills places a sell one step above it, each sell that fills a buy one step below. Ends when a close reaches a stop.",
        Parameters =
        [
            new DecimalParameter { Name = "lower", Help = "Lowest line of the range, quote currency", Min = 0.00000001m, Max = 1_000_000_000, Default = 20_000 },
            new DecimalParameter { Name = "upper", Help = "Highest line of the range; more than lower", Min = 0.00000001m, Max = 1_000_000_000, Default = 40_000 },
            new IntegerParameter { Name = "grids", Help = "Cells of the range, each with one order", Min = 1, Max = 200, Default = 20 },
            new DecimalParameter { Name = "quote_per_grid", Help = "Quote currency that a cell is worth in the middle of the range", Min = 0.00000001m, Max = 1_000_000_000, Default = 1_000 },
            new DecimalParameter { Name = "stop_lower", Help = "Sell everything and end at a close at or below this; less than lower; 0 for never", Min = 0, Max = 1_000_000_000, Default = 0 },
            new DecimalParameter { Name = "stop_upper", Help = "Sell everything and end at a close at or above this; more than upper; 0 for never", Min = 0, Max = 1_000_000_000, Default = 0 },
        ],
        WarmUpBars = _ => 0,
        SellsShort = _ => false,
        Data = [StrategyData.Bars],
        Instruments = [InstrumentKind.Spot, InstrumentKind.Perpetual],
        Protection = "Where stop_lower or stop_upper is set, a close at or beyond it sells everything by market order. By default there is none, and no stop waits at the venue.",
        Create = parameters => new Grid(parameters),
    };

    /// <inheritdoc/>
    public override void OnBar(StrategyContext context, in Bar bar)
    {
        var close = bar.Close.Value;
        if (!context.CanTrade)
            return;
        if (_hasEnded)
            Leave(context);
        else if (IsStopped(close) && (_hasBegun || context.Position.SignedQuantity > 0))
            End(context);
        else if (!_hasBegun && !context.HasNoOpenOrders)
            context.CancelAll(); // Of other cells, or from before a stop. What they hold back is free only when the venue has confirmed it; the next close goes on.
        else if (!_hasBegun)
            BeginWithin(context, close);
        else if (_missing > 0)
            Place(context);
    }

    /// <inheritdoc/>
    public override void OnFill(StrategyContext context, OrderFill fill)
    {
        if (_hasEnded || !_hasBegun || context.FindOrder(fill.Id) is not { } order)
            return;
        var traded = BaseFees.Traded(context, order, fill);
        if (order.Terms.Type != OrderType.Market)
            Take(order, traded);
        else
            Distribute(traded);
        if (order.Terms.Type == OrderType.Market && order.LeavesQuantity.IsZero)
            EndAcquiring(); // Fees in base currency leave the last cell with less.
        Place(context);
    }

    /// <inheritdoc/>
    public override void OnOrder(StrategyContext context, Order order)
    {
        if (_hasEnded || !_hasBegun || !order.IsClosed)
            context.Ignore();
        else if (order.Terms.Type == OrderType.Market)
            EndAcquiring();
        else if (CellOf(order) is >= 0 and var index)
            Free(index); // Refused, or canceled by somebody: it gets another at the next close.
    }

    /// <inheritdoc/>
    public override void OnLiquidation(StrategyContext context)
    {
        // It begins anew, with nothing held.
        Array.Clear(_cells);
        _hasBegun = false;
    }

    /// <inheritdoc/>
    public override void TakeOver(Strategy before)
    {
        var other = (Grid)before;
        var isSame = (other._lower, other._upper, other._cells.Length, other._quotePerGrid) == (_lower, _upper, _cells.Length, _quotePerGrid);
        if (!isSame || other._hasEnded)
            return; // It begins anew, with what is held.
        (_hasBegun, _quantity, _missing) = (other._hasBegun, other._quantity, other._missing);
        other._cells.CopyTo(_cells, 0);
    }

    /// <inheritdoc/>
    public override void Save(MessageWriter writer)
    {
        writer.Flag(_hasBegun);
        writer.Flag(_hasEnded);
        writer.Decimal(_quantity);
        foreach (var cell in _cells)
        {
            writer.Byte((byte)cell.Phase);
            writer.Decimal(cell.Held);
            writer.Flag(cell.HasOrder);
        }
    }

    /// <inheritdoc/>
    public override void Restore(ref MessageReader reader)
    {
        (_hasBegun, _hasEnded, _quantity) = (reader.Flag(), reader.Flag(), reader.Decimal());
        for (var index = 0; index < _cells.Length; index++)
            _cells[index] = new Cell { Phase = reader.Choice<Phase>(), Held = reader.Decimal(), HasOrder = reader.Flag() };
        _missing = _cells.Count(cell => !cell.HasOrder && cell.Phase != Phase.Acquiring);
    }

    private void BeginWithin(StrategyContext context, decimal close)
    {
        if (close < _lower || close > _upper)
            return;
        CheckSteps(context.Instrument);
        Begin(context, close);
    }

    private bool IsStopped(decimal close) => (_stopLower > 0 && close <= _stopLower) || (_stopUpper > 0 && close >= _stopUpper);

    private void CheckSteps(Instrument instrument)
    {
        var step = (_upper - _lower) / _cells.Length;
        if (step < instrument.PriceIncrement)
            throw new StrategySettingException($"grids were {_cells.Length}, which leaves a step of {DecimalText.Trimmed(step)}, must be at least the price increment {DecimalText.Trimmed(instrument.PriceIncrement)}");
        _quantity = instrument.ToQuantity(_quotePerGrid / ((_lower + _upper) / 2), GridRounding.Down).Value;
        if (_quantity == 0)
            throw new StrategySettingException($"quote_per_grid was {DecimalText.Trimmed(_quotePerGrid)}, which buys less than the quantity increment {DecimalText.Trimmed(instrument.QuantityIncrement)} in the middle of the range");
    }

    private void Begin(StrategyContext context, decimal close)
    {
        _hasBegun = true;
        _missing = _cells.Length;
        var lacking = -context.SellableQuantity;
        for (var index = 0; index < _cells.Length; index++)
        {
            if (Line(context, index) <= close)
                continue;
            _cells[index].Phase = Phase.Acquiring;
            _missing--;
            lacking += _quantity;
        }
        Distribute(context.SellableQuantity);
        if (lacking < 0)
            (_cells[^1].Phase, _cells[^1].Held) = (Phase.Selling, _cells[^1].Held - lacking);
        else if (lacking > 0 && context.Market(OrderSide.Buy, lacking, OrderRole.Working).Order is null)
            EndAcquiring(); // Refused: those that have nothing wait to buy.
        Place(context);
    }

    private void End(StrategyContext context)
    {
        _hasEnded = true;
        Leave(context);
    }

    private static void Leave(StrategyContext context)
    {
        var isLeaving = false;
        foreach (var order in context.OpenOrders.ToArray())
        {
            if (order.Terms.Role == OrderRole.Exit)
                isLeaving = true;
            else
                context.Cancel(order);
        }
        // What canceled orders hold back is free only when the venue has confirmed it; the next close tries again.
        if (!isLeaving && context.SellableQuantity is > 0 and var quantity)
            context.Market(OrderSide.Sell, quantity, OrderRole.Exit);
    }

    // Cells without an order get one: at the beginning, after a fill, and where their order was refused or canceled by somebody.
    private void Place(StrategyContext context)
    {
        for (var index = 0; index < _cells.Length && _missing > 0; index++)
        {
            ref var cell = ref _cells[index];
            if (cell.HasOrder || cell.Phase == Phase.Acquiring)
                continue;
            TurnRest(context, ref cell, index);
            var sells = cell.Phase == Phase.Selling;
            var quantity = sells ? QuantityToSell(context, cell.Held) : context.Instrument.ToQuantity(Math.Max(0, _quantity - cell.Held), GridRounding.Down).Value;
            if (quantity == 0)
                continue;
            var result = context.Limit(sells ? OrderSide.Sell : OrderSide.Buy, quantity, Line(context, sells ? index + 1 : index), OrderRole.Working);
            if (result.Refusal?.Code == RefusalCode.OrderRateExceeded)
                return; // The rest at the next close.
            if (result.Order is null)
                continue;
            cell.HasOrder = true;
            _missing--;
        }
    }

    // Where what is left of its order cannot be one, as after a cancel of the rest, it goes on with the other side.
    private void TurnRest(StrategyContext context, ref Cell cell, int index)
    {
        var sells = cell.Phase == Phase.Selling;
        if (OrderSize.IsEnough(context.Instrument, sells ? cell.Held : _quantity - cell.Held, Line(context, sells ? index + 1 : index)))
            return;
        if (OrderSize.IsEnough(context.Instrument, sells ? _quantity - cell.Held : cell.Held, Line(context, sells ? index : index + 1)))
            cell.Phase = sells ? Phase.Buying : Phase.Selling;
    }

    // What fees in base currency leave a cell is seldom on the grid: it sells the increment that it is a part of, where others have left as much.
    private decimal QuantityToSell(StrategyContext context, decimal held)
    {
        var offered = 0m;
        foreach (ref readonly var cell in _cells.AsSpan())
        {
            if (cell.HasOrder && cell.Phase == Phase.Selling)
                offered += context.Instrument.ToQuantity(Math.Max(0, cell.Held), GridRounding.Up).Value;
        }
        var most = Math.Min(context.SellableQuantity, Math.Max(0, context.Position.SignedQuantity - offered));
        return context.Instrument.ToQuantity(Math.Min(context.Instrument.ToQuantity(Math.Max(0, held), GridRounding.Up).Value, most), GridRounding.Down).Value;
    }

    private void Free(int index)
    {
        if (!_cells[index].HasOrder)
            return;
        _cells[index].HasOrder = false;
        _missing++;
    }

    private void Distribute(decimal filled)
    {
        for (var index = 0; index < _cells.Length && filled > 0; index++)
        {
            ref var cell = ref _cells[index];
            if (cell.Phase != Phase.Acquiring)
                continue;
            var share = Math.Min(filled, _quantity - cell.Held);
            cell.Held += share;
            filled -= share;
            if (cell.Held < _quantity)
                continue;
            cell.Phase = Phase.Selling;
            _missing++;
        }
    }

    // The first purchase has ended without all of it: what a cell has it sells, the others wait to buy.
    private void EndAcquiring()
    {
        for (var index = 0; index < _cells.Length; index++)
        {
            if (_cells[index].Phase != Phase.Acquiring)
                continue;
            _cells[index].Phase = _cells[index].Held > 0 ? Phase.Selling : Phase.Buying;
            _missing++;
        }
    }

    private void Take(Order order, decimal filled)
    {
        var index = CellOf(order);
        if (index < 0)
            return;
        ref var cell = ref _cells[index];
        var isBuy = order.Terms.Side == OrderSide.Buy;
        cell.Held += isBuy ? filled : -filled;
        if (!order.LeavesQuantity.IsZero)
            return;
        cell.Phase = isBuy ? Phase.Selling : Phase.Buying;
        if (!isBuy)
            cell.Held = 0; // What fees took of it cannot be sold.
        Free(index);
    }

    // A cell buys at its lower line and sells at its upper one: side and price tell whose order it is. An order is at its line, or below it by less than the price
    // increment of when it was made, which is no more than a step: the line is the first at or above its price, whatever the increment is now.
    private int CellOf(Order order)
    {
        if (order.Terms.Price is not { } price)
            return -1;
        var line = decimal.Ceiling((price.Value - _lower) * _cells.Length / (_upper - _lower));
        var index = order.Terms.Side == OrderSide.Buy ? line : line - 1;
        return index >= 0 && index < _cells.Length ? (int)index : -1;
    }

    private decimal Line(StrategyContext context, int index) =>
        context.Instrument.ToPrice(_lower + ((_upper - _lower) * index / _cells.Length), GridRounding.Down).Value;

    private struct Cell
    {
        public Phase Phase;
        public decimal Held; // Base units bought and not sold.
        public bool HasOrder;
    }
}
