using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Reads a new order.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/order/create-order.</remarks>
/// <param name="parameters">Of the order.</param>
/// <param name="account">Whose it is to be.</param>
/// <param name="market">Where.</param>
internal sealed class BybitOrderReader(BybitParameters parameters, LoopbackAccount account, LoopbackMarket market)
{
    private const int ActiveOrdersMax = 500;
    private const int LinearConditionalMax = 10;
    private const int SpotConditionalMax = 30;
    private const int LinkIdLengthMax = 36;
    private const int QuoteDigitsMax = 8;
    private const string ForMakersOnly = "RPI orders are restricted to approved market makers only";

    private readonly InstrumentKind _kind = market.Instrument.Id.Kind;
    private readonly Instrument _grid = market.Instrument;

    private bool IsSpot => _kind == InstrumentKind.Spot;

    /// <exception cref="BybitError">A parameter is missing, malformed, or off the market's grid.</exception>
    public LoopbackAsk Read()
    {
        var (side, isMarket) = (ReadSide(), ReadIsMarket());
        RefuseForeign();
        var trigger = parameters.PositiveOrNull("triggerPrice") is { } price ? OnPriceGrid(price) : (Price?)null;
        var (isRising, triggerBy) = ReadTrigger(trigger);
        var filter = ReadFilter(trigger is not null);
        CheckCount(trigger is not null);
        var form = MakeForm(isMarket, isRising, triggerBy, filter, trigger is not null);
        var (quantity, quote) = ReadQuantity(side, isMarket, form);
        var limit = isMarket ? ReadTolerance(side, trigger is not null || quote is not null) : ReadPrice(side);
        var ask = new LoopbackAsk(account, ReadLinkId(), new OrderTerms
        {
            Instrument = _grid.Id,
            Side = side,
            Type = TypeOf(side, limit is not null, isRising),
            Quantity = quantity,
            Price = limit,
            TriggerPrice = trigger,
            TimeInForce = form.TimeInForce switch { "IOC" => TimeInForce.Ioc, "FOK" => TimeInForce.Fok, _ => TimeInForce.Gtc },
            IsPostOnly = form.TimeInForce == "PostOnly",
            IsReduceOnly = form.IsReduceOnly || form.ClosesOnTrigger,
        })
        {
            QuoteQuantity = quote,
            HoldsOnceTriggered = filter != "tpslOrder",
            Label = form,
        };
        form.Protection = ReadProtection(side, isMarket, limit, form.IsReduceOnly);
        return ask;
    }

    /// <summary>The type of an order whose trigger is hit from below where it rises, or which has none.</summary>
    public static OrderType TypeOf(OrderSide side, bool hasLimit, bool? isRising) => (isRising, side == OrderSide.Buy) switch
    {
        (null, _) => hasLimit ? OrderType.Limit : OrderType.Market,
        (true, true) or (false, false) => hasLimit ? OrderType.StopLimit : OrderType.StopMarket,
        _ => hasLimit ? OrderType.LimitIfTouched : OrderType.MarketIfTouched,
    };

    /// <summary>A price that must be above 0 and on the market's grid.</summary>
    /// <exception cref="BybitError">It is not.</exception>
    public Price OnPriceGrid(decimal price)
    {
        if (price <= 0)
            throw BybitError.Of(_kind, (170133, "Order price lower than the minimum."), (10001, "params error: Price invalid"));
        if (!IsSpot && price > BybitMarkets.PriceMax)
            throw new BybitError(110003, "Order price exceeds the allowable range.");
        try
        {
            var value = _grid.ToPrice(price, GridRounding.Exact);
            _ = _grid.ToTicks(value);
            return value;
        }
        catch (OffGridException)
        {
            throw BybitError.Of(_kind, (170134, "Order price decimal too long."), (10001, "params error: Price invalid"));
        }
        catch (OverflowException)
        {
            throw BybitError.Of(_kind, (170132, "Order price too high."), (110003, "Order price exceeds the allowable range."));
        }
    }

    /// <summary>A quantity that must be on the market's grid and not beyond its greatest.</summary>
    /// <exception cref="BybitError">It is not.</exception>
    public Quantity OnQuantityGrid(decimal quantity)
    {
        if (quantity > _grid.QuantityMax)
            throw BybitError.Of(_kind, (170381, "Order quantity too large."), (10001, "The number of contracts exceeds maximum limit allowed: too large"));
        return _grid.IsOnQuantityGrid(quantity)
            ? _grid.ToQuantity(quantity, GridRounding.Exact)
            : throw BybitError.Of(_kind, (170137, "Order volume decimal too long"), (10001, "Qty invalid"));
    }

