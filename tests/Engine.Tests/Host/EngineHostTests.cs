using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class EngineHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_run_over_a_file_makes_the_trades_of_a_backtest_and_shows_them()
    {
        var bars = Engines.Bars(5_000);
        var options = Engines.Options(_folder.In("data"), bars, "ma-cross", ("fast", "5"), ("slow", "20"));
        await using var engine = await Engines.StartAsync(options);
        await engine.Completion;
        await engine.DisposeAsync();

        var expected = Engines.Backtest(options, bars);
        var view = engine.View;
        Assert.True(expected.Fills.Count > 100);
        Assert.Equal(expected.Fills.Count, view.FillCount);
        Assert.Equal(expected.EndEquity, view.Equity(bars[^1].Close.Value));
        var last = expected.Fills[^1];
        Assert.Equal((last.Time, last.Price, last.Quantity), (view.Fills[0].Fill.VenueTime, view.Fills[0].Fill.Price, view.Fills[0].Fill.Quantity));
        Assert.Equal(expected.Orders, view.Strategies.Single().Metrics.Orders);
    }

    [Fact]
    public async Task A_second_start_goes_on_from_the_journal()
    {
        var bars = Engines.Bars(3_000);
        var options = Engines.Options(_folder.In("data"), bars, "ma-cross", ("fast", "5"), ("slow", "20"));
        await using (var first = await Engines.StartAsync(options))
            await first.Completion;

        await using var second = await Engines.StartAsync(options);
        await second.Completion;

        Assert.Equal(1, second.Recovery.Prefix.Epoch);
        Assert.Equal(Engines.Backtest(options, bars).EndEquity, second.View.Equity(bars[^1].Close.Value));
        Assert.Equal(0, second.View.FillCount);
    }

    [Fact]
    public async Task A_command_is_answered_once_it_is_durable()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false });
        await Until.HoldsAsync(() => engine.IsAtEnd); // There is a price.
        var answer = await engine.SendAsync(
            new KernelCommand.Submit(default, new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 20_000 }),
            TestContext.Current.CancellationToken);

        Assert.Null(answer.Refusal);
        Assert.Equal(OrderStatus.Submitted, answer.Order!.Status);
        await engine.StopAsync();
        Assert.Contains(engine.View.OpenOrders, order => order.Id == answer.Order.Id);
    }

    [Fact]
    public async Task A_refused_command_says_why()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false });
        var answer = await engine.SendAsync(
            new KernelCommand.StopStrategy(default, StrategyInstanceId.Parse("stg_none"), "test", ""),
            TestContext.Current.CancellationToken);
        Assert.Equal(RefusalCode.StrategyNotRunning, answer.Refusal!.Code);
    }

    [Fact]
    public async Task After_the_end_a_command_is_told_so()
    {
        var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(10)));
        await engine.StopAsync();
        await Assert.ThrowsAsync<EngineStoppedException>(() => engine.SendAsync(
            new KernelCommand.StopStrategy(default, Engines.Instance, "test", ""),
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_snapshot_saves_reading_what_came_before_it()
    {
        var bars = Engines.Bars(20_000);
        var options = Engines.Options(_folder.In("data"), bars, "ma-cross", ("fast", "2"), ("slow", "5")) with { CheckpointEntries = 500, CheckpointPeriod = TimeSpan.Zero };
        await using (var first = await Engines.StartAsync(options))
            await first.Completion;

        await using var second = await Engines.StartAsync(options);
        await second.Completion;

        Assert.NotNull(second.Recovery.SnapshotKey);
        Assert.True(second.Recovery.Frames < 1_000, $"{second.Recovery.Frames} frames were read");
        Assert.Equal(Engines.Backtest(options, bars).EndEquity, second.View.Equity(bars[^1].Close.Value));
    }

    [Fact]
    public async Task Another_feed_than_the_account_s_is_refused()
    {
        var bars = Engines.Bars(100);
        var options = Engines.Options(_folder.In("data"), bars);
        await using (var first = await Engines.StartAsync(options))
            await first.Completion;

        var exception = await Assert.ThrowsAsync<FeedMismatchException>(() => Engines.StartAsync(options with { Feed = _ => new RecordedBarFeed("file:other", bars) }));
        Assert.Contains("runs on feed file:test, not on file:other", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
