using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class SegmentJournalAllocationTests
{
    [Fact]
    public void Building_and_appending_a_frame_allocates_nothing_once_warm()
    {
        var folder = Directory.CreateTempSubdirectory("veloz-wal-");
        try
        {
            using var journal = SegmentJournal.Open(new SegmentJournalOptions { Folder = folder.FullName, Clock = TimeProvider.System, SegmentBytes = 1_048_576 }, SystemDisk.Instance);
            var builder = new FrameBuilder(0, 1);
            builder.Begin(1, 0, default);
            var entry = new OrderCancel(new UnixNanos(1), ClientOrderId.Parse("vl11021i3v900gc0uy9puk2a"), "user", "by hand");
            Append(journal, builder, entry, 200);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Append(journal, builder, entry, 200);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Append(SegmentJournal journal, FrameBuilder builder, JournalEntry entry, int frames)
    {
        for (var frame = 0; frame < frames; frame++)
        {
            for (var index = 0; index < 16; index++)
                builder.Add(entry);
            var appended = journal.AppendAsync(builder.Seal(frame, -1), CancellationToken.None);
            Assert.True(appended.IsCompletedSuccessfully);
        }
    }
}
