using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// What is still taken while the open frame is full and the journal does not keep up: what makes the account safer, as far as the frame bears it.
/// It is decided at once, so that a kill switch holds back orders that are durable only later. All else is refused: nobody waits for a journal that is away.
/// </summary>
internal static class FullFrame
{
    /// <summary>Answers and orders that may wait for the journal; more are not taken.</summary>
    public const int WaitingMax = 4_096;

    // Cancels that nobody needs must not take the room of a switch.
    private const int WaitingSwitchesMax = 2 * WaitingMax;

    // Switches and strategies: a frame that is full has room for all cancels there can be, and for this.
    private const int ExtraBytesMax = 64 * 1024;

    private const int CancelTextBytesMax = 48;

    /// <summary>Whether the loop has room for any command.</summary>
    public static bool HasRoom(EngineLoop loop) => !loop.IsFull && loop.WaitingCount < WaitingMax;

    /// <summary>Whether the command is taken though there is no room for all.</summary>
    public static bool Takes(KernelCommand command, EngineLoop loop) => command switch
    {
        // Each open order is canceled once, whoever asks, and the switch for all is engaged once.
        KernelCommand.EngageKillSwitch { Scope: KillSwitchScope.All } => loop.WaitingCount < WaitingSwitchesMax,
        KernelCommand.Cancel or KernelCommand.CancelAll => loop.WaitingCount < WaitingMax,
        KernelCommand.EngageKillSwitch => IsRoom(loop) && loop.WaitingCount < WaitingSwitchesMax,
        KernelCommand.SetTradingState { State: TradingState.Halted or TradingState.Reducing } => IsRoom(loop) && loop.WaitingCount < WaitingSwitchesMax,
        KernelCommand.PauseStrategy or KernelCommand.StopStrategy => IsRoom(loop) && loop.WaitingCount < WaitingMax,
        _ => false,
    };

    /// <summary>What a cancel that is taken keeps of who asked and why: each open order's cancel has both, and the frame bears so much of a thousand.</summary>
    public static KernelCommand Shortened(KernelCommand command) => command switch
    {
        KernelCommand.Cancel cancel => cancel with { Actor = JournalText.Bound(cancel.Actor, CancelTextBytesMax), Reason = JournalText.Bound(cancel.Reason, CancelTextBytesMax) },
        KernelCommand.CancelAll cancel => cancel with { Actor = JournalText.Bound(cancel.Actor, CancelTextBytesMax), Reason = JournalText.Bound(cancel.Reason, CancelTextBytesMax) },
        _ => command,
    };

    /// <summary>The answer to what is not taken.</summary>
    public static Refusal Refuse() => new(
        RefusalCode.JournalUnavailable,
        "the journal does not keep up and what waits for it is full; until it does, cancels and the kill switch for all are taken, and of what else stops trading no more than can wait: engage that switch, or try again");

    private static bool IsRoom(EngineLoop loop) => loop.OpenBytes < FrameBuilder.BytesFull + ExtraBytesMax;
}
