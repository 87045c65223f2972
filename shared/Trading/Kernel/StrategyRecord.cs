using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What a deployed strategy does.</summary>
public enum StrategyStatus
{
    /// <summary>Deployed, or ended.</summary>
    Stopped,

    /// <summary>Trades.</summary>
    Running,

    /// <summary>Keeps its state and does not trade.</summary>
    Paused,
}

/// <summary>A deployed strategy as the journal knows it. Changed only by <see cref="KernelState.Fold"/>.</summary>
public sealed class StrategyRecord
{
    internal StrategyRecord(StrategyInstanceId id, string definition)
    {
        Id = id;
        Definition = definition;
    }

    /// <summary>The instance.</summary>
    public StrategyInstanceId Id { get; }

    /// <summary>Catalogue id.</summary>
    public string Definition { get; }

    /// <summary>What it does.</summary>
    public StrategyStatus Status { get; private set; }

    /// <summary>The markets it trades.</summary>
    public IReadOnlyList<InstrumentId> Instruments { get; private set; } = [];

    /// <summary>Name and value as text, in the order declared.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; private set; } = [];

    /// <summary>The state it last journaled, in its own form; empty before the first.</summary>
    public ReadOnlyMemory<byte> State { get; private set; }

    /// <summary>Time of the last market event that state had seen.</summary>
    public UnixNanos FeedPosition { get; private set; }

    /// <summary>The feed that position is in.</summary>
    public string FeedSource { get; private set; } = "";

    /// <summary>Why it was last told what it was told; may be empty.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Orders it made.</summary>
    public long OrderCount { get; private set; }

    /// <summary>Orders that the venue refused.</summary>
    public long RejectionCount { get; private set; }

    /// <summary>Fills it had.</summary>
    public long FillCount { get; private set; }

    /// <summary>Fills that realized a profit or a loss.</summary>
    public long ClosingFillCount { get; private set; }

    /// <summary>Those of them with a profit, before fees.</summary>
    public long WinCount { get; private set; }

    /// <summary>Sum of price x quantity over its fills, in quote currency.</summary>
    public decimal Turnover { get; private set; }

    internal void CountOrder() => OrderCount++;

    internal void CountRejection() => RejectionCount++;

    internal void CountFill(decimal notional, decimal realized)
    {
        FillCount++;
        Turnover += notional;
        if (realized != 0)
            ClosingFillCount++;
        if (realized > 0)
            WinCount++;
    }

    internal void Apply(StrategyCommand command)
    {
        Status = command.Action switch
        {
            StrategyAction.Start => StrategyStatus.Running,
            StrategyAction.Pause => StrategyStatus.Paused,
            StrategyAction.Stop => StrategyStatus.Stopped,
            _ => Status,
        };
        if (command.Action is StrategyAction.Deploy or StrategyAction.SetParameters)
            Parameters = [.. command.Parameters];
        if (command.Action == StrategyAction.Deploy)
            Instruments = [.. command.Instruments];
        Reason = command.Reason;
    }

    internal void SetState(StrategyState entry)
    {
        State = entry.State;
        FeedPosition = entry.FeedPosition;
        FeedSource = entry.FeedSource;
    }

    internal static StrategyRecord ReadFrom(ref MessageReader reader)
    {
        var record = new StrategyRecord(OrderCodec.ReadStrategy(ref reader), reader.Text()) { Status = reader.Choice<StrategyStatus>() };
        var instruments = new InstrumentId[reader.Count()];
        for (var index = 0; index < instruments.Length; index++)
            instruments[index] = OrderCodec.ReadInstrumentId(ref reader);
        record.Instruments = instruments;
        var parameters = new KeyValuePair<string, string>[reader.Count()];
        for (var index = 0; index < parameters.Length; index++)
            parameters[index] = new KeyValuePair<string, string>(reader.Text(), reader.Text());
        record.Parameters = parameters;
        record.State = reader.Bytes();
        record.FeedPosition = reader.Time();
        record.FeedSource = reader.Text();
        record.Reason = reader.Text();
        (record.OrderCount, record.RejectionCount, record.FillCount) = (reader.Number(), reader.Number(), reader.Number());
        (record.ClosingFillCount, record.WinCount, record.Turnover) = (reader.Number(), reader.Number(), reader.Decimal());
        return record;
    }

    internal void WriteTo(MessageWriter writer)
    {
        writer.Text(Id.Text);
        writer.Text(Definition);
        writer.Byte((byte)Status);
        writer.Number(Instruments.Count);
        foreach (var instrument in Instruments)
            writer.Text(instrument.Text);
        writer.Number(Parameters.Count);
        foreach (var (name, value) in Parameters)
        {
            writer.Text(name);
            writer.Text(value);
        }
        writer.Bytes(State.Span);
        writer.Time(FeedPosition);
        writer.Text(FeedSource);
        writer.Text(Reason);
        writer.Number(OrderCount);
        writer.Number(RejectionCount);
        writer.Number(FillCount);
        writer.Number(ClosingFillCount);
        writer.Number(WinCount);
        writer.Decimal(Turnover);
    }
}
