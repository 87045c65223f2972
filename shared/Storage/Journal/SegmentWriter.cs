using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Writes frames behind each other, and goes on in the next file when one is full. After a failure it must not be used.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly IDisk _disk;
    private readonly SegmentJournalOptions _options;
    private readonly JournalCounters _counters;
    private readonly SpareSegment _spare;
    private readonly Lock _names = new(); // Held while a file changes its name, so that a reader finds it under one of them.
    private IDiskFile _file;
    private SegmentHeader _header;
    private long _offset;
    private bool _isSealed;
    private FrameId _lastId;
    private FrameHash _lastHash;
    private long _lastWallMicros;
    private byte[] _stored = new byte[65_536];

    public SegmentWriter(IDisk disk, SegmentJournalOptions options, JournalCounters counters, IDiskFile file, SegmentHeader header, SegmentScan? scan)
    {
        (_disk, _options, _counters, _file, _header) = (disk, options, counters, file, header);
        _offset = scan?.Offset ?? SegmentHeader.HeaderBytes;
        _isSealed = scan?.IsSealed ?? false;
        _lastId = scan?.Last?.Id ?? default;
        _lastHash = scan?.Last?.Hash ?? default;
        _lastWallMicros = scan?.Last?.Header.WallMicros ?? 0;
        _spare = new SpareSegment(disk, options.Folder, options.SegmentBytes, options.IsSync);
    }

    /// <summary>Whether there is space for the next file.</summary>
    public bool HasRoom => _spare.HasRoom;

    /// <summary>Where the next frame goes.</summary>
    public JournalPosition End
    {
        get
        {
            lock (_names)
                return new JournalPosition(_header.FileId, _offset);
        }
    }

    /// <summary>Makes one slice of the next file.</summary>
    public void PrepareNext() => _spare.Advance();

    /// <summary>Writes a frame and syncs it.</summary>
    public JournalPosition Append(in SealedFrame frame, long wallMicros)
    {
        var size = SegmentLayout.StoredBytes(frame.Bytes.Length);
        if (_isSealed || _offset + size + SegmentLayout.SealBytesMax > _header.SizeBytes)
            Rotate(size);
        if (_stored.Length < size)
            _stored = new byte[Math.Max(size, _stored.Length * 2)];
        SegmentLayout.Write(frame.Bytes.Span, _header.Salt, _stored);
        _file.WriteAll(_stored.AsSpan(0, size), _offset);
        SyncFrame();
        var position = new JournalPosition(_header.FileId, _offset);
        (_lastId, _lastHash, _lastWallMicros) = (frame.Id, frame.Hash, wallMicros);
        lock (_names)
            _offset += size;
        _counters.AddFrame(frame.EntryCount, size);
        return position;
    }

    /// <summary>Opens a file of the journal for reading, whatever its name is at the moment.</summary>
    public SegmentReader OpenReader(long fileId)
    {
        lock (_names)
        {
            var name = fileId == _header.FileId ? SegmentNames.Current : SegmentNames.Sealed(fileId);
            return SegmentReader.Open(_disk, Path.Combine(_options.Folder, name), _options.Partition);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _spare.Dispose();
    }

    // Each prefix of these steps is a state that opening goes on from.
    private void Rotate(int frameBytes)
    {
        var sizeBytesMin = RoundUp(SegmentHeader.HeaderBytes + frameBytes + SegmentLayout.SealBytesMax);
        var next = _spare.Take(sizeBytesMin);
        try
        {
            if (!_isSealed)
                Seal();
            var header = new SegmentHeader(
                _header.FileId + 1,
                _options.Partition,
                _lastId with { Sequence = _lastId.Sequence + 1 },
                _lastHash,
                _options.DrawSalt(),
                Math.Max(_options.SegmentBytes, sizeBytesMin));
            next.WriteAll(header.ToBytes(), 0);
            if (_options.IsSync)
                next.Sync();
            Rename(next, header);
        }
        catch
        {
            next.Dispose();
            throw;
        }
        _counters.AddRotation();
    }

    private void Seal()
    {
        var builder = new FrameBuilder(_options.Partition, writer: 0);
        builder.Begin(_lastId.Epoch, _lastId.Sequence, _lastHash);
        builder.Add(new Rotation(new UnixNanos(_lastWallMicros * 1_000), SegmentNames.Sealed(_header.FileId + 1)));
        var seal = builder.Seal(_lastWallMicros, _lastId.Sequence - 1).Bytes.Span;
        seal[FrameCodec.FlagsOffset] = SegmentLayout.SealFlag;
        var size = SegmentLayout.Write(seal, _header.Salt, _stored);
        _file.WriteAll(_stored.AsSpan(0, size), _offset);
        if (_options.IsSync)
            _file.SyncData();
    }

    private void Rename(IDiskFile next, SegmentHeader header)
    {
        lock (_names)
        {
            _disk.Rename(PathOf(SegmentNames.Current), PathOf(SegmentNames.Sealed(_header.FileId)));
            SyncFolder();
            _disk.Rename(PathOf(SegmentNames.Spare), PathOf(SegmentNames.Current));
            SyncFolder();
            _file.Dispose();
            next.Path = PathOf(SegmentNames.Current);
            (_file, _header, _offset, _isSealed) = (next, header, SegmentHeader.HeaderBytes, false);
        }
    }

    private void SyncFrame()
    {
        if (!_options.IsSync)
            return;
        var started = _options.Clock.GetTimestamp();
        try
        {
            _file.SyncData();
        }
        catch (DiskException) when (!_options.Guards.Has(Guard.SyncFailureIsFatal))
        {
            // A simulation shows what is lost by going on.
        }
        _counters.Syncs.Add(_options.Clock.GetElapsedTime(started));
    }

    private void SyncFolder()
    {
        if (_options.IsSync)
            _disk.SyncFolder(_options.Folder);
    }

    private static long RoundUp(long bytes) => (bytes + 4_095) & ~4_095L;

    private string PathOf(string name) => Path.Combine(_options.Folder, name);
}
