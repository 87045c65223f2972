namespace VeloZ.Domain.Tests;

public sealed class FrameFilterTests
{
    private readonly Chain _chain = new();
    private readonly FrameFilter _filter = new(0);

    [Fact]
    public void R1_a_frame_of_another_partition_halts() => AssertHalts(FrameRule.R1, new Chain(partition: 1).Marker(1));

    [Fact]
    public void R1_a_frame_of_the_medium_halts()
    {
        var bytes = _chain.Marker(1).Bytes.ToArray();
        bytes[FrameCodec.FlagsOffset] = 1;
        AssertHalts(FrameRule.R1, FrameCodec.Read(bytes));
    }

    [Fact]
    public void R1_a_frame_whose_entries_do_not_read_halts()
    {
        var bytes = _chain.Marker(1).Bytes.ToArray();
        bytes[FrameCodec.HeaderBytes + 3] ^= 0x40; // The length of its entry.
        AssertHalts(FrameRule.R1, FrameCodec.Read(bytes));
    }

    [Fact]
    public void R2_a_marker_begins_an_epoch_whatever_came_before()
    {
        Accept(_chain.Marker(1), _chain.Next(Chain.Noop(1)));
        Accept(_chain.Marker(5)); // Its chain starts anew, and epochs may be left out.
        Assert.Equal((5L, 1L), (_filter.Prefix.Epoch, _filter.Prefix.NextSequence));
    }

    [Fact]
    public void R2_a_marker_of_another_epoch_than_its_frame_halts() => AssertHalts(FrameRule.R2, _chain.Marker(2, markerEpoch: 3));

    [Fact]
    public void R2_a_noop_with_the_hash_of_the_prefix_is_accepted()
    {
        Accept(_chain.Marker(1), _chain.Next(Chain.Noop(1)), _chain.Marker(2));
        Accept(_chain.Next(Chain.Noop(1), new Noop(default, [])));
        Accept(_chain.Next(new Noop(default, _filter.Prefix.PrefixHash.ToArray())));
    }

    [Fact]
    public void R2_a_noop_with_the_hash_of_another_prefix_halts()
    {
        Accept(_chain.Marker(1), _chain.Next(Chain.Noop(1)));
        var other = _filter.Prefix.PrefixHash.Extend(default).ToArray();
        Accept(_chain.Marker(2));
        AssertHalts(FrameRule.R2, _chain.Next(new LeaderResign(default, 1), new Noop(default, other)));
    }

    [Fact]
    public void R6_of_two_candidates_the_first_has_the_epoch_and_the_marker_of_the_other_is_dropped()
    {
        var rival = Candidate(1, new LeaderEpoch(default, 1, "b", 1, 0, 0));
        Accept(_chain.Marker(1));
        Assert.Equal(FrameVerdict.Zombie, _filter.Take(rival));
        Accept(_chain.Next(Chain.Noop(1)));
        Assert.Equal(FrameVerdict.Zombie, _filter.Take(rival)); // Also late.
        Assert.Equal((2L, 2L), (_filter.ZombieFrames, _filter.Prefix.NextSequence));
        Accept(_chain.Next(Chain.Noop(2)));
    }

    [Fact]
    public void R6_a_candidate_that_decided_something_halts()
    {
        Accept(_chain.Marker(1));
        AssertHalts(FrameRule.R6, Candidate(1, new LeaderEpoch(default, 1, "b", 1, 0, 0), Chain.Noop(7)));
    }

    [Fact]
    public void R3_a_new_epoch_without_its_marker_halts()
    {
        Accept(_chain.Marker(1));
        AssertHalts(FrameRule.R3, _chain.At(2, 0, default, Chain.Noop(1)));
    }

    [Fact]
    public void R4_a_frame_of_an_older_epoch_is_dropped_and_counted()
    {
        var first = _chain.Marker(1);
        var late = _chain.Next(Chain.Noop(1));
        Accept(first, _chain.Marker(2));
        var before = _filter.Prefix;
        Assert.Equal(FrameVerdict.Zombie, _filter.Take(late));
        Assert.Equal((1L, before), (_filter.ZombieFrames, _filter.Prefix));
    }

    [Fact]
    public void R4_a_marker_of_an_older_epoch_is_dropped()
    {
        Accept(_chain.Marker(2));
        Assert.Equal(FrameVerdict.Zombie, _filter.Take(_chain.Marker(1)));
    }

