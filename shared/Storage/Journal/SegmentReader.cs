using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Frames of one file by offset, through a window that moves over it.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int WindowBytes = 1_048_576;

    private readonly IDiskFile _file;
    private readonly byte[] _window;
    private long _windowStart;
    private int _windowCount;

    private SegmentReader(IDiskFile file, SegmentHeader header)
    {
        _file = file;
        Header = header;
        _window = new byte[Math.Min(WindowBytes, header.SizeBytes)];
    }

    public string Path => _file.Path;

    public SegmentHeader Header { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="JournalDamagedException">The header is not what it must be.</exception>
    public static SegmentReader Open(IDisk disk, string path, int partition)
    {
        var file = disk.Open(path, DiskAccess.Read);
        try
        {
            return new SegmentReader(file, SegmentHeader.Read(file, partition));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The frame at an offset; null when there is no whole one.</summary>
    /// <exception cref="JournalDamagedException">Its checksum fits and it still is none of this version and partition.</exception>
    public Frame? TryRead(long offset)
    {
        var head = Peek(offset, FrameCodec.HeaderBytes);
        if (head.Length < FrameCodec.HeaderBytes || !head.StartsWith(FrameCodec.Magic))
            return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head[FrameCodec.LengthOffset..]);
        if (length is < FrameCodec.HeaderBytes or > FrameCodec.FrameBytesMax)
            return null;
        var bytes = Peek(offset, (int)length);
        if (bytes.Length < length || BinaryPrimitives.ReadUInt32LittleEndian(bytes[FrameCodec.CrcOffset..]) != SegmentLayout.CrcOf(bytes, Header.Salt))
            return null;
        return Parse(offset, bytes.ToArray());
    }

    /// <summary>Bytes from an offset on, fewer where the file ends. They change with the next call.</summary>
    public ReadOnlySpan<byte> Peek(long offset, int count)
    {
        if (offset < _windowStart || offset + count > _windowStart + _windowCount)
        {
            _windowStart = offset;
            _windowCount = _file.ReadUpTo(_window, offset);
        }
        var start = (int)(offset - _windowStart);
        return _window.AsSpan(start, Math.Min(count, _windowCount - start));
    }

    public JournalDamagedException Damaged(long offset, string what) =>
        new(Path, offset, what, "restore the file from a copy; nothing was changed and nothing is skipped");

    public void Dispose() => _file.Dispose();

    private Frame Parse(long offset, byte[] bytes)
    {
        try
        {
            var frame = FrameCodec.Read(bytes);
            if (frame.Header.Partition != Header.Partition)
                throw Damaged(offset, $"frame {frame.Id} was of partition {frame.Header.Partition}, must be of {Header.Partition}");
            return frame.Header.Flags is 0 or SegmentLayout.SealFlag
                ? frame
                : throw Damaged(offset, $"frame {frame.Id} had flags {frame.Header.Flags}, must be 0 or {SegmentLayout.SealFlag}");
        }
        catch (MessageFormatException fault)
        {
            throw Damaged(offset, fault.Message);
        }
    }
}
