using System.Threading.Channels;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Writes what happened to a paper account, and tells it once it is durable: in the order it happened, none before its time.</summary>
/// <remarks>Thread-safe. What is decided meanwhile goes into the next frame together.</remarks>
internal sealed class PaperJournal : IAsyncDisposable
{
    // What one order takes of a book of thousands of levels; far from what a frame holds.
    private const int GroupBytesMax = 900_000;

    private readonly IJournal _journal;
    private readonly MonotonicClock _clock;
    private readonly FrameBuilder _frames;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _given = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private List<JournalEntry[]> _groups = []; // Each of what happened at once.
    private List<News> _news = [];
    private string? _failure;
    private Action<string>? _failed;
    private string? _untold; // Why it can write no more, before anybody listens.

    /// <param name="journal">Read to its end.</param>
    /// <param name="prefix">What was read.</param>
    /// <param name="clock">Ours.</param>
    public PaperJournal(IJournal journal, FramePrefix prefix, MonotonicClock clock)
    {
        (_journal, _clock) = (journal, clock);
        _frames = new FrameBuilder(journal.Partition, writer: 0);
        var epoch = prefix.Epoch + 1;
        _frames.Begin(epoch, nextSequence: 0, prefix.LastHash);
        _groups.Add([new LeaderEpoch(clock.Now, epoch, LeaderId: "paper", LeaseVersion: 0, prefix.Epoch, Math.Max(0, prefix.NextSequence - 1))]);
        _running = RunAsync();
    }

    /// <summary>Whether nothing is durable any more.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate)
                return _failure is not null;
        }
    }

    /// <summary>Reads all of it.</summary>
    /// <param name="journal">The books.</param>
    /// <param name="fold">Takes each entry.</param>
    /// <param name="cancellationToken">Ends it between two frames.</param>
    /// <exception cref="JournalDamagedException">What was durable is damaged or missing.</exception>
    /// <exception cref="JournalHaltException">The frames do not fit together.</exception>
    public static async Task<FramePrefix> ReadAsync(IJournal journal, Action<JournalEntry> fold, CancellationToken cancellationToken)
    {
        var filter = new FrameFilter(journal.Partition);
        await foreach (var stored in journal.ReadAsync(JournalPosition.Start, cancellationToken))
        {
            if (filter.Take(stored.Frame) != FrameVerdict.Accepted)
                continue;
            foreach (var entry in stored.Frame.ReadEntries())
                fold(entry);
        }
        return filter.Prefix;
    }

    /// <summary>As <see cref="ReadAsync(IJournal, Action{JournalEntry}, CancellationToken)"/>, of what is durable now.</summary>
    public Task ReadAsync(Action<JournalEntry> fold, CancellationToken cancellationToken) => ReadAsync(_journal, fold, cancellationToken);

    /// <summary>Says who is told, once, when it can write no more: from another thread, or at once where it cannot already.</summary>
    public void Listen(Action<string> failed)
    {
        string? untold;
        lock (_gate)
            (_failed, untold, _untold) = (failed, _untold, null);
        if (untold is not null)
            failed(untold);
    }

    /// <summary>Something happened: all of it becomes durable or none, as far as a frame holds it.</summary>
    public void Write(params JournalEntry[] entries)
    {
        if (entries.Length == 0)
            return;
        lock (_gate)
            _groups.Add(entries);
    }

    /// <summary>Tells it once all that was written before is durable.</summary>
    /// <param name="due">Not before.</param>
    /// <param name="tell">Tells it.</param>
    /// <param name="giveUp">Called in its place where it never will be.</param>
    public void Tell(UnixNanos due, Action tell, Action giveUp)
    {
        lock (_gate)
        {
            if (_failure is null)
            {
                _news.Add(new News(due, tell, giveUp));
                _given.Writer.TryWrite(true);
                return;
            }
        }
        giveUp();
    }

    /// <summary>Ends once all that was given is durable and told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_given.Writer.TryComplete())
            return;
        await _stop.CancelAsync();
        await _running;
        GiveUp("it was closed", []);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        List<JournalEntry[]> groups = [];
        List<News> news = [];
        try
        {
            while (await _given.Reader.WaitToReadAsync(CancellationToken.None))
            {
                _given.Reader.TryRead(out _);
                lock (_gate)
                    ((_groups, groups), (_news, news)) = ((groups, _groups), (news, _news));
                await AppendAsync(groups);
                groups.Clear();
                foreach (var one in news)
                {
                    await WaitAsync(one.Due);
                    one.Tell();
                }
                news.Clear();
            }
        }
        catch (Exception exception)
        {
            // The edge of the account: nothing that is not durable is told.
            GiveUp(exception.Message, news);
            TellFailure(exception.Message);
        }
    }

    private async Task AppendAsync(List<JournalEntry[]> groups)
    {
        foreach (var group in groups)
        {
            foreach (var entry in group)
            {
                if (_frames.SizeBytes > GroupBytesMax)
                    await AppendAsync();
                _frames.Add(entry);
            }
            if (_frames.IsFull)
                await AppendAsync();
        }
        if (!_frames.IsEmpty)
            await AppendAsync();
    }

    private async Task AppendAsync() => await _journal.AppendAsync(_frames.Seal(_clock.Now.Value / 1_000, syncedThrough: -1), CancellationToken.None);

    private async Task WaitAsync(UnixNanos due)
    {
        if (due - _clock.Now is var wait && wait > TimeSpan.Zero && !_stop.IsCancellationRequested)
            await Task.Delay(wait, _clock.Time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private void TellFailure(string cause)
    {
        Action<string>? failed;
        lock (_gate)
        {
            failed = _failed;
            if (failed is null)
                _untold = cause;
        }
        failed?.Invoke(cause);
    }

    // What comes later is given up at once.
    private void GiveUp(string failure, List<News> untold)
    {
        lock (_gate)
        {
            _failure ??= failure;
            untold.AddRange(_news);
            (_news, _groups) = ([], []);
        }
        foreach (var one in untold)
            one.GiveUp();
    }

    private readonly record struct News(UnixNanos Due, Action Tell, Action GiveUp);
}
