using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Simulation;

/// <summary>Engines that start one after the other on a journal, each with its epoch, and append frames of many sizes; by seed.</summary>
internal sealed class JournalWorkload
{
    private readonly SegmentJournalOptions _options;
    private readonly int[][] _noteBytes; // Of each frame of each epoch.
    private readonly List<FrameHash> _confirmed = [];

    public JournalWorkload(ulong seed, int frames, int frameBytesMax, Guards guards)
    {
        var random = SplitMix64.Stream(seed, "journal.workload", 0);
        _noteBytes = new int[1 + (int)random.NextBelow(3)][];
        for (var epoch = 0; epoch < _noteBytes.Length; epoch++)
        {
            _noteBytes[epoch] = new int[Math.Max(1, frames / _noteBytes.Length)];
            for (var frame = 0; frame < _noteBytes[epoch].Length; frame++)
                _noteBytes[epoch][frame] = (int)Math.Min(random.NextBelow((ulong)frameBytesMax), random.NextBelow((ulong)frameBytesMax));
        }
        _options = OptionsOf(seed, segmentBytes: 4_096 * (2 + (int)random.NextBelow(3)), guards);
    }

    /// <summary>An engine that goes on with a journal that is there.</summary>
    public JournalWorkload(SegmentJournalOptions options)
    {
        _options = options;
        _noteBytes = [];
    }

    public SegmentJournalOptions Options => _options;

    /// <summary>Hashes of the frames whose append returned, in order.</summary>
    public IReadOnlyList<FrameHash> Confirmed => _confirmed;

    /// <summary>Hash of the frame whose append has not returned; null when there is none.</summary>
    public FrameHash? InFlight { get; private set; }

    public static SegmentJournalOptions OptionsOf(ulong seed, long segmentBytes, Guards guards)
    {
        var salts = SplitMix64.Stream(seed, "journal.salt", 0);
        return new SegmentJournalOptions { Folder = "/data/wal", Clock = StoppedClock.Instance, Partition = 2, SegmentBytes = segmentBytes, DrawSalt = () => salts.Next(), Guards = guards };
    }

    /// <summary>Runs all engines. Whatever the disk throws comes out.</summary>
    public void Run(IDisk disk)
    {
        foreach (var notes in _noteBytes)
            RunEpoch(disk, notes);
    }

    /// <summary>Opens the journal, appends an epoch of these sizes and closes it.</summary>
    public void RunEpoch(IDisk disk, int[] noteBytes)
    {
        using var journal = SegmentJournal.Open(_options, disk);
        var filter = new FrameFilter(_options.Partition);
        foreach (var stored in journal.Read(JournalPosition.Start))
            filter.Take(stored.Frame);
        Append(journal, filter.Prefix, noteBytes);
    }

    private void Append(SegmentJournal journal, FramePrefix prefix, int[] noteBytes)
    {
        var builder = new FrameBuilder(_options.Partition, writer: 7);
        var epoch = prefix.Epoch + 1;
        builder.Begin(epoch, 0, prefix.LastHash);
        builder.Add(new LeaderEpoch(default, epoch, "engine", 1, prefix.Epoch, prefix.NextSequence - 1));
        var marker = Append(journal, builder, -1);
        builder.Add(new Noop(default, prefix.PrefixHash.Extend(marker).ToArray()));
        Append(journal, builder, 0);
        for (var index = 0; index < noteBytes.Length; index++)
        {
            builder.Add(new StrategyState(new UnixNanos(index), default, "simulated", default, Note(noteBytes[index], index)));
            if (index % 3 == 0)
                builder.Add(new LeaderResign(default, index));
            Append(journal, builder, index + 1);
        }
    }

    private FrameHash Append(SegmentJournal journal, FrameBuilder builder, long syncedThrough)
    {
        var frame = builder.Seal(0, syncedThrough);
        InFlight = frame.Hash;
        journal.AppendNow(frame);
        _confirmed.Add(frame.Hash);
        InFlight = null;
        return frame.Hash;
    }

    // Bytes with zeros, ones and the beginning of a frame among them.
    private static byte[] Note(int sizeBytes, int index)
    {
        var random = new SplitMix64(unchecked((ulong)((sizeBytes * 1_000L) + index)));
        var note = new byte[sizeBytes];
        for (var at = 0; at < sizeBytes; at++)
            note[at] = random.NextBelow(4) switch { 0 => 0, 1 => 0xFF, _ => unchecked((byte)random.Next()) };
        if (sizeBytes > 64)
            FrameCodec.Magic.CopyTo(note.AsSpan(sizeBytes / 2 / 8 * 8));
        return note;
    }
}
