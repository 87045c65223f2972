using System.Buffers.Binary;
using System.IO.Compression;

namespace VeloZ.Storage;

/// <summary>The text of a file, whatever it is packed in, with its length, ratio and checksum watched.</summary>
internal sealed class PackedText : IDisposable
{
    // Below this much text a high ratio does no harm.
    private const long RatioFloorBytes = 1 << 20;

    private static readonly (byte[] Magic, string Name)[] Foreign =
    [
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz"), ("BZh"u8.ToArray(), "bzip2"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "7-Zip"), ("PAR1"u8.ToArray(), "Parquet"), ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
    ];

    private readonly string _file;
    private readonly TextTerms _terms;
    private readonly Stream _text;
    private readonly ZipArchive? _archive;
    private readonly long _packedBytes;
    private readonly uint? _checksumExpected;
    private readonly Func<long, bool>? _isLengthExpected;
    private uint _checksum;

    private PackedText(string file, TextTerms terms, Stream packed)
    {
        _file = file;
        _terms = terms;
        _packedBytes = packed.Length;
        _text = packed;
        Span<byte> head = stackalloc byte[8];
        packed.Position = 0;
        head = head[..packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        packed.Position = 0;
        if (head.IsEmpty)
            throw new DataFormatException(file, $"file was empty, must have rows of {terms.Rows}");
        foreach (var (magic, name) in Foreign)
        {
            if (head.StartsWith(magic))
                throw new DataFormatException(file, $"file was {name}, must be CSV in UTF-8, plain or as zip or gzip");
        }
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            Packing = FilePacking.Zip;
            _archive = new ZipArchive(packed, ZipArchiveMode.Read, leaveOpen: true);
            var entry = OnlyEntry(_archive);
            _packedBytes = Math.Clamp(entry.CompressedLength, 1, packed.Length);
            _checksumExpected = entry.Crc32;
            _isLengthExpected = length => length == entry.Length;
            TextBytesLikely = entry.Length;
            _text = entry.Open();
        }
        else if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            Packing = FilePacking.Gzip;
            var trailer = TrailerOf(packed);
            _checksumExpected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
            var length32 = BinaryPrimitives.ReadUInt32LittleEndian(trailer.AsSpan(4));
            _isLengthExpected = length => (length & uint.MaxValue) == length32;
            TextBytesLikely = length32;
            _text = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        }
        else
        {
            TextBytesLikely = packed.Length;
        }
    }

    /// <summary>How the file is packed.</summary>
    public FilePacking Packing { get; }

    /// <summary>Bytes of text so far.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Bytes of text to come, as the file itself says: a hint, not to be relied on.</summary>
    public long TextBytesLikely { get; }

    /// <summary>Recognizes by its first bytes what a file is packed in.</summary>
    /// <exception cref="DataFormatException">It is empty, packed otherwise, or damaged.</exception>
    public static PackedText Open(Stream packed, string file, TextTerms terms)
    {
        try
        {
            return new PackedText(file, terms, packed);
        }
        catch (Exception fault) when (IsUnpackingFault(fault))
        {
            throw Damaged(file, fault);
        }
    }

    /// <summary>Reads some text; 0 at its end, when the checksum has been found right.</summary>
    /// <exception cref="DataFormatException">The file is damaged, cut short or a bomb.</exception>
    public int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _text.Read(buffer);
        }
        catch (Exception fault) when (IsUnpackingFault(fault))
        {
            throw Damaged(_file, fault);
        }
        TextBytes += read;
        if (TextBytes > _terms.ContentBytesMax)
            throw new DataFormatException(_file, $"text was longer than {_terms.ContentBytesMax} bytes, the most that is allowed");
        if (Packing == FilePacking.Plain)
            return read;
        if (TextBytes > RatioFloorBytes && TextBytes / _packedBytes >= _terms.CompressionRatioMax)
            throw new DataFormatException(_file, $"text was over {_terms.CompressionRatioMax} times as long as its packed form, the most that is allowed");
        _checksum = Crc32.Append(_checksum, buffer[..read]);
        if (read == 0 && (_checksum != _checksumExpected || !_isLengthExpected!(TextBytes)))
        {
            throw new DataFormatException(_file, Packing == FilePacking.Zip
                ? "zip entry did not match its checksum, must be whole: get the file again"
                : "gzip did not match its checksum, must be one whole gzip stream: get the file again");
        }
        return read;
    }

    public void Dispose()
    {
        // Plain text is the caller's own stream.
        if (Packing != FilePacking.Plain)
            _text.Dispose();
        _archive?.Dispose();
    }

    private ZipArchiveEntry OnlyEntry(ZipArchive archive)
    {
        var entries = archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).ToList();
        if (entries.Count != 1)
        {
            var names = string.Join(", ", entries.Take(3).Select(entry => entry.FullName));
            throw new DataFormatException(_file, $"zip had {entries.Count} files{(entries.Count > 0 ? $" ({names}{(entries.Count > 3 ? ", ..." : "")})" : "")}, must have one");
        }
        return entries[0].IsEncrypted ? throw new DataFormatException(_file, "zip entry was encrypted, must be plain") : entries[0];
    }

    private byte[] TrailerOf(Stream packed)
    {
        // Header 10, empty block 2, checksum and length 8.
        if (packed.Length < 20)
            throw new DataFormatException(_file, "gzip was cut short, must be whole: get the file again");
        var trailer = new byte[8];
        packed.Position = packed.Length - trailer.Length;
        packed.ReadExactly(trailer);
        packed.Position = 0;
        return trailer;
    }

    // What the platform's readers throw for bytes that are not theirs.
    private static bool IsUnpackingFault(Exception fault) =>
        fault is InvalidDataException or IOException or NotSupportedException or OverflowException or ArgumentException;

    private static DataFormatException Damaged(string file, Exception fault) =>
        new(file, $"file could not be unpacked ({fault.Message.TrimEnd('.')}), must be whole: get it again", fault);
}
