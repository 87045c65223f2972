using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.TestKit;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>A store of items that is away, or hangs, while the journal is fine.</summary>
public sealed class StoreTroubleTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(40); // The clock of these tests runs far ahead of the disk.

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private FaultyItems _items = null!;
    private EngineHost? _engine;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_was_away_is_brought_up_when_it_is_back_and_trading_went_on()
    {
        await using var engine = await StartAsync(Resting());
        await SubmitAsync(engine);
        await UntilAsync(() => _items.Tries > 0 && engine.Queues.Single(queue => queue.Name == "unstored").Depth == 0);

        _items.Fail(StoreFault.Unavailable);
        var answers = new List<CommandAnswer>();
        var before = _items.Tries;
        for (var count = 0; count < 50; count++)
        {
            answers.Add(await SubmitAsync(engine));
            await UntilAsync(() => _items.Tries > before + (count / 7));
        }
        Assert.All(answers, answer => Assert.Null(answer.Refusal));
        await UntilAsync(() => engine.View.OrderCount == answers.Count + 1);
        Assert.True(engine.StoreAway > TimeSpan.FromSeconds(1), $"{engine.StoreAway}");
        Assert.InRange(engine.Queues.Single(queue => queue.Name == "unstored").Depth, 1, answers.Count);

        _items.Mend();
        await UntilAsync(() => engine.View.Incidents.Any(incident => incident.Code == "store_back"));
        Assert.Equal(TimeSpan.Zero, engine.StoreAway);
        Assert.Equal(["store_back", "store_away"], engine.View.Incidents.Select(incident => incident.Code));
        await engine.StopAsync();

        var (orders, progress) = await StoredAsync();
        Assert.Equal(answers.Count + 1, orders);
        Assert.Equal(engine.View.Frame, progress!.Frame);
    }

    [Fact]
    public async Task A_store_that_stays_away_ends_the_engine_when_patience_does()
    {
        await using var engine = await StartAsync(Resting() with { StorePatience = TimeSpan.FromMinutes(3) });
        _items.Fail(StoreFault.Unavailable);
        await SubmitAsync(engine);
        var began = _time.GetUtcNow();
        var fault = await Assert.ThrowsAsync<StoreException>(() => AdvanceAsync(engine.Completion));
        Assert.Equal("what is shown and stored could not be kept up: the table could not be asked. The journal has all: mend that and start it again", fault.Message);
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData(StoreFault.Denied)]
    [InlineData(StoreFault.Damaged)]
    [InlineData(StoreFault.OtherShape)]
    public async Task What_does_not_mend_itself_ends_the_engine_and_every_command_is_answered(StoreFault fault)
    {
        await using var engine = await StartAsync(Resting());
        _items.Fail(fault);
        var sent = 0;
        while (!engine.Completion.IsCompleted)
        {
            sent++;
            // What ends it is the word that a command is durable, which that command is told then, too.
            var answer = engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), Stop);
            await AdvanceAsync(answer.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromMinutes(1), Stop));
            if (answer.IsFaulted)
                Assert.IsType<EngineStoppedException>(answer.Exception!.InnerException);
        }
        Assert.Equal(fault, (await Assert.ThrowsAsync<StoreException>(() => engine.Completion)).Fault);
        Assert.True(sent > 0);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_store_that_hangs_is_given_up_at_a_stop(bool isHeard, bool isStopped)
    {
        var engine = await StartAsync(Resting() with { StopPatience = TimeSpan.FromSeconds(1) });
        var news = engine.News.Subscribe(1_000);
        _items.Before = token => new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, isHeard ? token : CancellationToken.None));
        var tries = _items.Tries;
        await SubmitAsync(engine);
        await UntilAsync(() => _items.Tries > tries);

        await AdvanceAsync((isStopped ? engine.StopAsync() : engine.DisposeAsync().AsTask()).WaitAsync(TimeSpan.FromMinutes(1), Stop));

        Assert.True(engine.Completion.IsCompletedSuccessfully);
        var told = await news.News.ReadAllAsync(Stop).ToListAsync(Stop);
        Assert.Contains(told, one => one is EngineNews.Happened { Incident.Code: "store_given_up" });
        // The journal has all, and the next start stores it.
        await using (var again = await StartAsync(Resting()))
            await again.StopAsync();
        Assert.Equal(1, (await StoredAsync()).Orders);
    }

    [Fact]
    public async Task A_stop_that_could_not_store_what_was_decided_says_so()
    {
        var engine = await StartAsync(Resting());
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _items.Before = _ => new ValueTask(gate.Task);
        var tries = _items.Tries;
        await SubmitAsync(engine);
        await UntilAsync(() => _items.Tries > tries);

        var stop = engine.StopAsync();
        await AdvanceAsync(engine.Completion); // In order: what is decided is durable.
        _items.Fail(StoreFault.Denied);
        gate.SetResult();

        var fault = await Assert.ThrowsAsync<StoreException>(() => AdvanceAsync(stop));
        Assert.Equal(StoreFault.Denied, fault.Fault);
        Assert.Contains("The journal has all: mend that and start it again", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_wait_for_a_store_is_bounded_and_changes_no_trade()
    {
        var bars = Engines.Bars(80_000);
        var options = Engines.Options(_folder.In("data"), bars, "ma-cross", ("fast", "2"), ("slow", "3")) with { SyncsJournal = false, JournalFileBytes = 1 << 26, StorePatience = Long, JournalPatience = Long, StopPatience = Long };
        await using var engine = await StartAsync(options, items => items.Fail(StoreFault.Unavailable));
        var unstored = engine.Queues.Single(queue => queue.Name == "unstored");
        await UntilAsync(() => unstored.Depth >= Projector.UnstoredMax);
        var answer = await SubmitUntilAsync(engine, RefusalCode.JournalUnavailable);
        Assert.Equal(RefusalCode.JournalUnavailable, answer.Refusal!.Code);
        // It lives, and what makes the account safer is taken.
        var given = engine.Tape.Count;
        Assert.Null((await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), Stop)).Refusal);
        Assert.Equal(given, engine.Tape.Count);
        Assert.False(engine.IsAtEnd);

        _items.Mend();
        await AdvanceAsync(engine.Completion);
        await AdvanceAsync(engine.DisposeAsync().AsTask());
        Assert.InRange(unstored.HighWater, Projector.UnstoredMax, Projector.UnstoredMax + 20_000);
        Assert.Equal(Engines.Backtest(options, bars).EndEquity, engine.View.Equity(bars[^1].Close.Value));
    }

    public void Dispose() => _folder.Dispose();

    private EngineOptions Resting() => Engines.Options(_folder.In("data"), Engines.Bars(1)) with { Strategies = [], StopsAtEnd = false, StorePatience = Long, JournalPatience = Long, StopPatience = Long };

    private async Task<EngineHost> StartAsync(EngineOptions options, Action<FaultyItems>? prepare = null)
    {
        var stores = await EngineStores.OpenAsync(options, _time, Stop);
        _items = new FaultyItems(stores.Items);
        prepare?.Invoke(_items);
        var engine = await EngineHost.OpenAsync(options, stores with { Items = _items }, _time, Stop);
        engine.Begin();
        _engine = engine;
        if (options.Strategies.Count == 0)
            await UntilAsync(() => engine.IsAtEnd); // There is a price.
        return engine;
    }

    private static Task<CommandAnswer> SubmitAsync(EngineHost engine, decimal quantity = 0.001m) => engine.SendAsync(
        new KernelCommand.Submit(default, new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = quantity, Price = 20_000 }),
        Stop);

    // What it knows of the store it knows at its next look. An order of nothing is refused in any case, and changes no trade.
    private async Task<CommandAnswer> SubmitUntilAsync(EngineHost engine, RefusalCode code)
    {
        while (true)
        {
            var answer = await SubmitAsync(engine, quantity: 0);
            if (answer.Refusal?.Code == code)
                return answer;
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private async Task UntilAsync(Func<bool> holds, bool mayFail = false)
    {
        while (!holds())
        {
            Stop.ThrowIfCancellationRequested();
            if (!mayFail && _engine is { Completion.IsFaulted: true })
                await _engine.Completion;
            // The clock goes on with those who wait for it, and not ahead of them.
            if (_time.PendingTimers > 0)
                _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private async Task AdvanceAsync(Task task)
    {
        await UntilAsync(() => task.IsCompleted, mayFail: true);
        await task;
    }

    private async Task<(int Orders, ItemProgress? Progress)> StoredAsync()
    {
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        var shapes = new ItemShapes(PaperOptions.Account);
        var (orders, cursor) = (0, (string?)null);
        do
        {
            var page = await store.QueryAsync(new ItemQuery(shapes.PartitionKey, ItemRange.All, ItemQuery.LimitMax), cursor, Stop);
            orders += page.Items.Count(stored => stored.Item.Type == "order");
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return (orders, await store.GetAsync(shapes.ProgressKey, Stop) is { } progress ? ItemShapes.ReadProgress(progress.Item) : null);
    }
}
