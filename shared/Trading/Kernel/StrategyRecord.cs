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
    // Of the byte of its status: snapshots of accounts without documents are what they were.
    private const byte HasDocument = 0x80;

    internal StrategyRecord(StrategyInstanceId id, string definition)
    {
        Id = id;
        Definition = definition;
    }

    /// <summary>The instance.</summary>
    public StrategyInstanceId Id { get; }

    /// <summary>Catalogue id.</summary>
    public string Definition { get; }

    /// <summary>The document that it is, UTF-8; empty for a strategy of the catalogue.</summary>
    public ReadOnlyMemory<byte> Document { get; private set; }

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
            (Instruments, Document) = ([.. command.Instruments], command.Document);
        Reason = command.Reason;
    }

    internal void SetState(StrategyState entry)
    {
        State = entry.State;
        FeedPosition = entry.FeedPosition;
        FeedSource = entry.FeedSource;
    }

    /// <summary>Whether a definition is of the document that was deployed, or neither has one.</summary>
    internal bool IsOf(StrategyDefinition definition) => Document.Span.SequenceEqual(definition.Document is { } document ? document.Utf8.Span : default);

    internal static StrategyRecord ReadFrom(ref MessageReader reader)
    {
        var record = new StrategyRecord(OrderCodec.ReadStrategy(ref reader), reader.Text());
        var status = reader.Byte();
        var hasDocument = (status & HasDocument) != 0;
        record.Status = (StrategyStatus)(status & ~HasDocument);
        if (!Enum.IsDefined(record.Status))
            throw reader.Fault($"status was {status & ~HasDocument}, must be one of a strategy");
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
        if (hasDocument)
            record.Document = reader.Bytes();
        return record;
    }

    internal void WriteTo(MessageWriter writer)
    {
        writer.Text(Id.Text);
        writer.Text(Definition);
        writer.Byte((byte)((byte)Status | (Document.IsEmpty ? 0 : HasDocument)));
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
        if (!Document.IsEmpty)
            writer.Bytes(Document.Span);
    }
}
