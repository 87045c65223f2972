using Amazon.Runtime;
using VeloZ.Aws;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>Every access pattern finds of the items of an engine exactly what somebody finds who reads all of them, in either store.</summary>
public sealed class AccessPatternTests : IDisposable
{
    // An index may lag, and is then asked again. One that is wrong stays so however often it is asked.
    private const int AskedMax = 500;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Patterns_find_what_they_say_in_SQLite()
    {
        await RunAsync();
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        var all = await ReadAsync(store, new ItemQuery("ACCOUNT#main", ItemRange.All, ItemQuery.LimitMax));
        var others = Others(all);
        await PutAsync(store, others);
        await VerifyAsync(store, [.. all, .. others]);
    }

    [Fact]
    public async Task Patterns_find_what_they_say_in_DynamoDB()
    {
        await RunAsync();
        await using var source = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
        var items = await ReadAsync(source, new ItemQuery("ACCOUNT#main", ItemRange.All, ItemQuery.LimitMax));
        IReadOnlyList<Item> all = [.. items, .. Others(items)];
        await using var server = await DynamoDbLocal.StartAsync();
        var options = new AwsOptions { Region = "eu-central-1", Endpoint = server.Address, Credentials = new BasicAWSCredentials("AKIAVELOZTEST", "test-secret-key"), AttemptTimeout = TimeSpan.FromSeconds(30) };
        var table = CloudSchema.Of(new CloudEnvironment("test", EnvironmentTier.Development)).State;
        await DynamoTables.CreateAsync(options, table, Stop);
        await using var store = await DynamoItemStore.OpenAsync(options, table, TimeProvider.System, Stop);
        await PutAsync(store, all);
        await VerifyAsync(store, all);
    }

    public void Dispose() => _folder.Dispose();

    // Orders of a strategy, filled, and between them in time those of a person: resting, canceled long after, and one only just sent.
    private async Task RunAsync()
    {
        await RunToAsync(1_500);
        var resting = new List<ClientOrderId>();
        await using (var engine = await Engines.StartAsync(Options(1_500) with { StopsAtEnd = false }))
        {
            for (var number = 0; number < 4; number++)
                resting.Add((await engine.SendAsync(Order(1_000 + number), Stop)).Order!.Id);
            await engine.StopAsync();
        }
        await RunToAsync(2_000);
        await using (var engine = await Engines.StartAsync(Options(2_000) with { StopsAtEnd = false }))
        {
            await engine.SendAsync(new KernelCommand.Cancel(default, resting[1], "test", ""), Stop);
            await engine.StopAsync();
        }
        await RunToAsync(2_500);
        await using (var engine = await Engines.StartAsync(Options(2_500) with { StopsAtEnd = false }))
        {
            await engine.SendAsync(Order(1_010), Stop);
            await engine.StopAsync();
        }
    }

    private async Task RunToAsync(int bars)
    {
        await using var engine = await Engines.StartAsync(Options(bars));
        await engine.Completion;
    }

    private EngineOptions Options(int bars) => Engines.Options(_folder.In("data"), Engines.Bars(bars), "ma-cross", ("fast", "2"), ("slow", "4"));