    /// <summary>Reads the legs of a protection.</summary>
    /// <param name="isLong">Whether it protects what was bought.</param>
    /// <param name="price">What they are compared with.</param>
    /// <param name="isFull">Whether only market orders may be set.</param>
    /// <exception cref="BybitError">A leg is on the wrong side, or off the grid.</exception>
    public (BybitLeg? TakeProfit, BybitLeg? StopLoss) ReadLegs(bool isLong, decimal price, bool isFull)
    {
        var (profit, loss) = (ReadLeg("tp", "takeProfit", isFull), ReadLeg("sl", "stopLoss", isFull));
        CheckLeg("TakeProfit", profit, isLong, isAbove: isLong, price);
        CheckLeg("StopLoss", loss, isLong, isAbove: !isLong, price);
        return (profit, loss);
    }

    private static void CheckLeg(string name, BybitLeg? leg, bool isLong, bool isAbove, decimal price)
    {
        if (leg is null || (isAbove ? leg.Trigger > price : leg.Trigger < price))
            return;
        var (side, direction) = (isLong ? "Buy" : "Sell", isAbove ? "higher" : "lower");
        throw BybitError.Parameter(
            $"{name}:{DecimalText.Trimmed(leg.Trigger)} set for {side} position should be {direction} than base_price:{DecimalText.Trimmed(price)}??LastPrice");
    }

    private BybitLeg? ReadLeg(string prefix, string name, bool isFull)
    {
        if (parameters.PositiveOrNull(name) is not { } trigger)
            return null;
        var limit = parameters.PositiveOrNull(prefix + "LimitPrice");
        var isLimit = (parameters.TextOrNull(prefix + "OrderType") ?? "Market") switch
        {
            "Limit" => true,
            "Market" => false,
            _ => throw BybitError.Invalid(prefix + "OrderType"),
        };
        if (isLimit && isFull)
            throw BybitError.Parameter($"params error: {prefix}OrderType can not be Limit when tpslMode is Full");
        if (isLimit && limit is null)
            throw BybitError.Missing(prefix + "LimitPrice");
        var by = parameters.TextOrNull(prefix + "TriggerBy") ?? "LastPrice";
        CheckTriggerBy(by);
        return new BybitLeg(OnPriceGrid(trigger).Value, by, isLimit ? OnPriceGrid(limit!.Value).Value : null);
    }

    private OrderSide ReadSide() => parameters.Text("side") switch
    {
        "Buy" => OrderSide.Buy,
        "Sell" => OrderSide.Sell,
        _ => throw BybitError.Of(_kind, (170117, "Invalid side."), (10001, "Side invalid")),
    };

    private bool ReadIsMarket() => parameters.Text("orderType") switch
    {
        "Market" => true,
        "Limit" => false,
        _ => throw BybitError.Of(_kind, (170116, "Invalid orderType."), (10001, "OrderType invalid")),
    };

    // What this venue does not have is refused rather than left out.
    private void RefuseForeign()
    {
        if (IsSpot && parameters.NumberOrNull("isLeverage") == 1)
            throw new BybitError(170036, "You haven't enabled Cross Margin Trading yet. To do so, please head to the PC trading site or the Bybit app");
        if (!IsSpot && parameters.NumberOrNull("positionIdx") is not (null or 0))
            throw BybitError.Parameter("position idx not match position mode");
        if (parameters.TextOrNull("smpType") is not (null or "None"))
            throw BybitError.Parameter("params error: this venue has no self match prevention, smpType must be None");
    }

    private string ReadTimeInForce(bool isMarket) => parameters.TextOrNull("timeInForce") switch
    {
        _ when isMarket => "IOC",
        null => "GTC",
        ("GTC" or "IOC" or "FOK" or "PostOnly") and var text => text,
        "RPI" => throw BybitError.Of(_kind, (170355, ForMakersOnly), (110119, $"Order failed. {ForMakersOnly}")),
        _ => throw BybitError.Of(_kind, (170115, "Invalid timeInForce."), (10001, "TimeInForce invalid")),
    };

