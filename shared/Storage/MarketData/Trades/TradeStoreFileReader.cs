using System.Buffers;
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>A trade file, mapped into memory: its frame is checked when it opens, each block when it is read.</summary>
/// <remarks>Files are replaced by renaming, never cut or changed in place, so a mapping stays whole.</remarks>
internal sealed class TradeStoreFileReader : IDisposable
{
    /// <summary>What to do about damage.</summary>
    public const string Remedy = "remove the series and import its trades again";

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private TradeStoreFileReader(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _path = path;
        _file = file;
        _view = view;
        Length = length;
        Header = new TradeStoreHeader(default, default, 0, 0, 0, 0, 0, "");
        Index = [];
    }

    public TradeStoreHeader Header { get; private set; }

    /// <summary>The blocks, oldest first.</summary>
    public IReadOnlyList<TradeIndexEntry> Index { get; private set; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file and checks its header, index and footer.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">It is damaged, of another version or not a trade file.</exception>
    public static TradeStoreFileReader Open(string path, InstrumentId instrument, TradeKind kind, UnixNanos day)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var length = stream.Length;
        if (length < TradeStoreHeader.PrefixSize + StoreFooter.Size)
        {
            stream.Dispose();
            throw Damage(path, $"file had {length} bytes, must be a whole trade file");
        }
        var file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var reader = new TradeStoreFileReader(path, file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        try
        {
            reader.ReadHeader(instrument, kind);
            reader.ReadIndex(day);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Adds the trades within a range to a series.</summary>
    /// <exception cref="DataFormatException">A block is damaged.</exception>
    public void Read(TradeBlockDecoder decoder, TradeSeries trades, long from, long to, CancellationToken cancellationToken)
    {
        for (var block = 0; block < Index.Count; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadBlock(decoder, block, trades, from, to);
        }
    }

    /// <summary>Adds the trades of a block within a range to a series.</summary>
    /// <exception cref="DataFormatException">The block is damaged.</exception>
    public void ReadBlock(TradeBlockDecoder decoder, int number, TradeSeries trades, long from, long to)
    {
        var entry = Index[number];
        if (!Overlaps(entry, from, to))
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(entry.Length);
        try
        {
            var block = buffer.AsSpan(0, entry.Length);
            _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)entry.Offset, block);
            if (decoder.Decode(block, entry, trades, from, to) is { } fault)
                throw Damage(_path, $"block {number + 1} of {Index.Count} {fault}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Most trades that a range can give.</summary>
    public long CountWithin(long from, long to) => Index.Where(entry => Overlaps(entry, from, to)).Sum(entry => (long)entry.Trades);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static bool Overlaps(TradeIndexEntry entry, long from, long to) => entry.LastTime >= from && entry.FirstTime < to;

    private void ReadHeader(InstrumentId instrument, TradeKind kind)
    {
        var prefix = Bytes(0, TradeStoreHeader.PrefixSize);
        if (!prefix.AsSpan().StartsWith(TradeStoreHeader.Magic))
            throw Damage(_path, $"file began with {Shown.Field(prefix.AsSpan(0, 8))}, must begin with VELOZTRD as trade files do");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(8));
        if (version != TradeStoreHeader.Version)
            throw Damage(_path, $"file had layout version {version}, must be {TradeStoreHeader.Version}");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(10));
        Header = (length <= Length - StoreFooter.Size ? TradeStoreHeader.Read(Bytes(0, length)) : null) ?? throw Damage(_path, "header did not match its checksum");
        if (Header.Instrument != instrument || Header.Kind != kind)
            throw Damage(_path, $"file held {Header.Kind.Words()} of {Header.Instrument}, must hold {kind.Words()} of {instrument}");
    }

    private void ReadIndex(UnixNanos day)
    {
        if (StoreFooter.Read(Bytes(Length - StoreFooter.Size, StoreFooter.Size), Length, TradeIndexEntry.Size, out var offset, out var blocks) is { } fault)
            throw Damage(_path, fault);
        var bytes = Bytes(offset, (int)(Length - offset));
        if (!StoreFooter.Matches(bytes))
            throw Damage(_path, "index did not match its checksum");
        var index = new TradeIndexEntry[blocks];
        for (var block = 0; block < blocks; block++)
            index[block] = TradeIndexEntry.Read(bytes.AsSpan(block * TradeIndexEntry.Size));
        if (!IsSound(index, offset))
            throw Damage(_path, "index and header did not fit together");
        if (Header.FirstTime < day.Value || Header.LastTime >= day.Value + UnixNanos.PerDay)
            throw Damage(_path, $"file held trades from {new UnixNanos(Header.FirstTime)} to {new UnixNanos(Header.LastTime)}, must hold those of {UtcDay.NameOf(day)}");
        Index = index;
    }

    private bool IsSound(TradeIndexEntry[] index, long end)
    {
        var trades = 0L;
        for (var block = 0; block < index.Length; block++)
        {
            var entry = index[block];
            if (entry.Trades is < 1 or > TradeBlockEncoder.TradesMax || entry.FirstTime < 0 || entry.FirstTime > entry.LastTime)
                return false;
            if (entry.FirstId < 0 || entry.LastId < entry.FirstId || entry.LastId - entry.FirstId < entry.Trades - 1)
                return false;
            if (block > 0 && (entry.FirstTime < index[block - 1].LastTime || entry.FirstId <= index[block - 1].LastId))
                return false;
            if (entry.Length is < 1 or > 1 << 20 || entry.Offset < TradeStoreHeader.PrefixSize || entry.Offset > end - entry.Length)
                return false;
            trades += entry.Trades;
        }
        return trades == Header.Trades
            && (Header.FirstTime, Header.LastTime) == (index[0].FirstTime, index[^1].LastTime)
            && (Header.FirstId, Header.LastId) == (index[0].FirstId, index[^1].LastId);
    }

    private byte[] Bytes(long offset, int count)
    {
        var bytes = new byte[count];
        _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)offset, bytes.AsSpan());
        return bytes;
    }

    private static DataFormatException Damage(string path, string reason) => new(path, $"{reason}; {Remedy}");
}
