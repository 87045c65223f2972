using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>Row by row what is done with bytes that are no whole frame.</summary>
public sealed class SegmentTailTests
{
    // A frame of 100 bytes takes 200: frame 0 is at 4,096, frame 1 at 4,296, frame 2 at 4,496.
    private readonly JournalBench _bench = new() { };

    [Fact]
    public void Zeros_to_the_end_are_a_clean_end()
    {
        _bench.Write(100, 100);
        using var journal = _bench.Open();
        Assert.Equal((0L, 2), (journal.Counters.TornTails, journal.Read(JournalPosition.Start).Count()));
    }

    [Fact]
    public void A_frame_without_its_end_is_cut_off_and_counted()
    {
        _bench.Write(100, 100, 100);
        _bench.Disk.Put(JournalBench.Current, new byte[8_192 - 4_600], 4_600);
        AssertCut(frames: 2);
    }

    [Fact]
    public void A_frame_without_a_sector_in_its_middle_is_cut_off()
    {
        _bench.Write(100, 2_000); // From 4,296 to 6,392: sectors end at 4,608, 5,120 and so on.
        _bench.Disk.Put(JournalBench.Current, new byte[512], 5_120);
        AssertCut(frames: 1);
    }

    [Fact]
    public void A_frame_without_its_first_sector_is_cut_off()
    {
        _bench.Write(100, 2_000);
        _bench.Disk.Put(JournalBench.Current, new byte[4_608 - 4_296], 4_296);
        AssertCut(frames: 1);
    }

    [Fact]
    public void After_a_tail_was_cut_off_frames_follow_and_nothing_is_left_of_it()
    {
        _bench.Write(100, 100, 2_000);
        _bench.Disk.Put(JournalBench.Current, new byte[512], 5_120);
        _bench.Appended.RemoveAt(2);
        _bench.Write(50);
        Assert.Equal(_bench.Appended, _bench.Read());
        using var journal = _bench.Open();
        Assert.Equal(0, journal.Counters.TornTails);
    }

    [Fact]
    public void Opened_to_read_a_torn_tail_is_passed_over_and_stays()
    {
        _bench.Write(100, 100);
        _bench.Disk.Put(JournalBench.Current, new byte[50], 4_450);
        var before = _bench.Files();
        using (var journal = SegmentJournal.OpenToRead(_bench.Options, _bench.Disk))
            Assert.Equal((1L, 1), (journal.Counters.TornTails, journal.Read(JournalPosition.Start).Count()));
        Assert.Equal(before, _bench.Files());
    }

    [Fact]
    public void A_damaged_frame_before_a_whole_one_is_refused()
    {
        _bench.Write(100, 100, 100);
        _bench.Disk.Flip(JournalBench.Current, 4_400, 0x10);
        AssertRefused("4296", "stands after it");
    }

    [Fact]
    public void A_frame_of_zeros_before_a_whole_one_is_refused()
    {
        _bench.Write(100, 100, 100);
        _bench.Disk.Put(JournalBench.Current, new byte[200], 4_296);
        AssertRefused("4296", "stands after it");
    }

    [Fact]
    public void A_damaged_last_frame_that_had_been_written_to_its_end_is_refused()
    {
        _bench.Write(100, 100);
        _bench.Disk.Flip(JournalBench.Current, 4_400, 0x10);
        AssertRefused("4296", "written to its end");
    }

    [Theory]
    [InlineData(0)] // Magic.
    [InlineData(8)] // Length.
    [InlineData(10)]
    public void A_last_frame_with_a_damaged_start_is_refused(int offset)
    {
        _bench.Write(100, 100);
        _bench.Disk.Flip(JournalBench.Current, 4_296 + offset, 0x10);
        AssertRefused("4296", "the start of the last frame is damaged");
    }

    [Theory]
    [InlineData(4, "layout version 17")]
    [InlineData(6, "flags 16")]
    [InlineData(7, "flags 4096")]
    public void A_frame_whose_checksum_fits_and_that_is_of_another_kind_is_refused(int offset, string reason)
    {
        _bench.Write(100, 100);
        _bench.Disk.Flip(JournalBench.Current, 4_296 + offset, 0x10);
        AssertRefused("4296", reason);
    }

