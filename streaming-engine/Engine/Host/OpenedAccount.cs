using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine goes on with: its account as the journal has it, and the market for it.</summary>
/// <param name="Options">As given; of an account that is there with its own kind and leverage.</param>
/// <param name="Head">What the account keeps for good; null for a new one.</param>
/// <param name="Market">What it trades.</param>
/// <param name="Feed">Of a paper account its market data; null for one at a venue.</param>
/// <param name="Live">Of an account at a venue that; null for a paper account.</param>
/// <param name="Kernel">Of its kernel.</param>
/// <param name="Recovery">What the journal says.</param>
internal sealed record OpenedAccount(EngineOptions Options, AccountHead? Head, EngineMarket Market, BarFeed? Feed, LiveAccount? Live, KernelOptions Kernel, Recovery Recovery)
{
    /// <summary>Whether there was no account before.</summary>
    public bool IsNew => Recovery.State.PaperMarkets.Count == 0;

    /// <summary>A time of the account, for what is journaled before it runs.</summary>
    public UnixNanos Time => Live is not null ? Live.Clock.Now : IsNew ? Feed!.StartTime : Recovery.State.PaperMarkets[0].Time;

    /// <summary>The first epoch of a new account: at a venue the seconds of the clock, which no data folder before it has reached by starts.</summary>
    public long FirstEpoch => Live is null ? 1 : Live.Clock.Now.Value / UnixNanos.PerSecond;

    /// <summary>Reads it, and refuses options that it cannot go on with.</summary>
    /// <param name="given">The options as given.</param>
    /// <param name="stores">Opened.</param>
    /// <param name="head">What the account keeps for good, as far as it is known; null for a new one.</param>
    /// <param name="live">Of an account at a venue that; null for a paper account.</param>
    /// <param name="cancellationToken">Ends it between two frames.</param>
    /// <exception cref="FeedMismatchException">The account runs on another feed.</exception>
    /// <exception cref="StrategySettingException">A strategy cannot be deployed.</exception>
    public static async Task<OpenedAccount> ReadAsync(EngineOptions given, EngineStores stores, AccountHead? head, LiveAccount? live, CancellationToken cancellationToken)
    {
        var feed = live is null ? given.Feed!(head) : null;
        var market = feed is not null
            ? new EngineMarket(feed.Source, feed.Instrument, feed.Interval)
            : new EngineMarket(LiveOptions.FeedSourceOf(live!.Instrument.Id, given.Live!.Interval, given.Live.Mode), live.Instrument, given.Live.Interval);
        if (head is not null && head.FeedSource != market.Source)
            throw OtherFeed(stores.Place, head.FeedSource, market.Source);
        if (head is not null && head.Instrument.Id != market.Instrument.Id)
            throw new FeedMismatchException($"the account of {stores.Place} trades {head.Instrument.Id}, not {market.Instrument.Id}: start it with that market, or take another data folder with --data; nothing was changed");
        var options = head is null ? given : given with { Simulation = head.Keep(given.Simulation) };
        var kernel = live is null
            ? PaperOptions.KernelFor(market.Instrument.Id.Quote, options.Simulation)
            : LiveOptions.KernelFor(market.Instrument.Id, live.Features, given.Live!.Execution, leverage: options.Simulation.Leverage, given.Live.Mode);
        var recovery = await stores.ReadJournalAsync(() => Recovery.ReadAsync(stores.Journal, stores.Blobs, kernel, observer: null, cancellationToken), cancellationToken);
        live?.Clock.GoOnFrom(recovery.State.LatestTime);
        return new OpenedAccount(options, head, market, feed, live, kernel, recovery);
    }

    /// <summary>Begins a session on a copy of it, and gives it up: whatever refuses a start does so before the journal says that one was made.</summary>
    public void Try() => _ = Begin(CopyState(), leaderId: "", begunEpoch: null, writer: 0, Options.Feed?.Invoke(Head));

    /// <summary>Begins its session.</summary>
    /// <param name="leaderId">Who leads, for the journal.</param>
    /// <param name="begunEpoch">The epoch that was begun already; null where the session begins it.</param>
    /// <param name="writer">Id of what is written.</param>
    public AccountSession Begin(string leaderId, long? begunEpoch, ulong writer) => Begin(Recovery.State, leaderId, begunEpoch, writer, Feed);

    private AccountSession Begin(KernelState state, string leaderId, long? begunEpoch, ulong writer, BarFeed? feed)
    {
        var frames = new FrameBuilder(Kernel.Partition, writer);
        IReadOnlyList<StrategyDeployment> strategies = IsNew ? [.. Options.Strategies, .. Options.StrategiesOfNewAccount] : Options.Strategies;
        if (feed is not null)
        {
            var paper = new PaperOptions
            {
                Kernel = Kernel,
                Simulation = Options.Simulation,
                Cash = Options.Cash,
                Limits = Options.Limits,
                Strategies = strategies,
                LeaderId = leaderId,
                BegunEpoch = begunEpoch,
            };
            return new PaperSession(paper, feed, state, Recovery.Prefix, frames);
        }
        var live = new LiveOptions
        {
            Kernel = Kernel,
            Instrument = Market.Instrument,
            Interval = Market.Interval,
            Balances = Live!.Balances,
            Limits = Options.Limits,
            Strategies = strategies,
            LeaderId = leaderId,
            BegunEpoch = begunEpoch,
            FirstEpoch = FirstEpoch,
        };
        return new LiveSession(live, state, Recovery.Prefix, frames, Live.Runner, Live.History, Live.Clock.Now);
    }

    /// <summary>The state once more, for another owner.</summary>
    public KernelState CopyState()
    {
        var writer = new MessageWriter();
        Recovery.State.WriteTo(writer);
        var reader = new MessageReader(writer.Written);
        return KernelState.Read(Kernel, ref reader);
    }

    private static FeedMismatchException OtherFeed(string folder, string account, string given)
    {
        var remedy = account.StartsWith("file:", StringComparison.Ordinal)
            ? "a file is known by its content, not by its name, so it must be as it was when the account began"
            : "start it with that feed";
        return new FeedMismatchException($"the account of {folder} runs on feed {account}, not on {given}: {remedy}, or take another data folder with --data; nothing was changed");
    }
}
