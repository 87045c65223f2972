using System.Diagnostics.CodeAnalysis;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>The life of a strategy: deployed, started, paused, given parameters, stopped, removed; and stopped when it is faulty.</content>
public sealed partial class Kernel
{
    /// <summary>Journals the state of every strategy that saw market data since it last did: what a restart then need not give again.</summary>
    public void SaveStrategies(UnixNanos now, Decision decision)
    {
        Begin(now, decision);
        foreach (var runtime in _runtimes)
        {
            if (runtime.IsRunning)
                Save(runtime);
        }
    }

    // A backtest shows the fault as it came; where money or a paper account goes on, only the strategy ends.
    private bool IsContained => Options.Mode != RunMode.Backtest && !_isFolding;

    private Refusal? Start(KernelCommand.StartStrategy command)
    {
        foreach (var instrument in command.Instruments)
        {
            if (State.Portfolio.IndexOf(instrument) < 0)
                return new Refusal(RefusalCode.InstrumentUnknown, $"instrument {instrument} is not known; it must be set first");
        }
        if (command.Instruments.Count == 0)
            return new Refusal(RefusalCode.InstrumentUnknown, "the strategy had no instrument, must have at least one");
        if (State.FindStrategy(command.Strategy) is not null)
            return new Refusal(RefusalCode.SettingInvalid, $"strategy instance {command.Strategy} is deployed already; each deployment has its own id");
        if (Options.AccountKind == AccountKind.Cash && command.Definition.SellsShort(command.Parameters))
            return new Refusal(RefusalCode.SettingInvalid, $"{command.Definition.Id} sells short with these parameters, which a cash account cannot; must be a margin account");
        if (State.Strategies.Count >= StrategiesMax)
            return new Refusal(RefusalCode.SettingInvalid, $"{State.Strategies.Count} strategies are deployed, must be below {StrategiesMax}: stop and remove some first");
        if (!TryMake(() => command.Definition.Create(command.Parameters), out var strategy, out var refusal))
            return refusal;
        Emit(CommandEntry(command.Strategy, command.Definition.Id, StrategyAction.Deploy, command.Actor, "", command.Instruments, command.Parameters.Values) with { Document = command.Definition.Document?.Utf8.ToArray() });
        Run(AddRuntime(command.Strategy, strategy, command.Instruments), command.History, command.Actor);
        return null;
    }

    // Its own code makes it; what that does not bear is refused before anything is changed.
    private bool TryMake(Func<Strategy> make, [NotNullWhen(true)] out Strategy? strategy, [NotNullWhen(false)] out Refusal? refusal)
    {
        (strategy, refusal) = (null, null);
        try
        {
            strategy = make();
            return true;
        }
        catch (Exception exception) when (IsContained)
        {
            refusal = new Refusal(RefusalCode.SettingInvalid, $"the strategy could not be made: {exception.Message}");
            return false;
        }
    }

    // A strategy that was paused goes on as it is; one that was stopped begins anew, warmed up.
    private Refusal? Resume(KernelCommand.ResumeStrategy command)
    {
        if (State.FindStrategy(command.Strategy) is not { } record)
            return new Refusal(RefusalCode.StrategyUnknown, $"strategy instance {command.Strategy} is not deployed");
        if (record.Status == StrategyStatus.Running)
            return new Refusal(RefusalCode.SettingInvalid, $"strategy instance {command.Strategy} is running already");
        if (!record.IsOf(command.Definition))
            return OtherDocument(command.Strategy);
        if (record.Status == StrategyStatus.Paused)
        {
            Emit(CommandEntry(command.Strategy, record.Definition, StrategyAction.Start, command.Actor, ""));
            var paused = Find(command.Strategy)!;
            paused.Context.IsPaused = false;
            Save(paused);
            return null;
        }
        if (!TryMake(() => command.Definition.Create(command.Definition.Read(record.Parameters)), out var strategy, out var refusal))
            return refusal;
        _runtimes.RemoveAll(runtime => runtime.Context.Strategy == command.Strategy);
        Run(AddRuntime(command.Strategy, strategy, record.Instruments), command.History, command.Actor);
        return null;
    }

