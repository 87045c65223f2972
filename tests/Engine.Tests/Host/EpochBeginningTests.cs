using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class EpochBeginningTests : IDisposable
{
    private static readonly KernelOptions Kernel = PaperOptions.KernelFor(Currency.Parse("USDT"), new SimulationOptions());

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_marker_stands_alone_and_is_the_last_frame_of_what_was_recovered()
    {
        await using var stores = await OpenAsync();
        var begun = await BeginAsync(stores, await RecoverAsync(stores), writer: 1);
        Assert.Equal((1L, 1L, 1L), (begun.Prefix.Epoch, begun.Prefix.NextSequence, begun.State.Epoch));
        Assert.Equal([1], await CountsAsync(stores));
    }

    [Fact]
    public async Task A_frame_that_was_not_readable_when_the_engine_recovered_is_folded()
    {
        await using var stores = await OpenAsync();
        var first = await BeginAsync(stores, await RecoverAsync(stores), writer: 1);
        var early = await RecoverAsync(stores);
        var frames = new FrameBuilder(PaperOptions.Partition, writer: 1);
        frames.Begin(1, 1, first.Prefix.LastHash);
        frames.Add(new InstrumentChanged(default, Engines.Market));
        await stores.Journal.AppendAsync(frames.Seal(0, 0), Stop);

        var begun = await BeginAsync(stores, early, writer: 2);

        Assert.Equal((2L, 1L), (begun.Prefix.Epoch, begun.Prefix.NextSequence));
        Assert.Equal(Engines.Market.Id, Assert.Single(begun.State.Portfolio.Holdings).Instrument.Id);
    }

    [Fact]
    public async Task A_candidate_that_came_second_takes_the_next_epoch_and_the_journal_reads_on()
    {
        await using var stores = await OpenAsync();
        var early = await RecoverAsync(stores);
        await BeginAsync(stores, early, writer: 1);
        // Killed at once and started again, before its own beginning could be read.
        var begun = await BeginAsync(stores, early, writer: 2);
        Assert.Equal((2L, 1L), (begun.Prefix.Epoch, begun.Prefix.NextSequence));
        Assert.Equal(1, begun.ZombieFrames);
        Assert.Equal(2, (await RecoverAsync(stores)).Prefix.Epoch);
    }

    [Fact]
    public async Task A_candidate_that_reads_a_higher_epoch_than_its_own_gives_up_and_leaves_the_leader_alone()
    {
        await using var stores = await OpenAsync();
        var early = await RecoverAsync(stores);
        await BeginAsync(stores, early, writer: 1);
        await BeginAsync(stores, await RecoverAsync(stores), writer: 2);

        var fault = await Assert.ThrowsAsync<JournalFailedException>(() => BeginAsync(stores, early, writer: 3));

        Assert.Equal("another engine began epoch 2 meanwhile: one engine may be at work on a stream; stop the others, then start this one again", fault.Message);
        var found = await RecoverAsync(stores);
        Assert.Equal((2L, 1L, 1L), (found.Prefix.Epoch, found.Prefix.NextSequence, found.ZombieFrames));
    }

    public void Dispose() => _folder.Dispose();

    private Task<EngineStores> OpenAsync() => EngineStores.OpenAsync(Engines.Options(_folder.In("data"), Engines.Bars(10)), TimeProvider.System, Stop);

    private static Task<Recovery> RecoverAsync(EngineStores stores) => Recovery.ReadAsync(stores.Journal, stores.Blobs, Kernel, observer: null, Stop);

    private static Task<Recovery> BeginAsync(EngineStores stores, Recovery recovery, ulong writer) =>
        EpochBeginning.BeginAsync(stores, Kernel, recovery, ("test", writer), firstEpoch: 1, Engines.Start, TimeProvider.System, Stop);

    private static async Task<List<int>> CountsAsync(EngineStores stores)
    {
        var counts = new List<int>();
        await foreach (var stored in ((SegmentJournal)stores.Journal).ReadAsync(JournalPosition.Start, Stop))
            counts.Add(stored.Frame.Header.EntryCount);
        return counts;
    }
}
