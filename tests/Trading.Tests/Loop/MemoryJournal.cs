using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Frames in memory, as a medium would keep them, and what a reader makes of them.</summary>
internal sealed class MemoryJournal
{
    private readonly List<byte[]> _frames = [];

    public int Count => _frames.Count;

    public void Append(SealedFrame frame) => _frames.Add(frame.Bytes.ToArray());

    /// <summary>A copy that ends after so many frames: what a crash left.</summary>
    public MemoryJournal Prefix(int count)
    {
        var copy = new MemoryJournal();
        copy._frames.AddRange(_frames.Take(count));
        return copy;
    }

    public (KernelState State, FramePrefix Prefix) Replay(KernelOptions options)
    {
        var state = new KernelState(options);
        var filter = new FrameFilter(partition: 0);
        foreach (var entry in Accepted(filter))
            state.Fold(entry);
        return (state, filter.Prefix);
    }

    public IEnumerable<JournalEntry> Entries() => Accepted(new FrameFilter(partition: 0));

    private IEnumerable<JournalEntry> Accepted(FrameFilter filter) => _frames
        .Select(bytes => FrameCodec.Read(bytes))
        .Where(frame => filter.Take(frame) == FrameVerdict.Accepted)
        .SelectMany(frame => frame.ReadEntries());
}
