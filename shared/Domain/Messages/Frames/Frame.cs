using System.Buffers.Binary;

namespace VeloZ.Domain;

/// <summary>A frame as it was stored: entries that became durable together.</summary>
public sealed class Frame
{
    private readonly ReadOnlyMemory<byte> _bytes;

    internal Frame(FrameHeader header, FrameHash hash, ReadOnlyMemory<byte> bytes)
    {
        Header = header;
        Hash = hash;
        _bytes = bytes;
    }

    /// <summary>What stands before the entries.</summary>
    public FrameHeader Header { get; }

    /// <summary>Epoch and sequence.</summary>
    public FrameId Id => Header.Id;

    /// <summary>Over everything after the checksum.</summary>
    public FrameHash Hash { get; }

    /// <summary>Header and body.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The entries' bytes.</summary>
    public ReadOnlyMemory<byte> Body => _bytes[FrameCodec.HeaderBytes..];

    /// <summary>Its entries in their order; read anew at each call.</summary>
    /// <exception cref="MessageFormatException">An entry does not read, or there are not as many as the header says.</exception>
    public IReadOnlyList<JournalEntry> ReadEntries()
    {
        var body = Body.Span;
        var entries = new JournalEntry[Header.EntryCount];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index] = ReadEntry(body, index, out var size);
            body = body[size..];
        }
        return body.IsEmpty
            ? entries
            : throw new MessageFormatException($"frame {Id}: {body.Length} bytes were left after its {entries.Length} entries, must be none");
    }

    /// <summary>The kind of its first entry, known to this version or not.</summary>
    internal EntryKind FirstKind => (EntryKind)BinaryPrimitives.ReadUInt16LittleEndian(Body.Span);

    /// <summary>The first entry of a kind, or null. Reads no other.</summary>
    internal JournalEntry? FindFirst(EntryKind kind)
    {
        var body = Body.Span;
        for (var index = 0; index < Header.EntryCount; index++)
        {
            if (body.Length < JournalCodec.EntryBytesMin)
                throw new MessageFormatException($"frame {Id}, entry {index}: {body.Length} bytes were left, must be at least {JournalCodec.EntryBytesMin}");
            if (BinaryPrimitives.ReadUInt16LittleEndian(body) == (ushort)kind)
                return ReadEntry(body, index, out _);
            var size = JournalCodec.HeaderBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(body[3..]);
            if (size > body.Length)
                throw new MessageFormatException($"frame {Id}, entry {index}: it was to have {size} bytes, {body.Length} were left");
            body = body[(int)size..];
        }
        return null;
    }

    private JournalEntry ReadEntry(ReadOnlySpan<byte> body, int index, out int size)
    {
        try
        {
            return JournalCodec.Read(body, out size);
        }
        catch (MessageFormatException fault)
        {
            throw new MessageFormatException($"frame {Id}, entry {index}: {fault.Message}");
        }
    }
}
