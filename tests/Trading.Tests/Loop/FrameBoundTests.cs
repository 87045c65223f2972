using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>One decision is journaled in one frame, and a frame is bounded: so is what a decision may lead to.</summary>
public sealed class FrameBoundTests
{
    private static readonly StrategyInstanceId A = StrategyInstanceId.Parse("stg_a");
    private static readonly string Text = new('\u20ac', 70); // 210 bytes of UTF-8, more than a reason keeps.

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // By people before the switch: the engine keeps 48 bytes of who and why then.
    public void The_largest_that_people_can_ask_for_at_once_fits_into_a_frame_that_is_full(bool isCanceled)
    {
        var options = new PaperOptions
        {
            Kernel = PaperOptions.KernelFor(Currency.Parse("USDT"), new SimulationOptions()),
            Cash = 1_000_000_000,
        };
        var bars = PaperAccounts.Settings("ma-cross", [], bars: 10, seed: 5).Bars;
        var session = new PaperSession(options, new RecordedBarFeed("file", bars), new KernelState(options.Kernel), FramePrefix.Empty, new FrameBuilder(0, 1));
        // Four strategies whose states are as large as they may be, and that look at the account at each bar.
        for (var number = 0; number < 4; number++)
        {
            var definition = Definitions.Of(new Hoarder(Kernel.StatesBytesMax / 4));
            Do(session, new KernelCommand.StartStrategy(session.Loop.Kernel.Now, StrategyInstanceId.Parse($"stg_{number}"), definition, [PaperAccounts.Market.Id], definition.Read([]), "usr"));
        }
        Seal(session);
        StepToNextBar(session);
        var price = Math.Round(bars[0].Close.Value * 0.5m, 2);
        for (var number = 0; number < options.Kernel.OpenOrdersMax; number++)
        {
            Do(session, new KernelCommand.Submit(session.Loop.Kernel.Now, new OrderRequest
            {
                Instrument = PaperAccounts.Market.Id,
                Side = OrderSide.Buy,
                Type = OrderType.Limit,
                Quantity = 0.00001m,
                Price = price,
                ClientReference = $"{number:D5}{Text[..40]}",
                UserId = Text[..42],
                IdempotencyKey = $"{number:D5}{Text[..40]}",
            }));
            if (session.Loop.IsFull)
                Seal(session);
        }
        for (var number = 0; number < 99; number++)
        {
            Do(session, new KernelCommand.EngageKillSwitch(session.Loop.Kernel.Now, KillSwitchScope.Strategy, $"stg_{number:D3}{Text[..40]}", Text, Text));
            if (session.Loop.IsFull)
                Seal(session);
        }
        Seal(session);
        StepToNextBar(session);
        StepToNextBar(session);
        Assert.Equal(options.Kernel.OpenOrdersMax, session.Loop.Kernel.State.OpenOrders.Count(order => order.Status == OrderStatus.Accepted));

        // While the journal is away the engine takes so much more than what makes a frame full.
        while (session.Loop.OpenBytes < FrameBuilder.BytesFull + (64 * 1024))
            Do(session, new KernelCommand.SetTradingState(session.Loop.Kernel.Now, TradingState.Active, "usr", Text[..66]));
        if (isCanceled)
            Do(session, new KernelCommand.CancelAll(session.Loop.Kernel.Now, Text[..16], Text[..16]));
        Do(session, new KernelCommand.EngageKillSwitch(session.Loop.Kernel.Now, KillSwitchScope.All, "", Text, Text));
        Assert.Equal(options.Kernel.OpenOrdersMax, session.Loop.Kernel.State.OpenOrders.Count(order => order.Status == OrderStatus.PendingCancel));
        var frame = Seal(session);
        Assert.InRange(frame, 700_000, FrameCodec.FrameBytesMax);
        StepToNextBar(session);
        Assert.Empty(session.Loop.Kernel.State.OpenOrders);
    }

