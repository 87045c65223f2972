using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>An order somebody wants; values may be off the grid or out of range: the pre-trade checks say so.</summary>
public sealed record OrderRequest
{
    /// <summary>The market.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>What makes it trade.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Base units.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Limit price; null where the type has none.</summary>
    public decimal? Price { get; init; }

    /// <summary>
    /// Price that triggers it; null where the type has none. Of a trailing order, where the trigger starts; a trailing stop-market without one starts at its
    /// offset from the market.
    /// </summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>How far a trailing trigger stays behind the best price: quote currency, or a fraction of that price; null for types that do not trail.</summary>
    public decimal? TrailingOffset { get; init; }

    /// <summary>Whether <see cref="TrailingOffset"/> is a fraction.</summary>
    public bool TrailingIsFraction { get; init; }

    /// <summary>Base units shown in the book, below the quantity; null shows all.</summary>
    public decimal? DisplayQuantity { get; init; }

    /// <summary>How long it works.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>When a good-till-date order expires; null for the others.</summary>
    public UnixNanos? ExpireTime { get; init; }

    /// <summary>Whether it is refused rather than take liquidity.</summary>
    public bool IsPostOnly { get; init; }

    /// <summary>Whether it may only make the position smaller.</summary>
    public bool IsReduceOnly { get; init; }

    /// <summary>What it is for.</summary>
    public OrderRole Role { get; init; }

    /// <summary>Who trades it; set by the kernel for strategies.</summary>
    public StrategyInstanceId Strategy { get; init; }

    /// <summary>The caller's own text, at most 128 bytes of UTF-8; empty for none. The host keeps it unique in the account.</summary>
    public string ClientReference { get; init; } = "";

    /// <summary>Who asked for it; empty for a strategy's own.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The caller's key, at most 128 bytes of UTF-8; empty for none. The same key of the same user within 24 hours gets the first order and makes none.</summary>
    public string IdempotencyKey { get; init; } = "";
}

/// <summary>Orders of one market that depend on each other (FIX 1385). All are taken, or none.</summary>
/// <remarks>
/// With an entry, the others are its exits: they are held until it fills, and are then sent in the size that has filled. Without one they work at once.
/// </remarks>
public sealed record OrderListRequest
{
    /// <summary>Fills first and triggers <see cref="Orders"/>; null for none.</summary>
    public OrderRequest? Entry { get; init; }

    /// <summary>One at least; without an entry two at least.</summary>
    public required IReadOnlyList<OrderRequest> Orders { get; init; }

    /// <summary>
    /// How <see cref="Orders"/> depend on each other: <see cref="Contingency.Oco"/> cancels the others when one fills, wholly or in part;
    /// <see cref="Contingency.Ouo"/> takes from the others what one has filled. Null where they do not; only with an entry.
    /// </summary>
    public Contingency? Peers { get; init; }

    /// <summary>An entry with a target and a stop that reduce each other: each is sent in the size that the entry has filled, and one takes from the other.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="target">Reduce-only, against the entry's side.</param>
    /// <param name="stop">Reduce-only, protective, against the entry's side.</param>
    public static OrderListRequest Bracket(OrderRequest entry, OrderRequest target, OrderRequest stop) =>
        new() { Entry = entry, Orders = [target, stop], Peers = Contingency.Ouo };
}

/// <summary>The answer to a request for an order: its id, or why not.</summary>
/// <param name="Order">The order; null when it is refused.</param>
/// <param name="Refusal">Why not; null when it is taken.</param>
public readonly record struct SubmitResult(Order? Order, Refusal? Refusal);

/// <summary>The answer to a request for a list of orders.</summary>
/// <param name="Orders">The entry first where there is one, then the others as listed; empty when the list is refused.</param>
/// <param name="Refusal">Why not; null when all are taken.</param>
public readonly record struct SubmitListResult(IReadOnlyList<Order> Orders, Refusal? Refusal);

/// <summary>What a person, a client or the host tells the kernel.</summary>
/// <param name="Time">The input's time.</param>
public abstract record KernelCommand(UnixNanos Time)
{
    /// <summary>Make an order.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Request">What is wanted.</param>
    public sealed record Submit(UnixNanos Time, OrderRequest Request) : KernelCommand(Time);

    /// <summary>Make orders that depend on each other.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Request">What is wanted.</param>
    public sealed record SubmitList(UnixNanos Time, OrderListRequest Request) : KernelCommand(Time);

    /// <summary>Change an order that works: what is null stays. At the venue it loses its place in the queue, but where only its quantity becomes less.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    /// <param name="Quantity">Base units in all, above what has filled.</param>
    /// <param name="Price">Limit price.</param>
    /// <param name="TriggerPrice">Trigger price.</param>
    public sealed record Amend(UnixNanos Time, ClientOrderId Id, decimal? Quantity, decimal? Price, decimal? TriggerPrice) : KernelCommand(Time);

    /// <summary>Cancel an order. Always allowed.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record Cancel(UnixNanos Time, ClientOrderId Id, string Actor, string Reason) : KernelCommand(Time);

    /// <summary>A venue has taken the position in an instrument for want of margin: orders of it end, and each strategy's part is closed by a market order, which passes no check.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Instrument">The market.</param>
    public sealed record Liquidate(UnixNanos Time, InstrumentId Instrument) : KernelCommand(Time);

    /// <summary>Cancel every open order. Always allowed.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record CancelAll(UnixNanos Time, string Actor, string Reason) : KernelCommand(Time);

    /// <summary>Make an instrument known, or change it.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Instrument">As it is from now on.</param>
    public sealed record SetInstrument(UnixNanos Time, Instrument Instrument) : KernelCommand(Time);

