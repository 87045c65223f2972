using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// A strategy: the same class in backtest, paper and live. It acts only through its <see cref="StrategyContext"/>;
/// it has no clock, no randomness, no threads and no I/O, so that equal inputs give equal orders.
/// </summary>
/// <remarks>Called on the kernel's thread. What it must remember over a restart it writes in <see cref="Save"/> and reads back in <see cref="Restore"/>.</remarks>
public abstract class Strategy
{
    private delegate void TradeHandler(StrategyContext context, in TradeTick trade);

    /// <summary>Whether it looks at prints: it has an <see cref="OnTrade"/> of its own.</summary>
    internal bool SeesTrades => ((TradeHandler)OnTrade).Method.DeclaringType != typeof(Strategy);

    /// <summary>It begins to trade, for the first time or again after a stop.</summary>
    public virtual void OnStart(StrategyContext context)
    {
    }

    /// <summary>A bar of one of its markets closed.</summary>
    public virtual void OnBar(StrategyContext context, in Bar bar)
    {
    }

    /// <summary>A public print in one of its markets.</summary>
    public virtual void OnTrade(StrategyContext context, in TradeTick trade)
    {
    }

    /// <summary>The best bid or ask of one of its markets changed.</summary>
    public virtual void OnQuote(StrategyContext context, in QuoteTick quote)
    {
    }

    /// <summary>The book of one of its markets changed.</summary>
    public virtual void OnBook(StrategyContext context, OrderBook book)
    {
    }

    /// <summary>One of its orders filled, wholly or in part. The position is up to date.</summary>
    public virtual void OnFill(StrategyContext context, OrderFill fill) => context.Ignore();

    /// <summary>One of its orders changed without a fill.</summary>
    public virtual void OnOrder(StrategyContext context, Order order) => context.Ignore();

    /// <summary>A timer it set fired.</summary>
    public virtual void OnTimer(StrategyContext context, string name)
    {
    }

    /// <summary>
    /// The venue takes its position for want of margin: its orders end, and what it held is closed by an order of its own, whose fill comes next. What it aimed at it
    /// must not go on to aim at. Orders are not taken in here.
    /// </summary>
    public virtual void OnLiquidation(StrategyContext context)
    {
    }

    /// <summary>It ends. Its open orders are canceled after this.</summary>
    public virtual void OnStop(StrategyContext context)
    {
    }

    /// <summary>It follows another instance of its kind that had other parameters: it takes over what does not depend on them, such as the position it aims at.</summary>
    public virtual void TakeOver(Strategy before)
    {
    }

    /// <summary>Writes all that it must remember, indicators included.</summary>
    public abstract void Save(MessageWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="MessageFormatException">The state is of another form.</exception>
    public abstract void Restore(ref MessageReader reader);
}

/// <summary>A strategy as the catalogue offers it.</summary>
public sealed record StrategyDefinition
{
    /// <summary>Kebab-case: <c>ma-cross</c>.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Momentum, mean reversion, grid, market making, DCA or arbitrage.</summary>
    public required string Category { get; init; }

    /// <summary>The rule, in a few sentences.</summary>
    public required string Description { get; init; }

    /// <summary>What its user may set, in the order shown.</summary>
    public required IReadOnlyList<ParameterDefinition> Parameters { get; init; }

    /// <summary>Bars it must have seen before it can decide.</summary>
    public required Func<ParameterSet, int> WarmUpBars { get; init; }

    /// <summary>Whether it sells what it does not have, which needs a margin account.</summary>
    public required Func<ParameterSet, bool> SellsShort { get; init; }

    /// <summary>Kinds of market data that it decides on: one of them is enough. Bars are made of prints where a run has those.</summary>
    public IReadOnlyList<StrategyData> Data { get; init; } = [];

    /// <summary>Kinds of markets that it can trade in; perpetuals need a margin account.</summary>
    public IReadOnlyList<InstrumentKind> Instruments { get; init; } = [];

    /// <summary>What protects its positions, and where that is: at the venue, or with us at closes.</summary>
    public string Protection { get; init; } = "";

    /// <summary>Makes an instance; checks what depends on several parameters.</summary>
    public required Func<ParameterSet, Strategy> Create { get; init; }

    /// <summary>The document it was read from; null for a strategy of the catalogue. It is journaled with the deployment, so that a restart needs no file.</summary>
    public StrategyDocument? Document { get; init; }

    /// <summary>Checks the given values and fills in the defaults.</summary>
    /// <exception cref="StrategySettingException">A value does not hold.</exception>
    public ParameterSet Read(IEnumerable<KeyValuePair<string, string>> given)
    {
        var parameters = new ParameterSet(Id, Parameters, given);
        _ = Create(parameters);
        return parameters;
    }
}

/// <summary>Market data that a strategy decides on.</summary>
public enum StrategyData
{
    /// <summary>Closed bars.</summary>
    Bars,

    /// <summary>Public prints.</summary>
    Trades,

    /// <summary>The book, or its best bid and ask.</summary>
    Book,
}
