using System.Runtime.InteropServices;

namespace VeloZ.Domain;

/// <summary>What happened in a market.</summary>
public enum MarketEventKind : byte
{
    /// <summary>A public print.</summary>
    Trade = 1,

    /// <summary>Best bid and ask.</summary>
    Quote = 2,

    /// <summary>A whole book; it is valid from here on.</summary>
    BookSnapshot = 3,

    /// <summary>Changes of levels that one message of the venue told.</summary>
    BookDelta = 4,

    /// <summary>Something was missed: the book is not to be priced from until the next snapshot.</summary>
    BookInvalidated = 5,
}

/// <summary>A level in whole increments of the instrument.</summary>
/// <param name="Side">Buy for a bid, sell for an ask.</param>
/// <param name="Ticks">Price in price increments.</param>
/// <param name="Lots">Quantity in quantity increments, 0 or more; 0 takes the level away and stands in no snapshot.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BookLevelChange(OrderSide Side, long Ticks, long Lots);

/// <summary>One event of a market, in whole increments of its instrument.</summary>
/// <remarks>Its levels lie in a buffer that is used again: copy what is to be kept.</remarks>
public readonly ref struct MarketEvent
{
    /// <summary>What happened; which of the others mean something depends on it.</summary>
    public required MarketEventKind Kind { get; init; }

    /// <summary>When the venue says it happened; never orders inputs.</summary>
    public required UnixNanos VenueTime { get; init; }

    /// <summary>When we had it; never falling from one event to the next.</summary>
    public required UnixNanos ReceivedTime { get; init; }

    /// <summary>The venue's number of it; 0 where it has none.</summary>
    public long Sequence { get; init; }

    /// <summary>Of a trade: the side that took.</summary>
    public TradeAggressor Aggressor { get; init; }

    /// <summary>Of a trade: the venue's id.</summary>
    public long TradeId { get; init; }

    /// <summary>Price of a trade, or of the bid of a quote, in price increments.</summary>
    public long Ticks { get; init; }

    /// <summary>Quantity of a trade, or of the bid of a quote, in quantity increments, 0 or more.</summary>
    public long Lots { get; init; }

    /// <summary>Price of the ask of a quote, in price increments.</summary>
    public long AskTicks { get; init; }

    /// <summary>Quantity of the ask of a quote, in quantity increments, 0 or more.</summary>
    public long AskLots { get; init; }

    /// <summary>Levels of a snapshot or a delta, in the order of the venue's message.</summary>
    public ReadOnlySpan<BookLevelChange> Levels { get; init; }

    /// <summary>Whether it is told only so that the book is right: it lies before the time asked for, or its segment begins with it.</summary>
    public bool IsLead { get; init; }

    /// <summary>The print, where it is one.</summary>
    /// <param name="instrument">Its market.</param>
    /// <param name="receivedTime">When we had it.</param>
    public TradeTick ToTrade(Instrument instrument, UnixNanos receivedTime)
    {
        OrderSide? aggressor = Aggressor switch
        {
            TradeAggressor.Buy => OrderSide.Buy,
            TradeAggressor.Sell => OrderSide.Sell,
            _ => null,
        };
        return new TradeTick(VenueTime, receivedTime, instrument.PriceFromTicks(Ticks), instrument.QuantityFromLots(Lots), aggressor, TradeId);
    }

    /// <summary>Best bid and ask, where it is a quote.</summary>
    /// <param name="instrument">Its market.</param>
    /// <param name="receivedTime">When we had it.</param>
    public QuoteTick ToQuote(Instrument instrument, UnixNanos receivedTime) => new(
        VenueTime,
        receivedTime,
        instrument.PriceFromTicks(Ticks),
        instrument.QuantityFromLots(Lots),
        instrument.PriceFromTicks(AskTicks),
        instrument.QuantityFromLots(AskLots));

    /// <summary>The same, told only so that the book is right.</summary>
    public MarketEvent AsLead() => new()
    {
        Kind = Kind,
        VenueTime = VenueTime,
        ReceivedTime = ReceivedTime,
        Sequence = Sequence,
        Aggressor = Aggressor,
        TradeId = TradeId,
        Ticks = Ticks,
        Lots = Lots,
        AskTicks = AskTicks,
        AskLots = AskLots,
        Levels = Levels,
        IsLead = true,
    };
}
