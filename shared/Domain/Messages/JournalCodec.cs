namespace VeloZ.Domain;

/// <summary>Journal entries in binary form: u16 kind, u8 version, u32 length of the body, body. Layout: <c>JOURNAL-FORMAT.md</c>.</summary>
/// <remarks>
/// A body may be longer than this version knows: the rest is a later minor version's and is passed over.
/// An unknown kind or version is refused, never skipped.
/// </remarks>
public static class JournalCodec
{
    /// <summary>The layout version that is written, the same for all kinds so far.</summary>
    public const byte Version = 1;

    /// <summary>Kind, version and length, before the body.</summary>
    internal const int HeaderBytes = 7;

    /// <summary>What an entry takes at least: every body begins with its time.</summary>
    internal const int EntryBytesMin = HeaderBytes + 8;

    /// <summary>Adds an entry to what the writer holds.</summary>
    public static void Write(MessageWriter writer, JournalEntry entry)
    {
        writer.Short((ushort)entry.Kind);
        writer.Byte(Version);
        var lengthAt = writer.Written.Length;
        writer.Word(0);
        writer.Time(entry.Time);
        WriteBody(writer, entry);
        writer.PatchWord(lengthAt, (uint)(writer.Written.Length - lengthAt - 4));
    }

    /// <summary>Reads the entry at the start of these bytes.</summary>
    /// <param name="bytes">At least one whole entry.</param>
    /// <param name="size">How many bytes it took.</param>
    /// <exception cref="MessageFormatException">The bytes are not an entry that this version reads.</exception>
    public static JournalEntry Read(ReadOnlySpan<byte> bytes, out int size)
    {
        var header = new MessageReader(bytes);
        var kind = (EntryKind)header.Short();
        var version = header.Byte();
        var length = header.Word();
        if (length > bytes.Length - HeaderBytes)
            throw header.Fault($"entry body was to have {length} bytes, {bytes.Length - HeaderBytes} were left");
        if (version != Version)
            throw header.Fault($"{kind} had layout version {version}, must be {Version}: run the version of VeloZ that wrote it, or a newer one");
        size = HeaderBytes + (int)length;
        var body = new MessageReader(bytes.Slice(HeaderBytes, (int)length));
        return ReadBody(kind, ref body);
    }

    private static void WriteBody(MessageWriter writer, JournalEntry entry)
    {
        switch (entry)
        {
            case OrderNew or OrderResubmit or OrderUpdate or OrderFill or OrderCancel or OrderAdopt or OrderAmend
                or OrderTriggered or TrailMoved or OrderListNew or AlgoState:
                OrderEntryCodec.Write(writer, entry);
                break;
            case StrategyCommand or StrategyState or AccountUpdate or RiskState or ReconcileResult or ReconcileAck or InstrumentChanged or TimerSet or PaperMarketState
                or PositionUpdate:
                AccountEntryCodec.Write(writer, entry);
                break;
            case LeaderEpoch leader:
                writer.Number(leader.Epoch);
                writer.Text(leader.LeaderId);
                writer.Number(leader.LeaseVersion);
                writer.Number(leader.PreviousEpoch);
                writer.Number(leader.PreviousFrame);
                break;
            case LeaderResign resign:
                writer.Number(resign.LastFrame);
                break;
            case Checkpoint checkpoint:
                writer.Text(checkpoint.SnapshotKey);
                writer.Number(checkpoint.Epoch);
                writer.Number(checkpoint.Frame);
                writer.Text(checkpoint.JournalPosition);
                writer.Bytes(checkpoint.StateHash);
                break;
            case Rotation rotation:
                writer.Text(rotation.Next);
                break;
            case Noop noop:
                writer.Bytes(noop.PrefixHash);
                break;
            default:
                throw new InvariantException($"entry {entry.Kind} has no layout");
        }
    }

    private static JournalEntry ReadBody(EntryKind kind, ref MessageReader body)
    {
        var time = body.Time();
        return kind switch
        {
            EntryKind.LeaderEpoch => new LeaderEpoch(time, body.Number(), body.Text(), body.Number(), body.Number(), body.Number()),
            EntryKind.LeaderResign => new LeaderResign(time, body.Number()),
            EntryKind.Checkpoint => new Checkpoint(time, body.Text(), body.Number(), body.Number(), body.Text(), body.Bytes()),
            EntryKind.Rotation => new Rotation(time, body.Text()),
            EntryKind.Noop => new Noop(time, body.Bytes()),
            _ => OrderEntryCodec.Read(kind, time, ref body)
                ?? AccountEntryCodec.Read(kind, time, ref body)
                ?? throw body.Fault($"entry kind was {(ushort)kind}, which this version does not know: run the version of VeloZ that wrote it, or a newer one"),
        };
    }
}
