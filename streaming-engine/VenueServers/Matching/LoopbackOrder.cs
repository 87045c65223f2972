using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Where an order stands.</summary>
internal enum LoopbackOrderStatus
{
    /// <summary>Waits for its trigger.</summary>
    Untriggered,

    /// <summary>Works.</summary>
    Open,

    /// <summary>All of it filled.</summary>
    Filled,

    /// <summary>Canceled by whoever made it.</summary>
    Canceled,

    /// <summary>Ended by the venue: its time in force, its list, or nothing left to take.</summary>
    Expired,
}

/// <summary>One execution of an order.</summary>
/// <param name="TradeNumber">Of the market; that of the order it met, too.</param>
/// <param name="Price">Quote currency per base unit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Fee">What was taken; negative for a rebate.</param>
/// <param name="Liquidity">Maker or taker.</param>
/// <param name="Time">When.</param>
/// <param name="Cursor">Of the venue, rising from fill to fill.</param>
internal sealed record LoopbackFill(long TradeNumber, decimal Price, decimal Quantity, Money Fee, Liquidity Liquidity, UnixNanos Time, long Cursor)
{
    /// <summary>What it realized of a position, in quote currency, its fee not among it; 0 for spot.</summary>
    public decimal RealizedPnl { get; init; }
}

/// <summary>An order at a loopback venue. Changed only under the venue's lock.</summary>
internal sealed class LoopbackOrder
{
    public LoopbackOrder(long number, LoopbackAsk ask, LoopbackMarket market, UnixNanos time)
    {
        (Number, Ask, Market, CreatedTime, UpdatedTime) = (number, ask, market, time, time);
        ClientId = ask.ClientId;
        (Terms, TriggerPrice) = (ask.Terms, ask.Terms.TriggerPrice?.Value);
        Ticks = Terms.Price is { } price ? market.Instrument.ToTicks(price) : 0;
        LotsLeft = market.Instrument.ToLots(Terms.Quantity);
        Status = Terms.Type.IsConditional() ? LoopbackOrderStatus.Untriggered : LoopbackOrderStatus.Open;
    }

    /// <summary>The venue's id.</summary>
    public long Number { get; }

    /// <summary>As it was asked for.</summary>
    public LoopbackAsk Ask { get; }

    public LoopbackMarket Market { get; }

    /// <summary>What whoever made it calls it now; an amendment may give it another name.</summary>
    public string ClientId { get; set; }

    /// <summary>What its cancel was called by whoever canceled it, or what it was called before it was last amended; empty before, and where a protocol has no such name.</summary>
    public string OtherId { get; set; } = "";

    /// <summary>As it stands: amendments and triggers change it.</summary>
    public OrderTerms Terms { get; set; }

    public LoopbackOrderStatus Status { get; set; }

    public UnixNanos CreatedTime { get; }

    public UnixNanos UpdatedTime { get; set; }

    /// <summary>When its trigger was hit; null before, and where it has none.</summary>
    public UnixNanos? TriggeredTime { get; set; }

    /// <summary>Why it ended; empty while it works.</summary>
    public string EndReason { get; set; } = "";

    /// <summary>What triggers it now; a trailing one moves.</summary>
    public decimal? TriggerPrice { get; set; }

    /// <summary>Of a trailing trigger, the best price since it began; null before.</summary>
    public decimal? Peak { get; set; }

    /// <summary>Limit price in price increments; 0 of a market order.</summary>
    public long Ticks { get; set; }

    /// <summary>What is not filled, in quantity increments.</summary>
    public long LotsLeft { get; set; }

    /// <summary>What of it is in the book now.</summary>
    public long LotsShown { get; set; }

    /// <summary>Where it stands in its level; null while it is not in the book.</summary>
    public LinkedListNode<LoopbackOrder>? Place { get; set; }

    /// <summary>Of a list whose members cancel each other; null for none.</summary>
    public LoopbackList? List { get; set; }

    /// <summary>What of its account it holds back.</summary>
    public Money Held { get; set; }

    public List<LoopbackFill> Fills { get; } = [];

    /// <summary>Base units filled.</summary>
    public decimal Filled { get; private set; }

    /// <summary>Quote currency that changed hands.</summary>
    public decimal FilledQuote { get; private set; }

    public bool IsOpen => Status is LoopbackOrderStatus.Untriggered or LoopbackOrderStatus.Open;

    public bool IsBuy => Terms.Side == OrderSide.Buy;

    /// <summary>Whether it has a limit now: a triggered stop-market order has none.</summary>
    public bool HasLimit => Terms.Type.HasLimit();

    /// <summary>Of the account of nobody: the market's own flow.</summary>
    public bool IsHouse => Ask.Account is null;

    public void Add(LoopbackFill fill)
    {
        if (!IsHouse)
            Fills.Add(fill);
        Filled += fill.Quantity;
        FilledQuote += fill.Price * fill.Quantity;
        UpdatedTime = fill.Time;
    }
}

/// <summary>Orders of which one that executes or is triggered ends the others.</summary>
/// <param name="Number">The venue's id.</param>
/// <param name="ClientId">Whoever made it named it so; made by the venue where not.</param>
/// <param name="Time">When.</param>
internal sealed record LoopbackList(long Number, string ClientId, UnixNanos Time)
{
    public List<LoopbackOrder> Orders { get; } = [];

    /// <summary>Whether whoever tells of lists has told that all of it ended.</summary>
    public bool IsEndTold { get; set; }
}
