using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>What every journal must do. An adapter derives from it and opens its own, empty for each test.</summary>
public abstract class JournalContract
{
    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Frames that do not fit into one of the adapter's pages or files.</summary>
    protected virtual int ManyFrames => 40;

    /// <summary>Opens the journal of the test; again after it was disposed: the same.</summary>
    protected abstract ValueTask<IJournal> OpenAsync();

    [Fact]
    public async Task JN01_frames_are_read_in_the_order_they_were_appended()
    {
        await using var journal = await OpenAsync();
        var appended = await AppendAsync(journal, new JournalFrames(), count: 5);
        Assert.Equal(appended, await HashesAsync(journal, JournalPosition.Start));
    }

    [Fact]
    public async Task JN02_a_frame_comes_back_byte_for_byte_but_for_its_checksum()
    {
        await using var journal = await OpenAsync();
        var frame = new JournalFrames().Begin(1);
        var bytes = frame.Bytes.ToArray();
        await journal.AppendAsync(frame, Stop);
        var stored = Assert.Single(await ReadAsync(journal, JournalPosition.Start));
        Assert.Equal(bytes[..FrameCodec.CrcOffset], stored.Frame.Bytes[..FrameCodec.CrcOffset].ToArray());
        Assert.Equal(bytes[FrameCodec.CoveredOffset..], stored.Frame.Bytes[FrameCodec.CoveredOffset..].ToArray());
        Assert.NotEqual(0u, stored.Frame.Header.Crc);
    }

    [Fact]
    public async Task JN03_an_empty_journal_has_no_frames()
    {
        await using var journal = await OpenAsync();
        Assert.Empty(await ReadAsync(journal, JournalPosition.Start));
        Assert.True(journal.HasRoom);
    }

    [Fact]
    public async Task JN04_opened_again_it_has_what_was_confirmed_and_goes_on_behind_it()
    {
        var frames = new JournalFrames();
        List<FrameHash> appended;
        await using (var first = await OpenAsync())
            appended = await AppendAsync(first, frames, count: 3);
        await using var second = await OpenAsync();
        Assert.Equal(appended, await HashesAsync(second, JournalPosition.Start));
        appended.AddRange(await AppendAsync(second, frames, count: 2, epoch: 2));
        Assert.Equal(appended, await HashesAsync(second, JournalPosition.Start));
    }

    [Fact]
    public async Task JN05_reading_goes_on_at_any_position_also_one_that_was_text()
    {
        await using var journal = await OpenAsync();
        var appended = await AppendAsync(journal, new JournalFrames(), count: 6);
        var stored = await ReadAsync(journal, JournalPosition.Start);
        for (var index = 0; index < stored.Count; index++)
        {
            Assert.Equal(appended[index..], await HashesAsync(journal, stored[index].Position));
            Assert.Equal(appended[(index + 1)..], await HashesAsync(journal, JournalPosition.Parse(stored[index].Next.ToString())));
        }
    }

    [Fact]
    public async Task JN06_append_tells_where_the_frame_begins()
    {
        await using var journal = await OpenAsync();
        var frames = new JournalFrames();
        await journal.AppendAsync(frames.Begin(1), Stop);
        var second = frames.Next();
        var position = await journal.AppendAsync(second, Stop);
        Assert.Equal([second.Hash], await HashesAsync(journal, position));
    }

    [Fact]
    public async Task JN07_more_frames_than_a_page_or_a_file_has_are_read_whole()
    {
        await using var journal = await OpenAsync();
        var appended = await AppendAsync(journal, new JournalFrames(), ManyFrames, size: 500);
        Assert.Equal(appended, await HashesAsync(journal, JournalPosition.Start));
        Assert.Equal(appended[3..], await HashesAsync(journal, (await ReadAsync(journal, JournalPosition.Start))[3].Position));
    }

