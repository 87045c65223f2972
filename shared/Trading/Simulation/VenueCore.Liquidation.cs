using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What the venue does where a perpetual position has too little margin: it ends all orders, and takes the position at the price where that came to be.</content>
public abstract partial class VenueCore
{
    private readonly bool _isPerpetual;
    private Price _liquidationPrice;
    private int _reportsBefore; // Of those that wait, made before the position was taken.

    /// <summary>When the venue took the position, before its owner has heard of it; null when it has not.</summary>
    public UnixNanos? LiquidationTime { get; private set; }

    /// <summary>Base units held here; negative when short.</summary>
    public decimal Position => Account.Position;

    /// <summary>The last price there was; 0 before the first.</summary>
    public decimal LastPrice => Price;

    /// <summary>Takes the next report of what was before the position was taken, still on its way or not; null when there is none left. Its owner is to know of it first.</summary>
    public VenueReport? TakeReportBeforeLiquidation()
    {
        if (LiquidationTime is not { } time || _reportsBefore == 0)
            return null;
        _reportsBefore--;
        var report = Reports.Dequeue();
        return report.Time > time ? report with { Time = time } : report;
    }

    /// <summary>Its owner cancels an order for the liquidation: one that is on its way ends before it is there.</summary>
    /// <param name="id">Of the order.</param>
    /// <param name="sentTime">When the cancel leaves us, where the order is not on its way.</param>
    public void CancelAtLiquidation(ClientOrderId id, UnixNanos sentTime)
    {
        if (Arrivals.TryEnd(id))
            Report(id, OrderEvent.Canceled, LiquidationTime!.Value, UpdateSource.Stream, "liquidation");
        else
            Cancel(id, sentTime);
    }

    /// <summary>Its owner has closed what was taken.</summary>
    public void EndLiquidation() => LiquidationTime = null;

    /// <summary>An order by which its owner books what was taken: filled at once, at that price. Call only between <see cref="LiquidationTime"/> and <see cref="EndLiquidation"/>.</summary>
    public void SubmitAtLiquidation(Effect.Submit submit)
    {
        var (order, time) = (Make(submit), LiquidationTime!.Value);
        Accept(order, time);
        Fill(order, _liquidationPrice, order.Leaves, Liquidity.Taker, time);
    }

    private protected bool IsMargined => _isPerpetual && Account.Position != 0;

    /// <summary>The price on the way to another at which the position is taken; null when none is.</summary>
    private protected decimal? LiquidationOnTheWayTo(decimal price)
    {
        if (!IsMargined || LiquidationTime is not null || Account.LiquidationPrice(Options.MaintenanceRate) is not { } at)
            return null;
        var isReached = Account.Position > 0 ? price <= at : price >= at;
        return isReached ? at : null;
    }

    /// <summary>Takes the position at a price, rounded against its owner onto the grid.</summary>
    private protected void Liquidate(decimal price, UnixNanos time)
    {
        _reportsBefore = Reports.Count;
        foreach (var order in Resting.Concat(Waiting).ToArray())
        {
            Remove(order);
            Report(order, OrderEvent.Canceled, time, "liquidation");
        }
        LiquidationTime = time;
        _liquidationPrice = Instrument.ToPrice(Math.Max(price, Instrument.PriceIncrement), Account.Position > 0 ? GridRounding.Down : GridRounding.Up);
    }
}
