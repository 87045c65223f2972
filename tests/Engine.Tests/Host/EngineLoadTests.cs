using VeloZ.Domain;
using VeloZ.Simulation;
using VeloZ.TestKit;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>More than the engine can take at once, and a journal that does not keep up.</summary>
public sealed class EngineLoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GatedDisk _disk = new(new SimulatedDisk(seed: 1));

    [Fact]
    public async Task A_flood_of_commands_is_answered()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false, JournalFileBytes = 1 << 26 });
        var text = new string('r', 200);
        var senders = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var answers = new List<Task<CommandAnswer>>();
            for (var command = 0; command < 2_500; command++)
                answers.Add(engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", text), TestContext.Current.CancellationToken));
            return await Task.WhenAll(answers);
        })).ToArray();
        foreach (var answers in await Task.WhenAll(senders))
            Assert.All(answers, answer => Assert.Null(answer.Refusal));
        Assert.Equal(0, engine.Queues.Single(queue => queue.Name == "inbox").Depth);
        Assert.Null(engine.Fault);
    }

    [Fact]
    public async Task A_reason_that_is_too_long_is_refused_and_the_engine_goes_on()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false });
        var answer = await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Halted, "usr", new string('x', 70_000)), TestContext.Current.CancellationToken);
        Assert.Equal((RefusalCode.TextTooLong, "reason had 70000 bytes of UTF-8, must have at most 200"), (answer.Refusal!.Code, answer.Refusal.Message));
        Assert.Null((await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Halted, "usr", "enough"), TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public async Task An_order_that_comes_while_a_frame_takes_too_long_is_refused_and_a_cancel_is_taken()
    {
        var time = new ManualTimeProvider();
        var options = Options() with { JournalPatience = TimeSpan.FromMilliseconds(250), Feed = _ => new RecordedBarFeed("file:test", Engines.Bars(1)), StopsAtEnd = false };
        await using var engine = await EngineHost.StartAsync(options, time, TestContext.Current.CancellationToken);
        await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), TestContext.Current.CancellationToken);
        await Task.Run(() => SpinWait.SpinUntil(() => engine.IsAtEnd), TestContext.Current.CancellationToken);
        _disk.Close();
        var first = engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), TestContext.Current.CancellationToken);
        await _disk.WaitForSyncAsync();
        time.Advance(TimeSpan.FromMilliseconds(251));
        var order = engine.SendAsync(Order(), TestContext.Current.CancellationToken);
        var cancel = engine.SendAsync(new KernelCommand.CancelAll(default, "usr", ""), TestContext.Current.CancellationToken);
        await Task.Run(() => SpinWait.SpinUntil(() => engine.Queues.Single(queue => queue.Name == "inbox").Depth == 0), TestContext.Current.CancellationToken);
        Assert.Equal(RefusalCode.JournalUnavailable, (await order).Refusal!.Code); // Told while the disk is still away.
        Assert.False(first.IsCompleted || cancel.IsCompleted);
        _disk.Open();
        Assert.Null((await first).Refusal);
        Assert.Null((await cancel).Refusal);
        Assert.Null((await engine.SendAsync(Order(), TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public async Task A_slow_journal_stops_the_market_and_changes_no_trade()
    {
        // Crosses are so far apart that fills are flushed without an order that waits, and the market could go on while they are on their way.
        _disk.SyncTime = TimeSpan.FromMilliseconds(20);
        var bars = Engines.Bars(200_000);
        var options = Engines.Options(_folder.In("data"), bars, "ma-cross", ("fast", "500"), ("slow", "5000")) with { Disk = _disk, JournalPatience = TimeSpan.Zero };
        await using var engine = await Engines.StartAsync(options);
        await engine.Completion;
        await engine.DisposeAsync();
        Assert.Equal(Engines.Backtest(options, bars).EndEquity, engine.View.Equity(bars[^1].Close.Value));
    }

    [Fact]
    public async Task A_command_whose_wait_was_ended_before_it_was_taken_leaves_no_trace()
    {
        await using var engine = await Engines.StartAsync(Engines.Options(_folder.In("data"), Engines.Bars(100)) with { StopsAtEnd = false });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.SendAsync(new KernelCommand.CancelAll(default, "usr", ""), new CancellationToken(canceled: true)));
        Assert.Equal(0, engine.Queues.Single(queue => queue.Name == "inbox").Depth);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    private static KernelCommand.Submit Order() => new(
        default,
        new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 20_000 });

    private EngineOptions Options() => Engines.Options(_folder.In("data"), Engines.Bars(1_500), "ma-cross", ("fast", "3"), ("slow", "9")) with { Disk = _disk };
}
