using System.Buffers.Binary;
using System.IO.Compression;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Reads a capture in order of time.</summary>
/// <remarks>
/// <code>
/// while (await reader.LoadAsync(cancellationToken))
/// {
///     while (reader.TryRead(out var happened))
///         ...
/// }
/// </code>
/// An event allocates nothing. Where segments follow each other without a gap the book that each begins with is not told again.
/// The book that a reading or a gap begins with, and its events from before <c>from</c>, are told with <see cref="MarketEvent.IsLead"/>, so that it
/// is right from there on; trades and quotes from before are not told.
/// </remarks>
public sealed class MarketCaptureReader
{
    /// <summary>What to do about damage.</summary>
    private const string Remedy = "restore the segment from a copy, or delete it to read the capture with a gap";

    private const int SizeMax = 1 << 30;

    private readonly IBlobStore _blobs;
    private readonly Instrument _instrument;
    private readonly long _from;
    private readonly long _to;
    private readonly CaptureEventReader _events = new();
    private readonly List<BlobKey> _torn = [];

    private Queue<(BlobKey Key, CaptureSegmentId Id)>? _segments;
    private byte[] _content = [];
    private int _length;
    private int _at;
    private int _blocks;
    private long _segmentEvents;
    private BlobKey _key;
    private CaptureSegmentHeader? _header;
    private CaptureSegmentId _whole;
    private bool _isContinued;
    private bool _isAtEnd;

    /// <summary>Makes a reader; nothing is read yet.</summary>
    /// <param name="blobs">Where the capture is.</param>
    /// <param name="instrument">Whose; its increments must be those that the capture was made with.</param>
    /// <param name="from">Events received from then on, inclusive; null for all from the first.</param>
    /// <param name="to">Exclusive; null for all to the last.</param>
    public MarketCaptureReader(IBlobStore blobs, Instrument instrument, UnixNanos? from, UnixNanos? to)
    {
        _blobs = blobs;
        _instrument = instrument;
        _from = from?.Value ?? long.MinValue;
        _to = to?.Value ?? long.MaxValue;
    }

    /// <summary>Events that the writer lost between the segments read so far.</summary>
    public long Lost { get; private set; }

    /// <summary>Segments read so far that their writer did not end, in order: it ended itself, or is still at it. What came after their last whole block is not there.</summary>
    public IReadOnlyList<BlobKey> Torn => _torn;

    /// <summary>When the last segment of the time asked for begins; known once a block was loaded, the earliest moment there is before.</summary>
    public UnixNanos LastSegmentTime { get; private set; }

    /// <summary>The segment that is read.</summary>
    public BlobKey Segment => _key;

    /// <summary>Loads the next block; the events of the one before are gone.</summary>
    /// <returns>False when there is no more.</returns>
    /// <exception cref="DataFormatException">A segment is damaged, or of another instrument or grid; it says which, where, and what to do.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<bool> LoadAsync(CancellationToken cancellationToken)
    {
        _segments ??= await ListAsync(cancellationToken);
        while (!_isAtEnd)
        {
            if (_header is not null && TryLoadBlock())
                return true;
            if (_isAtEnd || !_segments.TryDequeue(out var segment))
                break;
            await OpenAsync(segment.Key, segment.Id, cancellationToken);
        }
        return false;
    }

    /// <summary>Reads the next event of the block that is loaded.</summary>
    /// <param name="happened">Its levels hold until the next call.</param>
    /// <returns>False when the block has no more.</returns>
    /// <exception cref="DataFormatException">The block is damaged.</exception>
    public bool TryRead(out MarketEvent happened)
    {
        while (_events.HasMore)
        {
            if (!_events.TryRead(out happened, out var isCarried))
                throw Damage($"block {_blocks} had an event that could not be read");
            if (happened.ReceivedTime.Value >= _to)
            {
                _isAtEnd = true;
                _events.Skip();
                break;
            }
            if (isCarried && _isContinued)
                continue;
            if (happened.ReceivedTime.Value >= _from && !isCarried)
                return true;
            if (happened.Kind is MarketEventKind.Trade or MarketEventKind.Quote)
                continue;
            happened = happened.AsLead();
            return true;
        }
        happened = default;
        return false;
    }

    // From the last segment that begins at or before the first moment asked for.
    private async ValueTask<Queue<(BlobKey Key, CaptureSegmentId Id)>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<(BlobKey Key, CaptureSegmentId Id)>();
        string? cursor = null;
        do
        {
            var page = await _blobs.ListAsync(CaptureKeys.PrefixOf(_instrument.Id), IBlobStore.LimitMax, cursor, cancellationToken);
            foreach (var blob in page.Blobs)
            {
                if (CaptureKeys.TryParse(blob.Key, out var id) && id.First < _to)
                    found.Add((blob.Key, id));
            }
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        found.Sort((left, right) => left.Id.CompareTo(right.Id));
        if (found.Count > 0)
            LastSegmentTime = new UnixNanos(found[^1].Id.First);
        var start = found.FindLastIndex(segment => segment.Id.First <= _from);
        return new Queue<(BlobKey Key, CaptureSegmentId Id)>(found.Skip(Math.Max(0, start)));
    }

