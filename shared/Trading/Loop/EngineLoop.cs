using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The loop around a kernel, without threads: each input is decided, its entries join the open frame, and its effects are held until that frame
/// is durable. The host seals frames, writes them one at a time, and says when they are durable.
/// </summary>
/// <remarks>For one thread. The kernel's state may run ahead of the journal, the outside never.</remarks>
public sealed class EngineLoop
{
    private readonly FrameBuilder _frames;
    private readonly Decision _decision = new();
    private readonly Queue<Effect> _held = new(); // Of the open frame.
    private readonly Queue<Effect> _released = new();
    private readonly Queue<Effect> _inFlight = new();
    private List<JournalEntry> _open = [];
    private List<JournalEntry> _sealed = [];

    /// <summary>A loop that goes on after recovery.</summary>
    /// <param name="kernel">With its state and strategies.</param>
    /// <param name="frames">Begun at the frame that comes next.</param>
    public EngineLoop(Kernel kernel, FrameBuilder frames)
    {
        Kernel = kernel;
        _frames = frames;
    }

    /// <summary>What decides.</summary>
    public Kernel Kernel { get; }

    /// <summary>The frame that is on its way to the journal; null when there is none.</summary>
    public SealedFrame? FrameInFlight { get; private set; }

    /// <summary>The highest frame of this epoch that is durable; -1 before the first.</summary>
    public long DurableThrough { get; private set; } = -1;

    /// <summary>Entries that wait in the open frame.</summary>
    public int OpenEntries => _frames.EntryCount;

    /// <summary>Bytes of the open frame.</summary>
    public int OpenBytes => _frames.SizeBytes;

    /// <summary>Whether something must not happen yet: an effect waits for its frame.</summary>
    public bool HoldsEffects => _held.Count > 0 || _inFlight.Count > 0;

    /// <summary>Whether the open frame is full: it is to be sealed, once the one before it is durable, before anything more is taken.</summary>
    public bool IsFull => _frames.IsFull;

    /// <summary>Effects of the open frame, in order.</summary>
    public IReadOnlyCollection<Effect> HeldEffects => _held;

    /// <summary>Effects that are not released: of the frame on its way, then of the open one.</summary>
    public IEnumerable<Effect> WaitingEffects => _inFlight.Concat(_held);

    /// <summary>How many these are.</summary>
    public int WaitingCount => _inFlight.Count + _held.Count;

    /// <summary>Takes market data.</summary>
    public void Take<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        _decision.Clear();
        Kernel.Decide(in input, _decision);
        CarryOut();
    }

    /// <summary>Takes market data of a time when no engine was at work, for the strategies that have not seen it.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="position">Its place in the market's time.</param>
    public void TakeMissed<TInput>(in TInput input, UnixNanos position)
        where TInput : struct, IMarketInput
    {
        _decision.Clear();
        Kernel.DecideMissed(in input, position, _decision);
        CarryOut();
    }

    /// <summary>Takes a timer.</summary>
    public void Take(in TimerFired input)
    {
        _decision.Clear();
        Kernel.Decide(in input, _decision);
        CarryOut();
    }

    /// <summary>Takes that an order's time is up.</summary>
    public void Take(in OrderExpired input)
    {
        _decision.Clear();
        Kernel.Decide(in input, _decision);
        CarryOut();
    }

    /// <summary>Takes what a venue says.</summary>
    public void Take(VenueReport report)
    {
        _decision.Clear();
        Kernel.Decide(report, _decision);
        CarryOut();
    }

    /// <summary>Takes what became of a request, or a time that has come.</summary>
    public void Take(ExecutionInput input)
    {
        _decision.Clear();
        Kernel.Decide(input, _decision);
        CarryOut();
    }

    /// <summary>Takes a command.</summary>
    /// <param name="command">What is wanted.</param>
    /// <param name="ticket">Answered once the command is durable, or where it is refused, in its turn; at once where the journal is away. Null for no answer.</param>
    /// <returns>Why it was refused; null when it was carried out.</returns>
    public Refusal? Take(KernelCommand command, object? ticket)
    {
        _decision.Clear();
        var refusal = Kernel.Decide(command, _decision);
        if (ticket is not null)
            _decision.Add(new Effect.Answer(ticket, refusal, OrdersMade()));
        // Answers keep the order of their commands, but for one: who is refused because the journal is away must not wait for it to come back.
        if (refusal?.Code == RefusalCode.JournalUnavailable && _decision.Entries.Count == 0)
        {
            foreach (var effect in _decision.Effects)
                _released.Enqueue(effect);
            return refusal;
        }
        CarryOut();
        return refusal;
    }

    /// <summary>Journals the state of every strategy that saw market data since it last did.</summary>
    public void SaveStrategies()
    {
        _decision.Clear();
        Kernel.SaveStrategies(Kernel.Now, _decision);
        CarryOut();
    }

    /// <summary>Closes the open frame: it is to be appended to the journal. One at a time.</summary>
    /// <param name="wallMicros">Microseconds since the epoch; information only.</param>
    /// <exception cref="InvariantException">A frame is on its way, or nothing is open.</exception>
    public SealedFrame Seal(long wallMicros)
    {
        if (FrameInFlight is { } before)
            throw new InvariantException($"a frame was sealed while {before.Id} is on its way, must be one at a time");
        var frame = _frames.Seal(wallMicros, DurableThrough);
        FrameInFlight = frame;
        foreach (var effect in _held)
            _inFlight.Enqueue(effect);
        _held.Clear();
        (_open, _sealed) = (_sealed, _open);
        _open.Clear();
        return frame;
    }

    /// <summary>The frame on its way is durable: its effects are released.</summary>
    /// <returns>Its entries, valid until the next frame is sealed.</returns>
    public IReadOnlyList<JournalEntry> Confirm()
    {
        var frame = FrameInFlight ?? throw new InvariantException("a frame was confirmed while none is on its way");
        DurableThrough = frame.Id.Sequence;
        FrameInFlight = null;
        while (_inFlight.TryDequeue(out var effect))
            _released.Enqueue(effect);
        return _sealed;
    }

    /// <summary>Takes the next effect that may happen now, in the order they were decided.</summary>
    public bool TryRelease([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Effect? effect) => _released.TryDequeue(out effect);

    private IReadOnlyList<Order> OrdersMade()
    {
        if (_decision.Repeated is { } repeated)
            return [repeated];
        return _decision.OrderCount == 0 ? [] : [.. _decision.Entries.OfType<OrderNew>().Select(made => Kernel.State.FindOrder(made.Id)!)];
    }

    private void CarryOut()
    {
        if (_decision.IsEmpty)
            return;
        for (var index = 0; index < _decision.Entries.Count; index++)
        {
            var entry = _decision.Entries[index];
            _frames.Add(entry);
            _open.Add(entry);
        }
        // What came of no entry has nothing to wait for but its turn: it goes with the last frame that is not durable, if there is one.
        var queue = !_frames.IsEmpty ? _held : FrameInFlight is not null ? _inFlight : _released;
        if (!Kernel.Options.Guards.Has(Guard.SendAfterDurable))
            queue = _released;
        for (var index = 0; index < _decision.Effects.Count; index++)
            queue.Enqueue(_decision.Effects[index]);
    }
}
