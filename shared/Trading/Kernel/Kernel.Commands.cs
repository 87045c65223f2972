using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What people and the host tell the kernel.</content>
public sealed partial class Kernel
{
    private const int KillSwitchesMax = 100;

    /// <summary>Carries out a command, or says why not; a refusal changes nothing.</summary>
    /// <returns>Null when it was carried out.</returns>
    public Refusal? Decide(KernelCommand command, Decision decision)
    {
        Begin(command.Time, decision);
        var refusal = CommandTexts.Check(command) ?? CarryOut(command);
        Finish();
        return refusal;
    }

    private Refusal? CarryOut(KernelCommand command) => command switch
    {
        KernelCommand.Submit submit => Submit(submit.Request).Refusal,
        KernelCommand.SubmitList list => Submit(list.Request).Refusal,
        KernelCommand.Amend amend => Amend(amend),
        KernelCommand.Cancel cancel => Cancel(cancel),
        KernelCommand.CancelAll all => CancelAll(all),
        KernelCommand.Liquidate liquidate => Liquidate(liquidate),
        KernelCommand.SetInstrument instrument => Change(new InstrumentChanged(Now, instrument.Instrument)),
        KernelCommand.ChangeBalance balance => ChangeBalance(balance),
        KernelCommand.SetLimits limits => SetLimits(limits),
        KernelCommand.SetTradingState state => SetTradingState(state),
        KernelCommand.AcknowledgeDifferences acknowledge => Acknowledge(acknowledge),
        KernelCommand.EngageKillSwitch engage => Engage(engage),
        KernelCommand.ReleaseKillSwitch release => Release(release),
        KernelCommand.StartStrategy start => Start(start),
        KernelCommand.StopStrategy stop => Stop(stop),
        KernelCommand.PauseStrategy pause => Pause(pause),
        KernelCommand.ResumeStrategy resume => Resume(resume),
        KernelCommand.SetParameters parameters => SetParameters(parameters),
        KernelCommand.RemoveStrategy remove => Remove(remove),
        KernelCommand.SavePaperMarket market => Change(new PaperMarketState(Now, market.Instrument, market.FeedSource, market.FeedPosition, market.State, AccountHead.TermsOf(Options))),
        KernelCommand.Journal journal => Change(journal.Entry with { Time = Now }),
        _ => throw new InvariantException($"command {command.GetType().Name} is not known"),
    };

    private Refusal? Change(JournalEntry entry)
    {
        Emit(entry);
        return null;
    }

    // What is taken out must be there and not be held back, and must not be what carries a position.
    private Refusal? ChangeBalance(KernelCommand.ChangeBalance command)
    {
        var (amount, currency) = (command.Change.Amount, command.Change.Currency);
        var free = State.Portfolio.BalanceOf(currency).Free;
        var leaves = amount < 0 && command.Reason is BalanceReason.Withdrawal or BalanceReason.Transfer;
        if (leaves && free + amount < 0)
            return new Refusal(RefusalCode.BalanceInsufficient, $"{DecimalText.Trimmed(-amount)} {currency} were to leave, and {DecimalText.Trimmed(free)} were free");
        if (leaves && _checks.CheckWithdrawal(command.Change) is { } refusal)
            return refusal;
        return Change(new AccountUpdate(Now, command.Change, command.Reason, command.Reference));
    }

    private Refusal? Cancel(KernelCommand.Cancel command)
    {
        var order = State.FindOrder(command.Id);
        if (order is null)
            return new Refusal(RefusalCode.OrderUnknown, $"order {command.Id} is not known");
        if (order.IsClosed)
            return new Refusal(RefusalCode.OrderClosed, $"order {command.Id} is {SnakeCase.From(order.Status.ToString())} already");
        CancelOrder(order, command.Actor, command.Reason);
        return null;
    }

    private Refusal? CancelAll(KernelCommand.CancelAll command)
    {
        foreach (var order in State.OpenOrders.ToArray())
            CancelOrder(order, command.Actor, command.Reason);
        return null;
    }

    private Refusal? SetLimits(KernelCommand.SetLimits command)
    {
        var limits = command.Limits;
        if (limits.OrderNotionalMax <= 0 || limits.OrdersPerSecond <= 0 || limits.PriceCollar <= 0 || limits.MarketAgeMax <= TimeSpan.Zero)
            return new Refusal(RefusalCode.SettingInvalid, "limits must be above 0, or null to leave one off");
        return Change(new RiskState(Now, State.TradingState, State.KillSwitches, limits with { Version = State.Limits.Version + 1 }, command.Actor, Approver: "", Reason: "limits"));
    }

    private Refusal? SetTradingState(KernelCommand.SetTradingState command)
    {
        if (command.State is TradingState.Quarantined or TradingState.Liquidating)
            return new Refusal(RefusalCode.SettingInvalid, $"trading state was {SnakeCase.From(command.State.ToString())}, must be active, reducing or halted: the others are the engine's own, and it leaves them by itself");
        if (command.State == TradingState.Active && !IsRecovered)
            return new Refusal(RefusalCode.ReconciliationOpen, "the venues are still being asked after the start; trading becomes active by itself when they agree");
        if (command.State == TradingState.Active && State.Differences.Count > 0)
            return new Refusal(RefusalCode.ReconciliationOpen, $"{State.Differences.Count} differences with venues are open, such as {State.Differences[0].Text}; they must be gone or acknowledged");
        Emit(new RiskState(Now, command.State, State.KillSwitches, State.Limits, command.Actor, Approver: "", command.Reason));
        AlignAll();
        return null;
    }

    private Refusal? Engage(KernelCommand.EngageKillSwitch command)
    {
        if (!State.KillSwitches.Any(one => one.Scope == command.Scope && one.Target == command.Target))
        {
            if (State.KillSwitches.Count >= KillSwitchesMax && command.Scope != KillSwitchScope.All)
                return new Refusal(RefusalCode.SettingInvalid, $"{State.KillSwitches.Count} kill switches are engaged, must be below {KillSwitchesMax}: engage the one for all, or release some");
            // Whoever throws it in need is not sent back for a long text.
            var (actor, reason) = (JournalText.Bound(command.Actor, JournalText.NameBytesMax), JournalText.Bound(command.Reason, JournalText.ReasonBytesMax));
            var added = new KillSwitch(command.Scope, command.Target, Now, actor, reason);
            Emit(new RiskState(Now, State.TradingState, [.. State.KillSwitches, added], State.Limits, actor, Approver: "", reason));
        }
        foreach (var order in State.OpenOrders.ToArray())
        {
            // What protects a position stays; where there is none yet, it ends with its entry.
            if (order.Terms.Role != OrderRole.Protective && _checks.Reaches(command.Scope, command.Target, order.Terms.Strategy, order.Terms.Instrument))
                CancelOrder(order, "kill_switch", command.Reason);
        }
        return null;
    }

    private Refusal? Release(KernelCommand.ReleaseKillSwitch command)
    {
        if (string.IsNullOrWhiteSpace(command.Reason))
            return new Refusal(RefusalCode.ReasonMissing, "a kill switch is released with a reason; it was empty");
        var left = State.KillSwitches.Where(one => one.Scope != command.Scope || one.Target != command.Target).ToArray();
        if (left.Length == State.KillSwitches.Count)
            return new Refusal(RefusalCode.KillSwitchNotEngaged, $"no kill switch ({SnakeCase.From(command.Scope.ToString())} {command.Target}) is engaged");
        Emit(new RiskState(Now, State.TradingState, left, State.Limits, command.Actor, command.Approver, command.Reason));
        AlignAll();
        return null;
    }
}
