using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine goes on with: its account as the journal has it, and the feed for it.</summary>
/// <param name="Options">As given; of an account that is there with its own kind and leverage.</param>
/// <param name="Head">What the account keeps for good; null for a new one.</param>
/// <param name="Feed">Its market data.</param>
/// <param name="Kernel">Of its kernel.</param>
/// <param name="Recovery">What the journal says.</param>
internal sealed record OpenedAccount(EngineOptions Options, AccountHead? Head, BarFeed Feed, KernelOptions Kernel, Recovery Recovery)
{
    /// <summary>Whether there was no account before.</summary>
    public bool IsNew => Recovery.State.PaperMarkets.Count == 0;

    /// <summary>Reads it, and refuses options that it cannot go on with.</summary>
    /// <param name="given">The options as given.</param>
    /// <param name="stores">Opened.</param>
    /// <param name="head">What the account keeps for good, as far as it is known; null for a new one.</param>
    /// <param name="cancellationToken">Ends it between two frames.</param>
    /// <exception cref="FeedMismatchException">The account runs on another feed.</exception>
    /// <exception cref="StrategySettingException">A strategy cannot be deployed.</exception>
    public static async Task<OpenedAccount> ReadAsync(EngineOptions given, EngineStores stores, AccountHead? head, CancellationToken cancellationToken)
    {
        var feed = given.Feed(head);
        if (head is not null && head.FeedSource != feed.Source)
            throw OtherFeed(stores.Place, head.FeedSource, feed.Source);
        if (head is not null && head.Instrument.Id != feed.Instrument.Id)
            throw new FeedMismatchException($"the paper account of {stores.Place} trades {head.Instrument.Id}, not {feed.Instrument.Id}: start it with that market, or take another data folder with --data; nothing was changed");
        var options = head is null ? given : given with { Simulation = head.Keep(given.Simulation) };
        var kernel = PaperOptions.KernelFor(feed.Instrument.Id.Quote, options.Simulation);
        var recovery = await stores.ReadJournalAsync(() => Recovery.ReadAsync(stores.Journal, stores.Blobs, kernel, observer: null, cancellationToken), cancellationToken);
        return new OpenedAccount(options, head, feed, kernel, recovery);
    }

    /// <summary>Begins a session on a copy of it, and gives it up: whatever refuses a start does so before the journal says that one was made.</summary>
    public void Try() => _ = new PaperSession(SessionOptions("", begunEpoch: null), Options.Feed(Head), CopyState(), Recovery.Prefix, new FrameBuilder(Kernel.Partition, writer: 0));

    /// <summary>What a session of it is made with.</summary>
    /// <param name="leaderId">Who leads, for the journal.</param>
    /// <param name="begunEpoch">The epoch that was begun already; null where the session begins it.</param>
    public PaperOptions SessionOptions(string leaderId, long? begunEpoch) => new()
    {
        Kernel = Kernel,
        Simulation = Options.Simulation,
        Cash = Options.Cash,
        Limits = Options.Limits,
        Strategies = IsNew ? [.. Options.Strategies, .. Options.StrategiesOfNewAccount] : Options.Strategies,
        LeaderId = leaderId,
        BegunEpoch = begunEpoch,
    };

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
        return new FeedMismatchException($"the paper account of {folder} runs on feed {account}, not on {given}: {remedy}, or take another data folder with --data; nothing was changed");
    }
}