    /// <summary>Change a balance.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Change">What comes in, or goes out when negative.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Reference">May be empty.</param>
    public sealed record ChangeBalance(UnixNanos Time, Money Change, BalanceReason Reason, string Reference) : KernelCommand(Time);

    /// <summary>Change the limits; their version is counted up by the kernel.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Limits">The limits from now on.</param>
    /// <param name="Actor">Who wants it.</param>
    public sealed record SetLimits(UnixNanos Time, RiskLimits Limits, string Actor) : KernelCommand(Time);

    /// <summary>Change what the account may do. It does not become active while differences with a venue are open.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="State">From now on.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record SetTradingState(UnixNanos Time, TradingState State, string Actor, string Reason) : KernelCommand(Time);

    /// <summary>Take a venue's balances for right where ours differ, and trade on. Only after its books were read since the start.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Venue">The venue.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; not empty.</param>
    public sealed record AcknowledgeDifferences(UnixNanos Time, string Venue, string Actor, string Reason) : KernelCommand(Time);

    /// <summary>Engage a kill switch: no new orders in its reach; open ones are canceled, but those that protect a position. It latches.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Scope">How far it reaches.</param>
    /// <param name="Target">Strategy instance, venue or account; empty for all.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; may be empty: a switch is never refused.</param>
    public sealed record EngageKillSwitch(UnixNanos Time, KillSwitchScope Scope, string Target, string Actor, string Reason) : KernelCommand(Time);

    /// <summary>Release a kill switch. Who may, the host decides; the reason is needed here.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Scope">Of the switch.</param>
    /// <param name="Target">Of the switch.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Approver">The second person where two are asked for; empty else.</param>
    /// <param name="Reason">Why; not empty.</param>
    public sealed record ReleaseKillSwitch(UnixNanos Time, KillSwitchScope Scope, string Target, string Actor, string Approver, string Reason) : KernelCommand(Time);

    /// <summary>Deploy a strategy and start it.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Strategy">Its instance id.</param>
    /// <param name="Definition">What it is.</param>
    /// <param name="Instruments">Known instruments; at least one.</param>
    /// <param name="Parameters">Checked.</param>
    /// <param name="Actor">Who wants it.</param>
    public sealed record StartStrategy(
        UnixNanos Time,
        StrategyInstanceId Strategy,
        StrategyDefinition Definition,
        IReadOnlyList<InstrumentId> Instruments,
        ParameterSet Parameters,
        string Actor) : KernelCommand(Time)
    {
        /// <summary>Bars before now, oldest first, that warm it up; empty for none.</summary>
        public IReadOnlyList<Bar> History { get; init; } = [];
    }

    /// <summary>Pause a strategy: its orders are canceled but those that protect a position or leave it by the list of their entry; it goes on seeing the market, and its orders are not taken until it is resumed.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Strategy">Its instance id.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record PauseStrategy(UnixNanos Time, StrategyInstanceId Strategy, string Actor, string Reason) : KernelCommand(Time);

    /// <summary>Let a paused or stopped strategy trade again.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Strategy">Its instance id.</param>
    /// <param name="Definition">What it is.</param>
    /// <param name="Actor">Who wants it.</param>
    public sealed record ResumeStrategy(UnixNanos Time, StrategyInstanceId Strategy, StrategyDefinition Definition, string Actor) : KernelCommand(Time)
    {
        /// <summary>Bars before now, oldest first, that warm it up where it was stopped; empty for none.</summary>
        public IReadOnlyList<Bar> History { get; init; } = [];
    }

    /// <summary>Change the parameters of a running or paused strategy.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Strategy">Its instance id.</param>
    /// <param name="Definition">What it is.</param>
    /// <param name="Parameters">All of them, checked.</param>
    /// <param name="Actor">Who wants it.</param>
    public sealed record SetParameters(UnixNanos Time, StrategyInstanceId Strategy, StrategyDefinition Definition, ParameterSet Parameters, string Actor) : KernelCommand(Time)
    {
        /// <summary>Bars before now, oldest first, that warm it up; empty for none.</summary>
        public IReadOnlyList<Bar> History { get; init; } = [];
    }

    /// <summary>Forget a stopped strategy that has no open order.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Strategy">Its instance id.</param>
    /// <param name="Actor">Who wants it.</param>
    public sealed record RemoveStrategy(UnixNanos Time, StrategyInstanceId Strategy, string Actor) : KernelCommand(Time);

    /// <summary>Journal what a simulated market holds.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Instrument">The market.</param>
    /// <param name="FeedSource">The feed it runs on.</param>
    /// <param name="FeedPosition">Time of the last market event that was given to the kernel.</param>
    /// <param name="State">Its own form.</param>
    public sealed record SavePaperMarket(UnixNanos Time, InstrumentId Instrument, string FeedSource, UnixNanos FeedPosition, byte[] State) : KernelCommand(Time);

    /// <summary>Journal what matters to the journal itself: leader, checkpoint, rotation, a sign of life.</summary>
    /// <param name="Entry">The entry; the input's time is its time.</param>
    public sealed record Journal(JournalEntry Entry) : KernelCommand(Entry.Time);

    /// <summary>Stop a strategy: its orders are canceled, but those that protect its position; that stays.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Strategy">Its instance id.</param>
    /// <param name="Actor">Who wants it.</param>
    /// <param name="Reason">Why; may be empty.</param>
    public sealed record StopStrategy(UnixNanos Time, StrategyInstanceId Strategy, string Actor, string Reason) : KernelCommand(Time);
}
