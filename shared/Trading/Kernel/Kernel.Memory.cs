using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What strategies remember, and when it is journaled: with what they did, and before others change what they saw.</content>
public sealed partial class Kernel
{
    // The frame that carries what a strategy did carries the state that did it. A state that is journaled already is not repeated.
    private void Remember(StrategyRuntime runtime, int before)
    {
        if (Mark() != before && runtime.IsRunning)
            Save(runtime);
    }

    private void Save(StrategyRuntime runtime)
    {
        _stateWriter.Clear();
        var record = State.FindStrategy(runtime.Context.Strategy)!;
        try
        {
            runtime.Strategy.Save(_stateWriter);
        }
        catch (Exception exception) when (IsContained)
        {
            StopUnsaved(runtime, record, $"it could not save its state: {exception.GetType().Name}: {exception.Message}");
            return;
        }
        runtime.Context.HasSeenAccount = false;
        if (record.FeedPosition == runtime.FeedPosition && record.State.Span.SequenceEqual(_stateWriter.Written))
            return;
        if (_stateWriter.Written.Length > StateRoomOf(record) && IsContained)
            StopUnsaved(runtime, record, $"its state had {_stateWriter.Written.Length} bytes, must have at most {Math.Max(0, StateRoomOf(record))}: the states of all strategies have at most {StatesBytesMax} together");
        else
            Emit(new StrategyState(Now, runtime.Context.Strategy, Options.FeedSource, runtime.FeedPosition, _stateWriter.Written.ToArray()));
    }

    // The states of all that are at work may have to stand in one frame, twice.
    private long StateRoomOf(StrategyRecord record)
    {
        long room = StatesBytesMax;
        foreach (var other in State.Strategies)
        {
            if (other != record && other.Status != StrategyStatus.Stopped)
                room -= other.State.Length;
        }
        return room;
    }

    private static bool ChangesAccount(JournalEntry entry) => entry is OrderNew or OrderUpdate or OrderFill or OrderCancel
        or OrderAmend or OrderTriggered or TrailMoved or OrderAdopt or OrderResubmit or AccountUpdate or PositionUpdate or InstrumentChanged;

    // After a restart a strategy sees again what it saw since it last journaled its state, and must see it with the account it saw it with:
    // before that changes, its state is journaled. The one that acts is journaled with what it does.
    private void SaveWitnesses(JournalEntry entry)
    {
        for (var index = 0; index < _runtimes.Count; index++)
        {
            var runtime = _runtimes[index];
            if (runtime.IsRunning && runtime != _acting && (runtime.Context.HasSeenAccount || HasSeenOrderOf(entry, runtime)))
                Save(runtime);
        }
    }

    // Its own orders and position it may have looked at, at any event.
    private bool HasSeenOrderOf(JournalEntry entry, StrategyRuntime runtime)
    {
        var id = entry switch
        {
            OrderUpdate one => one.Id,
            OrderFill one => one.Id,
            OrderCancel one => one.Id,
            OrderAmend one => one.Id,
            OrderTriggered one => one.Id,
            TrailMoved one => one.Id,
            OrderResubmit one => one.Id,
            _ => default,
        };
        return State.FindOrder(id)?.Terms.Strategy == runtime.Context.Strategy
            && runtime.FeedPosition != State.FindStrategy(runtime.Context.Strategy)!.FeedPosition;
    }
}
