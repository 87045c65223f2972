using System.Text;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// The texts of commands that the journal is to keep as they are; those of orders are checked with the rest of them.
/// Those of commands that only take risk away are cut where they are too long: nobody is sent back then.
/// </summary>
internal static class CommandTexts
{
    /// <summary>Why the command cannot be carried out; null when it can.</summary>
    public static Refusal? Check(KernelCommand command) => command switch
    {
        KernelCommand.ChangeBalance one => Name("reference", one.Reference),
        KernelCommand.SetLimits one => Name("actor", one.Actor),
        KernelCommand.SetTradingState one => Name("actor", one.Actor) ?? Reason(one.Reason),
        KernelCommand.AcknowledgeDifferences one => Name("actor", one.Actor) ?? Reason(one.Reason),
        KernelCommand.EngageKillSwitch one => Name("target", one.Target),
        KernelCommand.ReleaseKillSwitch one => Name("target", one.Target) ?? Name("actor", one.Actor) ?? Name("approver", one.Approver) ?? Reason(one.Reason),
        KernelCommand.StartStrategy one => Name("actor", one.Actor),
        KernelCommand.ResumeStrategy one => Name("actor", one.Actor),
        KernelCommand.SetParameters one => Name("actor", one.Actor),
        _ => null,
    };

    /// <summary>Why a name cannot be kept; null when it can.</summary>
    public static Refusal? Name(string what, string text) => Check(what, text, JournalText.NameBytesMax);

    private static Refusal? Reason(string text) => Check("reason", text, JournalText.ReasonBytesMax);

    private static Refusal? Check(string what, string text, int bytesMax) => JournalText.FaultOf(text, bytesMax) is { } fault
        ? new Refusal(Encoding.UTF8.GetByteCount(text) > bytesMax ? RefusalCode.TextTooLong : RefusalCode.TextInvalid, $"{what} {fault}")
        : null;
}
