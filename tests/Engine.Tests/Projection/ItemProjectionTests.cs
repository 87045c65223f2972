using VeloZ.Domain;
using VeloZ.Storage;

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
    public async Task A_store_that_was_lost_is_made_again_from_the_journal()
    {
        await RunAsync(Options());
        var before = await ReadAsync();
        foreach (var file in Directory.GetFiles(_folder.In("data"), "items.db*"))
            File.Delete(file);

        await RunAsync(Options());

        var after = await ReadAsync();
        Assert.Equal(Keys(before), Keys(after));
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

    private EngineOptions Options() => Engines.Options(_folder.In("data"), _bars, "ma-cross", ("fast", "3"), ("slow", "9"));

    private static async Task RunAsync(EngineOptions options)
    {
        await using var engine = await Engines.StartAsync(options);
        await engine.Completion;
    }

    private async Task<List<Item>> ReadAsync()
    {
        await using var store = SqliteItemStore.Open(_folder.In("data/items.db"), TimeProvider.System, TimeSpan.FromSeconds(5));
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

    private static IEnumerable<string> Keys(IEnumerable<Item> items) => items.Select(item => item.Key.SortKey);
}
