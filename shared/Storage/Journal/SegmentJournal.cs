using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The journal as files of one folder: one write and one sync for each frame. Layout: <c>SEGMENT-FORMAT.md</c>.</summary>
/// <remarks>Appending is for one thread at a time and completes before it returns; reading may go on beside it.</remarks>
public sealed class SegmentJournal : IJournal, IDisposable
{
    private readonly SegmentJournalOptions _options;
    private readonly IDisk _disk;
    private readonly FolderLock? _lock;
    private readonly SegmentInspection? _found;
    private readonly SegmentWriter? _writer;
    private readonly long _firstId;
    private JournalFailedException? _failure;
    private bool _isClosed;

    private SegmentJournal(SegmentJournalOptions options, IDisk disk, FolderLock? held, SegmentInspection? found, SegmentWriter? writer, JournalCounters counters)
    {
        (_options, _disk, _lock, _found, _writer, Counters) = (options, disk, held, found, writer, counters);
        _firstId = found?.FirstId ?? 1;
    }

    /// <inheritdoc/>
    public int Partition => _options.Partition;

    /// <inheritdoc/>
    public bool HasRoom => _writer is { HasRoom: true } && _failure is null;

    /// <inheritdoc/>
    public JournalCounters Counters { get; }

    /// <summary>The last frame that was there when it was opened; null for none.</summary>
    public FrameId? LastFound => _found?.LastFrame;

    /// <summary>Where the next frame goes.</summary>
    public JournalPosition End => _writer?.End ?? (_found is null ? JournalPosition.Start : new JournalPosition(_found.Header.FileId, _found.Scan.Offset));

    /// <summary>Opens a journal for appending; begins one where there is none, and cuts off a frame that a crash left unfinished.</summary>
    /// <exception cref="JournalDamagedException">What was durable is damaged, missing, or of another version or partition. Nothing was changed.</exception>
    /// <exception cref="DataFolderException">The folder is in use, full, read-only, or on a file system that does not sync.</exception>
    public static SegmentJournal Open(SegmentJournalOptions options, IDisk disk) => Open(options, disk, static _ => { });

