using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>The content of a simulated file: what the system shows, what the platter has, and the writes between the two.</summary>
internal sealed class SimulatedFile
{
    public const int SectorBytes = 512;

    private readonly List<(int Sector, byte[] Content)> _pending = []; // In the order of the writes: sectors as each write left them.
    private byte[] _shown = [];
    private byte[] _durable = [];

    public long Length => _shown.Length;

    public bool IsDirty => _pending.Count > 0 || _shown.Length != _durable.Length;

    /// <summary>Identity of who holds the lock; null for nobody.</summary>
    public object? LockedBy { get; set; }

    public SimulatedFile Clone()
    {
        var copy = new SimulatedFile { _shown = [.. _shown], _durable = [.. _durable] };
        copy._pending.AddRange(_pending);
        return copy;
    }

    public int Read(Span<byte> bytes, long offset)
    {
        if (offset >= _shown.Length)
            return 0;
        var count = (int)Math.Min(bytes.Length, _shown.Length - offset);
        _shown.AsSpan((int)offset, count).CopyTo(bytes);
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset + bytes.Length > _shown.Length)
            Array.Resize(ref _shown, (int)(offset + bytes.Length));
        bytes.CopyTo(_shown.AsSpan((int)offset));
        for (var sector = (int)(offset / SectorBytes); sector * SectorBytes < offset + bytes.Length; sector++)
            _pending.Add((sector, Sector(_shown, sector).ToArray()));
    }

    public void Extend(long length)
    {
        if (length > _shown.Length)
            Array.Resize(ref _shown, (int)length);
    }

    public void Sync()
    {
        if (_durable.Length != _shown.Length)
            Array.Resize(ref _durable, _shown.Length);
        foreach (var (sector, content) in _pending)
            Put(sector, content);
        _pending.Clear();
    }

    /// <summary>A failed sync: what was to be written is called clean, still shown or not, and never reaches the platter by itself.</summary>
    public void LosePending(ref SplitMix64 random)
    {
        var isForgotten = random.NextBelow(2) == 0;
        if (isForgotten)
        {
            foreach (var (sector, _) in _pending)
                Revert(sector);
        }
        _pending.Clear();
    }

    /// <summary>Power is lost: the content is what the platter has and some of what was on its way.</summary>
    public void Crash(CrashFate fate, ref SplitMix64 random)
    {
        if (_durable.Length != _shown.Length && fate.Takes(0, 1, ref random))
            Array.Resize(ref _durable, _shown.Length);
        for (var index = 0; index < _pending.Count; index++)
        {
            if (fate.Takes(index, _pending.Count, ref random))
                Put(_pending[index].Sector, _pending[index].Content);
        }
        _pending.Clear();
        _shown = [.. _durable];
        LockedBy = null;
    }

    /// <summary>Turns bits of one byte, on the platter and in what is shown.</summary>
    public void Flip(long offset, byte mask)
    {
        _shown[offset] ^= mask;
        if (offset < _durable.Length)
            _durable[offset] ^= mask;
    }

    /// <summary>Ends the file earlier, on the platter and in what is shown.</summary>
    public void Cut(long length)
    {
        Array.Resize(ref _shown, (int)length);
        Array.Resize(ref _durable, (int)length);
    }

    private static Span<byte> Sector(byte[] content, int sector) =>
        content.AsSpan(sector * SectorBytes, Math.Min(SectorBytes, content.Length - (sector * SectorBytes)));

    private void Put(int sector, byte[] content)
    {
        if (sector * SectorBytes >= _durable.Length)
            return; // Beyond an end that was not made durable.
        var target = Sector(_durable, sector);
        content.AsSpan(0, Math.Min(content.Length, target.Length)).CopyTo(target);
    }

    private void Revert(int sector)
    {
        var shown = Sector(_shown, sector);
        shown.Clear();
        if (sector * SectorBytes < _durable.Length)
        {
            var durable = Sector(_durable, sector);
            durable[..Math.Min(durable.Length, shown.Length)].CopyTo(shown);
        }
    }
}
