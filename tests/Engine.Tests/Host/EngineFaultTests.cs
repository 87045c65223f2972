using VeloZ.Domain;
using VeloZ.Simulation;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

/// <summary>What goes wrong beneath an engine at work, on a simulated disk.</summary>
public sealed class EngineFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SimulatedDisk _disk = new(seed: 1);
    private readonly BoundBars _bars = Engines.Bars(1_500);

    [Fact]
    public async Task A_sync_that_fails_ends_the_engine_and_the_next_start_goes_on_to_the_same_trades()
    {
        for (var starts = 1; ; starts++)
        {
            Assert.True(starts < 50, "the engine did not come to the end of its feed");
            // Each start comes some calls further.
            _disk.Plan = new DiskPlan(_disk.Calls + 150, DiskTrouble.DeviceError);
            await using var engine = await Engines.StartAsync(Options());
            try
            {
                await engine.Completion;
            }
            catch (JournalFailedException failure)
            {
                Assert.Contains("EIO", failure.Message, StringComparison.Ordinal);
                await engine.DisposeAsync();
                _disk.Restart();
                continue;
            }
            await engine.DisposeAsync();
            Assert.True(starts > 3, $"only {starts} starts");
            Assert.Equal(Engines.Backtest(Options(), _bars).EndEquity, engine.View.Equity(_bars[^1].Close.Value));
            return;
        }
    }

    [Fact]
    public async Task A_command_that_was_not_durable_when_the_engine_ended_is_told_so()
    {
        await using var engine = await Engines.StartAsync(Options() with { StopsAtEnd = false, Feed = _ => new RecordedBarFeed("file:test", Engines.Bars(1)) });
        // Once the first command is durable nothing else goes to the disk.
        await engine.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Reducing, "usr", "test"), TestContext.Current.CancellationToken);
        await Until.HoldsAsync(() => engine.View.TradingState == TradingState.Reducing);
        _disk.Plan = new DiskPlan(_disk.Calls, DiskTrouble.DeviceError);
        var exception = await Assert.ThrowsAsync<EngineStoppedException>(() => engine.SendAsync(
            new KernelCommand.SetTradingState(default, TradingState.Halted, "usr", "test"),
            TestContext.Current.CancellationToken));
        Assert.Contains("the journal says after the restart", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalFailedException>(() => engine.Completion);
    }

    [Fact]
    public async Task A_second_engine_on_the_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = await Engines.StartAsync(Options() with { StopsAtEnd = false });
        await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options()));
        var answer = await first.SendAsync(new KernelCommand.SetTradingState(default, TradingState.Halted, "usr", "test"), TestContext.Current.CancellationToken);
        Assert.Null(answer.Refusal);
    }

    [Fact]
    public async Task A_read_only_disk_is_refused()
    {
        _disk.IsReadOnly = true;
        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options()));
        Assert.Contains("read-only", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_user_s_folder_is_refused()
    {
        await (await Engines.StartAsync(Options())).StopAsync();
        _disk.Owner = "user id 1234";
        var exception = await Assert.ThrowsAsync<DataFolderException>(() => Engines.StartAsync(Options()));
        Assert.Contains("user id 1234", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_switch_outlives_a_restart()
    {
        await using (var first = await Engines.StartAsync(Options() with { StopsAtEnd = false }))
        {
            await first.SendAsync(new KernelCommand.EngageKillSwitch(default, KillSwitchScope.All, "", "usr", "test"), TestContext.Current.CancellationToken);
            await first.StopAsync();
        }
        _disk.Restart();
        await using var second = await Engines.StartAsync(Options() with { StopsAtEnd = false });
        Assert.Equal(KillSwitchScope.All, second.View.KillSwitches.Single().Scope);
        var answer = await second.SendAsync(
            new KernelCommand.Submit(default, new OrderRequest { Instrument = Engines.Market.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.001m, Price = 20_000 }),
            TestContext.Current.CancellationToken);
        Assert.Equal(RefusalCode.KillSwitchEngaged, answer.Refusal!.Code);
    }

    [Fact]
    public async Task More_journal_files_than_the_limit_raise_an_alarm_and_none_is_deleted()
    {
        await using var engine = await Engines.StartAsync(Options() with { JournalFileBytes = 65_536, JournalFilesMax = 2 });
        await engine.Completion;
        await engine.DisposeAsync();
        Assert.Contains(engine.View.Incidents, incident => incident.Code == "journal_files_exceeded");
        Assert.True(_disk.Paths.Count(path => path.Contains("orders_0", StringComparison.Ordinal)) > 2);
    }

    public void Dispose() => _folder.Dispose();

    private EngineOptions Options() => Engines.Options(_folder.In("data"), _bars, "ma-cross", ("fast", "3"), ("slow", "9")) with { Disk = _disk };
}
