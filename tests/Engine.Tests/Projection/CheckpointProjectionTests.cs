using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class CheckpointProjectionTests : IDisposable
{
    private static readonly KernelOptions Kernel = new() { Mode = RunMode.Paper, ReportingCurrency = Currency.Parse("USDT") };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _incidents = [];

    [Fact]
    public async Task The_three_newest_are_kept()
    {
        var blobs = Open();
        await TakeAsync(Checkpoints(blobs), 1..7);
        Assert.Equal([4, 5, 6], await FramesAsync(blobs));
    }

    [Fact]
    public async Task The_newest_that_goes_no_further_than_the_items_is_kept_until_they_follow()
    {
        var blobs = Open();
        var stored = new FrameId(1, 2);
        var checkpoints = Checkpoints(blobs, () => stored);
        await TakeAsync(checkpoints, 1..7);
        Assert.Equal([2, 3, 4, 5, 6], await FramesAsync(blobs));

        stored = new FrameId(1, 7);
        await TakeAsync(checkpoints, 7..8, isBegun: true);
        Assert.Equal([5, 6, 7], await FramesAsync(blobs));
    }

    [Fact]
    public async Task Those_of_the_run_before_count()
    {
        var blobs = Open();
        await TakeAsync(Checkpoints(blobs), 1..4);
        await TakeAsync(Checkpoints(blobs), 4..6);
        Assert.Equal([3, 4, 5], await FramesAsync(blobs));
    }

    [Theory]
    [InlineData(StoreFault.Denied)]
    [InlineData(StoreFault.Unavailable)]
    public async Task An_old_one_that_may_not_be_deleted_ends_nothing_and_is_deleted_when_it_may(StoreFault fault)
    {
        var blobs = new RefusingBlobs(Open()) { Fault = fault };
        var checkpoints = Checkpoints(blobs);
        await TakeAsync(checkpoints, 1..7);
        Assert.Equal([1, 2, 3, 4, 5, 6], await FramesAsync(blobs));

        blobs.Fault = null;
        await TakeAsync(checkpoints, 7..8, isBegun: true);
        Assert.Equal([5, 6, 7], await FramesAsync(blobs));
    }

    [Theory]
    [InlineData(StoreFault.Denied)]
    [InlineData(StoreFault.Unavailable)]
    public async Task One_that_cannot_be_written_ends_nothing_and_the_next_is(StoreFault fault)
    {
        var blobs = new RefusingBlobs(Open()) { PutFault = fault };
        var checkpoints = Checkpoints(blobs);
        await TakeAsync(checkpoints, 1..4);
        Assert.Equal(0, checkpoints.Count);
        Assert.Equal(["snapshot_not_kept"], _incidents);

        blobs.PutFault = null;
        await TakeAsync(checkpoints, 4..6, isBegun: true);
        Assert.Equal([4, 5], await FramesAsync(blobs));
        Assert.Equal(["snapshot_not_kept", "snapshots_kept_again"], _incidents);
    }

    public void Dispose() => _folder.Dispose();

    private FileBlobStore Open() => FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System);

    private CheckpointProjection Checkpoints(IBlobStore blobs, Func<FrameId>? storedThrough = null) => new(
        new EngineOptions { DataDirectory = _folder.In("data"), Feed = _ => throw new InvalidOperationException("no feed is asked for"), CheckpointEntries = 1, CheckpointPeriod = TimeSpan.Zero },
        partition: 0,
        blobs,
        (_, _) => Task.FromResult(new CommandAnswer(Refusal: null, [])),
        storedThrough ?? (() => new FrameId(1, 1_000)),
        FramePrefix.Empty,
        (code, _) => _incidents.Add(code),
        TimeProvider.System);

    private static async Task TakeAsync(CheckpointProjection checkpoints, Range frames, bool isBegun = false)
    {
        if (!isBegun)
            await checkpoints.StartAsync(TestContext.Current.CancellationToken);
        var state = new KernelState(Kernel);
        for (var frame = frames.Start.Value; frame < frames.End.Value; frame++)
        {
            checkpoints.Take(new Durable.Frame(new FrameId(1, frame), default, JournalPosition.Start, [new Noop(default, [])]), []);
            await checkpoints.FlushAsync(state, new FrameId(1, frame), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<IEnumerable<long>> FramesAsync(IBlobStore blobs) =>
        (await SnapshotBlobs.ListAsync(blobs, partition: 0, TestContext.Current.CancellationToken)).Select(key => Snapshot.FrameOf(key)!.Value.Sequence);

    /// <summary>A store that refuses deletes, or writes, while it is told to.</summary>
    private sealed class RefusingBlobs(IBlobStore inner) : IBlobStore
    {
        public StoreFault? Fault { get; set; }

        public StoreFault? PutFault { get; set; }

        public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken) =>
            PutFault is { } fault ? throw new StoreException(fault, "writes are refused") : inner.PutAsync(key, content, condition, cancellationToken);

        public ValueTask<BlobPutOutcome> PutAsync(BlobKey key, Stream content, BlobCondition condition, CancellationToken cancellationToken) => inner.PutAsync(key, content, condition, cancellationToken);

        public ValueTask<BlobContent?> OpenAsync(BlobKey key, CancellationToken cancellationToken) => inner.OpenAsync(key, cancellationToken);

        public ValueTask<BlobRange?> ReadRangeAsync(BlobKey key, long offset, int length, CancellationToken cancellationToken) => inner.ReadRangeAsync(key, offset, length, cancellationToken);

        public ValueTask<BlobHead?> HeadAsync(BlobKey key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

        public ValueTask<BlobPage> ListAsync(string prefix, int limit, string? cursor, CancellationToken cancellationToken) => inner.ListAsync(prefix, limit, cursor, cancellationToken);

        public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) =>
            Fault is { } fault ? throw new StoreException(fault, "deletes are refused") : inner.DeleteAsync(key, cancellationToken);
    }
}
