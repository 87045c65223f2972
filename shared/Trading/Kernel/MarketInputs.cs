using System.Diagnostics.CodeAnalysis;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>One piece of market data on its way through the kernel.</summary>
/// <remarks>Each is a readonly struct: the kernel calls it by reference, without the copy that would shield it from change.</remarks>
public interface IMarketInput
{
    /// <summary>Index of its instrument in the portfolio.</summary>
    int InstrumentIndex { get; }

    /// <summary>The input's time: when we had it.</summary>
    UnixNanos Time { get; }

    /// <summary>Moves the last price, where this tells one: that of a print; before the first, the middle between bid and ask.</summary>
    void MovePrice(MarketView market);

    /// <summary>The prices it tells; false where it tells none of a trade.</summary>
    bool TryGetRange(out TradedRange range);

    /// <summary>Gives it to a strategy.</summary>
    void GiveTo(Strategy strategy, StrategyContext context);
}

/// <summary>Between which prices a market traded.</summary>
/// <param name="StartTime">From when on.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
/// <param name="Last">The last.</param>
public readonly record struct TradedRange(UnixNanos StartTime, Price Low, Price High, Price Last);

/// <summary>A bar closed.</summary>
/// <param name="instrumentIndex">Index of its instrument in the portfolio.</param>
/// <param name="bar">The bar; the input's time is its close.</param>
public readonly struct BarClosed(int instrumentIndex, in Bar bar) : IMarketInput
{
    private readonly Bar _bar = bar; // Given on by reference: a bar is some 90 bytes.

    /// <inheritdoc/>
    public int InstrumentIndex { get; } = instrumentIndex;

    /// <summary>The bar.</summary>
    [UnscopedRef]
    public ref readonly Bar Bar => ref _bar;

    /// <inheritdoc/>
    public UnixNanos Time => _bar.CloseTime;

    /// <inheritdoc/>
    public void MovePrice(MarketView market) => market.Set(InstrumentIndex, _bar.Close, _bar.CloseTime);

    /// <inheritdoc/>
    public bool TryGetRange(out TradedRange range)
    {
        range = new TradedRange(_bar.OpenTime, _bar.Low, _bar.High, _bar.Close);
        return true;
    }

    /// <inheritdoc/>
    public void GiveTo(Strategy strategy, StrategyContext context) => strategy.OnBar(context, in _bar);
}

/// <summary>A bar that closed came from a venue, a little after its close.</summary>
/// <param name="instrumentIndex">Index of its instrument in the portfolio.</param>
/// <param name="bar">The bar.</param>
/// <param name="receivedTime">When we had it: the input's time.</param>
/// <remarks>Its prints have been given one by one: it moves no price, and triggers nothing once more.</remarks>
public readonly struct BarReceived(int instrumentIndex, in Bar bar, UnixNanos receivedTime) : IMarketInput
{
    private readonly Bar _bar = bar;

    /// <inheritdoc/>
    public int InstrumentIndex { get; } = instrumentIndex;

    /// <inheritdoc/>
    public UnixNanos Time { get; } = receivedTime;

    /// <inheritdoc/>
    public void MovePrice(MarketView market)
    {
        if (market.PriceOf(InstrumentIndex) is null)
            market.Set(InstrumentIndex, _bar.Close, Time);
    }

    /// <inheritdoc/>
    public bool TryGetRange(out TradedRange range)
    {
        range = default;
        return false;
    }

    /// <inheritdoc/>
    public void GiveTo(Strategy strategy, StrategyContext context) => strategy.OnBar(context, in _bar);
}

/// <summary>A public print.</summary>
/// <param name="instrumentIndex">Index of its instrument in the portfolio.</param>
/// <param name="trade">The print; the input's time is when we had it.</param>
public readonly struct TradeSeen(int instrumentIndex, in TradeTick trade) : IMarketInput
{
    private readonly TradeTick _trade = trade; // Given on by reference: a print is some 70 bytes.

    /// <inheritdoc/>
    public int InstrumentIndex { get; } = instrumentIndex;

    /// <summary>The print.</summary>
    [UnscopedRef]
    public ref readonly TradeTick Trade => ref _trade;

    /// <inheritdoc/>
    public UnixNanos Time => _trade.ReceivedTime;

    /// <inheritdoc/>
    public void MovePrice(MarketView market) => market.Set(InstrumentIndex, _trade.Price, _trade.ReceivedTime);

    /// <inheritdoc/>
    public bool TryGetRange(out TradedRange range)
    {
        range = new TradedRange(_trade.ReceivedTime, _trade.Price, _trade.Price, _trade.Price);
        return true;
    }

    /// <inheritdoc/>
    public void GiveTo(Strategy strategy, StrategyContext context) => strategy.OnTrade(context, in _trade);
}

/// <summary>A new best bid or ask.</summary>
/// <param name="InstrumentIndex">Index of its instrument in the portfolio.</param>
/// <param name="Quote">The quote; the input's time is when we had it.</param>
public readonly record struct QuoteSeen(int InstrumentIndex, QuoteTick Quote) : IMarketInput
{
    /// <inheritdoc/>
    public UnixNanos Time => Quote.ReceivedTime;

    /// <inheritdoc/>
    public void MovePrice(MarketView market)
    {
        if (market.PriceOf(InstrumentIndex) is null)
            market.Set(InstrumentIndex, new Price((Quote.Bid.Value + Quote.Ask.Value) / 2), Quote.ReceivedTime);
    }

    /// <inheritdoc/>
    public bool TryGetRange(out TradedRange range)
    {
        range = default;
        return false;
    }

    /// <inheritdoc/>
    public void GiveTo(Strategy strategy, StrategyContext context) => strategy.OnQuote(context, Quote);
}

/// <summary>A book changed.</summary>
/// <param name="InstrumentIndex">Index of its instrument in the portfolio.</param>
/// <param name="Book">The book; the input's time is when we had the change.</param>
public readonly record struct BookChanged(int InstrumentIndex, OrderBook Book) : IMarketInput
{
    /// <inheritdoc/>
    public UnixNanos Time => Book.ReceivedTime;

    /// <inheritdoc/>
    public void MovePrice(MarketView market)
    {
        if (market.PriceOf(InstrumentIndex) is null && Book is { IsValid: true, BidCount: > 0, AskCount: > 0 })
            market.Set(InstrumentIndex, new Price((Book.TicksAt(OrderSide.Buy, 0) + Book.TicksAt(OrderSide.Sell, 0)) * Book.Instrument.PriceIncrement / 2), Book.ReceivedTime);
    }

    /// <inheritdoc/>
    public bool TryGetRange(out TradedRange range)
    {
        range = default;
        return false;
    }

    /// <inheritdoc/>
    public void GiveTo(Strategy strategy, StrategyContext context) => strategy.OnBook(context, Book);
}

/// <summary>A timer's due time has come.</summary>
/// <param name="Time">The input's time.</param>
/// <param name="Strategy">Whose it is.</param>
/// <param name="Name">Which.</param>
public readonly record struct TimerFired(UnixNanos Time, StrategyInstanceId Strategy, string Name);

/// <summary>The time of an order is up that its venue does not end by itself.</summary>
/// <param name="Time">The input's time.</param>
public readonly record struct OrderExpired(UnixNanos Time);
