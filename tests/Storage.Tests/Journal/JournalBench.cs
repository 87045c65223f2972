using VeloZ.Domain;
using VeloZ.Simulation;

namespace VeloZ.Storage.Tests;

/// <summary>A journal on a simulated disk, the frames that were appended to it, and what reading finds.</summary>
internal sealed class JournalBench
{
    public const string Folder = "/data/wal";
    public const string Current = Folder + "/orders_current.wal";
    public const string Spare = Folder + "/orders_spare.wal";

    public SimulatedDisk Disk { get; set; } = new(1);

    public FrameBuilder Builder { get; } = new(2, writer: 5);

    public List<FrameHash> Appended { get; } = [];

    public SegmentJournalOptions Options { get; init; } = new() { Folder = Folder, Clock = TimeProvider.System, Partition = 2, SegmentBytes = 8_192, DrawSalt = () => 0x1122334455667788 };

    public JournalBench() => Builder.Begin(1, 0, default);

    public static string Sealed(int fileId) => $"{Folder}/orders_{fileId:D16}.wal";

    public SegmentJournal Open() => SegmentJournal.Open(Options, Disk);

    /// <summary>A frame whose one entry has so many bytes of its own: 74 + 7 + 8 + 4 more make the frame.</summary>
    public SealedFrame Frame(int noteBytes, byte fill = 0xAB)
    {
        var note = new byte[noteBytes];
        Array.Fill(note, fill);
        Builder.Add(new Noop(default, note));
        return Builder.Seal(1_000, -1);
    }

    public JournalPosition Append(SegmentJournal journal, int noteBytes = 100)
    {
        var frame = Frame(noteBytes);
        var position = journal.AppendNow(frame);
        Appended.Add(frame.Hash);
        return position;
    }

    /// <summary>Opens, appends frames of these sizes, closes.</summary>
    public void Write(params int[] noteBytes)
    {
        using var journal = Open();
        foreach (var size in noteBytes)
            Append(journal, size);
    }

    public List<FrameHash> Read()
    {
        using var journal = Open();
        return [.. journal.Read(JournalPosition.Start).Select(stored => stored.Frame.Hash)];
    }

    /// <summary>All files with frames, to tell whether anything changed. The lock says who looked last, and when, and is no data.</summary>
    public string Files() => string.Join('\n', Disk.Paths.Where(path => path != Folder + "/lock").Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Disk.Content(path)))}"));
}
