using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>A data folder whose journal is gone, is an older copy, or is another account's: no account is begun on it, and nothing is changed.</summary>
public sealed class LostJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BoundBars _bars = Engines.Bars(600);

    [Theory]
    [InlineData("the folder is gone", true)]
    [InlineData("the folder is empty", false)]
    public async Task Items_without_their_journal_are_refused(string _, bool isFolderGone)
    {
        await RunAsync(Options("data"));
        Directory.Delete(_folder.In("data/wal"), recursive: true);
        if (!isFolderGone)
            Directory.CreateDirectory(_folder.In("data/wal"));
        var before = Content("data");

        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options("data")));

        Assert.Equal(_folder.In("data/wal"), exception.Folder);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(exception.Message, "there is no journal, and the items of .*/data are of an account whose journal goes to frame 1/[0-9]+"), exception.Message);
        Assert.Contains("restore the journal there, name its folder by VELOZ_WAL_DIR, or take another data folder with --data", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Content("data"));
    }

    [Fact]
    public async Task Snapshots_without_their_journal_are_refused()
    {
        await RunAsync(Options("data") with { CheckpointEntries = 50, CheckpointPeriod = TimeSpan.Zero });
        Directory.Delete(_folder.In("data/wal"), recursive: true);
        DeleteItems("data");
        var before = Content("data");

        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options("data")));

        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(exception.Message, "there is no journal, and the snapshots of .*/data are of an account whose journal goes to frame 1/[0-9]+"), exception.Message);
        Assert.Equal(before, Content("data"));
    }

    [Fact]
    public async Task A_journal_folder_that_is_another_than_before_is_refused_and_not_made()
    {
        await RunAsync(Options("data"));
        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options("data") with { JournalDirectory = _folder.In("elsewhere") }));
        Assert.Equal(_folder.In("elsewhere"), exception.Folder);
        Assert.False(Directory.Exists(_folder.In("elsewhere")));
    }

    [Fact]
    public async Task A_journal_that_ends_before_the_items_is_refused()
    {
        await RunAsync(Options("data"));
        Copy("data/wal", "old");
        await RunAsync(Options("data")); // A second start, and so a second epoch.
        Directory.Delete(_folder.In("data/wal"), recursive: true);
        Copy("old", "data/wal");
        var before = Content("data");

        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options("data")));

        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(exception.Message, "the journal ends with frame 1/[0-9]+, and the items of .*/data are of an account whose journal goes to frame 2/[0-9]+"), exception.Message);
        Assert.Equal(before, Content("data"));
    }

    [Fact]
    public async Task A_journal_that_ends_before_a_snapshot_is_refused()
    {
        await RunAsync(Options("data"));
        Copy("data/wal", "old");
        await RunAsync(Options("data") with { CheckpointEntries = 1, CheckpointPeriod = TimeSpan.Zero, Feed = _ => new RecordedBarFeed("file:test", Engines.Bars(1_200)) });
        Directory.Delete(_folder.In("data/wal"), recursive: true);
        Copy("old", "data/wal");
        DeleteItems("data");
        var before = Content("data");

        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options("data")));

        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(exception.Message, "the journal ends with frame 1/[0-9]+, and the snapshots of .*/data are of an account whose journal goes to frame 2/[0-9]+"), exception.Message);
        Assert.Equal(before, Content("data"));
    }

    [Theory]
    [InlineData(100_000)] // The same trades in frames of the same length at the same places.
    [InlineData(500_000)]
    public async Task Another_account_s_journal_is_refused_though_it_is_long_enough(int cash)
    {
        await RunAsync(Options("data"));
        await RunAsync(Options("other") with { Cash = cash });
        await RunAsync(Options("other") with { Cash = cash });
        var before = Content("data");

        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options("data") with { JournalDirectory = _folder.In("other/wal") }));

        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(exception.Message, "the items of .*/data are of another account than the journal: frame 1/[0-9]+ at [0-9:]+ is not what they were made from"), exception.Message);
        Assert.Equal(before, Content("data"));
    }

    [Fact]
    public async Task Another_account_s_snapshots_are_refused()
    {
        await RunAsync(Options("data") with { CheckpointEntries = 50, CheckpointPeriod = TimeSpan.Zero });
        await RunAsync(Options("other"));
        await RunAsync(Options("other"));
        DeleteItems("data");
        var exception = await Assert.ThrowsAsync<JournalDamagedException>(() => Engines.StartAsync(Options("data") with { JournalDirectory = _folder.In("other/wal") }));
        // Where the snapshot's place falls in the other journal is not known: on another frame, or within one.
        Assert.Contains("it is not of this journal", exception.Message, StringComparison.Ordinal);
        Assert.Contains("; restore the journal that it is of", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_s_snapshots_are_refused_though_no_frame_of_the_journal_begins_there()
    {
        await RunAsync(Options("data") with { CheckpointEntries = 50, CheckpointPeriod = TimeSpan.Zero });
        DeleteItems("data");
        WriteLargeFrames("other/wal");
        var exception = await Assert.ThrowsAsync<JournalDamagedException>(() => Engines.StartAsync(Options("data") with { JournalDirectory = _folder.In("other/wal") }));
        Assert.Matches("^snapshots/[^:]*: the snapshot goes to frame 1/[0-9]+ of hash [0-9a-f]+, and no frame could be read at [0-9:]+ \\(.*there is no whole frame.*\\): it is not of this journal, or the journal is damaged there; restore the journal that it is of", exception.Message);
    }

    [Fact]
    public async Task A_folder_that_has_only_other_things_begins_an_account()
    {
        Directory.CreateDirectory(_folder.In("data/market"));
        await File.WriteAllTextAsync(_folder.In("data/market/note"), "bars", TestContext.Current.CancellationToken);
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        await store.DisposeAsync();
        await RunAsync(Options("data"));
    }

    public void Dispose() => _folder.Dispose();

    private EngineOptions Options(string name) => Engines.Options(_folder.In(name), _bars, "ma-cross", ("fast", "3"), ("slow", "9"));

    private static async Task RunAsync(EngineOptions options)
    {
        await using var engine = await Engines.StartAsync(options);
        await engine.Completion;
    }

    // Frames so long that a snapshot's place is within one of them.
    private void WriteLargeFrames(string name)
    {
        var builder = new FrameBuilder(PaperOptions.Partition, writer: 5);
        builder.Begin(2, 0, default);
        using var journal = SegmentJournal.Open(new SegmentJournalOptions { Folder = Directory.CreateDirectory(_folder.In(name)).FullName, Clock = TimeProvider.System, SegmentBytes = 16 << 20 }, SystemDisk.Instance);
        for (var i = 0; i < 10; i++)
        {
            builder.Add(new Noop(default, new byte[800_000]));
            journal.AppendNow(builder.Seal(1_000, -1));
        }
    }

    private void DeleteItems(string name)
    {
        foreach (var file in Directory.GetFiles(_folder.In(name), "items.db*"))
            File.Delete(file);
    }

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(_folder.In(to));
        foreach (var file in Directory.GetFiles(_folder.In(from)))
            File.Copy(file, Path.Combine(_folder.In(to), Path.GetFileName(file)));
    }

    // Names and bytes of all it has. The lock says who looked last and is no data.
    private List<string> Content(string name) =>
    [
        .. Directory.EnumerateFileSystemEntries(_folder.In(name), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "lock")
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {(File.Exists(path) ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))) : "folder")}"),
    ];
}
