using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What one input led to: entries for the journal, in order, and effects to be released once they are durable.</summary>
/// <remarks>Reused from input to input; cleared by its owner.</remarks>
public sealed class Decision
{
    private readonly List<JournalEntry> _entries = [];
    private readonly List<Effect> _effects = [];

    /// <summary>Whether nothing was decided.</summary>
    public bool IsEmpty => _entries.Count == 0 && _effects.Count == 0;

    /// <summary>Facts, in the order they were decided and folded.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>What is to leave us, in order.</summary>
    public IReadOnlyList<Effect> Effects => _effects;

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _entries.Clear();
        _effects.Clear();
        Repeated = null;
        (OrderCount, TimerCount) = (0, 0);
    }

    // The order that a repeated request had made: the answer to it.
    internal Order? Repeated { get; set; }

    // Entries and effects so far: whether a callback did anything, a refused order included.
    internal int Count => _entries.Count + _effects.Count;

    // Orders made so far.
    internal int OrderCount { get; private set; }

    // Timers set or taken away so far.
    internal int TimerCount { get; private set; }

    internal void Add(JournalEntry entry)
    {
        _entries.Add(entry);
        if (entry is OrderNew)
            OrderCount++;
        else if (entry is TimerSet)
            TimerCount++;
    }

    internal void Add(Effect effect) => _effects.Add(effect);
}

/// <summary>Something that leaves the kernel.</summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>Send this order to its venue, once.</summary>
    /// <param name="Order">As it stands.</param>
    /// <param name="Terms">What is to be sent: one whose trigger we held is a market or limit order there.</param>
    public sealed record Submit(Order Order, OrderTerms Terms) : Effect
    {
        /// <summary>The list of those that cancel or reduce each other with it; empty for none, and where the venue links no orders.</summary>
        public string PeerList { get; init; } = "";

        /// <summary>Whether one of the list reduces the others; else it cancels them.</summary>
        public bool ReducesPeers { get; init; }

        /// <summary>Base units that the others of the list have filled as far as we know: what they have filled beyond it at the venue comes off this order.</summary>
        public decimal PeersFilled { get; init; }

        /// <summary>The order's attempt that this is: its answer is tagged with it.</summary>
        public int Attempt { get; init; } = 1;

        /// <summary>The venue must refuse it after this time; the latest moment there is where nothing gets lost on the way.</summary>
        public UnixNanos Deadline { get; init; } = UnixNanos.MaxValue;
    }

    /// <summary>Ask the venue to amend this order.</summary>
    /// <param name="Order">As it stands.</param>
    /// <param name="Change">What is to change.</param>
    public sealed record Amend(Order Order, OrderAmend Change) : Effect
    {
        /// <summary>
        /// Base units that the orders it shares its size with have filled as far as we know: what they have filled beyond it at the venue comes off the new quantity.
        /// 0 for an order that shares its size with none.
        /// </summary>
        public decimal PeersFilled { get; init; }

        /// <summary>The venue must refuse it after this time; the latest moment there is where nothing gets lost on the way.</summary>
        public UnixNanos Deadline { get; init; } = UnixNanos.MaxValue;
    }

    /// <summary>Ask the venue to cancel this order.</summary>
    /// <param name="Order">As it stands.</param>
    public sealed record Cancel(Order Order) : Effect;

    /// <summary>Ask the venue for this order by its client order id. The answer is an <see cref="ExecutionInput.OrderAnswered"/> with the same tags.</summary>
    /// <param name="Order">As it stands.</param>
    /// <param name="Attempt">The order's attempt that is asked for.</param>
    /// <param name="Number">Of this question about this order.</param>
    public sealed record Query(Order Order, int Attempt, long Number) : Effect;

    /// <summary>Ask the venue for its books. The answer is an <see cref="ExecutionInput.BooksAnswered"/> with the same number.</summary>
    /// <param name="Venue">The venue.</param>
    /// <param name="Number">Of this question.</param>
    /// <param name="Since">Fills, and orders that ended, from this venue time on.</param>
    public sealed record Reconcile(string Venue, long Number, UnixNanos Since) : Effect;

    /// <summary>Tell whoever asked that it is refused. Not journaled: nothing happened.</summary>
    /// <param name="Request">What was asked for.</param>
    /// <param name="Refusal">Why not.</param>
    public sealed record Refused(OrderRequest Request, Refusal Refusal) : Effect;

    /// <summary>Answer whoever gave a command: it stands, or is refused.</summary>
    /// <param name="Ticket">The asker's own.</param>
    /// <param name="Refusal">Why not; null when it was carried out.</param>
    /// <param name="Orders">The orders that were made, in the order listed, or the one that the same key made before; empty where there are none.</param>
    public sealed record Answer(object Ticket, Refusal? Refusal, IReadOnlyList<Order> Orders) : Effect;

    /// <summary>Tell a person: something happened that should not.</summary>
    /// <param name="Time">When.</param>
    /// <param name="Code">Lower snake-case.</param>
    /// <param name="Message">What was, and what was expected.</param>
    public sealed record Incident(UnixNanos Time, string Code, string Message) : Effect
    {
        /// <summary>Whether the market and the limits alone may lead to it; else something is wrong with us or with the venue.</summary>
        public bool IsOfMarket { get; init; }
    }
}
