using System.Buffers.Binary;

namespace VeloZ.Domain;

/// <summary>Gathers the entries of one group commit and seals them as a frame: numbers it and chains it to the one before.</summary>
/// <remarks>Two buffers alternate, so one frame may be on its way to the disk while the next fills. Nothing is allocated once they have grown. For one thread.</remarks>
public sealed class FrameBuilder
{
    /// <summary>A frame with as many entries is full.</summary>
    public const int EntriesFull = 512;

    /// <summary>A frame of as many bytes is full: far enough below the hard limit for whatever one more decision adds.</summary>
    public const int BytesFull = 128 * 1024;

    private readonly int _partition;
    private readonly ulong _writer;
    private readonly MessageWriter _entry = new();
    private byte[] _open = new byte[16 * 1024];
    private byte[] _sealed = new byte[16 * 1024];
    private long _epoch;
    private long _sequence;
    private FrameHash _previous;
    private bool _isBegun;

    /// <summary>A builder for one partition.</summary>
    /// <param name="partition">0 to 65,535.</param>
    /// <param name="writer">Boot id of this process.</param>
    public FrameBuilder(int partition, ulong writer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partition, ushort.MaxValue);
        _partition = partition;
        _writer = writer;
    }

    /// <summary>Entries in the open frame.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Bytes of the open frame, header included.</summary>
    public int SizeBytes { get; private set; } = FrameCodec.HeaderBytes;

    /// <summary>Whether the frame should be sealed before more is added: 512 entries, or 128 KiB. More may be added up to the hard limit.</summary>
    public bool IsFull => EntryCount >= EntriesFull || SizeBytes >= BytesFull;

    /// <summary>Whether there is nothing to seal.</summary>
    public bool IsEmpty => EntryCount == 0;

    /// <summary>Goes on in this epoch.</summary>
    /// <param name="epoch">0 to 2^32 - 1.</param>
    /// <param name="nextSequence">Of the frame that is sealed next.</param>
    /// <param name="previous">Hash of the frame before it.</param>
    /// <exception cref="InvariantException">The open frame has entries.</exception>
    public void Begin(long epoch, long nextSequence, FrameHash previous)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, uint.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(nextSequence);
        if (!IsEmpty)
            throw new InvariantException($"epoch {epoch} was to begin with {EntryCount} entries in the open frame, must be none");
        (_epoch, _sequence, _previous, _isBegun) = (epoch, nextSequence, previous, true);
    }

    /// <summary>Adds an entry to the open frame.</summary>
    /// <exception cref="ArgumentException">It does not fit below 1,000,000 bytes, or a text of it is too long. The open frame is as it was.</exception>
    public void Add(JournalEntry entry)
    {
        _entry.Clear();
        JournalCodec.Write(_entry, entry);
        var written = _entry.Written;
        var size = SizeBytes + written.Length;
        if (size > FrameCodec.FrameBytesMax)
            throw new ArgumentException($"{entry.Kind} of {written.Length} bytes would make a frame of {size} bytes, must be at most {FrameCodec.FrameBytesMax}", nameof(entry));
        if (size > _open.Length)
            Array.Resize(ref _open, Math.Max(size, _open.Length * 2));
        written.CopyTo(_open.AsSpan(SizeBytes));
        SizeBytes = size;
        EntryCount++;
    }

    /// <summary>Closes the open frame, gives it the next number and opens another.</summary>
    /// <param name="wallMicros">Microseconds since the epoch; information only.</param>
    /// <param name="syncedThrough">Highest sequence of this epoch known durable; -1 for none.</param>
    /// <exception cref="InvariantException">No epoch has begun, the frame is empty, or it is said to be durable itself.</exception>
    public SealedFrame Seal(long wallMicros, long syncedThrough)
    {
        if (!_isBegun)
            throw new InvariantException("a frame was sealed before its epoch began");
        if (IsEmpty)
            throw new InvariantException($"frame {_epoch}/{_sequence} had no entries, must have at least 1");
        if (syncedThrough < -1 || syncedThrough >= _sequence)
            throw new InvariantException($"frame {_epoch}/{_sequence} was synced through {syncedThrough}, must be from -1 and below its own sequence");
        var bytes = _open.AsMemory(0, SizeBytes);
        WriteHeader(bytes.Span, wallMicros, syncedThrough);
        var frame = new SealedFrame(new FrameId(_epoch, _sequence), FrameCodec.HashOf(bytes.Span), EntryCount, bytes);
        _previous = frame.Hash;
        _sequence++;
        EntryCount = 0;
        SizeBytes = FrameCodec.HeaderBytes;
        (_open, _sealed) = (_sealed, _open);
        return frame;
    }

    private void WriteHeader(Span<byte> header, long wallMicros, long syncedThrough)
    {
        FrameCodec.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], FrameCodec.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[FrameCodec.FlagsOffset..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[FrameCodec.LengthOffset..], (uint)SizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[FrameCodec.CrcOffset..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], (ushort)_partition);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], (uint)_epoch);
        BinaryPrimitives.WriteInt64LittleEndian(header[22..], _sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[30..], syncedThrough);
        _previous.Write(header[38..]);
        BinaryPrimitives.WriteUInt64LittleEndian(header[54..], _writer);
        BinaryPrimitives.WriteInt64LittleEndian(header[62..], wallMicros);
        BinaryPrimitives.WriteUInt32LittleEndian(header[70..], (uint)EntryCount);
    }
}
