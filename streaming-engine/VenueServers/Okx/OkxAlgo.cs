using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A price at which an order is to be placed.</summary>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="OrderPrice">The order's limit; null for an order at the market.</param>
/// <param name="PriceType">What has to come to the price: <c>last</c>, <c>mark</c> or <c>index</c>.</param>
internal sealed record OkxTrigger(decimal Price, decimal? OrderPrice, string PriceType);

/// <summary>What an algo order asks for.</summary>
/// <param name="Type">Its <c>ordType</c>.</param>
/// <param name="Side">Of the order that it places.</param>
/// <param name="Size">Of the order, in base currency or contracts, or in quote currency where the target says so; null for all of the position.</param>
internal sealed record OkxAlgoForm(string Type, OrderSide Side, decimal? Size)
{
    public string ClientId { get; init; } = "";

    public string Tag { get; init; } = "";

    /// <summary>Of a spot order at the market: <c>base_ccy</c> or <c>quote_ccy</c>; empty for the others.</summary>
    public string TargetCurrency { get; init; } = "";

    public bool IsReduceOnly { get; init; }

    public OkxTrigger? TakeProfit { get; init; }

    public OkxTrigger? StopLoss { get; init; }

    /// <summary>Of a trigger order.</summary>
    public OkxTrigger? Trigger { get; init; }

    /// <summary>Of a trigger order with a limit: <c>fok</c>, <c>ioc</c>, or empty.</summary>
    public string AdvanceType { get; init; } = "";

    /// <summary>Distance of a trailing order as a fraction of the best price since it began; null where it is an amount.</summary>
    public decimal? CallbackRatio { get; init; }

    /// <summary>Distance of a trailing order in quote currency; null where it is a fraction.</summary>
    public decimal? CallbackSpread { get; init; }

    /// <summary>The price from which on a trailing order follows; null for at once.</summary>
    public decimal? ActivePrice { get; init; }

    public bool IsSell => Side == OrderSide.Sell;
}

/// <summary>Where an algo order stands.</summary>
internal enum OkxAlgoState
{
    /// <summary>Waits.</summary>
    Live,

    /// <summary>Has placed its order.</summary>
    Effective,

    /// <summary>Canceled by whoever made it.</summary>
    Canceled,

    /// <summary>Its order was refused.</summary>
    OrderFailed,
}

/// <summary>An order that waits for a price, and then places an order of its own. Until then it holds nothing back.</summary>
/// <remarks>Changed only under the venue's lock.</remarks>
internal sealed class OkxAlgo(long number, LoopbackAccount account, LoopbackMarket market, OkxAlgoForm form, UnixNanos time)
{
    /// <summary>Rising from algo order to algo order.</summary>
    public long Number { get; } = number;

    public LoopbackAccount Account { get; } = account;

    public LoopbackMarket Market { get; } = market;

    /// <summary>As it stands: amendments change it.</summary>
    public OkxAlgoForm Form { get; set; } = form;

    public OkxAlgoState State { get; set; }

    public UnixNanos CreatedTime { get; } = time;

    public UnixNanos UpdatedTime { get; set; } = time;

    /// <summary>The market's last price when it was placed.</summary>
    public decimal LastWhenPlaced { get; } = market.LastPrice;

    /// <summary>Of a trigger order, whether the price has to rise to it.</summary>
    public bool TriggersUpward { get; set; } = form.Trigger?.Price >= market.LastPrice;

    /// <summary>Of a trailing order, the best price since it began to follow; null before.</summary>
    public decimal? Peak { get; private set; } = form.ActivePrice is null ? market.LastPrice : null;

    /// <summary>Of a trailing order, where it triggers now; null before it began to follow.</summary>
    public decimal? MovingTrigger => Peak is not { } peak
        ? null
        : Market.Instrument.ToPrice(
            peak + (Form.IsSell ? -1 : 1) * (Form.CallbackSpread ?? (peak * Form.CallbackRatio ?? 0)),
            Form.IsSell ? GridRounding.Down : GridRounding.Up).Value;

    /// <summary>The order that it placed; null before.</summary>
    public LoopbackOrder? Order { get; set; }

    public UnixNanos? TriggeredTime { get; set; }

    /// <summary>Which of its two sides triggered: <c>tp</c> or <c>sl</c>; empty before, and where it has none.</summary>
    public string TriggeredSide { get; set; } = "";

    /// <summary>Why its order was refused; empty where it was not.</summary>
    public string FailCode { get; set; } = "";

    /// <summary>What its last amendment was called.</summary>
    public string RequestId { get; set; } = "";

    public string StateText => State switch
    {
        OkxAlgoState.Live => "live",
        OkxAlgoState.Effective => "effective",
        OkxAlgoState.Canceled => "canceled",
        _ => "order_failed",
    };

    /// <summary>What its order says that it came of.</summary>
    public string Source => Form.Type switch { "trigger" => "6", "move_order_stop" => "25", _ => "7" };

    /// <summary>A trailing order sees a price.</summary>
    public void Follow(decimal price)
    {
        if (Peak is null && Form.ActivePrice is { } active && (Form.IsSell ? price < active : price > active))
            return;
        if (Peak is not { } peak || (Form.IsSell ? price > peak : price < peak))
            Peak = price;
    }

    /// <summary>What a price triggers of it; null for nothing.</summary>
    /// <param name="priceType">What has come to the price.</param>
    /// <param name="price">Quote currency per base unit.</param>
    public (OkxTrigger Trigger, string Side)? HitBy(string priceType, decimal price)
    {
        if (Form.Type == "move_order_stop")
        {
            if (priceType != "last" || MovingTrigger is not { } moving || (Form.IsSell ? price > moving : price < moving))
                return null;
            return (new OkxTrigger(moving, OrderPrice: null, priceType), "");
        }
        if (Form.Trigger is { } trigger)
            return trigger.PriceType == priceType && (TriggersUpward ? price >= trigger.Price : price <= trigger.Price) ? (trigger, "") : null;
        if (Form.StopLoss is { } stop && stop.PriceType == priceType && (Form.IsSell ? price <= stop.Price : price >= stop.Price))
            return (stop, "sl");
        return Form.TakeProfit is { } take && take.PriceType == priceType && (Form.IsSell ? price >= take.Price : price <= take.Price) ? (take, "tp") : null;
    }
}