    /// <summary>As before, for who knows from elsewhere what must be there.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="disk">Where its files are.</param>
    /// <param name="inspect">Shown what was found, to read only and before anything is changed or made; refuses it by throwing.</param>
    public static SegmentJournal Open(SegmentJournalOptions options, IDisk disk, Action<SegmentJournal> inspect)
    {
        Validate(options);
        try
        {
            if (!disk.FolderExists(options.Folder))
                inspect(Found(options, disk, found: null));
            MakeFolder(options, disk);
            var held = FolderLock.Take(disk, options.Folder, options.Clock);
            try
            {
                return OpenLocked(options, disk, held, inspect);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (DiskException fault)
        {
            throw DataFolderException.From(options.Folder, fault);
        }
    }

    /// <summary>Opens a journal for reading, with the same checks, and changes nothing: an unfinished frame at the end is passed over.</summary>
    /// <exception cref="JournalDamagedException">As with <see cref="Open(SegmentJournalOptions, IDisk)"/>.</exception>
    /// <exception cref="DataFolderException">There is no such folder, or an engine uses it.</exception>
    public static SegmentJournal OpenToRead(SegmentJournalOptions options, IDisk disk)
    {
        Validate(options);
        if (!disk.FolderExists(options.Folder))
            throw new DataFolderException(options.Folder, "there is no such folder", "name the journal's folder by --journal or VELOZ_WAL_DIR");
        var held = FolderLock.TakeToRead(disk, options.Folder);
        try
        {
            var found = SegmentInspection.Look(disk, options);
            return new SegmentJournal(options, disk, held, found, writer: null, CountersOf(found));
        }
        catch (Exception fault)
        {
            held?.Dispose();
            if (fault is DiskException failure)
                throw DataFolderException.From(options.Folder, failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<JournalPosition> AppendAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<JournalPosition>(AppendNow(frame));
    }

    /// <summary>As <see cref="AppendAsync"/>.</summary>
    public JournalPosition AppendNow(SealedFrame frame)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_failure is not null)
            throw new JournalFailedException(_failure.Message, _failure);
        if (_writer is null)
            throw new InvariantException($"frame {frame.Id} was to be appended to a journal that was opened to read");
        var partition = BinaryPrimitives.ReadUInt16LittleEndian(frame.Bytes.Span[16..]);
        if (partition != Partition)
            throw new InvariantException($"frame {frame.Id} was of partition {partition}, must be of {Partition}");
        return Write(_writer, frame);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFrame> ReadAsync(JournalPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask; // Files are read as they are asked for; there is nothing to wait for.
        foreach (var stored in Read(from))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stored;
        }
    }

    /// <summary>As <see cref="ReadAsync"/>.</summary>
    public IEnumerable<StoredFrame> Read(JournalPosition from)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var reading = new SegmentReading(_options.Folder, _firstId, OpenReader, End);
        return Counted(reading.From(from));
    }

    /// <summary>Closes the files and gives the folder back. What was appended is durable already.</summary>
    public void Dispose() => Close();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Close()
    {
        _isClosed = true;
        _writer?.Dispose();
        _lock?.Dispose();
    }

    private static void Validate(SegmentJournalOptions options)
    {
        if (options.Partition is < 0 or > ushort.MaxValue)
            throw new ArgumentException($"partition was {options.Partition}, must be 0 to {ushort.MaxValue}", nameof(options));
        if (options.SegmentBytes < SegmentJournalOptions.SegmentBytesMin || options.SegmentBytes % SegmentHeader.HeaderBytes != 0)
            throw new ArgumentException($"bytes of a file were {options.SegmentBytes}, must be a multiple of {SegmentHeader.HeaderBytes} from {SegmentJournalOptions.SegmentBytesMin}", nameof(options));
    }

    private static void MakeFolder(SegmentJournalOptions options, IDisk disk)
    {
        if (disk.FolderExists(options.Folder))
            return;
        disk.CreateFolder(options.Folder);
        if (options.IsSync && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder))) is { } parent)
            disk.SyncFolder(parent);
    }

    private static SegmentJournal Found(SegmentJournalOptions options, IDisk disk, SegmentInspection? found) =>
        new(options, disk, held: null, found, writer: null, CountersOf(found));

    private static SegmentJournal OpenLocked(SegmentJournalOptions options, IDisk disk, FolderLock held, Action<SegmentJournal> inspect)
    {
        var found = SegmentInspection.Look(disk, options);
        inspect(Found(options, disk, found));
        var (file, header) = new SegmentStart(disk, options).Open(found);
        var counters = CountersOf(found);
        var writer = new SegmentWriter(disk, options, counters, file, header, found?.Scan);
        try
        {
            writer.PrepareNext();
            return new SegmentJournal(options, disk, held, found, writer, counters);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private static JournalCounters CountersOf(SegmentInspection? found)
    {
        var counters = new JournalCounters();
        if (found is { Tail.Verdict: TailVerdict.Torn })
            counters.AddTornTail();
        return counters;
    }

    private static string Remedy(DiskException fault) => fault.Fault == DiskFault.NoSpace
        ? "Free some space on that disk and start it again"
        : "End the process and start it again";

    private JournalPosition Write(SegmentWriter writer, in SealedFrame frame)
    {
        JournalPosition position;
        try
        {
            position = writer.Append(frame, BinaryPrimitives.ReadInt64LittleEndian(frame.Bytes.Span[62..]));
        }
        catch (DiskException fault)
        {
            _failure = new JournalFailedException($"frame {frame.Id} could not be made durable: {fault.Message}. {Remedy(fault)}: it recovers from what is on the disk", fault);
            throw _failure;
        }
        try
        {
            writer.PrepareNext();
        }
        catch (DiskException fault)
        {
            // This frame is durable. The next is not tried: a disk that failed once is not trusted again.
            _failure = new JournalFailedException($"the journal's next file could not be made: {fault.Message}. {Remedy(fault)}", fault);
        }
        return position;
    }

    private SegmentReader OpenReader(long fileId)
    {
        if (_writer is not null)
            return _writer.OpenReader(fileId);
        var name = fileId == _found!.Header.FileId ? _found.CurrentName : SegmentNames.Sealed(fileId);
        return SegmentReader.Open(_disk, Path.Combine(_options.Folder, name), _options.Partition);
    }

    private IEnumerable<StoredFrame> Counted(IEnumerable<StoredFrame> frames)
    {
        using var each = frames.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext())
                    yield break;
            }
            catch (JournalDamagedException)
            {
                Counters.AddCorruptedEntry();
                throw;
            }
            catch (DiskException fault)
            {
                Counters.AddCorruptedEntry();
                throw new JournalDamagedException(fault.Path, 0, fault.Message, "look at the disk, or restore the file from a copy", fault);
            }
            yield return each.Current;
        }
    }
}
