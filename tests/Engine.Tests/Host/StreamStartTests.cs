using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.TestKit;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>Starts on a journal that is read late: what was read before the epoch's marker may not have been all, and a start that is refused leaves none.</summary>
public sealed class StreamStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LateJournal _journal = new();
    private readonly BoundBars _bars = Engines.Bars(100);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_whose_first_frame_came_late_is_the_one_that_is_traded_on()
    {
        await BeginLateAsync();
        var given = Options("second") with
        {
            Simulation = new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 5 },
            Strategies = [],
            StrategiesOfNewAccount = Options("second").Strategies,
        };

        await using var engine = await StartAsync(given);

        Assert.False(engine.IsNew);
        Assert.Equal((AccountKind.Cash, 1), (engine.Options.Simulation.AccountKind, engine.Options.Simulation.Leverage));
        Assert.Equal(2, engine.Recovery.Prefix.Epoch);
        // More than the money that a cash account has.
        var answer = await engine.SendAsync(Order(10), Stop);
        Assert.Equal(RefusalCode.BalanceInsufficient, answer.Refusal!.Code);
        await engine.StopAsync();
        Assert.Empty(engine.View.Strategies);
    }

    [Fact]
    public async Task An_account_whose_first_frame_came_late_is_not_traded_on_another_feed()
    {
        await BeginLateAsync();
        var exception = await Assert.ThrowsAsync<FeedMismatchException>(() => StartAsync(Options("second") with { Feed = _ => new RecordedBarFeed("file:other", _bars) }));
        Assert.Contains("runs on feed file:test, not on file:other", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_refused_does_not_end_the_engine_that_leads()
    {
        await using var first = await StartAsync(Options("data") with { Strategies = [] });
        await first.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), Stop);
        var definition = StrategyCatalog.Get("bollinger-reversion");
        var shorting = new StrategyDeployment(StrategyInstanceId.Parse("stg_short"), definition, definition.Read([KeyValuePair.Create("allow_short", "true")]));
        var frames = _journal.Count;

        await Assert.ThrowsAsync<StrategySettingException>(() => StartAsync(Options("second") with { Strategies = [shorting] }));

        Assert.Equal((1L, frames), (_journal.Last.Epoch, _journal.Count));
        Assert.Null((await first.SendAsync(Order(0.001m), Stop)).Refusal);
    }

    [Fact]
    public async Task A_stream_whose_end_cannot_be_read_at_once_is_read_again_before_it_is_said_to_be_lost()
    {
        var options = Options("data") with { CheckpointEntries = 5, CheckpointPeriod = TimeSpan.Zero };
        await using (var first = await StartAsync(options))
        {
            for (var count = 0; count < 20; count++)
                await first.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), Stop);
            await first.StopAsync();
        }
        // The snapshot's place reads as empty.
        _journal.EmptyReads = 2;
        var time = new ManualTimeProvider();
        var starting = StartAsync(options, new LateReading(TimeSpan.FromSeconds(5), time));
        await AdvanceAsync(time, starting);
        await using var second = await starting;
        Assert.NotNull(second.Recovery.SnapshotKey);
        Assert.Equal((0, 2L), (_journal.EmptyReads, second.Recovery.Prefix.Epoch));
    }

    [Fact]
    public async Task What_items_prove_is_looked_for_again_for_so_long_as_there_is_patience()
    {
        await using (var first = await StartAsync(Options("data")))
            await first.StopAsync();
        var place = JournalPlace.Stream("veloz-test-journal");
        await using var items = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        var traces = await AccountTraces.ReadAsync("environment test", items, blobs: null, Stop);
        var time = new ManualTimeProvider();

        _journal.EmptyReads = 3;
        await AdvanceAsync(time, traces.RefuseOtherStreamAsync(_journal, new LateReading(TimeSpan.FromSeconds(5), time), place, Stop));
        Assert.Equal(0, _journal.EmptyReads);

        _journal.EmptyReads = int.MaxValue;
        var began = time.GetUtcNow();
        var fault = await Assert.ThrowsAsync<DataFolderException>(() => AdvanceAsync(time, traces.RefuseOtherStreamAsync(_journal, new LateReading(TimeSpan.FromSeconds(5), time), place, Stop)));
        Assert.Contains("there is no journal, and the items of environment test are of an account whose journal goes to frame 1/", fault.Message, StringComparison.Ordinal);
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // Another medium begins where its records begin.
    public async Task An_account_that_was_off_for_longer_than_the_stream_keeps_records_is_told_so(bool isRefused)
    {
        await using (var first = await StartAsync(Options("data")))
            await first.StopAsync();
        var last = _journal.Last;
        await using (var second = await StartAsync(Options("other")))
            await second.StopAsync();
        _journal.Forget(_journal.Count - 1, isRefused);
        await using var items = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        var traces = await AccountTraces.ReadAsync("environment test", items, blobs: null, Stop);

        var fault = await Assert.ThrowsAsync<DataFolderException>(() => traces.RefuseOtherStreamAsync(
            _journal,
            new LateReading(TimeSpan.Zero, TimeProvider.System),
            JournalPlace.Stream("veloz-test-journal"),
            Stop));

        Assert.StartsWith(
            $"stream veloz-test-journal: it does not have frame {last}, to which the items of environment test go: the account was off for longer than the stream keeps records, or this is another stream; name the environment",
            fault.Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task AdvanceAsync(ManualTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            Stop.ThrowIfCancellationRequested();
            if (time.PendingTimers > 0)
                time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
        await task;
    }

    // An engine began the account and ended, and all that can be read of it is its epoch's beginning.
    private async Task BeginLateAsync()
    {
        await using (var first = await StartAsync(Options("first") with { Strategies = [] }))
            await first.StopAsync();
        _journal.Keep(frames: 2, readable: 1);
    }

    private EngineOptions Options(string folder) => Engines.Options(_folder.In(folder), _bars) with { StopsAtEnd = false };

    private async Task<EngineHost> StartAsync(EngineOptions options, LateReading? late = null)
    {
        var folder = DataFolder.Open(options.DataDirectory, options.Disk, TimeProvider.System);
        var stores = new EngineStores(
            folder,
            folder.Root,
            _journal,
            static () => 0,
            FileBlobStore.Open(folder.Blobs, TimeProvider.System),
            SqliteItemStore.Open(folder.Items, TimeProvider.System, TimeSpan.FromSeconds(5)),
            late ?? new LateReading(TimeSpan.Zero, TimeProvider.System));
        var engine = await EngineHost.OpenAsync(options, stores, TimeProvider.System, Stop);
        engine.Begin();
        return engine;
    }

    private static KernelCommand.Submit Order(decimal quantity) => new(
        default,
        new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = 20_000 });
}
