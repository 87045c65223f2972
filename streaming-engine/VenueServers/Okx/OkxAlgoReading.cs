namespace VeloZ.VenueServers;

/// <summary>Reads algo orders as they are asked for.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-post-place-algo-order.</remarks>
internal static class OkxAlgoReading
{
    /// <summary>Reads a new one.</summary>
    /// <exception cref="OkxError">A parameter is missing, malformed, off the market's grid, or would trigger at once.</exception>
    public static OkxAlgoForm Read(OkxArguments arguments, LoopbackMarket market)
    {
        OkxOrderForm.ReadMode(arguments, market);
        var side = OkxOrderForm.ReadSide(arguments);
        var type = arguments.OneOf("ordType", "conditional", "oco", "trigger", "move_order_stop") ?? throw OkxError.Empty("ordType");
        var form = new OkxAlgoForm(type, side, ReadSize(arguments, market, type))
        {
            ClientId = arguments.Name("algoClOrdId", OkxOrderForm.ClientIdMax),
            Tag = arguments.Name("tag", OkxOrderForm.TagMax),
            IsReduceOnly = OkxOrderForm.ReadReduceOnly(arguments, market),
        };
        form = type switch
        {
            "trigger" => ReadTrigger(arguments, market, form),
            "move_order_stop" => ReadTrailing(arguments, market, form),
            _ => ReadPair(arguments, market, form),
        };
        form = form with { TargetCurrency = ReadTarget(arguments, market, form) };
        if (form.Size is { } size && form.TargetCurrency != "quote_ccy")
            OkxOrderForm.ToQuantity(market, size);
        return form;
    }

    /// <summary>Reads an amendment.</summary>
    /// <exception cref="OkxError">A parameter is malformed or off the market's grid, or there is none.</exception>
    public static OkxAlgoForm ReadAmendment(OkxArguments arguments, LoopbackMarket market, OkxAlgoForm form)
    {
        if (form.Type == "move_order_stop")
            throw new OkxError("51506", "Order modification unavailable for the order type.");
        var amended = form with
        {
            Size = arguments.DecimalOrNull("newSz") ?? form.Size,
            TakeProfit = Moved(arguments, market, form.TakeProfit, "newTpTriggerPx", "newTpOrdPx"),
            StopLoss = Moved(arguments, market, form.StopLoss, "newSlTriggerPx", "newSlOrdPx"),
            Trigger = Moved(arguments, market, form.Trigger, "newTriggerPx", "newOrdPx"),
        };
        if (amended == form)
            throw new OkxError("51500", "You must enter a price, quantity, or TP/SL");
        if (amended.Size is { } size && form.TargetCurrency != "quote_ccy")
            OkxOrderForm.ToQuantity(market, size);
        return amended;
    }

    private static decimal? ReadSize(OkxArguments arguments, LoopbackMarket market, string type)
    {
        if (arguments.TextOrNull("closeFraction") is not { } fraction)
            return arguments.DecimalOrNull("sz") ?? throw OkxError.Either("sz", "closeFraction");
        if (fraction != "1" || type is not ("conditional" or "oco"))
            throw OkxError.Wrong("closeFraction");
        if (!market.IsPerpetual)
            throw new OkxError("51327", "closeFraction is only available for Expiry Futures and Perpetual Futures");
        return arguments.Flag("reduceOnly") ? null : throw new OkxError("51328", "closeFraction is only available for reduceOnly orders");
    }

    private static OkxAlgoForm ReadTrigger(OkxArguments arguments, LoopbackMarket market, OkxAlgoForm form) => form with
    {
        Trigger = ReadOne(arguments, market, "triggerPx", "orderPx", "triggerPxType"),
        AdvanceType = arguments.OneOf("advanceOrdType", "fok", "ioc") ?? "",
    };

