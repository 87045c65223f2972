namespace VeloZ.Domain;

/// <summary>What a strategy was told to do.</summary>
public enum StrategyAction
{
    /// <summary>Exists from now on, stopped.</summary>
    Deploy,

    /// <summary>Trades.</summary>
    Start,

    /// <summary>Keeps its state and does not trade.</summary>
    Pause,

    /// <summary>Ends; its orders are canceled.</summary>
    Stop,

    /// <summary>Its parameters changed.</summary>
    SetParameters,

    /// <summary>Is gone.</summary>
    Remove,
}

/// <summary>Why a balance changed without a fill.</summary>
public enum BalanceReason
{
    /// <summary>What the account starts with.</summary>
    Initial,

    /// <summary>Came in.</summary>
    Deposit,

    /// <summary>Went out.</summary>
    Withdrawal,

    /// <summary>Funding of a perpetual.</summary>
    Funding,

    /// <summary>Interest.</summary>
    Interest,

    /// <summary>Moved between our own accounts.</summary>
    Transfer,

    /// <summary>Brought to what the venue says, by a person's leave.</summary>
    Correction,
}

/// <summary>A strategy was deployed, started, paused, stopped, removed or given parameters.</summary>
/// <param name="Time">When.</param>
/// <param name="Strategy">The instance.</param>
/// <param name="Definition">Catalogue id.</param>
/// <param name="Action">What.</param>
/// <param name="Instruments">The markets it trades; empty where the action names none.</param>
/// <param name="Parameters">Name and value as text, in the order declared; empty where the action has none.</param>
/// <param name="Actor">Who wanted it, or <c>engine</c> for a faulty strategy.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record StrategyCommand(
    UnixNanos Time,
    StrategyInstanceId Strategy,
    string Definition,
    StrategyAction Action,
    IReadOnlyList<InstrumentId> Instruments,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    string Actor,
    string Reason) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.StrategyCommand;

    /// <summary>Where a strategy is deployed that is a document, the document, UTF-8: a restart makes the strategy of it, whatever has become of the file. Null for all else.</summary>
    public byte[]? Document { get; init; }
}

/// <summary>A strategy's state, in the frame of the intent that it produced, with the feed position it was decided on.</summary>
/// <param name="Time">When.</param>
/// <param name="Strategy">The instance.</param>
/// <param name="FeedSource">The feed it was decided on.</param>
/// <param name="FeedPosition">Time of the last market event it had seen.</param>
/// <param name="State">Its own form.</param>
public sealed record StrategyState(UnixNanos Time, StrategyInstanceId Strategy, string FeedSource, UnixNanos FeedPosition, byte[] State) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.StrategyState;
}

/// <summary>A balance changed by something else than a fill.</summary>
/// <param name="Time">When.</param>
/// <param name="Change">What came in, or went out when negative.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reference">The venue's or user's reference; may be empty.</param>
public sealed record AccountUpdate(UnixNanos Time, Money Change, BalanceReason Reason, string Reference) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.AccountUpdate;
}

/// <summary>A position in a perpetual was brought to what its venue says, by a person's leave. From then on it is nobody's: strategies have nothing of it.</summary>
/// <param name="Time">When.</param>
/// <param name="Instrument">The market.</param>
/// <param name="SignedQuantity">Base units from now on: above 0 long, below 0 short.</param>
/// <param name="Cost">What they cost, in quote currency; below 0 for a short, 0 when flat.</param>
/// <param name="Reason">Why.</param>
public sealed record PositionUpdate(UnixNanos Time, InstrumentId Instrument, decimal SignedQuantity, decimal Cost, string Reason) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.PositionUpdate;
}

/// <summary>Trading state, kill switches and limits as they are from now on.</summary>
/// <param name="Time">When.</param>
/// <param name="State">What the account may do.</param>
/// <param name="KillSwitches">All that are engaged, by the time they were.</param>
/// <param name="Limits">The limits, values and version.</param>
/// <param name="Actor">Who changed it.</param>
/// <param name="Approver">Who approved a release where two are asked for; empty else.</param>
/// <param name="Reason">Why; may be empty but for a release.</param>
public sealed record RiskState(
    UnixNanos Time,
    TradingState State,
    IReadOnlyList<KillSwitch> KillSwitches,
    RiskLimits Limits,
    string Actor,
    string Approver,
    string Reason) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.RiskState;
}

/// <summary>What reconciling with a venue found. Any difference quarantines the account until it is gone or acknowledged.</summary>
/// <param name="Time">When.</param>
/// <param name="Venue">The venue.</param>
/// <param name="Differences">Each in one line; empty when all agrees.</param>
public sealed record ReconcileResult(UnixNanos Time, string Venue, IReadOnlyList<string> Differences) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.ReconcileResult;
}

/// <summary>A person acknowledged a venue's differences.</summary>
/// <param name="Time">When.</param>
/// <param name="Venue">The venue.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record ReconcileAck(UnixNanos Time, string Venue, string Actor, string Reason) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.ReconcileAck;
}

/// <summary>An instrument appeared or changed.</summary>
/// <param name="Time">When.</param>
/// <param name="Instrument">As it is from now on.</param>
public sealed record InstrumentChanged(UnixNanos Time, Instrument Instrument) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.InstrumentChanged;
}

/// <summary>A timer was set; or, without a due time, canceled or fired.</summary>
/// <param name="Time">When.</param>
/// <param name="Strategy">Whose it is.</param>
/// <param name="Name">Unique in the strategy.</param>
/// <param name="DueTime">When it fires; null when there is none any more.</param>
public sealed record TimerSet(UnixNanos Time, StrategyInstanceId Strategy, string Name, UnixNanos? DueTime) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.TimerSet;
}

/// <summary>What a paper account may hold. It is the account's own: it has it from its first frame on.</summary>
/// <param name="IsMargin">Whether it may owe and sell short; else it has only what it has.</param>
/// <param name="Leverage">Greatest exposure as a multiple of its equity, above 0; 1 where it is no margin account.</param>
public sealed record AccountTerms(bool IsMargin, decimal Leverage);

/// <summary>
/// What a simulated market of a paper account holds: orders, reports on their way, its own books of the account. It came from market data, which is
/// not journaled, so it stands in the frame of what it did.
/// </summary>
/// <param name="Time">When.</param>
/// <param name="Instrument">The market.</param>
/// <param name="FeedSource">The feed it runs on.</param>
/// <param name="FeedPosition">Time of the last market event that was given to the kernel.</param>
/// <param name="State">Its own form.</param>
/// <param name="Account">What the account may hold; null in entries from before it was written.</param>
public sealed record PaperMarketState(UnixNanos Time, InstrumentId Instrument, string FeedSource, UnixNanos FeedPosition, byte[] State, AccountTerms? Account) : JournalEntry(Time)
{
    /// <inheritdoc/>
    public override EntryKind Kind => EntryKind.PaperMarketState;
}
