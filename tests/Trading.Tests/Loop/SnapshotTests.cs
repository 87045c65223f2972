using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class SnapshotTests
{
    private static readonly KernelOptions Options = new() { Mode = RunMode.Paper, ReportingCurrency = Currency.Parse("USDT") };

    [Fact]
    public void A_state_written_and_read_back_at_any_moment_goes_on_as_the_same()
    {
        var entries = Entries();
        for (var at = 0; at <= entries.Count; at += 13)
        {
            var state = new KernelState(Options);
            foreach (var entry in entries.Take(at))
                state.Fold(entry);
            var copy = Read(new Snapshot(state, FramePrefix.Empty, JournalPosition.Start).Write()).State;
            Assert.Equal(state.Hash(), copy.Hash());
            foreach (var entry in entries.Skip(at))
            {
                state.Fold(entry);
                copy.Fold(entry);
            }
            Assert.Equal(state.Hash(), copy.Hash());
        }
    }

    [Fact]
    public void Every_kind_of_state_comes_back()
    {
        var state = new KernelState(Options);
        var time = KernelHarness.Start;
        var strategy = StrategyInstanceId.Parse("stg_1");
        state.Fold(new LeaderEpoch(time, 4, "me", 1, 3, 9));
        state.Fold(new InstrumentChanged(time, new KernelHarness().Market));
        state.Fold(new AccountUpdate(time, new Money(100, Currency.Parse("USDT")), BalanceReason.Initial, ""));
        state.Fold(new StrategyCommand(time, strategy, "ma-cross", StrategyAction.Deploy, [KernelHarness.Btc], [KeyValuePair.Create("fast", "3")], "usr", ""));
        state.Fold(new StrategyState(time, strategy, "file", time, [1, 2]));
        state.Fold(new TimerSet(time, strategy, "exit", time + TimeSpan.FromHours(1)));
        state.Fold(new RiskState(time, TradingState.Reducing, [new KillSwitch(KillSwitchScope.All, "", time, "usr", "why")], new RiskLimits { Version = 3, OrdersPerSecond = 5 }, "usr", "", ""));
        state.Fold(new ReconcileResult(time, "SIM", ["differs"]));
        state.Fold(new PaperMarketState(time, KernelHarness.Btc, "file", time, [9], new AccountTerms(IsMargin: true, 3)));
        state.Fold(new AlgoState(time, "alg", "twap", [3]));

        var copy = Read(new Snapshot(state, new FramePrefix(4, 17, default, default), new JournalPosition(2, 4096)).Write());

        Assert.Equal(state.Hash(), copy.State.Hash());
        Assert.Equal((4, 17, "2:4096"), (copy.Prefix.Epoch, copy.Prefix.NextSequence, copy.Position.ToString()));
        Assert.Equal(100, copy.State.Portfolio.PaidIn);
        Assert.Equal("exit", copy.State.Timers.Single().Name);
    }

    [Fact]
    public void A_flipped_byte_is_refused_wherever_it_is()
    {
        var bytes = new Snapshot(new KernelState(Options), FramePrefix.Empty, JournalPosition.Start).Write();
        for (var index = 0; index < bytes.Length; index++)
        {
            var damaged = bytes.ToArray();
            damaged[index] ^= 0x10;
            Assert.Throws<MessageFormatException>(() => Read(damaged));
        }
    }

    [Fact]
    public void Another_version_is_refused_by_its_number()
    {
        var bytes = new Snapshot(new KernelState(Options), FramePrefix.Empty, JournalPosition.Start).Write();
        bytes[4] = 1;
        Assert.Contains("snapshot version was 1, must be 2 to 5", Assert.Throws<MessageFormatException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    // What others closed of its exits was not written then: the journal tells, of a list that is open as of one that has ended.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_of_before_is_refused_where_a_list_is_known(bool isOpen)
    {
        var kernel = new KernelHarness(AccountKind.Margin, leverage: 10);
        var (_, target, stop) = OrderLists.BeginFilled(kernel);
        if (!isOpen)
        {
            kernel.Fill(kernel.Submit(KernelHarness.Request(OrderSide.Sell, 1)), 1, 100);
            kernel.Happen(target, OrderEvent.Canceled);
            kernel.Happen(stop, OrderEvent.Canceled);
            Assert.Empty(kernel.Kernel.State.OpenOrders);
        }
        var writer = new MessageWriter();
        kernel.Kernel.State.WriteTo(writer);
        var fault = Assert.Throws<MessageFormatException>(() =>
        {
            var reader = new MessageReader(writer.Written);
            KernelState.Read(kernel.Options, ref reader, version: 4);
        });
        Assert.Contains("was written without what others have closed of it", fault.Message, StringComparison.Ordinal);
    }

    private static Snapshot Read(byte[] bytes) => Snapshot.Read(Options, bytes);

    // Of a run with limit orders, timers and shorts.
    private static List<JournalEntry> Entries()
    {
        var definition = StrategyCatalog.Get("ibs-reversion");
        var journal = new MemoryJournal();
        new PaperRun(
            new BacktestSettings
            {
                Strategy = definition,
                Parameters = definition.Read([new("trend", "5"), new("hold_bars", "2"), new("enter", "0.4")]),
                Bars = GeneratedBars.Make(BarInterval.Parse("1m"), KernelHarness.Start, 300, seed: 3).BindTo(new Instrument(KernelHarness.Btc, 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m))),
                Range = ..,
                Simulation = new SimulationOptions { Participation = 0.01m },
            },
            journal,
            sealsEvery: 2).RunToEnd();
        return [.. journal.Entries()];
    }
}
