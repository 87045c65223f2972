using System.Runtime.InteropServices;

namespace VeloZ.Domain;

/// <summary>What one venue has at one price.</summary>
/// <param name="Market">Index of the market.</param>
/// <param name="Price">On that market's grid.</param>
/// <param name="Quantity">Base units resting there.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VenueLevel(int Market, Price Price, Quantity Quantity);

/// <summary>The best price of several venues.</summary>
/// <param name="Price">Quote currency.</param>
/// <param name="Quantity">Base units that all of them have there.</param>
/// <param name="Market">Index of the first market that has it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UnifiedPrice(Price Price, decimal Quantity, int Market);

/// <summary>
/// Books of one pair at several venues, read as one. A book that is not valid, is crossed by itself, or of which nothing was heard for too long is left out until it is right again.
/// </summary>
/// <remarks>Not thread-safe. The best bid of one venue may be above the best ask of another: that is how markets are, and no fault.</remarks>
public sealed class UnifiedBook
{
    private readonly OrderBook[] _books;
    private readonly UnixNanos[] _heard;
    private readonly int[] _ranks; // Of a merge: the next level of each book.
    private readonly TimeSpan _silenceMax;

    /// <summary>Empty books.</summary>
    /// <param name="markets">One or more, each once, of the same base, quote and kind.</param>
    /// <param name="silenceMax">A book of which nothing was heard for longer is left out; above zero.</param>
    /// <exception cref="ArgumentException">They are no such markets.</exception>
    public UnifiedBook(IReadOnlyList<Instrument> markets, TimeSpan silenceMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(silenceMax, TimeSpan.Zero);
        if (FlawOf([.. markets.Select(static market => market.Id)]) is { } flaw)
            throw new ArgumentException(flaw);
        _books = [.. markets.Select(static market => new OrderBook(market))];
        _heard = new UnixNanos[markets.Count];
        _ranks = new int[markets.Count];
        _silenceMax = silenceMax;
    }

    /// <summary>What is wrong with such markets; null where they can be read as one.</summary>
    /// <param name="markets">As for a book.</param>
    public static string? FlawOf(IReadOnlyList<InstrumentId> markets)
    {
        if (markets.Count == 0)
            return "there were no markets, must be one or more";
        foreach (var market in markets)
        {
            if ((market.Base, market.Quote, market.Kind) != (markets[0].Base, markets[0].Quote, markets[0].Kind))
                return $"markets were {markets[0]} and {market}, must be of the same base, quote and kind: their prices are no prices of one thing";
            if (markets.Count(other => other == market) > 1)
                return $"market {market} was given twice, must be given once";
        }
        return null;
    }

    /// <summary>The venues' own books, by the index of the market.</summary>
    public IReadOnlyList<OrderBook> Books => _books;

    /// <summary>Takes what happened in a market; its levels are read at once.</summary>
    /// <param name="market">Its index.</param>
    /// <param name="happened">Times never falling.</param>
    /// <returns>Whether its book may be read; where it is crossed by itself it may not be, and is to be told anew.</returns>
    public bool Take(int market, in MarketEvent happened)
    {
        var book = _books[market];
        _heard[market] = happened.ReceivedTime;
        switch (happened.Kind)
        {
            case MarketEventKind.BookSnapshot:
                book.Clear();
                Apply(book, in happened);
                book.Complete(happened.Sequence, happened.ReceivedTime);
                break;
            case MarketEventKind.BookDelta when book.IsValid:
                Apply(book, in happened);
                break;
            case MarketEventKind.BookInvalidated:
                book.Invalidate();
                return true; // It comes by itself.
        }
        if (!book.IsValid || !book.IsCrossed)
            return true;
        book.Invalidate();
        return false;
    }

    /// <summary>Whether a market's book is read.</summary>
    /// <param name="market">Its index.</param>
    /// <param name="now">As of events.</param>
    public bool IsRead(int market, UnixNanos now) => _books[market].IsValid && now - _heard[market] <= _silenceMax;

    /// <summary>The best price of all books that are read; null where none has one.</summary>
    /// <param name="side">Buy for the best bid, sell for the best ask.</param>
    /// <param name="now">As of events.</param>
    public UnifiedPrice? Best(OrderSide side, UnixNanos now)
    {
        UnifiedPrice? best = null;
        for (var market = 0; market < _books.Length; market++)
        {
            if (!IsRead(market, now) || CountOf(market, side) == 0)
                continue;
            var level = _books[market].Level(side, 0);
            if (best is not { } before || IsBetter(side, level.Price, before.Price))
                best = new UnifiedPrice(level.Price, level.Quantity.Value, market);
            else if (level.Price == before.Price)
                best = before with { Quantity = before.Quantity + level.Quantity.Value };
        }
        return best;
    }

    /// <summary>Levels of all books that are read, the best first; of one price one level for each venue that has it, in the order of the markets.</summary>
    /// <param name="side">Buy for bids, sell for asks.</param>
    /// <param name="now">As of events.</param>
    /// <param name="levels">Filled from its start.</param>
    /// <returns>How many there are in it: its length, unless the books have fewer.</returns>
    public int Read(OrderSide side, UnixNanos now, Span<VenueLevel> levels)
    {
        for (var market = 0; market < _books.Length; market++)
            _ranks[market] = IsRead(market, now) ? 0 : CountOf(market, side);
        var count = 0;
        while (count < levels.Length && Next(side) is { } level)
        {
            levels[count++] = level;
            _ranks[level.Market]++;
        }
        return count;
    }

    private VenueLevel? Next(OrderSide side)
    {
        VenueLevel? next = null;
        for (var market = 0; market < _books.Length; market++)
        {
            if (_ranks[market] >= CountOf(market, side))
                continue;
            var level = _books[market].Level(side, _ranks[market]);
            if (next is not { } before || IsBetter(side, level.Price, before.Price))
                next = new VenueLevel(market, level.Price, level.Quantity);
        }
        return next;
    }

    private int CountOf(int market, OrderSide side) => side == OrderSide.Buy ? _books[market].BidCount : _books[market].AskCount;

    private static bool IsBetter(OrderSide side, Price one, Price other) => side == OrderSide.Buy ? one > other : one < other;

    private static void Apply(OrderBook book, in MarketEvent happened)
    {
        foreach (ref readonly var level in happened.Levels)
            book.Apply(level.Side, level.Ticks, level.Lots, happened.Sequence, happened.ReceivedTime);
    }
}
