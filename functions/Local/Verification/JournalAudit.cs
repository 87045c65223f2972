using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>A journal read from its first frame on, and what it amounts to.</summary>
internal sealed class JournalAudit : IDisposable
{
    private readonly SortedDictionary<EntryKind, long> _counts = [];

    private JournalAudit(AccountHead head, KernelOptions options)
    {
        (Head, Options) = (head, options);
        Filter = new FrameFilter(options.Partition);
        State = new KernelState(options);
    }

    /// <summary>What it runs on.</summary>
    public AccountHead Head { get; }

    public KernelOptions Options { get; }

    public FrameFilter Filter { get; }

    /// <summary>The state it yields.</summary>
    public KernelState State { get; }

    public TradeHash Trades { get; } = new();

    public long Frames { get; private set; }

    public long Entries => _counts.Values.Sum();

    public IReadOnlyDictionary<EntryKind, long> Counts => _counts;

    public long Epochs => _counts.GetValueOrDefault(EntryKind.LeaderEpoch);

    /// <summary>Reads it; null when it has no account.</summary>
    public static async Task<JournalAudit?> ReadAsync(IJournal journal, Action<FrameId, JournalEntry>? observer, CancellationToken cancellationToken)
    {
        if (await AccountHead.ReadAsync(journal, cancellationToken) is not { } head)
            return null;
        var audit = new JournalAudit(head, head.KernelOptions);
        await foreach (var stored in journal.ReadAsync(JournalPosition.Start, cancellationToken))
            audit.Take(stored.Frame, observer);
        return audit;
    }

    public void Dispose() => Trades.Dispose();

    private void Take(Frame frame, Action<FrameId, JournalEntry>? observer)
    {
        if (Filter.Take(frame) != FrameVerdict.Accepted)
            return;
        Frames++;
        foreach (var entry in frame.ReadEntries())
        {
            State.Fold(entry);
            _counts[entry.Kind] = _counts.GetValueOrDefault(entry.Kind) + 1;
            if (entry is OrderFill fill)
                Add(fill);
            observer?.Invoke(frame.Id, entry);
        }
    }

    private void Add(OrderFill fill)
    {
        var terms = State.FindOrder(fill.Id)!.Terms;
        Trades.Add(terms, State.Portfolio.Holdings[State.Portfolio.IndexOf(terms.Instrument)].Instrument, fill);
    }
}