    [Fact]
    public void R5_a_copy_is_dropped_and_counted()
    {
        var marker = _chain.Marker(1);
        var first = _chain.Next(Chain.Noop(1));
        Accept(marker, first, _chain.Next(Chain.Noop(2)));
        var before = _filter.Prefix;
        Assert.Equal(FrameVerdict.Duplicate, _filter.Take(first));
        Assert.Equal(FrameVerdict.Duplicate, _filter.Take(marker));
        Assert.Equal((2L, before), (_filter.DuplicateFrames, _filter.Prefix));
    }

    [Fact]
    public void R6_another_frame_under_a_number_that_was_accepted_halts()
    {
        var marker = _chain.Marker(1);
        Accept(marker, _chain.Next(Chain.Noop(1)), _chain.Next(Chain.Noop(2)));
        AssertHalts(FrameRule.R6, _chain.At(1, 1, marker.Hash, Chain.Noop(3)));
    }

    [Fact]
    public void R6_compares_the_last_1024_frames_and_drops_older_ones()
    {
        var marker = _chain.Marker(1);
        Accept(marker);
        for (var note = 1; note <= 1_025; note++)
            Accept(_chain.Next(Chain.Noop(note)));
        // 1,026 frames: the last 1,024 are the sequences from 2.
        Assert.Equal(FrameVerdict.Duplicate, _filter.Take(_chain.At(1, 1, marker.Hash, Chain.Noop(-1))));
        AssertHalts(FrameRule.R6, _chain.At(1, 2, marker.Hash, Chain.Noop(-1)));
    }

    [Fact]
    public void R7_a_hole_halts()
    {
        Accept(_chain.Marker(1));
        _chain.Next(Chain.Noop(1));
        AssertHalts(FrameRule.R7, _chain.Next(Chain.Noop(2)));
    }

    [Fact]
    public void R7_an_epoch_that_does_not_begin_with_its_first_frame_halts() =>
        AssertHalts(FrameRule.R7, _chain.At(1, 1, default, new LeaderEpoch(default, 1, "a", 1, 0, 0)));

    [Fact]
    public void R7_a_broken_chain_halts()
    {
        Accept(_chain.Marker(1));
        AssertHalts(FrameRule.R7, _chain.At(1, 1, default, Chain.Noop(1)));
    }

    [Fact]
    public void R8_frames_in_order_are_accepted()
    {
        Accept(_chain.Marker(1), _chain.Next(Chain.Noop(1)), _chain.Next(Chain.Noop(2)));
        Assert.Equal((1L, 3L), (_filter.Prefix.Epoch, _filter.Prefix.NextSequence));
    }

    [Fact]
    public void After_a_halt_nothing_is_taken()
    {
        AssertHalts(FrameRule.R3, _chain.At(1, 0, default, Chain.Noop(1)));
        Assert.Throws<InvariantException>(() => _filter.Take(_chain.Marker(1)));
    }

    [Fact]
    public void A_filter_goes_on_from_a_prefix_that_was_stored()
    {
        var marker = _chain.Marker(1);
        var first = _chain.Next(Chain.Noop(1));
        Accept(marker, first);
        var writer = new MessageWriter();
        _filter.Prefix.Write(writer);
        var reader = new MessageReader(writer.Written);
        var resumed = new FrameFilter(0, FramePrefix.Read(ref reader));
        Assert.Equal(FrameVerdict.Duplicate, resumed.Take(marker)); // Not known any more, dropped all the same.
        Assert.Equal(FrameVerdict.Duplicate, resumed.Take(first));
        Assert.Equal(FrameVerdict.Accepted, resumed.Take(_chain.Next(Chain.Noop(2))));
        var halted = Assert.Throws<JournalHaltException>(() => resumed.Take(_chain.At(1, 1, marker.Hash, Chain.Noop(3))));
        Assert.Equal(FrameRule.R6, halted.Rule);
    }

    private static Frame Candidate(long epoch, params JournalEntry[] entries)
    {
        var builder = new FrameBuilder(0, writer: 10);
        builder.Begin(epoch, 0, default);
        foreach (var entry in entries)
            builder.Add(entry);
        return FrameCodec.Read(builder.Seal(0, -1).Bytes.ToArray());
    }

    private void Accept(params Frame[] frames) => Assert.All(frames, frame => Assert.Equal(FrameVerdict.Accepted, _filter.Take(frame)));

    private void AssertHalts(FrameRule rule, Frame frame)
    {
        var halted = Assert.Throws<JournalHaltException>(() => _filter.Take(frame));
        Assert.Equal((rule, frame.Id), (halted.Rule, halted.Frame));
    }
}