    // Of spot the price says from where the trigger comes; of perpetuals the caller does, and may be wrong.
    private (bool? IsRising, string By) ReadTrigger(Price? trigger)
    {
        if (trigger is not { Value: var price })
            return (null, "");
        var last = market.LastPrice;
        if (IsSpot)
            return (price > last, "");
        var by = parameters.TextOrNull("triggerBy") ?? "LastPrice";
        CheckTriggerBy(by);
        var (given, current) = (DecimalText.Trimmed(price), DecimalText.Trimmed(last));
        return parameters.NumberOrNull("triggerDirection") switch
        {
            1 when price <= last => throw new BybitError(110092, $"expect Rising, but trigger_price[{given}] <= current[{current}]??{by}"),
            2 when price >= last => throw new BybitError(110093, $"expect Falling, but trigger_price[{given}] >= current[{current}]??{by}"),
            1 => (true, by),
            2 => (false, by),
            _ => throw BybitError.Parameter("TriggerDirection invalid"),
        };
    }

    private static void CheckTriggerBy(string by)
    {
        if (by is not ("LastPrice" or "IndexPrice" or "MarkPrice"))
            throw BybitError.Parameter("TriggerBy invalid");
    }

    private string ReadFilter(bool isConditional)
    {
        var filter = IsSpot ? parameters.TextOrNull("orderFilter") : null;
        return filter switch
        {
            null => isConditional ? "StopOrder" : "Order",
            "Order" => isConditional ? "StopOrder" : "Order",
            "StopOrder" or "tpslOrder" => isConditional ? filter : throw new BybitError(170202, "Please enter the TP/SL price."),
            _ => throw new BybitError(170201, "Invalid orderFilter parameter"),
        };
    }

