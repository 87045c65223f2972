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
        await Until.HoldsAsync(() => engine.IsAtEnd);
        _disk.Close();
        var first = engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), TestContext.Current.CancellationToken);
        await _disk.WaitForSyncAsync();
        time.Advance(TimeSpan.FromMilliseconds(251));
        var order = engine.SendAsync(Order(), TestContext.Current.CancellationToken);
        var cancel = engine.SendAsync(new KernelCommand.CancelAll(default, "usr", ""), TestContext.Current.CancellationToken);
        await UntilInboxAsync(engine, depth => depth == 0);
        Assert.Equal(RefusalCode.JournalUnavailable, (await order).Refusal!.Code); // Told while the disk is still away.
        Assert.False(first.IsCompleted || cancel.IsCompleted);
        _disk.Open();
        Assert.Null((await first).Refusal);
        Assert.Null((await cancel).Refusal);
        Assert.Null((await engine.SendAsync(Order(), TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public async Task What_does_not_fit_while_the_journal_is_away_is_refused_at_once_and_never_carried_out()
    {
        var time = new ManualTimeProvider();
        await using var engine = await EngineHost.StartAsync(Waiting(), time, TestContext.Current.CancellationToken);
        var first = await FirstOnItsWayAsync(engine);
        // More than the open frame takes, before anyone knows that the journal is away.
        var orders = Enumerable.Range(0, 700).Select(_ => engine.SendAsync(Order(), TestContext.Current.CancellationToken)).ToList();
        await UntilInboxAsync(engine, depth => depth < 700 - (FrameBuilder.EntriesFull - 20));
        Assert.DoesNotContain(orders, order => order.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(251));
        orders.Add(engine.SendAsync(Order(), TestContext.Current.CancellationToken));
        var limits = engine.SendAsync(new KernelCommand.SetLimits(default, RiskLimits.None, "usr"), TestContext.Current.CancellationToken);
        var cancel = engine.SendAsync(new KernelCommand.CancelAll(default, "usr", ""), TestContext.Current.CancellationToken);
        await UntilInboxAsync(engine, depth => depth == 0);
        Assert.Equal(RefusalCode.JournalUnavailable, (await limits).Refusal!.Code);
        Assert.Equal(RefusalCode.JournalUnavailable, (await orders[^1]).Refusal!.Code);
        await UntilToldAsync(orders, 701 - FrameBuilder.EntriesFull);
        Assert.False(first.IsCompleted || cancel.IsCompleted);

        _disk.Open();
        var answers = await Task.WhenAll(orders);
        var refused = answers.Count(answer => answer.Refusal?.Code == RefusalCode.JournalUnavailable);
        Assert.InRange(refused, 701 - FrameBuilder.EntriesFull, 250);
        Assert.Equal(701 - refused, answers.Where(answer => answer.Refusal is null).DistinctBy(answer => answer.Order!.Id).Count());
        Assert.Null((await first).Refusal);
        Assert.Null((await cancel).Refusal);
        await engine.StopAsync();
        Assert.Equal(701 - refused, engine.View.OrderCount);
    }

    [Fact]
    public async Task A_kill_switch_is_taken_while_the_journal_is_away_and_holds_back_what_waits_before_it()
    {
        var time = new ManualTimeProvider();
        await using var engine = await EngineHost.StartAsync(Waiting(), time, TestContext.Current.CancellationToken);
        var first = await FirstOnItsWayAsync(engine);
        var orders = Enumerable.Range(0, 600).Select(_ => engine.SendAsync(Order(), TestContext.Current.CancellationToken)).ToList();
        await UntilInboxAsync(engine, depth => depth < 600 - (FrameBuilder.EntriesFull - 20));
        time.Advance(TimeSpan.FromMilliseconds(251));
        var kill = engine.SendAsync(new KernelCommand.EngageKillSwitch(default, KillSwitchScope.All, "", "usr", "enough"), TestContext.Current.CancellationToken);
        await UntilInboxAsync(engine, depth => depth == 0);
        Assert.False(kill.IsCompleted);
        _disk.Open();
        Assert.Null((await kill).Refusal);
        Assert.Null((await first).Refusal);
        var made = (await Task.WhenAll(orders)).Count(answer => answer.Refusal is null);
        Assert.InRange(made, FrameBuilder.EntriesFull - 20, FrameBuilder.EntriesFull);
        // The market has ended: one that had reached it would stay open.
        await Until.HoldsAsync(() => IsShown(engine, time, made));
        Assert.Empty(engine.View.OpenOrders);
        Assert.All(engine.View.ClosedOrders, order => Assert.Equal((OrderStatus.NotPlaced, "not_wanted"), (order.Status, order.Reason)));
    }

    [Fact]
    public async Task Cancels_that_wait_for_the_journal_are_bounded_and_a_kill_switch_has_room_besides()
    {
        var time = new ManualTimeProvider();
        await using var engine = await EngineHost.StartAsync(Waiting(), time, TestContext.Current.CancellationToken);
        await FirstOnItsWayAsync(engine);
        time.Advance(TimeSpan.FromMilliseconds(251));
        var cancels = new List<Task<CommandAnswer>>();
        for (var count = 0; count < FullFrame.WaitingMax + 500; count++)
            cancels.Add(engine.SendAsync(new KernelCommand.CancelAll(default, "usr", ""), TestContext.Current.CancellationToken));
        var kill = engine.SendAsync(new KernelCommand.EngageKillSwitch(default, KillSwitchScope.All, "", "usr", ""), TestContext.Current.CancellationToken);
        await UntilInboxAsync(engine, depth => depth == 0);
        Assert.Equal(RefusalCode.JournalUnavailable, (await cancels[^1]).Refusal!.Code);
        await UntilToldAsync(cancels, 500);
        Assert.InRange(cancels.Count(cancel => cancel.IsCompleted), 500, 510);
        Assert.False(kill.IsCompleted);
        _disk.Open();
        Assert.Null((await kill).Refusal);
        Assert.InRange((await Task.WhenAll(cancels)).Count(answer => answer.Refusal is not null), 500, 510);
    }

    [Fact]
    public async Task An_order_that_waited_too_long_to_be_taken_is_refused_though_the_journal_is_back()
    {
        var time = new ManualTimeProvider();
        await using var engine = await EngineHost.StartAsync(Waiting(), time, TestContext.Current.CancellationToken);
        await FirstOnItsWayAsync(engine);
        var orders = Enumerable.Range(0, 700).Select(_ => engine.SendAsync(Order(), TestContext.Current.CancellationToken)).ToList();
        await UntilInboxAsync(engine, depth => depth < 700 - (FrameBuilder.EntriesFull - 20));
        time.Advance(TimeSpan.FromMilliseconds(251));
        _disk.Open();
        var refused = (await Task.WhenAll(orders)).Count(answer => answer.Refusal?.Code == RefusalCode.JournalUnavailable);
        Assert.InRange(refused, 700 - FrameBuilder.EntriesFull, 250);
        await engine.StopAsync();
        Assert.Equal(700 - refused, engine.View.OrderCount);
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

    // A frame that is on its way and does not arrive, on a market that has ended.
    private async Task<Task<CommandAnswer>> FirstOnItsWayAsync(EngineHost engine)
    {
        await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), TestContext.Current.CancellationToken);
        await Until.HoldsAsync(() => engine.IsAtEnd);
        _disk.Close();
        var first = engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Active, "usr", ""), TestContext.Current.CancellationToken);
        await _disk.WaitForSyncAsync();
        return first;
    }

    private static Task UntilInboxAsync(EngineHost engine, Func<long, bool> holds) =>
        Until.HoldsAsync(() => holds(engine.Queues.Single(queue => queue.Name == "inbox").Depth));

    // Each is told by a thread of the pool, none before another.
    private static Task UntilToldAsync(IEnumerable<Task> answers, int count) => Until.HoldsAsync(() => answers.Count(static answer => answer.IsCompleted) >= count);

    private static bool IsShown(EngineHost engine, ManualTimeProvider time, int orders)
    {
        time.Advance(TimeSpan.FromMilliseconds(100)); // What is shown is shown once a period.
        return engine.View.OrderCount == orders && engine.View.OpenOrders.Count == 0;
    }

    private static KernelCommand.Submit Order() => new(
        default,
        new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 20_000 });

    private EngineOptions Waiting() => Options() with { JournalPatience = TimeSpan.FromMilliseconds(250), Feed = _ => new RecordedBarFeed("file:test", Engines.Bars(1)), StopsAtEnd = false, JournalFileBytes = 1 << 22 };

    private EngineOptions Options() => Engines.Options(_folder.In("data"), Engines.Bars(1_500), "ma-cross", ("fast", "3"), ("slow", "9")) with { Disk = _disk };
}