    private static KernelCommand.Submit Order(decimal price) =>
        new(default, new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = price });

    // What must not be found: the same orders of another account and strategy; and what is in no account.
    private static List<Item> Others(IReadOnlyList<Item> items)
    {
        var shapes = new ItemShapes("other");
        var others = new List<Item>();
        foreach (var item in items.Where(item => item.Type == "order"))
        {
            var attributes = new ItemValue.Map(item.Attributes.Values.Select(one => one.Key == "strategy" ? KeyValuePair.Create(one.Key, ItemValue.Of("stg_other")) : one));
            others.Add(shapes.Indexed(new Item(new ItemKey("ACCOUNT#other", item.Key.SortKey), item.Type, item.SchemaVersion, attributes)));
        }
        foreach (var id in (string[])["BTC-USDT.SIM", "ETH-USDT.SIM", "BTC-USDT.BINANCE"])
            others.Add(InstrumentItem.Of(new Instrument(InstrumentId.Parse(id), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m))));
        return others;
    }

    private static async Task PutAsync(IItemStore store, IEnumerable<Item> items)
    {
        foreach (var part in items.Chunk(ItemTransaction.WritesMax))
            Assert.IsType<ItemTransactionOutcome.Committed>(await store.TransactAsync(new ItemTransaction(part.Select(item => new ItemWrite.Put(item, ItemCondition.New))), Stop));
    }

    private static async Task VerifyAsync(IItemStore store, IReadOnlyList<Item> all)
    {
        var main = all.Where(item => item.Key.PartitionKey == "ACCOUNT#main").ToArray();
        var orders = main.Where(item => item.Type == "order").OrderBy(item => Time(item, "created_ns")).ThenBy(item => item.Key.SortKey, StringComparer.Ordinal).ToArray();
        var fills = main.Where(item => item.Type == "fill").OrderBy(item => Time(item, "time_ns")).ThenBy(item => item.Key.SortKey, StringComparer.Ordinal).ToArray();
        string[] closed = ["denied", "filled", "canceled", "expired", "rejected", "not_placed"];
        var open = orders.Where(item => !closed.Contains(Text(item, "status"), StringComparer.Ordinal)).OrderBy(item => Text(item, "status"), StringComparer.Ordinal).ToArray();
        var filled = fills.GroupBy(fill => Text(fill, "order"), StringComparer.Ordinal).MaxBy(group => group.Count())!.Key;
        var (from, until) = (Time(orders[orders.Length / 3], "created_ns"), Time(orders[^10], "created_ns"));
        var status = Text(open[^1], "status");
        // Without these the questions below would ask for nothing or for everything.
        Assert.True(open.Length > 2, $"only {open.Length} open orders");
        Assert.Contains(orders, order => Text(order, "strategy").Length == 0);
        Assert.Contains(orders, order => Text(order, "status") == "canceled");

        var expected = new Dictionary<string, IEnumerable<Item>>(StringComparer.Ordinal)
        {
            ["all items of an account"] = BySortKey(main),
            ["order by id"] = orders.Where(order => order.Key.SortKey == "ORDER#" + filled),
            ["orders of an account by id"] = BySortKey(orders),
            ["orders of an account by time"] = orders.Where(order => IsWithin(order, "created_ns")),
            ["open orders of an account"] = open,
            ["open orders of an account and status by time"] = open.Where(order => Text(order, "status") == status),
            ["orders of a strategy by time"] = orders.Where(order => Text(order, "strategy") == "stg_test" && IsWithin(order, "created_ns")),
            ["fills of an account by time"] = fills.Where(fill => IsWithin(fill, "time_ns")),
            ["last fills of an account"] = fills,
            ["fills of an order by time"] = fills.Where(fill => Text(fill, "order") == filled),
            ["positions of an account"] = main.Where(item => item.Type == "position"),
            ["balances of an account"] = BySortKey(main.Where(item => item.Type == "balance")),
            ["strategies of an account"] = main.Where(item => item.Type == "strategy"),
            ["strategy by id"] = main.Where(item => item.Type == "strategy"),
            ["how far items of an account go"] = main.Where(item => item.Type == "projection_progress"),
            ["what an account keeps for good"] = main.Where(item => item.Type == "account_head"),
            ["instrument by id"] = all.Where(item => item.Type == "instrument" && Text(item, "instrument_id") == "BTC-USDT.SIM"),
            ["instruments of a venue"] = BySortKey(all.Where(item => item.Type == "instrument" && Text(item, "instrument_id").EndsWith(".SIM", StringComparison.Ordinal))),
        };
        var ids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["account"] = "main",
            ["order"] = filled,
            ["status"] = status,
            ["strategy"] = "stg_test",
            ["from"] = ItemKeyPart.IdOf(from),
            ["until"] = ItemKeyPart.IdOf(until),
            ["venue"] = "SIM",
            ["instrument"] = "BTC-USDT.SIM",
        };
        Assert.Equal(AccessPatterns.All.Select(pattern => pattern.Name).Order(StringComparer.Ordinal), expected.Keys.Order(StringComparer.Ordinal));
        foreach (var pattern in AccessPatterns.All)
            await VerifyAsync(store, pattern, ids, [.. expected[pattern.Name]]);

        bool IsWithin(Item item, string time) => Time(item, time) >= from && Time(item, time) < until;
    }

    private static async Task VerifyAsync(IItemStore store, AccessPattern pattern, Dictionary<string, string> ids, Item[] expected)
    {
        Assert.True(expected.Length > 0, $"{pattern.Name}: nothing was to be found");
        if (pattern.Range is AccessRange.One)
        {
            Assert.Equal(Assert.Single(expected), (await store.GetAsync(pattern.ToKey(ids), Stop))?.Item);
            return;
        }
        foreach (var isDescending in (bool[])[false, true])
        {
            var query = pattern.ToQuery(ids, limit: 37, isDescending);
            var found = await ReadAsync(store, query);
            for (var asked = 1; found.Count != expected.Length && asked < AskedMax; asked++)
                found = await ReadAsync(store, query);
            Assert.True(Keys(isDescending ? expected.Reverse() : expected) == Keys(found), $"{pattern.Name} found{Keys(found)}, must be, {(isDescending ? "last first" : "in this order")},{Keys(expected)}");
            Assert.Equal(isDescending ? expected.Reverse() : expected, found);
        }
    }

    private static async Task<List<Item>> ReadAsync(IItemStore store, ItemQuery query)
    {
        var items = new List<Item>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(query, cursor, Stop);
            items.AddRange(page.Items.Select(stored => stored.Item));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return items;
    }

    private static IOrderedEnumerable<Item> BySortKey(IEnumerable<Item> items) => items.OrderBy(item => item.Key.SortKey, StringComparer.Ordinal);

    private static string Keys(IEnumerable<Item> items) => string.Concat(items.Select(item => "\n" + item.Key));

    private static string Text(Item item, string name) => item.Attributes.GetText(name);

    private static long Time(Item item, string name) => item.Attributes.GetInteger(name);
}
