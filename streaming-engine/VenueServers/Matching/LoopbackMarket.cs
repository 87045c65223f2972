using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>A public print.</summary>
/// <param name="Number">Of the market, 1 and up without a gap.</param>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="TakerSide">Who came.</param>
/// <param name="BuyOrder">The venue's id of the buyer's order.</param>
/// <param name="SellOrder">The venue's id of the seller's order.</param>
/// <param name="Time">When.</param>
internal sealed record LoopbackPrint(long Number, decimal Price, decimal Quantity, OrderSide TakerSide, long BuyOrder, long SellOrder, UnixNanos Time);

/// <summary>A level of a book that has changed.</summary>
/// <param name="Side">Buy for a bid.</param>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="Quantity">Base units there now; 0 when the level is gone.</param>
internal readonly record struct LoopbackLevel(OrderSide Side, decimal Price, decimal Quantity);

/// <summary>One market of a loopback venue: its book, its untriggered orders and its prints. Changed only under the venue's lock.</summary>
/// <param name="symbol">The venue's own text.</param>
/// <param name="instrument">Its grid and limits.</param>
internal sealed class LoopbackMarket(string symbol, Instrument instrument)
{
    /// <summary>So many prints are remembered.</summary>
    public const int PrintsMax = 10_000;

    private readonly Queue<LoopbackPrint> _prints = new();
    private readonly SortedSet<long> _changedBids = [];
    private readonly SortedSet<long> _changedAsks = [];

    public string Symbol { get; } = symbol;

    public Instrument Instrument { get; } = instrument;

    /// <summary>Base units that one contract is for, where the venue counts in contracts; 1 where it does not.</summary>
    public decimal ContractSize { get; init; } = 1;

    public bool IsPerpetual => Instrument.Id.Kind == InstrumentKind.Perpetual;

    public BookSide Bids { get; } = new(OrderSide.Buy);

    public BookSide Asks { get; } = new(OrderSide.Sell);

    /// <summary>Orders that wait for their trigger, by number.</summary>
    public SortedDictionary<long, LoopbackOrder> Untriggered { get; } = [];

    /// <summary>Oldest first, the last <see cref="PrintsMax"/>.</summary>
    public IReadOnlyCollection<LoopbackPrint> Prints => _prints;

    /// <summary>The price of the last print; before the first the middle of the book, and 0 before there is one.</summary>
    public decimal LastPrice { get; private set; }

    /// <summary>How many prints there were.</summary>
    public long PrintCount { get; private set; }

    /// <summary>Of the last change of the book.</summary>
    public long UpdateNumber { get; private set; }

    /// <summary>When the book last changed.</summary>
    public UnixNanos UpdatedTime { get; private set; }

    public bool IsHalted { get; set; }

    public BookSide SideOf(OrderSide side) => side == OrderSide.Buy ? Bids : Asks;

    /// <summary>An order comes into the book.</summary>
    public void Rest(LoopbackOrder order)
    {
        SideOf(order.Terms.Side).Add(order);
        Note(order.Terms.Side, order.Ticks);
    }

    /// <summary>An order leaves the book.</summary>
    public void Leave(LoopbackOrder order)
    {
        SideOf(order.Terms.Side).Remove(order);
        Note(order.Terms.Side, order.Ticks);
    }

    /// <summary>An order in the book shows so much less.</summary>
    public void Lessen(LoopbackOrder order, long lots)
    {
        SideOf(order.Terms.Side).Lessen(order, lots);
        Note(order.Terms.Side, order.Ticks);
    }

    public LoopbackPrint Print(long ticks, long lots, LoopbackOrder taker, LoopbackOrder maker, UnixNanos time)
    {
        var (buy, sell) = taker.IsBuy ? (taker, maker) : (maker, taker);
        LastPrice = ticks * Instrument.PriceIncrement;
        var print = new LoopbackPrint(++PrintCount, LastPrice, lots * Instrument.QuantityIncrement, taker.Terms.Side, buy.Number, sell.Number, time);
        _prints.Enqueue(print);
        if (_prints.Count > PrintsMax)
            _prints.Dequeue();
        return print;
    }

    /// <summary>What of the book has changed since this was last asked, bids best first and then asks best first; each change has a number.</summary>
    public IReadOnlyList<LoopbackLevel> TakeChanges(UnixNanos time)
    {
        if (_changedBids.Count + _changedAsks.Count == 0)
            return [];
        var changes = new List<LoopbackLevel>(_changedBids.Count + _changedAsks.Count);
        foreach (var ticks in _changedBids.Reverse())
            changes.Add(LevelAt(OrderSide.Buy, ticks));
        foreach (var ticks in _changedAsks)
            changes.Add(LevelAt(OrderSide.Sell, ticks));
        _changedBids.Clear();
        _changedAsks.Clear();
        UpdateNumber += changes.Count;
        UpdatedTime = time;
        if (PrintCount == 0 && Bids.Best is { } bid && Asks.Best is { } ask)
            LastPrice = Instrument.ToPrice((bid.Ticks + ask.Ticks) * Instrument.PriceIncrement / 2, GridRounding.Down).Value;
        return changes;
    }

    /// <summary>The best levels of a side, best first.</summary>
    public IEnumerable<LoopbackLevel> Depth(OrderSide side, int count) =>
        SideOf(side).Levels.Take(count).Select(level => new LoopbackLevel(side, level.Ticks * Instrument.PriceIncrement, level.Lots * Instrument.QuantityIncrement));

    private LoopbackLevel LevelAt(OrderSide side, long ticks) => new(side, ticks * Instrument.PriceIncrement, SideOf(side).LotsAt(ticks) * Instrument.QuantityIncrement);

    private void Note(OrderSide side, long ticks) => (side == OrderSide.Buy ? _changedBids : _changedAsks).Add(ticks);
}
