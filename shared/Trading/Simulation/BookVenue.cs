using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A venue simulated over the book and the prints of one market, as they were captured.</summary>
/// <remarks>
/// Rules. An order that arrives meets the book as it is then and takes what its limit allows, level by level, each at its price; what we take of a level is gone for
/// us until that level is gone or a whole new book comes. What is left rests behind what stands at its price. Prints by the other side at that price are for those
/// ahead first and for us then; a level that becomes smaller than what was ahead leaves so much ahead, and one that goes leaves nothing: whoever canceled is taken
/// to have stood behind us as far as that can be. A print beyond our price fills us, up to its quantity, as does the other side of the book beyond it, up to what
/// stands there. Of an iceberg only its display quantity is in the queue; the next part stands last. Our own orders do not change the book. Triggers go by the last
/// print, before the first one by the middle of the book.
/// </remarks>
public sealed partial class BookVenue : VenueCore
{
    private readonly OrderBook _book;
    private readonly Dictionary<long, long> _takenBids = []; // Lots we took, by ticks, of levels that are still there.
    private readonly Dictionary<long, long> _takenAsks = [];
    private readonly Dictionary<long, long> _printedBids = []; // Lots that prints took, by ticks, of levels of which the book has not told since.
    private readonly Dictionary<long, long> _printedAsks = [];
    private decimal _price;
    private bool _hasPrint;

    /// <summary>A venue with an account of ours.</summary>
    /// <param name="book">The market's book; changed only through this venue.</param>
    /// <param name="options">How it fills; what is about bars does not matter here.</param>
    /// <param name="cash">What the account starts with, in quote currency.</param>
    public BookVenue(OrderBook book, SimulationOptions options, decimal cash)
        : base(book.Instrument, options, cash) => _book = book;

    /// <inheritdoc/>
    public override UnixNanos? NextEventTime
    {
        get
        {
            var time = Arrivals.TryPeek(out var arrival) ? arrival.Time : (UnixNanos?)null;
            var expiry = NextExpiry();
            return expiry != UnixNanos.MaxValue && (time is not { } found || expiry < found) ? expiry : time;
        }
    }

    private protected override decimal Price => _price;

    /// <inheritdoc/>
    public override void Step()
    {
        if (NextExpiry() is var expiry && expiry <= NextEventTime)
            Expire(expiry);
        else
            Arrive(Arrivals.Take());
    }

    /// <summary>The market's next event: the book moves, and our resting orders with it.</summary>
    public void Apply(in MarketEvent happened)
    {
        var time = happened.ReceivedTime;
        switch (happened.Kind)
        {
            case MarketEventKind.Trade:
                Print(in happened, time);
                break;
            case MarketEventKind.BookSnapshot:
                Replace(in happened);
                break;
            case MarketEventKind.BookDelta:
                foreach (ref readonly var level in happened.Levels)
                    Change(in level, happened.Sequence, time);
                break;
            case MarketEventKind.BookInvalidated:
                _book.Invalidate();
                break;
        }
        if (happened.Kind is MarketEventKind.BookSnapshot or MarketEventKind.BookDelta)
            SeeBook(time);
    }

    private protected override void Arrive(SimulatedOrder order, UnixNanos time) => Meet(order, time);

    // Nothing rested before the first print or book has a price.
    private void See(decimal price, UnixNanos time)
    {
        _price = price;
        if (Resting.Count > 0)
        {
            while (FirstHit(price) is { } order)
            {
                Trigger(order, time);
                Meet(order, time);
            }
            FollowPrice(price);
        }
        if (LiquidationOnTheWayTo(price) is not null)
            Liquidate(price, time);
    }

    private void Replace(in MarketEvent happened)
    {
        _book.Clear();
        _takenBids.Clear();
        _takenAsks.Clear();
        _printedBids.Clear();
        _printedAsks.Clear();
        foreach (ref readonly var level in happened.Levels)
            _book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
        _book.Complete(happened.Sequence, happened.ReceivedTime);
        // What stood ahead may have gone while we did not look; more than stands there now it is not.
        foreach (var order in Resting)
        {
            if (!order.IsConditional)
                order.LotsAhead = Math.Min(order.LotsAhead, _book.LotsAt(order.Terms.Side, TicksOf(order)));
        }
    }

    private void Change(in BookLevelChange level, long sequence, UnixNanos time)
    {
        _book.Apply(level.Side, level.Ticks, level.Lots, sequence, time);
        PrintedOf(level.Side).Remove(level.Ticks);
        if (level.Lots == 0)
            TakenOf(level.Side).Remove(level.Ticks);
        for (var index = 0; index < Resting.Count; index++)
        {
            var order = Resting[index];
            if (!order.IsConditional && order.Terms.Side == level.Side && TicksOf(order) == level.Ticks && order.LotsAhead > level.Lots)
                order.LotsAhead = level.Lots;
        }
    }

    private void SeeBook(UnixNanos time)
    {
        if (!_book.IsValid || _book.BidCount == 0 || _book.AskCount == 0)
            return;
        if (Resting.Count > 0)
            FillCrossed(time);
        if (Waiting.Count > 0)
            MeetWaiting(time);
        if (!_hasPrint)
            See((_book.TicksAt(OrderSide.Buy, 0) + _book.TicksAt(OrderSide.Sell, 0)) * Instrument.PriceIncrement / 2, time);
    }

    private void MeetWaiting(UnixNanos time)
    {
        foreach (var order in Waiting.ToArray())
        {
            if (Waiting.Remove(order)) // One before it may have ended it.
                Meet(order, time);
        }
    }

    private Dictionary<long, long> TakenOf(OrderSide side) => side == OrderSide.Buy ? _takenBids : _takenAsks;

    private Dictionary<long, long> PrintedOf(OrderSide side) => side == OrderSide.Buy ? _printedBids : _printedAsks;

    private long TicksOf(SimulatedOrder order) => Instrument.ToTicks(order.Terms.Price!.Value);

    private static OrderSide Opposite(OrderSide side) => side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy;
}
