using System.Globalization;
using System.Security.Cryptography;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>An engine at work in this process: it has its data folder, has recovered, and trades until it is stopped or a fault ends it.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    // A journal that was given up ends the loop at once, and what it has told is stored as quickly as ever, or not at all.
    private static readonly TimeSpan GivenUpPatience = TimeSpan.FromSeconds(2);

    private readonly EngineStores _stores;
    private readonly LiveAccount? _live;
    private readonly EngineThread _thread;
    private readonly Projector _projector;
    private readonly CancellationTokenSource _givingUp = new();
    private Task? _projecting; // Null before it has begun.
    private readonly ClientReferences _references;
    private readonly TimeProvider _time;
    private bool _isDisposed;

    private EngineHost(OpenedAccount account, EngineStores stores, Leader leader, IReadOnlyList<FillView> fills, ItemProjection items, TimeProvider time)
    {
        (Options, _stores, Recovery, Market, IsNew, _live) = (account.Options, stores, account.Recovery, account.Market, account.IsNew, account.Live);
        _time = time;
        StartedTime = time.GetUtcNow();
        Tape = new MarketTape(time);
        Account = account.Kernel.Account;
        var prefix = account.Recovery.Prefix;
        var projected = account.CopyState();
        var session = account.Begin(leader.Id, leader.BegunEpoch, leader.Writer);
        Checkpoints = new CheckpointProjection(Options, account.Kernel.Partition, stores.Blobs, SendAsync, () => items.StoredThrough, prefix, (code, message) => _projector!.Raise(code, message), time);
        _references = new ClientReferences(account.Recovery.State);
        // Of files, a disk that failed once is not trusted again.
        var storePatience = stores.Items is SqliteItemStore ? TimeSpan.Zero : Options.StorePatience;
        _projector = new Projector(projected, LastOf(prefix), fills, News, [items, Checkpoints, _references], storePatience, time);
        ViewAtStart = _projector.View;
        _thread = new EngineThread(session, stores, _projector, PumpFor(session), Options, time);
        LimitsAtStart = account.Recovery.State.Limits;
    }

    /// <summary>What it was started with; of an account that was there, its own kind and leverage.</summary>
    public EngineOptions Options { get; }

    /// <summary>What the journal said when it started.</summary>
    public Recovery Recovery { get; }

    /// <summary>Whether there was no account before.</summary>
    public bool IsNew { get; }

    /// <summary>What it trades.</summary>
    public EngineMarket Market { get; }

    /// <summary>Whether it trades on a venue's market as it goes; else on a feed.</summary>
    public bool IsLive => _live is not null;

    /// <summary>Whether no order leaves the process, whoever's the market is.</summary>
    public bool IsPaper => Options.Live is not { Mode: RunMode.Live };

    /// <summary>Whether there is real money in it.</summary>
    public bool HasRealMoney => Options.Live is { IsRealMoney: true };

    /// <summary>When it started, by the wall clock.</summary>
    public DateTimeOffset StartedTime { get; }

    /// <summary>Where its account is: the data folder, or the environment in AWS.</summary>
    public string Place => _stores.Place;

    /// <summary>What is durable, as last seen.</summary>
    public EngineView View => _projector.View;

    /// <summary>What was durable when it started: nothing of a new account.</summary>
    public EngineView ViewAtStart { get; }

    /// <summary>The last bars of the feed.</summary>
    public MarketTape Tape { get; }

    /// <summary>Whether the feed has ended and nothing is on its way.</summary>
    public bool IsAtEnd => _thread.IsAtEnd;

    /// <summary>How long the next bar has been overdue; zero while the feed is on time, has ended, or is given as fast as it goes.</summary>
    public TimeSpan FeedLag => Options.Speed is { } speed && Tape.Age is { } age && !IsAtEnd && age - (Market.Interval.Duration / (double)speed) is var late && late > TimeSpan.Zero
        ? late
        : TimeSpan.Zero;

    /// <summary>Files of its journal, the spare not among them; 0 where it is in a stream.</summary>
    public int JournalFiles => _stores.CountJournalFiles();

    /// <summary>Tells what becomes durable, to those who listen.</summary>
    public NewsDesk News { get; } = new();

    /// <summary>What the journal did.</summary>
    public JournalCounters Journal => _stores.Journal.Counters;

    /// <summary>Whether the journal has room to go on.</summary>
    public bool HasRoom => _stores.Journal.HasRoom;

    /// <summary>How full its queues are, and ever were.</summary>
    public IReadOnlyList<QueueGauge> Queues => [_thread.Inbox, _thread.HeldEffects, _projector.Queue, _projector.Unstored, .. LiveQueues];

    /// <summary>How long the steps of trading at its venue take; null for an account on bars.</summary>
    public VenueLatency? Latency => _live?.Latency;

    /// <summary>The venue's clock beside ours; without samples where it was never asked, and where there is no venue.</summary>
    public ClockEstimate VenueClock => _live?.VenueClock ?? default;

    private IReadOnlyList<QueueGauge> LiveQueues => _live is null ? [] : [_live.Inbox.Market, _live.Inbox.News, _live.Runner.Requests];

    /// <summary>How long the store of items has been away; zero while it is not.</summary>
    public TimeSpan StoreAway => _projector.StoreAway;

    /// <summary>What ended it; null while it runs, and where it was stopped in order.</summary>
    public string? Fault => _thread.Ended.Exception?.InnerException?.Message;

    /// <summary>Why it takes no new orders at present; null while it does.</summary>
    public string? NotTaking => _thread.NotTaking;

    /// <summary>The limits that the account had when it started.</summary>
    public RiskLimits LimitsAtStart { get; }

    /// <summary>Name of its account.</summary>
    public string Account { get; }

    /// <summary>Snapshots it took.</summary>
    internal CheckpointProjection Checkpoints { get; }

    /// <summary>Ends when the engine has: in order, or with the fault that ended it.</summary>
    public Task Completion => _thread.Ended;

    /// <summary>As <see cref="OpenAsync(EngineOptions, TimeProvider, CancellationToken)"/>, and begins to trade.</summary>
    public static async Task<EngineHost> StartAsync(EngineOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var engine = await OpenAsync(options, time, cancellationToken);
        engine.Begin();
        return engine;
    }

    /// <summary>Takes the data folder and recovers. It trades once it is to <see cref="Begin"/>: who listens before misses nothing.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used, or has an account without its journal.</exception>
    /// <exception cref="StoreException">The stored items or blobs cannot be used.</exception>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="JournalHaltException">The journal's frames do not fit together.</exception>
    /// <exception cref="FeedMismatchException">The account runs on another feed.</exception>
    /// <exception cref="StrategySettingException">A strategy cannot be deployed.</exception>
    /// <exception cref="VenueException">The venue does not answer, refuses the key, or has no such market.</exception>
    public static async Task<EngineHost> OpenAsync(EngineOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!EngineStores.MayHaveAccount(options.DataDirectory, options.JournalDirectory, options.Stores))
            CheckStrategies(options);
        return await OpenAsync(options, await EngineStores.OpenAsync(options, time, cancellationToken), time, cancellationToken);
    }

    /// <summary>As the other, on stores that are open already; they are closed with the engine, or where it is refused.</summary>
    internal static async Task<EngineHost> OpenAsync(EngineOptions options, EngineStores stores, TimeProvider time, CancellationToken cancellationToken)
    {
        LiveAccount? live = null;
        try
        {
            var items = new ItemProjection(stores.Items, new ItemShapes(PaperOptions.Account));
            var head = await items.ReadHeadAsync(stores.Journal, cancellationToken);
            live = options.Live is null ? null : await LiveAccount.OpenAsync(options.Live, isNew: head is null, (head?.Keep(options.Simulation) ?? options.Simulation).Leverage, time, cancellationToken);
            var account = await OpenedAccount.ReadAsync(options, stores, head, live, cancellationToken);
            var leader = new Leader(
                string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}"),
                BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
                BegunEpoch: null);
            if (stores.Late is not null)
            {
                // The marker ends whoever leads: an engine that would be refused must not have written it.
                account.Try();
                await items.ReadFillsAsync(account.Recovery.State.Portfolio, Projector.FillsShown, cancellationToken);
                await items.UpgradeAsync(cancellationToken);
                account = await BeginEpochAsync(options, stores, items, account, leader, time, cancellationToken);
                leader = leader with { BegunEpoch = account.Recovery.Prefix.Epoch };
            }
            await items.RecoverAsync(stores.Journal, stores.Blobs, account.Kernel, LastOf(account.Recovery.Prefix), cancellationToken);
            var fills = await items.ReadFillsAsync(account.Recovery.State.Portfolio, Projector.FillsShown, cancellationToken);
            return new EngineHost(account, stores, leader, fills, items, time);
        }
        catch
        {
            if (live is not null)
                await live.DisposeAsync();
            await stores.DisposeAsync();
            throw;
        }
    }

    // What could be read before the marker may not have been all: a frame that came late may be the first of the account, and say what it is.
    private static async Task<OpenedAccount> BeginEpochAsync(EngineOptions options, EngineStores stores, ItemProjection items, OpenedAccount before, Leader leader, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = await EpochBeginning.BeginAsync(stores, before.Kernel, before.Recovery, (leader.Id, leader.Writer), before.FirstEpoch, before.Time, time, cancellationToken);
        var head = await items.ReadHeadAsync(stores.Journal, cancellationToken);
        if (Equals(head, before.Head))
            return before with { Recovery = begun };
        var account = await OpenedAccount.ReadAsync(options, stores, head, before.Live, cancellationToken);
        return account.Recovery.Prefix == begun.Prefix
            ? account
            : throw new JournalFailedException($"another engine began epoch {account.Recovery.Prefix.Epoch} meanwhile: one engine may be at work on a stream; stop the others, then start this one again");
    }

    /// <summary>Starts to trade; once.</summary>
    public void Begin()
    {
        if (_projecting is not null)
            throw new InvalidOperationException("the engine began twice, must once");
        _projecting = _projector.RunAsync(_givingUp.Token);
        _live?.Start(_thread.Wake);
        // Without its loop nobody decides: what its venue tells is for the next start to ask.
        if (_live is not null)
            _ = _thread.Ended.ContinueWith(_ => _live.Stop(), TaskScheduler.Default);
        _thread.Start();
    }

    /// <summary>Gives a command to the loop.</summary>
    /// <param name="command">Its time is set by the loop.</param>
    /// <param name="cancellationToken">Ends the wait, not the command.</param>
    /// <returns>Once what it did is durable, or it was refused.</returns>
    /// <exception cref="EngineStoppedException">The engine ended before.</exception>
    public async Task<CommandAnswer> SendAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        if (ReferenceOf(command) is not { Length: > 0 } reference)
            return await _thread.SendAsync(command, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_references.TryTake(reference))
            return new CommandAnswer(new Refusal(RefusalCode.ClientReferenceUsed, $"client reference '{reference}' is that of another order of the account; each order has its own"), []);
        return await SendAsync(command, reference).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Ends in order: all that was decided is durable and stored, and the folder is free. A store that is away is given up after
    /// <see cref="EngineOptions.StopPatience"/>: the journal has all, and the next start stores what is missing.
    /// </summary>
    /// <exception cref="JournalFailedException">The journal is away, and was given up.</exception>
    /// <exception cref="StoreException">What was decided is durable, and could not be stored: the next start stores it.</exception>
    public async Task StopAsync()
    {
        var isBegun = _projecting is not null;
        await DisposeAsync();
        if (isBegun)
            await _thread.Ended;
        _projector.ThrowIfFailed();
    }

    /// <summary>As <see cref="StopAsync"/>, and does not tell what ended it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_projecting is not null)
        {
            _thread.Stop();
            await EndAsync(_projecting);
        }
        if (_live is not null)
            await _live.DisposeAsync();
        _thread.Dispose();
        News.Complete();
        _givingUp.Dispose();
        await _stores.DisposeAsync();
    }

    private IMarketPump PumpFor(AccountSession session) => session is PaperSession paper
        ? new PaperPump(paper, _projector, Tape, Options.Speed, _time)
        : new LivePump((LiveSession)session, _live!, Tape);

    // Both tell what ended them elsewhere: the loop by Completion, and the projector through the loop, or through the stop that it failed in.
    private async Task EndAsync(Task projecting)
    {
        var loop = _thread.Ended.ContinueWith(static _ => { }, TaskScheduler.Default);
        var projector = projecting.ContinueWith(static _ => { }, TaskScheduler.Default);
        var all = Task.WhenAll(loop, projector);
        if (await HasEndedAsync(all, Options.StopPatience))
            return;
        if (!loop.IsCompleted)
        {
            await _stores.GiveUpAsync();
            await HasEndedAsync(all, GivenUpPatience);
        }
        await _givingUp.CancelAsync();
        await all;
    }

    private async Task<bool> HasEndedAsync(Task end, TimeSpan patience)
    {
        using var ended = new CancellationTokenSource();
        var isEnd = await Task.WhenAny(end, Task.Delay(patience, _time, ended.Token)) == end;
        await ended.CancelAsync();
        return isEnd;
    }

    // Of a new account, before its folder is made; of one that is there, its own kind decides.
    private static void CheckStrategies(EngineOptions options)
    {
        if (options.Simulation.AccountKind != AccountKind.Cash)
            return;
        var shorting = options.Strategies.Concat(options.StrategiesOfNewAccount).FirstOrDefault(strategy => strategy.Definition.SellsShort(strategy.Parameters));
        if (shorting is not null)
            throw new StrategySettingException($"{shorting.Definition.Id} sells short with these parameters, which a cash account cannot; must be a margin account");
    }

    private static FrameId LastOf(FramePrefix prefix) => new(prefix.Epoch, prefix.NextSequence - 1);

    // Of a list, that of its first order.
    private static string ReferenceOf(KernelCommand command) => command switch
    {
        KernelCommand.Submit submit => submit.Request.ClientReference,
        KernelCommand.SubmitList { Request: var list } => (list.Entry ?? (list.Orders.Count > 0 ? list.Orders[0] : null))?.ClientReference ?? "",
        _ => "",
    };

    // Goes on when nobody waits any more: only the answer tells whether an order has the reference.
    private async Task<CommandAnswer> SendAsync(KernelCommand command, string reference)
    {
        var answer = await _thread.SendAsync(command, CancellationToken.None);
        if (answer.Refusal is not null)
            _references.GiveBack(reference);
        return answer;
    }

    // Who leads, for the journal, and the epoch that was begun already; null where the session begins it.
    private sealed record Leader(string Id, ulong Writer, long? BegunEpoch);
}