    [Fact]
    public void A_strategy_whose_state_would_not_fit_is_stopped_and_told()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        var definition = Definitions.Of(new Hoarder(Kernel.StatesBytesMax + 1));
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, A, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        var record = kernel.Kernel.State.FindStrategy(A)!;
        Assert.Equal((StrategyStatus.Stopped, "its state had 131078 bytes, must have at most 131072: the states of all strategies have at most 131072 together"), (record.Status, record.Reason));
        Assert.Equal("strategy_faulty", kernel.Incidents.Single().Code);
        kernel.Close(101);
        Assert.Empty(kernel.Decision.Entries);
    }

    [Fact]
    public void The_states_of_all_strategies_are_bounded_together()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        var definition = Definitions.Of(new Hoarder(80 * 1024));
        for (var number = 0; number < 2; number++)
            Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, StrategyInstanceId.Parse($"stg_{number}"), definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        Assert.Equal([StrategyStatus.Running, StrategyStatus.Stopped], kernel.Kernel.State.Strategies.Select(strategy => strategy.Status));
    }

    [Fact]
    public void Strategies_are_bounded()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        var definition = Definitions.Of(new Maker());
        for (var number = 0; number < Kernel.StrategiesMax; number++)
            Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, StrategyInstanceId.Parse($"stg_{number}"), definition, [KernelHarness.Btc], definition.Read([]), "usr")));
        Assert.Contains("must be below 32", kernel.Do(new KernelCommand.StartStrategy(kernel.Now, A, definition, [KernelHarness.Btc], definition.Read([]), "usr"))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timer_that_is_moved_again_and_again_stops_its_strategy()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        Start(kernel, new Maker { Timers = 30_000, IsOneTimer = true });
        kernel.Close(101);
        Assert.Contains("timers were set or taken away 256 times at one event", kernel.Kernel.State.FindStrategy(A)!.Reason, StringComparison.Ordinal);
        Assert.InRange(kernel.Decision.Entries.Count, 256, 270);
    }

    [Fact]
    public void Orders_of_one_event_are_bounded()
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        var maker = new Maker { Orders = Kernel.OrdersAtOnceMax + 1 };
        Start(kernel, maker);
        kernel.Close(101);
        Assert.Equal(RefusalCode.OrderRateExceeded, maker.Refusals.Single());
        Assert.Equal(Kernel.OrdersAtOnceMax, kernel.Decision.Entries.OfType<OrderNew>().Count());
    }

    [Theory]
    [InlineData(17, 1, "stg_a had 16 timers, must have at most so many")]
    [InlineData(1, 65, "the name of a timer of stg_a had 65 bytes of UTF-8, must have at most 64")]
    public void Timers_are_bounded(int timers, int nameLength, string message)
    {
        var kernel = new KernelHarness(mode: RunMode.Paper);
        Start(kernel, new Maker { Timers = timers, NameLength = nameLength });
        kernel.Close(101);
        Assert.Contains(message, kernel.Kernel.State.FindStrategy(A)!.Reason, StringComparison.Ordinal);
        Assert.Empty(kernel.Kernel.State.Timers);
    }

    private static void Start(KernelHarness kernel, Strategy strategy)
    {
        var definition = Definitions.Of(strategy);
        Assert.Null(kernel.Do(new KernelCommand.StartStrategy(kernel.Now, A, definition, [KernelHarness.Btc], definition.Read([]), "usr")));
    }

    private static void Do(PaperSession session, KernelCommand command) => Assert.Null(session.Loop.Take(command, ticket: null));

    private static int Seal(PaperSession session)
    {
        var size = session.Seal(wallMicros: 0).Bytes.Length;
        session.Confirm();
        session.Release(static _ => { });
        return size;
    }

    private static void StepToNextBar(PaperSession session)
    {
        do
        {
            if (session.WantsFrame)
                Seal(session);
            session.Advance();
        }
        while (!session.TryPeek(out _));
    }

    private sealed class Hoarder(int bytes) : Strategy
    {
        private byte _bars;

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            _ = context.Equity;
            _bars++;
        }

        public override void Save(MessageWriter writer)
        {
            writer.Bytes(new byte[bytes - (bytes > Kernel.StatesBytesMax ? 0 : 5)]);
            writer.Byte(_bars);
        }

        public override void Restore(ref MessageReader reader)
        {
            _ = reader.Bytes();
            _bars = reader.Byte();
        }
    }

    private sealed class Maker : StatelessStrategy
    {
        public int Orders { get; init; }

        public int Timers { get; init; }

        public int NameLength { get; init; } = 1;

        public bool IsOneTimer { get; init; }

        public List<RefusalCode> Refusals { get; } = [];

        public override void OnBar(StrategyContext context, in Bar bar)
        {
            for (var order = 0; order < Orders; order++)
            {
                if (context.Limit(OrderSide.Buy, 0.1m, 90, OrderRole.Working).Refusal is { } refusal)
                    Refusals.Add(refusal.Code);
            }
            for (var timer = 0; timer < Timers; timer++)
                context.SetTimer($"{new string('t', NameLength - 1)}{(char)('a' + (IsOneTimer ? 0 : timer))}", context.Now + TimeSpan.FromMinutes(5));
        }
    }
}