    [Fact]
    public void A_frame_that_became_a_seal_by_a_flipped_bit_is_refused()
    {
        _bench.Write(100, 100);
        _bench.Disk.Flip(JournalBench.Current, 4_296 + 6, 1);
        AssertRefused("4296", "is no seal");
    }

    [Fact]
    public void A_seal_that_became_a_frame_by_a_flipped_bit_is_refused()
    {
        _bench.Write(100, 100);
        using (var journal = _bench.Open())
            _bench.Append(journal, 4_000); // Seals the first file behind frame 1.
        _bench.Disk.Flip(JournalBench.Sealed(1), 4_496 + 6, 1);
        using var opened = _bench.Open();
        var damage = Assert.Throws<JournalDamagedException>(() => opened.Read(JournalPosition.Start).Count());
        Assert.Contains("the seal of the file had flags 0", damage.Message, StringComparison.Ordinal);
        Assert.Equal(1, opened.Counters.CorruptedEntries);
    }

    [Fact]
    public void A_damaged_mark_harms_nothing()
    {
        _bench.Write(100, 100);
        _bench.Disk.Flip(JournalBench.Current, 4_495, 0xFF); // 193 bytes at 4,296, then seven of the mark.
        Assert.Equal(_bench.Appended, _bench.Read());
    }

    [Fact]
    public void A_frame_of_another_file_is_none_here()
    {
        _bench.Write(100);
        var other = new JournalBench { Options = _bench.Options with { DrawSalt = () => 1 } };
        other.Write(100, 100);
        // As if the file's space had been another's before: whole by itself, and of another salt.
        _bench.Disk.Put(JournalBench.Current, other.Disk.Content(JournalBench.Current).AsSpan(4_296, 200), 4_296);
        var damage = Assert.Throws<JournalDamagedException>(() => _bench.Read());
        Assert.Contains("4296", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_in_a_sealed_file_is_refused_though_its_end_is_zeros()
    {
        _bench.Write(100, 100, 4_000);
        _bench.Disk.Put(JournalBench.Sealed(1), new byte[8_192 - 4_296], 4_296); // The last frame and the seal.
        using var journal = _bench.Open();
        var damage = Assert.Throws<JournalDamagedException>(() => journal.Read(JournalPosition.Start).Count());
        Assert.Equal((JournalBench.Sealed(1), 4_296L), (damage.File, damage.Offset));
    }

    [Fact]
    public void A_file_that_does_not_go_on_from_the_one_before_is_refused()
    {
        var other = new JournalBench();
        other.Write(90, 4_000);
        _bench.Write(100, 4_000);
        _bench.Disk.Put(JournalBench.Sealed(1), other.Disk.Content(JournalBench.Sealed(1)), 0);
        using var journal = _bench.Open();
        var damage = Assert.Throws<JournalDamagedException>(() => journal.Read(JournalPosition.Start).Count());
        Assert.Contains("it goes on after a frame of hash", damage.Message, StringComparison.Ordinal);
    }

    private void AssertCut(int frames)
    {
        using var journal = _bench.Open();
        Assert.Equal(_bench.Appended[..frames], journal.Read(JournalPosition.Start).Select(stored => stored.Frame.Hash));
        Assert.Equal(1, journal.Counters.TornTails);
        Assert.False(_bench.Disk.Content(JournalBench.Current).AsSpan((int)journal.End.Offset).ContainsAnyExcept((byte)0));
    }

    private void AssertRefused(string offset, string reason)
    {
        var before = _bench.Files();
        var damage = Assert.Throws<JournalDamagedException>(() => _bench.Read());
        Assert.Contains(reason, damage.Message, StringComparison.Ordinal);
        Assert.StartsWith($"{JournalBench.Current} at byte {offset}: ", damage.Message, StringComparison.Ordinal);
        Assert.Equal(before, _bench.Files());
    }
}
