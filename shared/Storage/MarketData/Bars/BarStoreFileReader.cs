using System.Buffers;
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>A bar file, mapped into memory: its frame is checked when it opens, each block when it is read.</summary>
/// <remarks>Files are replaced by renaming, never cut or changed in place, so a mapping stays whole.</remarks>
internal sealed class BarStoreFileReader : IDisposable
{
    /// <summary>What to do about damage.</summary>
    public const string Remedy = "remove the series and import its bars again";

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly BarBlockDecoder _decoder = new();

    private BarStoreFileReader(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _path = path;
        _file = file;
        _view = view;
        Length = length;
        Header = new BarStoreHeader(default, default, 0, 0, 0, 0, "");
        Index = [];
    }

    public BarStoreHeader Header { get; private set; }

    /// <summary>The blocks, oldest first.</summary>
    public IReadOnlyList<BarIndexEntry> Index { get; private set; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file and checks its header, index and footer.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">It is damaged, of another version or not a bar file.</exception>
    public static BarStoreFileReader Open(string path, InstrumentId instrument, BarInterval interval)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var length = stream.Length;
        if (length < BarStoreHeader.PrefixSize + StoreFooter.Size)
        {
            stream.Dispose();
            throw Damage(path, $"file had {length} bytes, must be a whole bar file");
        }
        var file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var reader = new BarStoreFileReader(path, file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        try
        {
            reader.ReadHeader(instrument, interval);
            reader.ReadIndex();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Adds the bars of a block within a range to a series.</summary>
    /// <exception cref="DataFormatException">The block is damaged.</exception>
    public void ReadBlock(int number, BarSeries bars, long from, long to)
    {
        var entry = Index[number];
        var buffer = ArrayPool<byte>.Shared.Rent(entry.Length);
        try
        {
            var block = buffer.AsSpan(0, entry.Length);
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)entry.Offset, block);
            if (_decoder.Decode(block, entry, bars, from, to) is { } fault)
                throw Damage(_path, $"block {number + 1} of {Index.Count} {fault}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private void ReadHeader(InstrumentId instrument, BarInterval interval)
    {
        var prefix = Bytes(0, BarStoreHeader.PrefixSize);
        if (!prefix.AsSpan().StartsWith(BarStoreHeader.Magic))
            throw Damage(_path, $"file began with {Shown.Field(prefix.AsSpan(0, 8))}, must begin with VELOZBAR as bar files do");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(8));
        if (version != BarStoreHeader.Version)
            throw Damage(_path, $"file had layout version {version}, must be {BarStoreHeader.Version}");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(10));
        Header = (length <= Length - StoreFooter.Size ? BarStoreHeader.Read(Bytes(0, length)) : null) ?? throw Damage(_path, "header did not match its checksum");
        if (Header.Instrument != instrument || Header.Interval != interval)
            throw Damage(_path, $"file held {Header.Interval} bars of {Header.Instrument}, must hold {interval} bars of {instrument}");
    }

    private void ReadIndex()
    {
        if (StoreFooter.Read(Bytes(Length - StoreFooter.Size, StoreFooter.Size), Length, BarIndexEntry.Size, out var offset, out var blocks) is { } fault)
            throw Damage(_path, fault);
        var bytes = Bytes(offset, (int)(Length - offset));
        if (!StoreFooter.Matches(bytes))
            throw Damage(_path, "index did not match its checksum");
        var index = new BarIndexEntry[blocks];
        for (var block = 0; block < blocks; block++)
            index[block] = BarIndexEntry.Read(bytes.AsSpan(block * BarIndexEntry.Size));
        if (!IsSound(index, offset))
            throw Damage(_path, "index and header did not fit together");
        Index = index;
    }

    private bool IsSound(BarIndexEntry[] index, long end)
    {
        var bars = 0L;
        for (var block = 0; block < index.Length; block++)
        {
            var entry = index[block];
            if (entry.Bars is < 1 or > BarBlockEncoder.BarsMax || entry.First < 0 || entry.First > entry.Last || (block > 0 && entry.First <= index[block - 1].Last))
                return false;
            if (entry.Length is < 1 or > 1 << 20 || entry.Offset < BarStoreHeader.PrefixSize || entry.Offset > end - entry.Length)
                return false;
            bars += entry.Bars;
        }
        var span = index[^1].Last - index[0].First;
        return bars == Header.Bars && Header.First == index[0].First && Header.Last == index[^1].Last && Header.Missing == (span / Header.Interval.Nanos) + 1 - bars;
    }

    private byte[] Bytes(long offset, int count)
    {
        var bytes = new byte[count];
        _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)offset, bytes.AsSpan());
        return bytes;
    }

    private static DataFormatException Damage(string path, string reason) => new(path, $"{reason}; {Remedy}");
}
