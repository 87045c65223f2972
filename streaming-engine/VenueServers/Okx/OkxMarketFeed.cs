using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What the channels of one market remember between two messages. Used under the venue's lock.</summary>
internal sealed class OkxMarketFeed(LoopbackMarket market)
{
    private const int SmallDepth = 5;

    private readonly Dictionary<string, UnixNanos> _bars = new(StringComparer.Ordinal); // By interval, when the bar began that was told last.
    private readonly List<LoopbackPrint> _prints = [];
    private (OkxBookLevel Ask, OkxBookLevel Bid) _best;
    private OkxBookLevel[] _five = [];
    private (decimal Price, UnixNanos Time) _mark;

    public LoopbackMarket Market { get; } = market;

    /// <summary>Of 400 levels, told by changes.</summary>
    public OkxBookFeed Book { get; } = new(market, depth: 400);

    /// <summary>When something of the book was last told.</summary>
    public UnixNanos BookTime { get; set; }

    /// <summary>When the five best levels were last told.</summary>
    public UnixNanos FiveTime { get; set; }

    /// <summary>When the best levels were last told.</summary>
    public UnixNanos BestTime { get; set; }

    /// <summary>Whether somebody traded, or the best levels changed, since the ticker was last told.</summary>
    public bool IsTickerDue { get; set; }

    /// <summary>Takes a print; gives those before it where they are of another taker or another price.</summary>
    public IReadOnlyList<LoopbackPrint> Take(LoopbackPrint print)
    {
        var before = _prints.Count > 0 && (_prints[^1].Price != print.Price || TakerOf(_prints[^1]) != TakerOf(print)) ? TakePrints() : [];
        _prints.Add(print);
        return before;
    }

    /// <summary>The prints that wait: all of one taker and one price.</summary>
    public IReadOnlyList<LoopbackPrint> TakePrints()
    {
        if (_prints.Count == 0)
            return [];
        LoopbackPrint[] prints = [.. _prints];
        _prints.Clear();
        return prints;
    }

    /// <summary>Whether the best levels differ from those before.</summary>
    public bool TakeBest()
    {
        var best = (OkxBookLevel.Top(Market, OrderSide.Sell, 1).FirstOrDefault(), OkxBookLevel.Top(Market, OrderSide.Buy, 1).FirstOrDefault());
        if (best == _best)
            return false;
        _best = best;
        return true;
    }

    /// <summary>Whether the five best levels differ from those before.</summary>
    public bool TakeFive()
    {
        OkxBookLevel[] five = [.. OkxBookLevel.Top(Market, OrderSide.Sell, SmallDepth), .. OkxBookLevel.Top(Market, OrderSide.Buy, SmallDepth)];
        if (five.AsSpan().SequenceEqual(_five))
            return false;
        _five = five;
        return true;
    }

    /// <summary>Whether the mark price is to be told: it has changed, or was last told long ago.</summary>
    public bool TakeMark(UnixNanos now, TimeSpan patience)
    {
        var price = OkxMarkets.MarkOf(Market);
        if (price == _mark.Price && now - _mark.Time < patience)
            return false;
        _mark = (price, now);
        return true;
    }

    /// <summary>When the bar of an interval began that was told last and has ended since; null for none.</summary>
    public UnixNanos? TakeEnded(string interval, UnixNanos current)
    {
        UnixNanos? ended = _bars.TryGetValue(interval, out var told) && told < current ? told : null;
        _bars[interval] = current;
        return ended;
    }

    private static long TakerOf(LoopbackPrint print) => print.TakerSide == OrderSide.Buy ? print.BuyOrder : print.SellOrder;
}