    private async ValueTask OpenAsync(BlobKey key, CaptureSegmentId id, CancellationToken cancellationToken)
    {
        _key = key;
        await using (var content = await _blobs.OpenAsync(key, cancellationToken) ?? throw Damage("segment was taken away while the capture was read"))
        {
            if (content.Head.SizeBytes > SizeMax)
                throw Damage($"segment had {content.Head.SizeBytes} bytes, must be at most {SizeMax}");
            _length = (int)content.Head.SizeBytes;
            if (_content.Length < _length)
                _content = new byte[Math.Max(_length, Math.Min(SizeMax, _content.Length * 2))];
            await content.Content.ReadExactlyAsync(_content.AsMemory(0, _length), cancellationToken);
            // The store checks what was read at the end of its stream.
            if (await content.Content.ReadAsync(new byte[1], cancellationToken) != 0)
                throw Damage($"segment was longer than the {_length} bytes that it was told to have");
        }
        ReadHeader(id);
    }

    private void ReadHeader(CaptureSegmentId id)
    {
        var bytes = _content.AsSpan(0, _length);
        if (!bytes.StartsWith(CaptureSegmentHeader.Magic) || bytes.Length < CaptureSegmentHeader.PrefixSize)
            throw Damage($"segment began with {Shown.Field(bytes[..Math.Min(8, bytes.Length)])}, must begin with VELOZCAP as segments do");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != CaptureSegmentHeader.Version)
            throw Damage($"segment had layout version {version}, must be {CaptureSegmentHeader.Version}");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        var header = (length <= bytes.Length ? CaptureSegmentHeader.Read(bytes[..length]) : null) ?? throw Damage("header did not match its checksum");
        if (header.Segment != id || header.Instrument != _instrument.Id.Text)
            throw Damage($"segment was {header.Segment.First}-{header.Segment.Number} of {header.Instrument}, must be {id.First}-{id.Number} of {_instrument.Id}");
        if (header.PriceIncrement != _instrument.PriceIncrement || header.QuantityIncrement != _instrument.QuantityIncrement)
        {
            throw new DataFormatException(
                _key.Text,
                $"segment was captured with increments of {DecimalText.Trimmed(header.PriceIncrement)} and {DecimalText.Trimmed(header.QuantityIncrement)}, must be those of the instrument, "
                + $"{DecimalText.Trimmed(_instrument.PriceIncrement)} and {DecimalText.Trimmed(_instrument.QuantityIncrement)}; read it apart, with an instrument that has them");
        }
        _isContinued = header.Previous != default && header.Previous == _whole;
        _whole = default;
        Lost += header.Lost;
        (_header, _at, _blocks, _segmentEvents) = (header, length, 0, 0);
    }

    // False at the end of the segment.
    private bool TryLoadBlock()
    {
        var rest = _content.AsSpan(_at, _length - _at);
        var size = rest.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(rest) : 0;
        if (size == CaptureFrame.FooterMark && rest.Length >= CaptureFrame.FooterSize)
        {
            ReadFooter(rest);
            return false;
        }
        // A writer that ended leaves no end, or on some media half a block.
        if (rest.Length < CaptureFrame.HeadSize + 4 || size > rest.Length - CaptureFrame.HeadSize - 4)
        {
            _torn.Add(_key);
            _header = null;
            return false;
        }
        ReadBlock(rest, (int)size);
        return true;
    }

    private void ReadBlock(ReadOnlySpan<byte> rest, int size)
    {
        if (!CaptureFrame.Matches(_header!.Segment, rest, CaptureFrame.HeadSize + size))
            throw Damage($"block {_blocks + 1} at byte {_at} did not match its checksum");
        var (length, events) = (BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
        var (first, last) = (BinaryPrimitives.ReadInt64LittleEndian(rest[16..]), BinaryPrimitives.ReadInt64LittleEndian(rest[24..]));
        // An event takes four bytes at least.
        if (length > CaptureFrame.BodySizeMax || events == 0 || events > length / 4 || first < _header.Segment.First || last < first || BinaryPrimitives.ReadInt32LittleEndian(rest[12..]) != _blocks)
            throw Damage($"block {_blocks + 1} at byte {_at} did not follow the one before");
        var body = rest.Slice(CaptureFrame.HeadSize, size);
        var room = _events.RoomFor((int)length);
        var isUnpacked = rest[32] switch
        {
            CaptureFrame.Plain => body.TryCopyTo(room) && body.Length == room.Length,
            CaptureFrame.Brotli => BrotliDecoder.TryDecompress(body, room, out var written) && written == room.Length,
            _ => false,
        };
        if (!isUnpacked)
            throw Damage($"block {_blocks + 1} at byte {_at} could not be unpacked");
        _events.Begin((int)events, first, last);
        _at += CaptureFrame.HeadSize + size + 4;
        _blocks++;
        _segmentEvents += events;
    }

    private void ReadFooter(ReadOnlySpan<byte> rest)
    {
        if (rest.Length != CaptureFrame.FooterSize || !CaptureFrame.IsEnd(rest) || !CaptureFrame.Matches(_header!.Segment, rest, 24))
            throw Damage("end did not match its checksum");
        if (BinaryPrimitives.ReadInt32LittleEndian(rest[4..]) != _blocks
            || BinaryPrimitives.ReadInt64LittleEndian(rest[8..]) != _segmentEvents
            || BinaryPrimitives.ReadInt64LittleEndian(rest[16..]) != _length)
        {
            throw Damage($"segment had {_blocks} blocks, {_segmentEvents} events and {_length} bytes, which is not what its end says");
        }
        _whole = _header!.Segment;
        _header = null;
    }

    private DataFormatException Damage(string reason) => new(_key.Text, $"{reason}; {Remedy}");
}