    private void CheckCount(bool isConditional)
    {
        var open = account.OpenOrders.Values.Where(order => order.Market == market).ToList();
        var conditional = open.Count(static order =>
            BybitForm.Of(order) is { StopOrderType.Length: > 0, IsBound: false } && order.Status == LoopbackOrderStatus.Untriggered);
        if (IsSpot && (open.Count >= ActiveOrdersMax || (isConditional && conditional >= SpotConditionalMax)))
            throw new BybitError(170810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders.");
        if (!IsSpot && isConditional && conditional >= LinearConditionalMax)
            throw new BybitError(110009, "The number of stop orders exceeds the maximum allowable limit");
        if (!IsSpot && !isConditional && open.Count - conditional >= ActiveOrdersMax)
            throw new BybitError(110020, "Not allowed to have more than 500 active orders.");
    }

    private BybitForm MakeForm(bool isMarket, bool? isRising, string triggerBy, string filter, bool isConditional) => new()
    {
        OrderType = isMarket ? "Market" : "Limit",
        TimeInForce = ReadTimeInForce(isMarket),
        Filter = filter,
        StopOrderType = !isConditional ? "" : filter == "tpslOrder" ? filter : "Stop",
        CreateType = isConditional && !IsSpot ? "CreateByStopOrder" : "CreateByUser",
        MarketUnit = IsSpot && isMarket ? ReadUnit() : "",
        TriggerDirection = isRising switch { null => 0, true => 1, false => 2 },
        TriggerBy = triggerBy,
        IsReduceOnly = !IsSpot && parameters.IsTrue("reduceOnly"),
        ClosesOnTrigger = !IsSpot && parameters.IsTrue("closeOnTrigger"),
        LastPrice = market.LastPrice,
    };

    private string ReadUnit() => parameters.TextOrNull("marketUnit") switch
    {
        null => parameters.Peek("side") == "Buy" ? "quoteCoin" : "baseCoin",
        ("baseCoin" or "quoteCoin") and var unit => unit,
        _ => throw new BybitError(170130, "Data sent for paramter 'marketUnit' is not valid."),
    };

    private (Quantity Quantity, decimal? Quote) ReadQuantity(OrderSide side, bool isMarket, BybitForm form)
    {
        var given = parameters.Decimal("qty");
        if (IsSpot && isMarket && form.MarketUnit == "quoteCoin")
            return (_grid.ToQuantity(_grid.QuantityMax!.Value, GridRounding.Exact), QuoteAmount(given));
        if (IsSpot)
            return (OnQuantityGrid(given), null);
        return (OnQuantityGrid(LinearQuantity(side, given, form)), null);
    }

    private decimal QuoteAmount(decimal given)
    {
        if (decimal.Round(given, QuoteDigitsMax) != given)
            throw new BybitError(170148, "Market order amount decimal too long");
        if (given > BybitMarkets.NotionalMax)
            throw new BybitError(170124, "Order amount too large.");
        return given >= _grid.NotionalMin ? given : throw BybitError.Of(LoopbackRefusal.NotionalTooSmall, _kind);
    }

    // What only reduces is cut to the position; 0 that closes is all of it, then or once it is triggered.
    private decimal LinearQuantity(OrderSide side, decimal given, BybitForm form)
    {
        var isAll = given == 0 && form.IsReduceOnly && form.ClosesOnTrigger;
        var most = _grid.QuantityMax!.Value;
        if (form.StopOrderType.Length > 0 || !(form.IsReduceOnly || form.ClosesOnTrigger))
            return isAll ? most : given;
        var position = account.PositionOf(market).Quantity;
        var reducible = Math.Max(0, side == OrderSide.Buy ? -position : position);
        if (reducible == 0)
            throw BybitError.Of(LoopbackRefusal.NothingToReduce, _kind);
        return isAll ? Math.Min(reducible, most) : Math.Min(given, reducible);
    }

    private Price ReadPrice(OrderSide side)
    {
        if (IsSpot || parameters.TextOrNull("bboSideType") is not { } queue)
            return OnPriceGrid(parameters.Decimal("price"));
        var level = parameters.NumberOrNull("bboLevel") is >= 1 and <= 5 and var rank ? (int)rank : throw BybitError.Invalid("bboLevel");
        var isOwn = queue switch { "Queue" => true, "Counterparty" => false, _ => throw BybitError.Invalid("bboSideType") };
        var there = market.Depth(isOwn == (side == OrderSide.Buy) ? OrderSide.Buy : OrderSide.Sell, level).ToList();
        return there.Count == level
            ? OnPriceGrid(there[^1].Price)
            : throw new BybitError(110118, "Unable to retrieve a pruce of the market order due to low liquidity"); // As the page spells it.
    }

    // A market order with a tolerance is one with a limit that far from the best price of the other side.
    private Price? ReadTolerance(OrderSide side, bool isElse)
    {
        if (parameters.TextOrNull("slippageToleranceType") is not { } type || type == "UNKNOWN")
            return null;
        if (isElse)
            throw BybitError.Of(_kind, (170227, "This feature is not supported."), (10001, "params error: slippageTolerance is not supported by this order"));
        var tolerance = parameters.Decimal("slippageTolerance");
        if (market.Depth(side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy, 1).ToList() is not [var best])
            return null;
        var distance = type switch
        {
            "TickSize" when tolerance is >= 1 and <= 10_000 && tolerance % 1 == 0 => tolerance * _grid.PriceIncrement,
            "Percent" when tolerance is >= 0.01m and <= 10 && tolerance * 100 % 1 == 0 => best.Price * tolerance / 100,
            "TickSize" => throw new BybitError(110108, "Allowable range: 1 to 10000 tick size"),
            "Percent" => throw new BybitError(110109, "Allowable range: 0.01% to 10%"),
            _ => throw BybitError.Invalid("slippageToleranceType"),
        };
        return side == OrderSide.Buy
            ? _grid.ToPrice(best.Price + distance, GridRounding.Down)
            : _grid.ToPrice(Math.Max(_grid.PriceIncrement, best.Price - distance), GridRounding.Up);
    }

    private string ReadLinkId()
    {
        var id = parameters.TextOrNull("orderLinkId") ?? "";
        return id.Length <= LinkIdLengthMax && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? id
            : throw BybitError.Parameter("OrderLinkId invalid: at most 36 letters, digits, dashes and underscores");
    }

    private BybitProtection? ReadProtection(OrderSide side, bool isMarket, Price? limit, bool isReduceOnly)
    {
        if ((parameters.PositiveOrNull("takeProfit") ?? parameters.PositiveOrNull("stopLoss")) is null)
            return null;
        if (isReduceOnly)
            throw BybitError.Parameter("params error: takeProfit and stopLoss can not be set when reduceOnly is true");
        if (IsSpot && isMarket)
            throw new BybitError(170130, "Data sent for paramter 'takeProfit' is not valid.");
        var isFull = !IsSpot && ReadIsFull(parameters);
        var (profit, loss) = ReadLegs(side == OrderSide.Buy, limit?.Value ?? market.LastPrice, isFull);
        return new BybitProtection(isFull, profit, loss);
    }

    /// <summary>Whether a protection is for all of a position, as it is where nothing is said.</summary>
    /// <exception cref="BybitError">Something else is said.</exception>
    public static bool ReadIsFull(BybitParameters parameters) => parameters.TextOrNull("tpslMode") switch
    {
        null or "Full" => true,
        "Partial" => false,
        _ => throw BybitError.Parameter("TpslMode invalid"),
    };
}
