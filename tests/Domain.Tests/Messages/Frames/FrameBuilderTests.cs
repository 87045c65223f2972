namespace VeloZ.Domain.Tests;

public sealed class FrameBuilderTests
{
    private readonly FrameBuilder _builder = new(0, 1);

    public FrameBuilderTests() => _builder.Begin(1, 0, default);

    [Fact]
    public void Every_kind_of_entry_comes_back_in_its_order()
    {
        foreach (var entry in Samples.Full.Concat(Samples.Sparse))
            _builder.Add(entry);
        var entries = FrameCodec.Read(_builder.Seal(0, -1).Bytes).ReadEntries();
        Assert.Equal(Samples.Full.Concat(Samples.Sparse).Select(Fields.Text), entries.Select(Fields.Text));
    }

    [Fact]
    public void Frames_are_numbered_and_chained()
    {
        var first = Seal();
        var second = FrameCodec.Read(Seal().Bytes);
        Assert.Equal((new FrameId(1, 1), first.Hash), (second.Id, second.Header.PreviousHash));
    }

    [Fact]
    public void A_frame_is_full_at_512_entries()
    {
        for (var index = 0; index < 511; index++)
            _builder.Add(Chain.Noop(index));
        Assert.False(_builder.IsFull);
        _builder.Add(Chain.Noop(511));
        Assert.True(_builder.IsFull);
    }

    [Fact]
    public void A_frame_is_full_at_128_kibibytes()
    {
        // An empty Noop takes 7 + 8 + 4 bytes.
        _builder.Add(new Noop(default, new byte[(128 * 1024) - 74 - 19 - 1]));
        Assert.False(_builder.IsFull);
        _builder.Add(Chain.Noop(1));
        Assert.True(_builder.IsFull);
    }

    [Fact]
    public void An_entry_that_does_not_fit_is_refused_and_changes_nothing()
    {
        _builder.Add(Chain.Noop(1));
        var size = _builder.SizeBytes;
        Assert.Throws<ArgumentException>(() => _builder.Add(new Noop(default, new byte[1_000_000 - 74 - 19 - 19 + 1])));
        Assert.Equal((1, size), (_builder.EntryCount, _builder.SizeBytes));
        _builder.Add(new Noop(default, new byte[1_000_000 - 74 - 19 - 19]));
        var frame = FrameCodec.Read(_builder.Seal(0, -1).Bytes);
        Assert.Equal((1_000_000, 2), (frame.Bytes.Length, frame.ReadEntries().Count));
    }

    [Fact]
    public void An_entry_that_cannot_be_written_changes_nothing()
    {
        _builder.Add(Chain.Noop(1));
        var size = _builder.SizeBytes;
        Assert.Throws<ArgumentException>(() => _builder.Add(new Rotation(default, new string('x', 70_000))));
        Assert.Equal((1, size), (_builder.EntryCount, _builder.SizeBytes));
    }

    [Fact]
    public void Bytes_of_a_sealed_frame_outlive_one_seal()
    {
        var first = Seal();
        var before = first.Bytes.ToArray();
        Seal();
        Assert.Equal(before, first.Bytes.ToArray());
    }

    [Fact]
    public void Nothing_to_seal_is_refused() => Assert.Throws<InvariantException>(() => _builder.Seal(0, -1));

    [Fact]
    public void A_frame_cannot_be_durable_before_it_is_sealed()
    {
        _builder.Add(Chain.Noop(1));
        Assert.Throws<InvariantException>(() => _builder.Seal(0, 0));
    }

    [Fact]
    public void An_epoch_does_not_begin_with_entries_open()
    {
        _builder.Add(Chain.Noop(1));
        Assert.Throws<InvariantException>(() => _builder.Begin(2, 0, default));
    }

    [Fact]
    public void A_frame_needs_an_epoch()
    {
        var builder = new FrameBuilder(0, 1);
        builder.Add(Chain.Noop(1));
        Assert.Throws<InvariantException>(() => builder.Seal(0, -1));
    }

    [Fact]
    public void Building_allocates_nothing_once_warm()
    {
        var entries = Samples.Full.Where(entry => entry.Kind is EntryKind.OrderNew or EntryKind.OrderUpdate or EntryKind.OrderFill).ToArray();
        Build(entries, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Build(entries, 100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Build(JournalEntry[] entries, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            foreach (var entry in entries)
                _builder.Add(entry);
            _builder.Seal(frame, -1);
        }
    }

    private SealedFrame Seal()
    {
        _builder.Add(Chain.Noop(1));
        return _builder.Seal(0, -1);
    }
}