    private static OkxAlgoForm ReadTrailing(OkxArguments arguments, LoopbackMarket market, OkxAlgoForm form)
    {
        var (ratio, spread) = (arguments.DecimalOrNull("callbackRatio"), arguments.DecimalOrNull("callbackSpread"));
        if (ratio is null == spread is null)
            throw OkxError.Either("callbackRatio", "callbackSpread");
        if (ratio >= 1)
            throw new OkxError("51257", "Trailing stop order callback rate error. The callback rate should be 0< x<=100%.");
        if (spread >= market.LastPrice)
            throw OkxError.Wrong("callbackSpread");
        var active = arguments.DecimalOrNull("activePx") is { } price ? OkxOrderForm.ToPrice(market, price, "activePx").Value : (decimal?)null;
        if (form.IsSell && active <= market.LastPrice)
            throw new OkxError("51258",
                "Trailing stop order placement failed. The trigger price of a sell order must be higher than the last transaction price.");
        if (!form.IsSell && active >= market.LastPrice)
            throw new OkxError("51259",
                "Trailing stop order placement failed. The trigger price of a buy order must be lower than the last transaction price.");
        return form with { CallbackRatio = ratio, CallbackSpread = spread, ActivePrice = active };
    }

    private static OkxAlgoForm ReadPair(OkxArguments arguments, LoopbackMarket market, OkxAlgoForm form)
    {
        var take = arguments.TextOrNull("tpTriggerPx") is null ? null : ReadOne(arguments, market, "tpTriggerPx", "tpOrdPx", "tpTriggerPxType");
        var stop = arguments.TextOrNull("slTriggerPx") is null ? null : ReadOne(arguments, market, "slTriggerPx", "slOrdPx", "slTriggerPxType");
        if (take is null && stop is null)
            throw OkxError.Either("tpTriggerPx", "slTriggerPx");
        if (form.Type == "oco" && (take is null || stop is null))
            throw OkxError.Empty(take is null ? "tpTriggerPx" : "slTriggerPx");
        if (form.Type == "conditional" && stop is not null)
            take = null; // Of a one-way order that has both only the stop is done.
        if (form.Size is null && (take?.OrderPrice ?? stop?.OrderPrice) is not null)
            throw OkxError.Wrong("closeFraction");
        CheckSides(market, form.IsSell, take, stop);
        return form with { TakeProfit = take, StopLoss = stop };
    }

    private static void CheckSides(LoopbackMarket market, bool isSell, OkxTrigger? take, OkxTrigger? stop)
    {
        var last = market.LastPrice;
        if (!isSell && take?.Price > last)
            throw new OkxError("51277", "TP trigger price cannot be higher than the last price.");
        if (!isSell && stop?.Price < last)
            throw new OkxError("51278", "SL trigger price cannot be lower than the last price.");
        if (isSell && take?.Price < last)
            throw new OkxError("51279", "TP trigger price cannot be lower than the last price.");
        if (isSell && stop?.Price > last)
            throw new OkxError("51280", "SL trigger price cannot be higher than the last price.");
    }

    private static OkxTrigger ReadOne(OkxArguments arguments, LoopbackMarket market, string trigger, string order, string type)
    {
        var price = OkxOrderForm.ToPrice(market, arguments.Decimal(trigger), trigger).Value;
        var limit = arguments.LimitBehindTrigger(order) is { } behind ? OkxOrderForm.ToPrice(market, behind, order).Value : (decimal?)null;
        var priceType = arguments.OneOf(type, "last", "index", "mark") ?? "last";
        return priceType != "last" && !market.IsPerpetual
            ? throw new OkxError("51415",
                "Unable to place order. Spot trading only supports using the last price as trigger price. Please select \"Last\" and try again.")
            : new OkxTrigger(price, limit, priceType);
    }

    private static OkxTrigger? Moved(OkxArguments arguments, LoopbackMarket market, OkxTrigger? before, string trigger, string order)
    {
        if (before is null)
            return null;
        var price = arguments.DecimalOrNull(trigger) is { } moved ? OkxOrderForm.ToPrice(market, moved, trigger).Value : before.Price;
        if (arguments.TextOrNull(order) is null)
            return before with { Price = price };
        var limit = arguments.LimitBehindTrigger(order) is { } behind ? OkxOrderForm.ToPrice(market, behind, order).Value : (decimal?)null;
        return before with { Price = price, OrderPrice = limit };
    }

    // Of a one-way order at the market a spot buy is for quote currency unless it says otherwise.
    private static string ReadTarget(OkxArguments arguments, LoopbackMarket market, OkxAlgoForm form)
    {
        var target = arguments.OneOf("tgtCcy", "base_ccy", "quote_ccy");
        var isAtMarket = (form.Trigger ?? form.StopLoss ?? form.TakeProfit)?.OrderPrice is null;
        if (market.IsPerpetual || !isAtMarket)
            return "";
        return target ?? (form is { Type: "conditional", IsSell: false } ? "quote_ccy" : "base_ccy");
    }
}
