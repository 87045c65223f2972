using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class ItemProjectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BoundBars _bars = Engines.Bars(2_000);

    [Fact]
    public async Task Orders_fills_positions_and_balances_are_stored_as_the_backtest_made_them()
    {
        var options = Options();
        await RunAsync(options);
        var expected = Engines.Backtest(options, _bars);

        var items = await ReadAsync();
        Assert.Equal(expected.Orders, items.Count(item => item.Type == "order"));
        Assert.Equal(expected.Fills.Count, items.Count(item => item.Type == "fill"));
        Assert.Equal(
            expected.Fills.Select(fill => (fill.Time.Value, fill.Price.Value, fill.Quantity.Value, fill.Fee)),
            items.Where(item => item.Type == "fill").Select(item => ((long)Number(item, "venue_time_ns"), Number(item, "price"), Number(item, "quantity"), Number(item, "fee"))));
        Assert.Equal(expected.Orders, Number(items.Single(item => item.Type == "strategy"), "orders"));
        Assert.Equal(expected.EndEquity, Number(items.Single(item => item.Key.SortKey == "BALANCE#USDT"), "total") + (Number(items.Single(item => item.Key.SortKey == "BALANCE#BTC"), "total") * expected.LastPrice));
    }

    [Fact]
    public async Task What_a_fill_realized_is_stored_with_it()
    {
        await RunAsync(Options());
        var fills = (await ReadAsync()).Where(item => item.Type == "fill").ToArray();
        var expected = Engines.Backtest(Options(), _bars).Fills;
        var (held, cost, trip, tripExpected, sells) = (0m, 0m, 0m, 0m, 0);
        foreach (var (fill, item) in expected.Zip(fills))
        {
            var notional = fill.Price.Value * fill.Quantity.Value;
            var realized = Number(item, "realized_pnl");
            if (fill.Side == OrderSide.Buy)
            {
                Assert.Equal(0, realized);
                (held, cost, tripExpected) = (held + fill.Quantity.Value, cost + notional, tripExpected - notional);
                continue;
            }
            // A sale gives back its share of what the whole position had cost.
            var share = cost * fill.Quantity.Value / held;
            Assert.Equal(Math.Round(notional - share, 8), Math.Round(realized, 8));
            (held, cost, trip, tripExpected, sells) = (held - fill.Quantity.Value, cost - share, trip + realized, tripExpected + notional, sells + 1);
            if (held == 0)
            {
                Assert.Equal(tripExpected, trip); // Over a round trip it is what was received less what was paid, to the last digit.
                (cost, trip, tripExpected) = (0, 0, 0);
            }
        }
        Assert.True(sells > 20, $"only {sells} sales");
    }

    [Fact]
    public async Task A_store_that_was_lost_is_made_again_from_the_journal_with_profits_and_forgotten_orders()
    {
        await RunAsync(ManyOrders());
        var before = await ReadAsync();
        // The state knows the last 500 orders that ended.
        Assert.True(before.Count(item => item.Type == "order") > 800);
        DeleteItems();

        await RunAsync(ManyOrders());

        Assert.Equal(Texts(before), Texts(await ReadAsync()));
    }

    [Theory]
    [InlineData(int.MaxValue)] // From the start of the journal.
    [InlineData(1)] // From the last snapshot before the frame that the items show.
    public async Task A_store_that_stayed_behind_is_brought_to_what_an_undisturbed_one_has(int checkpointEntries)
    {
        var half = Engines.Bars(3_000);
        await RunAsync(ManyOrders() with { CheckpointEntries = checkpointEntries, CheckpointPeriod = TimeSpan.Zero, Feed = _ => new RecordedBarFeed("file:test", half) });
        Directory.CreateDirectory(_folder.In("behind"));
        foreach (var file in Directory.GetFiles(_folder.In("data"), "items.db*"))
            File.Copy(file, Path.Combine(_folder.In("behind"), Path.GetFileName(file)));
        await RunAsync(ManyOrders() with { CheckpointEntries = int.MaxValue });
        var before = await ReadAsync();
        DeleteItems();
        foreach (var file in Directory.GetFiles(_folder.In("behind")))
            File.Copy(file, Path.Combine(_folder.In("data"), Path.GetFileName(file)));

        await RunAsync(ManyOrders() with { CheckpointEntries = int.MaxValue });

        Assert.Equal(Texts(before), Texts(await ReadAsync()));
    }

    [Fact]
    public async Task Catching_up_stores_as_it_goes_and_goes_on_where_it_was_ended()
    {
        await RunAsync(ManyOrders());
        var before = await ReadAsync();
        DeleteItems();
        using var journal = SegmentJournal.OpenToRead(new SegmentJournalOptions { Folder = _folder.In("data/wal"), Clock = TimeProvider.System }, SystemDisk.Instance);
        var snapshots = FileBlobStore.OpenToRead(_folder.In("data/blobs"), TimeProvider.System);
        var kernel = PaperOptions.KernelFor(Currency.Parse("USDT"), new SimulationOptions());
        var last = journal.LastFound!.Value;
        var shapes = new ItemShapes(PaperOptions.Account);
        await using (var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5)))
        {
            // Enough for the first part, and for some of the second.
            var items = EndingAfter(store, transactions: 30);
            await Assert.ThrowsAsync<StoreException>(() => new ItemProjection(items, shapes).RecoverAsync(journal, snapshots, kernel, last, TestContext.Current.CancellationToken));
            var progress = ItemShapes.ReadProgress((await store.GetAsync(shapes.ProgressKey, TestContext.Current.CancellationToken))!.Item);
            Assert.True(progress.Frame < last, $"{progress.Frame} of {last}");

            await new ItemProjection(store, shapes).RecoverAsync(journal, snapshots, kernel, last, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Texts(before), Texts(await ReadAsync()));
    }

    [Fact]
    public async Task Items_of_before_there_were_indexes_are_put_into_them_without_the_journal_and_once()
    {
        await RunAsync(ManyOrders());
        var before = await ReadAsync();
        Assert.All(before, item => Assert.Equal(item.Type is "order" or "fill", item.IndexKeys.Count > 0));
        await TakeOutOfIndexesAsync();
        var shapes = new ItemShapes(PaperOptions.Account);
        var (snapshots, kernel) = (FileBlobStore.OpenToRead(_folder.In("data/blobs"), TimeProvider.System), PaperOptions.KernelFor(Currency.Parse("USDT"), new SimulationOptions()));
        await using (var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5)))
        {
            var progress = ItemShapes.ReadProgress((await store.GetAsync(shapes.ProgressKey, TestContext.Current.CancellationToken))!.Item);
            // Ended on the way, it is known by the progress that it is not done.
            await Assert.ThrowsAsync<StoreException>(() => RecoverAsync(EndingAfter(store, transactions: 3)));
            Assert.Equal(3 * ItemTransaction.WritesMax, (await ReadAsync(store)).Count(item => item.IndexKeys.Count > 0));
            var projection = await RecoverAsync(store);
            Assert.True(projection.Transactions > 1);
            Assert.Equal(progress, ItemShapes.ReadProgress((await store.GetAsync(shapes.ProgressKey, TestContext.Current.CancellationToken))!.Item));
            Assert.Equal(Texts(before), Texts(await ReadAsync(store)));
            Assert.Equal(0, (await RecoverAsync(store)).Transactions);

            async Task<ItemProjection> RecoverAsync(IItemStore items)
            {
                var projection = new ItemProjection(items, shapes);
                await projection.RecoverAsync(new EmptyJournal(), snapshots, kernel, progress.Frame, TestContext.Current.CancellationToken);
                return projection;
            }
        }
    }

    [Fact]
    public async Task An_item_that_another_wrote_while_it_was_put_into_indexes_is_left_and_told()
    {
        await RunAsync(Options());
        await TakeOutOfIndexesAsync();
        var shapes = new ItemShapes(PaperOptions.Account);
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        Item? newer = null;
        var meddling = new HookedItemStore(store, async transaction =>
        {
            if (newer is not null)
                return;
            var item = (await store.GetAsync(transaction.Writes[^1].Key, TestContext.Current.CancellationToken))!.Item;
            newer = new Item(item.Key, item.Type, item.SchemaVersion, new ItemValue.Map([.. item.Attributes.Values, KeyValuePair.Create("newer", ItemValue.Of(true))]));
            await store.PutAsync(newer, ItemCondition.Any, TestContext.Current.CancellationToken);
        });
        var (snapshots, kernel) = (FileBlobStore.OpenToRead(_folder.In("data/blobs"), TimeProvider.System), PaperOptions.KernelFor(Currency.Parse("USDT"), new SimulationOptions()));

        var fault = await Assert.ThrowsAsync<StoreException>(() => new ItemProjection(meddling, shapes).RecoverAsync(new EmptyJournal(), snapshots, kernel, new FrameId(1, 1), TestContext.Current.CancellationToken));

        Assert.Equal((StoreFault.InUse, $"item {newer!.Key} was written by another while it was given its keys of indexes; stop that one first, and start again"), (fault.Fault, fault.Message));
        Assert.Equal(newer, (await store.GetAsync(newer.Key, TestContext.Current.CancellationToken))!.Item);
    }

    [Fact]
    public async Task What_the_account_keeps_for_good_is_told_by_the_items_where_the_journal_has_forgotten_its_start()
    {
        await RunAsync(Options() with { Simulation = new SimulationOptions { AccountKind = AccountKind.Margin, Leverage = 3 } });
        using var journal = SegmentJournal.OpenToRead(new SegmentJournalOptions { Folder = _folder.In("data/wal"), Clock = TimeProvider.System }, SystemDisk.Instance);
        var expected = await AccountHead.ReadAsync(journal, TestContext.Current.CancellationToken);
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));

        var head = await new ItemProjection(store, new ItemShapes(PaperOptions.Account)).ReadHeadAsync(new EmptyJournal(), TestContext.Current.CancellationToken);

        Assert.NotNull(head);
        Assert.Equal(expected!.Instrument.Id, head.Instrument.Id);
        Assert.Equal((expected.Instrument.PriceIncrement, expected.Instrument.QuantityIncrement), (head.Instrument.PriceIncrement, head.Instrument.QuantityIncrement));
        Assert.Equal(("file:test", new AccountTerms(IsMargin: true, 3)), (head.FeedSource, head.Terms));
    }

    [Fact]
    public async Task Fills_of_before_are_shown_after_a_restart()
    {
        await RunAsync(Options());
        await using var engine = await Engines.StartAsync(Options());
        var expected = Engines.Backtest(Options(), _bars).Fills.TakeLast(Projector.FillsShown).Reverse();
        Assert.Equal(expected.Select(fill => (fill.Time, fill.Price)), engine.View.Fills.Select(fill => (fill.Fill.VenueTime, fill.Fill.Price)));
    }

    public void Dispose() => _folder.Dispose();

    private EngineOptions ManyOrders() => Engines.Options(_folder.In("data"), Engines.Bars(6_000), "ma-cross", ("fast", "2"), ("slow", "4"));

    private EngineOptions Options() => Engines.Options(_folder.In("data"), _bars, "ma-cross", ("fast", "3"), ("slow", "9"));

    private static async Task RunAsync(EngineOptions options)
    {
        await using var engine = await Engines.StartAsync(options);
        await engine.Completion;
    }

    private async Task<List<Item>> ReadAsync()
    {
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        return await ReadAsync(store);
    }

    private static async Task<List<Item>> ReadAsync(SqliteItemStore store)
    {
        var all = new List<Item>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(new ItemQuery("ACCOUNT#main", ItemRange.All, ItemQuery.LimitMax), cursor, TestContext.Current.CancellationToken);
            all.AddRange(page.Items.Select(stored => stored.Item));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }

    private static decimal Number(Item item, string name) => ((ItemValue.Number)item.Attributes.Values[name]).Value;

    // How far they go tells each start; all else must be the same.
    private static IEnumerable<string> Texts(IEnumerable<Item> items) => items
        .Where(item => item.Type != "projection_progress")
        .Select(item => $"{item.Key.SortKey} {string.Join(' ', item.Attributes.Values.Select(pair => $"{pair.Key}={Text(pair.Value)}"))} {string.Join(' ', item.IndexKeys)}");

    private static string Text(ItemValue value) => value switch
    {
        ItemValue.List list => string.Join(',', list.Values.Select(Text)),
        ItemValue.Map map => string.Join(',', map.Values.Select(pair => $"{pair.Key}:{Text(pair.Value)}")),
        _ => value.ToString(),
    };

    private void DeleteItems()
    {
        foreach (var file in Directory.GetFiles(_folder.In("data"), "items.db*"))
            File.Delete(file);
    }

    private static HookedItemStore EndingAfter(IItemStore store, int transactions)
    {
        var left = transactions;
        return new HookedItemStore(store, _ => left-- > 0 ? ValueTask.CompletedTask : throw new StoreException(StoreFault.Unavailable, "the disk is gone"));
    }

    // What a program of before this one left: nothing in an index, and nothing that tells so.
    private async Task TakeOutOfIndexesAsync()
    {
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        foreach (var item in await ReadAsync(store))
        {
            var attributes = new ItemValue.Map(item.Attributes.Values.Where(one => one.Key != "shapes"));
            await store.PutAsync(new Item(item.Key, item.Type, item.SchemaVersion, attributes), ItemCondition.Any, TestContext.Current.CancellationToken);
        }
        Assert.All(await ReadAsync(store), item => Assert.Empty(item.IndexKeys));
    }

    /// <summary>A store before whose transactions something else is done.</summary>
    private sealed class HookedItemStore(IItemStore inner, Func<ItemTransaction, ValueTask> beforeTransaction) : IItemStore
    {
        public ValueTask<StoredItem?> GetAsync(ItemKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

        public ValueTask<ItemPutOutcome> PutAsync(Item item, ItemCondition condition, CancellationToken cancellationToken) => inner.PutAsync(item, condition, cancellationToken);

        public ValueTask<ItemDeleteOutcome> DeleteAsync(ItemKey key, ItemCondition condition, CancellationToken cancellationToken) => inner.DeleteAsync(key, condition, cancellationToken);

        public ValueTask<ItemPage> QueryAsync(ItemQuery query, string? cursor, CancellationToken cancellationToken) => inner.QueryAsync(query, cursor, cancellationToken);

        public async ValueTask<ItemTransactionOutcome> TransactAsync(ItemTransaction transaction, CancellationToken cancellationToken)
        {
            await beforeTransaction(transaction);
            return await inner.TransactAsync(transaction, cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask; // It is another's.
    }

    private sealed class EmptyJournal : IJournal
    {
        public int Partition => 0;

        public bool HasRoom => true;

        public JournalCounters Counters { get; } = new();

        public IAsyncEnumerable<StoredFrame> ReadAsync(JournalPosition from, CancellationToken cancellationToken) => AsyncEnumerable.Empty<StoredFrame>();

        public ValueTask<JournalPosition> AppendAsync(SealedFrame frame, CancellationToken cancellationToken) => throw new InvalidOperationException("nothing is to be appended");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
