namespace VeloZ.Storage;

/// <summary>The next file, made ahead of its need: its space is taken at once, then it is filled with zeros a slice at a time, so that no append waits for all of it.</summary>
/// <remarks>Written zeros, and not holes, so that a sync of a frame has nothing else to write.</remarks>
internal sealed class SpareSegment(IDisk disk, string folder, long sizeBytes, bool isSync) : IDisposable
{
    private const int SliceBytes = 1_048_576;
    private const int TriesApart = 64;

    private readonly string _path = Path.Combine(folder, SegmentNames.Spare);
    private byte[] _zeros = [];
    private IDiskFile? _file;
    private long _filled;
    private int _wait;

    /// <summary>False after the disk had no space for it.</summary>
    public bool HasRoom { get; private set; } = true;

    private bool IsReady => _file is not null && _filled == sizeBytes;

    /// <summary>Does one slice. Where there was no space it tries again now and then.</summary>
    public void Advance()
    {
        if (IsReady || (!HasRoom && _wait-- > 0))
            return;
        try
        {
            _file ??= Create();
            Fill(Math.Min(_filled + SliceBytes, sizeBytes));
            HasRoom = true;
        }
        catch (DiskException fault) when (fault.Fault == DiskFault.NoSpace)
        {
            GiveUp();
        }
    }

    /// <summary>Hands over the whole file, at least this long.</summary>
    /// <exception cref="DiskException">There is no space for it, or the disk failed.</exception>
    public IDiskFile Take(long sizeBytesMin)
    {
        _file ??= Create();
        if (sizeBytesMin > sizeBytes)
            _file.Allocate(sizeBytesMin);
        while (_filled < Math.Max(sizeBytes, sizeBytesMin))
            Fill(Math.Min(_filled + SliceBytes, Math.Max(sizeBytes, sizeBytesMin)));
        var file = _file;
        (_file, _filled, HasRoom) = (null, 0, true);
        return file;
    }

    public void Dispose() => _file?.Dispose();

    private IDiskFile Create()
    {
        var file = disk.Open(_path, DiskAccess.Create);
        try
        {
            file.Allocate(sizeBytes);
            if (isSync)
                disk.SyncFolder(folder);
            return file;
        }
        catch (DiskException fault)
        {
            file.Dispose();
            if (fault.Fault == DiskFault.NoSpace)
                disk.Unlink(_path);
            throw;
        }
    }

    private void Fill(long end)
    {
        if (_zeros.Length == 0)
            _zeros = new byte[Math.Min(SliceBytes, sizeBytes)];
        while (_filled < end)
        {
            var count = (int)Math.Min(_zeros.Length, end - _filled);
            _file!.WriteAll(_zeros.AsSpan(0, count), _filled);
            if (isSync)
                _file!.SyncData();
            _filled += count;
        }
    }

    private void GiveUp()
    {
        HasRoom = false;
        _wait = TriesApart;
        _filled = 0;
        if (_file is null)
            return; // Create has cleared up.
        _file.Dispose();
        _file = null;
        disk.Unlink(_path);
    }
}
