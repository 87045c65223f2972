using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>An account at work: kernel and loop, brought back from what the journal says or begun anew.</summary>
/// <remarks>
/// For one thread, and without a clock: the host gives what happens, seals and appends frames, and gives commands in between. Starting is recovering; a new account is one whose
/// journal is empty.
/// </remarks>
public abstract class AccountSession
{
    private readonly FramePrefix _prefix; // Before this epoch: the second frame tells every reader what it must have read.

    /// <summary>Brings the kernel and its strategies back, and begins the epoch's frames.</summary>
    /// <param name="options">What it is run with.</param>
    /// <param name="feedSource">Name of the market data.</param>
    /// <param name="state">What the journal says; empty for a new account.</param>
    /// <param name="prefix">The frames that came before.</param>
    /// <param name="frames">With nothing open.</param>
    /// <exception cref="FeedMismatchException">The account runs on other market data.</exception>
    /// <exception cref="StrategySettingException">A strategy is deployed from another document.</exception>
    protected AccountSession(SessionOptions options, string feedSource, KernelState state, FramePrefix prefix, FrameBuilder frames)
    {
        _prefix = prefix;
        Before = state.PaperMarkets.Count > 0 ? state.PaperMarkets[0] : null;
        if (Before is not null && Before.FeedSource != feedSource)
            throw new FeedMismatchException($"the account of this data folder runs on feed {Before.FeedSource}, not on {feedSource}: start it with that feed, or take another data folder");
        foreach (var strategy in options.Strategies)
            CheckDocument(strategy, state);
        var kernel = new Kernel(options.Kernel with { FeedSource = feedSource }, state);
        kernel.Resume(options.FindStrategy);
        Loop = new EngineLoop(kernel, frames);
        Epoch = options.BegunEpoch ?? NextEpoch(Math.Max(state.Epoch, prefix.Epoch), options.FirstEpoch);
        frames.Begin(Epoch, options.BegunEpoch is null ? 0 : prefix.NextSequence, prefix.LastHash);
    }

    /// <summary>Decides, and holds effects until they are durable.</summary>
    public EngineLoop Loop { get; }

    /// <summary>Whether no market data will come any more and nothing is on its way.</summary>
    public bool IsAtEnd { get; protected set; }

    /// <summary>Whether a frame should be sealed now: something waits to be durable, or the open frame is full, and none is on its way.</summary>
    public bool WantsFrame => Loop.FrameInFlight is null && (Loop.HoldsEffects || Loop.IsFull);

    /// <summary>What the account was at its last market data; null for a new one.</summary>
    protected PaperMarketState? Before { get; }

    /// <summary>Its epoch.</summary>
    protected long Epoch { get; }

    /// <summary>The epoch after another.</summary>
    /// <param name="last">0 where there was none.</param>
    /// <param name="first">Of a new account.</param>
    public static long NextEpoch(long last, long first) => last == 0 ? Math.Max(1, first) : last + 1;

    /// <summary>The time of a command that comes now.</summary>
    public abstract UnixNanos CommandTime { get; }

    /// <summary>Takes a command.</summary>
    /// <param name="command">What is wanted.</param>
    /// <param name="ticket">As for <see cref="EngineLoop.Take(KernelCommand, object?)"/>.</param>
    /// <returns>Why it was refused; null when it was carried out.</returns>
    public virtual Refusal? Take(KernelCommand command, object? ticket) => Loop.Take(command, ticket);

    /// <summary>Bars before now that warm a strategy up, oldest first, at most so many.</summary>
    public abstract IReadOnlyList<Bar> History(int count);

    /// <summary>Closes the open frame.</summary>
    /// <param name="wallMicros">Microseconds since the epoch; information only.</param>
    public virtual SealedFrame Seal(long wallMicros)
    {
        var frame = Loop.Seal(wallMicros);
        if (frame.Id.Sequence == 0)
            Command(new KernelCommand.Journal(new Noop(Loop.Kernel.Now, _prefix.PrefixHash.Extend(frame.Hash).ToArray())));
        return frame;
    }

    /// <summary>The frame on its way is durable: <see cref="Release"/> what waited for it.</summary>
    /// <returns>The frame's entries, valid until the next is sealed.</returns>
    public IReadOnlyList<JournalEntry> Confirm() => Loop.Confirm();

    /// <summary>Carries out what may happen now.</summary>
    /// <param name="others">Takes the effects that are the host's: answers, incidents, refusals.</param>
    public abstract void Release(Action<Effect> others);

    /// <summary>Journals what every strategy remembers, so that a restart gives nothing again: for a stop in order.</summary>
    public void SaveStrategies() => Loop.SaveStrategies();

    /// <summary>Journals who leads.</summary>
    protected void Lead(UnixNanos now, SessionOptions options)
    {
        JournalEntry first = options.BegunEpoch is null
            ? new LeaderEpoch(now, Epoch, options.LeaderId, LeaseVersion: 0, _prefix.Epoch, _prefix.NextSequence - 1)
            : new Noop(now, _prefix.PrefixHash.ToArray()); // What every reader must have read by now.
        Command(new KernelCommand.Journal(first));
    }

    /// <summary>Stops the strategies that could not come back.</summary>
    protected void StopLost(UnixNanos now)
    {
        foreach (var (strategy, reason) in Loop.Kernel.Lost)
            Command(new KernelCommand.StopStrategy(now, strategy, "engine", reason));
    }

    /// <summary>Deploys the strategies that are not yet.</summary>
    /// <exception cref="StrategySettingException">One cannot be.</exception>
    protected void DeployMissing(UnixNanos now, SessionOptions options, InstrumentId instrument)
    {
        foreach (var strategy in options.Strategies.Where(strategy => Loop.Kernel.State.FindStrategy(strategy.Id) is null))
        {
            var history = History(strategy.Definition.WarmUpBars(strategy.Parameters));
            var command = new KernelCommand.StartStrategy(now, strategy.Id, strategy.Definition, [instrument], strategy.Parameters, "engine") { History = history };
            if (Loop.Take(command, ticket: null) is { } refusal)
                throw new StrategySettingException(refusal.Message);
        }
    }

    /// <summary>Gives a command that cannot be refused.</summary>
    protected void Command(KernelCommand command)
    {
        if (Loop.Take(command, ticket: null) is { } refusal)
            throw new InvariantException($"{command.GetType().Name} was refused at start: {refusal.Message}");
    }

    // Another document under the name of one that is at work would be taken for it, and not be run.
    private static void CheckDocument(StrategyDeployment given, KernelState state)
    {
        if (state.FindStrategy(given.Id) is { } known && !known.IsOf(given.Definition))
            throw new StrategySettingException($"{given.Id} of this account was deployed from {Told(known.Definition, known.Document.Span)}, and {Told(given.Definition.Id, given.Definition.Document is { } document ? document.Utf8.Span : default)} was given: give a changed document another id to run it beside, or end the old one by STRATEGY STOP {given.Id} and STRATEGY REMOVE {given.Id} in --stdio mode, with --strategy none; nothing was changed");
    }

    private static string Told(string definition, ReadOnlySpan<byte> document) =>
        document.IsEmpty ? $"strategy {definition} of the catalogue" : $"document {definition} of hash {Convert.ToHexStringLower(SHA256.HashData(document))[..12]}";
}

/// <summary>The account's journal was made on another feed. Nothing was changed.</summary>
public sealed class FeedMismatchException(string message) : Exception(message);