    private void Run(StrategyRuntime runtime, IReadOnlyList<Bar> history, string actor)
    {
        var before = Mark();
        _acting = runtime;
        Emit(CommandEntry(runtime.Context.Strategy, State.FindStrategy(runtime.Context.Strategy)!.Definition, StrategyAction.Start, actor, ""));
        try
        {
            WarmUp(runtime, history);
            runtime.Strategy.OnStart(runtime.Context);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
        Remember(runtime, before);
    }

    private void WarmUp(StrategyRuntime runtime, IReadOnlyList<Bar> history)
    {
        foreach (var bar in history)
            WarmUp(new BarClosed(runtime.Context.InstrumentIndex, in bar), runtime);
        // Now may be the close of a bar that is still to be given: a timer comes before it.
        runtime.FeedPosition = _seenTime;
    }

    private Refusal? Pause(KernelCommand.PauseStrategy command)
    {
        if (Find(command.Strategy) is not { IsRunning: true, Context.IsPaused: false } runtime)
            return NotRunning(command.Strategy);
        _acting = runtime;
        // What it works at is taken back; what protects its position stays, and so do the exits that follow an entry without it.
        foreach (var order in runtime.Context.OpenOrders.Where(order => order.Terms.Role != OrderRole.Protective && !FollowsEntry(order)).ToArray())
            CancelOrder(order, command.Actor, command.Reason);
        runtime.Context.IsPaused = true;
        Emit(CommandEntry(command.Strategy, State.FindStrategy(command.Strategy)!.Definition, StrategyAction.Pause, command.Actor, command.Reason));
        Save(runtime);
        return null;
    }

    private bool FollowsEntry(Order order) => order.Terms.IsReduceOnly && State.ClusterOf(order.Id)?.ParentOf(order) is not null;

    private Refusal? Stop(KernelCommand.StopStrategy command)
    {
        if (Find(command.Strategy) is not { IsRunning: true } runtime)
            return StopRecord(command);
        _acting = runtime;
        try
        {
            runtime.Strategy.OnStop(runtime.Context);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
            return null;
        }
        End(runtime, command.Actor, command.Reason);
        return null;
    }

    // Its fast memory may depend on what changed, so it begins anew, warmed up; what does not, it takes over from the one before.
    private Refusal? SetParameters(KernelCommand.SetParameters command)
    {
        if (Find(command.Strategy) is not { IsRunning: true } runtime)
            return NotRunning(command.Strategy);
        if (!State.FindStrategy(command.Strategy)!.IsOf(command.Definition))
            return OtherDocument(command.Strategy);
        if (Options.AccountKind == AccountKind.Cash && command.Definition.SellsShort(command.Parameters))
            return new Refusal(RefusalCode.SettingInvalid, $"{command.Definition.Id} sells short with these parameters, which a cash account cannot; must be a margin account");
        if (!TryMake(() => Successor(command, runtime.Strategy), out var fresh, out var refusal))
            return refusal;
        var before = Mark();
        _acting = runtime;
        Emit(CommandEntry(command.Strategy, command.Definition.Id, StrategyAction.SetParameters, command.Actor, "", parameters: command.Parameters.Values));
        runtime.Strategy = fresh;
        try
        {
            WarmUp(runtime, command.History);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
        Remember(runtime, before);
        return null;
    }

    private static Strategy Successor(KernelCommand.SetParameters command, Strategy before)
    {
        var fresh = command.Definition.Create(command.Parameters);
        fresh.TakeOver(before);
        return fresh;
    }

    private Refusal? Remove(KernelCommand.RemoveStrategy command)
    {
        if (State.FindStrategy(command.Strategy) is not { } record)
            return new Refusal(RefusalCode.StrategyUnknown, $"strategy instance {command.Strategy} is not deployed");
        if (record.Status != StrategyStatus.Stopped)
            return new Refusal(RefusalCode.SettingInvalid, $"strategy instance {command.Strategy} is {SnakeCase.From(record.Status.ToString())}; it must be stopped first");
        if (State.OpenOrders.Any(order => order.Terms.Strategy == command.Strategy))
            return new Refusal(RefusalCode.SettingInvalid, $"strategy instance {command.Strategy} has open orders; they must be canceled first");
        Emit(CommandEntry(command.Strategy, record.Definition, StrategyAction.Remove, command.Actor, ""));
        _runtimes.RemoveAll(runtime => runtime.Context.Strategy == command.Strategy);
        return null;
    }

    private void Give<TInput>(in TInput input, StrategyRuntime runtime)
        where TInput : struct, IMarketInput
    {
        try
        {
            Given(in input).GiveTo(runtime.Strategy, runtime.Context);
        }
        catch (Exception exception) when (IsContained)
        {
            StopFaulty(runtime, exception);
        }
    }

    // What it did before it threw stands: those orders are made. They are canceled like all its others but those that protect its position, which stays for a person to see.
    private void StopFaulty(StrategyRuntime runtime, Exception exception)
    {
        var text = JournalText.Bound($"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" "), JournalText.ReasonBytesMax);
        Incident("strategy_faulty", $"strategy {runtime.Context.Strategy} was stopped: {text}");
        End(runtime, "engine", text);
    }

    // What it would remember cannot be journaled, so it must not go on: after a restart it would be another.
    private void StopUnsaved(StrategyRuntime runtime, StrategyRecord record, string text)
    {
        var reason = JournalText.Bound(text.ReplaceLineEndings(" "), JournalText.ReasonBytesMax);
        Incident("strategy_faulty", $"strategy {record.Id} was stopped: {reason}");
        runtime.IsRunning = false;
        EndRecord(record, "engine", reason);
    }

    private void End(StrategyRuntime runtime, string actor, string reason)
    {
        Save(runtime);
        if (!runtime.IsRunning)
            return; // Its state could not be journaled: it has ended.
        runtime.IsRunning = false;
        EndRecord(State.FindStrategy(runtime.Context.Strategy)!, actor, reason);
    }

    private void EndRecord(StrategyRecord record, string actor, string reason)
    {
        // Its position stays, and with it what protects that.
        foreach (var order in State.OpenOrders.Where(order => order.Terms.Strategy == record.Id && order.Terms.Role != OrderRole.Protective).ToArray())
            CancelOrder(order, actor, "strategy_stopped"); // Why it was, its own entry says once.
        foreach (var timer in State.Timers.Where(timer => timer.Strategy == record.Id).ToArray())
            Emit(new TimerSet(Now, record.Id, timer.Name, DueTime: null));
        Emit(CommandEntry(record.Id, record.Definition, StrategyAction.Stop, actor, reason));
    }

    // One that is at work by the journal and could not be brought back.
    private Refusal? StopRecord(KernelCommand.StopStrategy command)
    {
        if (State.FindStrategy(command.Strategy) is not { Status: not StrategyStatus.Stopped } record)
            return NotRunning(command.Strategy);
        Incident("strategy_lost", $"strategy {command.Strategy} was stopped: {command.Reason}");
        EndRecord(record, command.Actor, command.Reason);
        return null;
    }

    private static Refusal OtherDocument(StrategyInstanceId strategy) =>
        new(RefusalCode.SettingInvalid, $"strategy instance {strategy} was deployed from another document; what it is does not change while it is deployed");

    private static Refusal NotRunning(StrategyInstanceId strategy) => new(RefusalCode.StrategyNotRunning, $"strategy instance {strategy} is not running");

    private StrategyCommand CommandEntry(
        StrategyInstanceId strategy,
        string definition,
        StrategyAction action,
        string actor,
        string reason,
        IReadOnlyList<InstrumentId>? instruments = null,
        IReadOnlyList<KeyValuePair<string, string>>? parameters = null) =>
        new(Now, strategy, definition, action, instruments ?? [], parameters ?? [], JournalText.Bound(actor, JournalText.NameBytesMax), JournalText.Bound(reason, JournalText.ReasonBytesMax));
}