    [Fact]
    public async Task JN08_the_largest_frame_comes_back()
    {
        await using var journal = await OpenAsync();
        var frames = new JournalFrames();
        var begin = frames.Begin(1);
        await journal.AppendAsync(begin, Stop);
        // An entry of the kind Noop has 19 bytes beside its content.
        var largest = frames.Next(FrameCodec.FrameBytesMax - FrameCodec.HeaderBytes - 19);
        Assert.Equal(FrameCodec.FrameBytesMax, largest.Bytes.Length);
        await journal.AppendAsync(largest, Stop);
        Assert.Equal([begin.Hash, largest.Hash], await HashesAsync(journal, JournalPosition.Start));
    }

    [Fact]
    public async Task JN09_a_frame_of_another_partition_is_refused_and_not_written()
    {
        await using var journal = await OpenAsync();
        var fault = await Assert.ThrowsAsync<InvariantException>(async () => await journal.AppendAsync(new JournalFrames(partition: 9).Begin(1), Stop));
        Assert.Contains("was of partition 9, must be of 0", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAsync(journal, JournalPosition.Start));
        Assert.True(journal.HasRoom);
    }

    [Fact]
    public async Task JN10_cancelled_before_it_is_not_written()
    {
        await using var journal = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await journal.AppendAsync(new JournalFrames().Begin(1), cancelled.Token));
        Assert.Empty(await ReadAsync(journal, JournalPosition.Start));
    }

    [Fact]
    public async Task JN11_it_counts_frames_entries_and_bytes()
    {
        await using var journal = await OpenAsync();
        await AppendAsync(journal, new JournalFrames(), count: 4);
        Assert.Equal((4, 4), (journal.Counters.Frames, journal.Counters.Entries));
        Assert.Equal(4, journal.Counters.Syncs.Count);
        Assert.True(journal.Counters.Bytes >= 4 * FrameCodec.HeaderBytes);
    }

    [Fact]
    public async Task JN12_a_position_that_is_not_in_it_is_refused()
    {
        await using var journal = await OpenAsync();
        await AppendAsync(journal, new JournalFrames(), count: 2);
        await Assert.ThrowsAnyAsync<JournalDamagedException>(() => ReadAsync(journal, JournalPosition.Parse("900:4096")));
    }

    [Fact]
    public async Task JN13_a_frame_of_several_epochs_passes_the_readers_filter()
    {
        await using var journal = await OpenAsync();
        var frames = new JournalFrames();
        await AppendAsync(journal, frames, count: 3, size: 0);
        await AppendAsync(journal, frames, count: 2, epoch: 4, size: 0);
        var filter = new FrameFilter(0);
        Assert.All(await ReadAsync(journal, JournalPosition.Start), stored => Assert.Equal(FrameVerdict.Accepted, filter.Take(stored.Frame)));
        Assert.Equal((4, 2), (filter.Prefix.Epoch, filter.Prefix.NextSequence));
    }

    /// <summary>Begins an epoch and appends frames.</summary>
    /// <returns>Their hashes.</returns>
    protected static async Task<List<FrameHash>> AppendAsync(IJournal journal, JournalFrames frames, int count, long epoch = 1, int size = 10)
    {
        // As an engine does: what is there is read before an epoch begins.
        _ = await ReadAsync(journal, JournalPosition.Start);
        var appended = new List<FrameHash>();
        for (var index = 0; index < count; index++)
        {
            var frame = index == 0 ? frames.Begin(epoch) : frames.Next(size);
            await journal.AppendAsync(frame, Stop);
            appended.Add(frame.Hash);
        }
        return appended;
    }

    /// <summary>All frames from a position on.</summary>
    protected static async Task<List<StoredFrame>> ReadAsync(IJournal journal, JournalPosition from)
    {
        var stored = new List<StoredFrame>();
        await foreach (var frame in journal.ReadAsync(from, Stop))
            stored.Add(frame);
        return stored;
    }

    /// <summary>Their hashes.</summary>
    protected static async Task<List<FrameHash>> HashesAsync(IJournal journal, JournalPosition from) => [.. (await ReadAsync(journal, from)).Select(stored => stored.Frame.Hash)];
}
