using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>A command on its way to the loop, and where its answer goes.</summary>
/// <param name="command">Its time is set by the loop.</param>
/// <param name="givenStamp">When it was given, by the clock's timestamp.</param>
internal sealed class EngineInput(KernelCommand command, long givenStamp)
{
    private readonly TaskCompletionSource<CommandAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KernelCommand Command { get; } = command;

    public long GivenStamp { get; } = givenStamp;

    public Task<CommandAnswer> Answer => _answer.Task;

    public void Complete(CommandAnswer answer) => _answer.TrySetResult(answer);

    public void Fail(Exception exception) => _answer.TrySetException(exception);
}

/// <summary>What became of a command: carried out and durable, or refused.</summary>
/// <param name="Refusal">Why not; null when it was carried out.</param>
/// <param name="Orders">The orders that were made, as they stood when they were durable, in the order listed; empty where none were.</param>
public sealed record CommandAnswer(Refusal? Refusal, IReadOnlyList<OrderView> Orders)
{
    /// <summary>The first of them; null where there is none.</summary>
    public OrderView? Order => Orders.Count > 0 ? Orders[0] : null;
}

/// <summary>The engine ended before a command was durable: whether it took effect, the journal says after the restart.</summary>
public sealed class EngineStoppedException(string message, Exception? cause = null) : Exception(message, cause);
