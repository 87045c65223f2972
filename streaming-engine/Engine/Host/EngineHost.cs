using System.Globalization;
using System.Security.Cryptography;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>An engine at work in this process: it has its data folder, has recovered, and trades until it is stopped or a fault ends it.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly EngineStores _stores;
    private readonly EngineThread _thread;
    private readonly Projector _projector;
    private Task? _projecting; // Null before it has begun.
    private readonly ClientReferences _references;
    private readonly TimeProvider _time;
    private bool _isDisposed;

    private EngineHost(EngineOptions options, EngineStores stores, Recovery recovery, BarFeed feed, IReadOnlyList<FillView> fills, ItemProjection items, TimeProvider time)
    {
        (Options, _stores, Recovery, Feed) = (options, stores, recovery, feed);
        _time = time;
        StartedTime = time.GetUtcNow();
        Tape = new MarketTape(time);
        var kernel = PaperOptions.KernelFor(feed.Instrument.Id.Quote, options.Simulation);
        Account = kernel.Account;
        var frames = new FrameBuilder(kernel.Partition, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        var projected = Copy(recovery.State, kernel);
        var session = new PaperSession(
            new PaperOptions
            {
                Kernel = kernel,
                Simulation = options.Simulation,
                Cash = options.Cash,
                Limits = options.Limits,
                Strategies = recovery.Prefix.NextSequence == 0 ? [.. options.Strategies, .. options.StrategiesOfNewAccount] : options.Strategies,
                LeaderId = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}"),
            },
            feed,
            recovery.State,
            recovery.Prefix,
            frames);
        Checkpoints = new CheckpointProjection(options, kernel.Partition, stores.Blobs, SendAsync, recovery.Prefix, time);
        _references = new ClientReferences(recovery.State);
        _projector = new Projector(projected, LastOf(recovery.Prefix), fills, News, [items, Checkpoints, _references], time);
        ViewAtStart = _projector.View;
        _thread = new EngineThread(session, stores, _projector, Tape, options, time);
        LimitsAtStart = recovery.State.Limits;
    }

    /// <summary>What it was started with; of an account that was there, its own kind and leverage.</summary>
    public EngineOptions Options { get; }

    /// <summary>What the journal said when it started.</summary>
    public Recovery Recovery { get; }

    /// <summary>Its market data.</summary>
    public BarFeed Feed { get; }

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
    public TimeSpan FeedLag => Options.Speed is { } speed && Tape.Age is { } age && !IsAtEnd && age - (Feed.Interval.Duration / (double)speed) is var late && late > TimeSpan.Zero
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
    public IReadOnlyList<QueueGauge> Queues => [_thread.Inbox, _thread.HeldEffects, _projector.Queue];

    /// <summary>What ended it; null while it runs, and where it was stopped in order.</summary>
    public string? Fault => _thread.Ended.Exception?.InnerException?.Message;

    /// <summary>The limits that the account had when it started.</summary>
    public RiskLimits LimitsAtStart { get; }

    /// <summary>Name of its account.</summary>
    public string Account { get; }

    /// <summary>Snapshots it took.</summary>
    internal CheckpointProjection Checkpoints { get; }

    /// <summary>Ends when the engine has: in order, or with the fault that ended it.</summary>
    public Task Completion => _thread.Ended;

    /// <summary>As <see cref="OpenAsync"/>, and begins to trade.</summary>
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
    public static async Task<EngineHost> OpenAsync(EngineOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!EngineStores.MayHaveAccount(options.DataDirectory, options.JournalDirectory, options.Stores))
            CheckStrategies(options);
        var stores = await EngineStores.OpenAsync(options, time, cancellationToken);
        try
        {
            var items = new ItemProjection(stores.Items, new ItemShapes(PaperOptions.Account));
            var head = await items.ReadHeadAsync(stores.Journal, cancellationToken);
            var feed = options.Feed(head);
            if (head is not null && head.FeedSource != feed.Source)
                throw OtherFeed(stores.Place, head.FeedSource, feed.Source);
            if (head is not null && head.Instrument.Id != feed.Instrument.Id)
                throw new FeedMismatchException($"the paper account of {stores.Place} trades {head.Instrument.Id}, not {feed.Instrument.Id}: start it with that market, or take another data folder with --data; nothing was changed");
            if (head is not null)
                options = options with { Simulation = head.Keep(options.Simulation) };
            var kernel = PaperOptions.KernelFor(feed.Instrument.Id.Quote, options.Simulation);
            var recovery = await Recovery.ReadAsync(stores.Journal, stores.Blobs, kernel, observer: null, cancellationToken);
            await items.RecoverAsync(stores.Journal, stores.Blobs, kernel, LastOf(recovery.Prefix), cancellationToken);
            var fills = await items.ReadFillsAsync(recovery.State.Portfolio, Projector.FillsShown, cancellationToken);
            return new EngineHost(options, stores, recovery, feed, fills, items, time);
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts to trade; once.</summary>
    public void Begin()
    {
        if (_projecting is not null)
            throw new InvalidOperationException("the engine began twice, must once");
        _projecting = _projector.RunAsync(CancellationToken.None);
        _thread.Start();
    }

    /// <summary>Gives a command to the loop.</summary>
    /// <param name="command">Its time is set by the loop.</param>
    /// <param name="cancellationToken">Ends the wait, not the command.</param>
    /// <returns>Once what it did is durable, or it was refused.</returns>
    /// <exception cref="EngineStoppedException">The engine ended before.</exception>
    public async Task<CommandAnswer> SendAsync(KernelCommand command, CancellationToken cancellationToken)
    {
        if (command is not KernelCommand.Submit { Request.ClientReference: { Length: > 0 } reference })
            return await _thread.SendAsync(command, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_references.TryTake(reference))
            return new CommandAnswer(new Refusal(RefusalCode.ClientReferenceUsed, $"client reference '{reference}' is that of another order of the account; each order has its own"), Order: null);
        return await SendAsync(command, reference).WaitAsync(cancellationToken);
    }

    /// <summary>Ends in order: all that was decided is durable, and the folder is free.</summary>
    /// <exception cref="JournalFailedException">The journal is away, and was given up.</exception>
    public async Task StopAsync()
    {
        _thread.Stop();
        try
        {
            if (await Task.WhenAny(_thread.Ended, Task.Delay(Options.StopPatience, _time)) != _thread.Ended)
                await _stores.GiveUpAsync();
            await _thread.Ended;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_projecting is not null)
        {
            _thread.Stop();
            await _thread.Ended.ContinueWith(static _ => { }, TaskScheduler.Default); // Told by StopAsync or Completion already.
            await _projecting.ContinueWith(static _ => { }, TaskScheduler.Default); // Its fault ended the loop and is told there.
        }
        _thread.Dispose();
        News.Complete();
        await _stores.DisposeAsync();
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

    private static FeedMismatchException OtherFeed(string folder, string account, string given)
    {
        var remedy = account.StartsWith("file:", StringComparison.Ordinal)
            ? "a file is known by its content, not by its name, so it must be as it was when the account began"
            : "start it with that feed";
        return new FeedMismatchException($"the paper account of {folder} runs on feed {account}, not on {given}: {remedy}, or take another data folder with --data; nothing was changed");
    }

    private static FrameId LastOf(FramePrefix prefix) => new(prefix.Epoch, prefix.NextSequence - 1);

    // Goes on when nobody waits any more: only the answer tells whether an order has the reference.
    private async Task<CommandAnswer> SendAsync(KernelCommand command, string reference)
    {
        var answer = await _thread.SendAsync(command, CancellationToken.None);
        if (answer.Refusal is not null)
            _references.GiveBack(reference);
        return answer;
    }

    private static KernelState Copy(KernelState state, KernelOptions options)
    {
        var writer = new MessageWriter();
        state.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        return KernelState.Read(options, ref reader);
    }
}
