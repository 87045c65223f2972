namespace VeloZ.Domain.Tests;

/// <summary>One entry of each kind with every field set, and the kinds with optional fields once more with none. In the golden files: never to be changed.</summary>
internal static class Samples
{
    public static readonly UnixNanos Time = new(1_795_229_300_123_456_789); // 2026-11-21T02:48:20.123456789Z
    public static readonly UnixNanos VenueTime = new(1_795_229_300_100_000_000);
    public static readonly ClientOrderId Id = ClientOrderId.Parse("vl11021i3v900gc0uy9puk2a");
    private static readonly ClientOrderId OtherId = ClientOrderId.Parse("vb00000000000000001w4hnl");
    private static readonly StrategyInstanceId Strategy = StrategyInstanceId.Parse("stg_01");

    public static IReadOnlyList<JournalEntry> Full { get; } =
    [
        new LeaderEpoch(Time, 36, "task-1/boot-2", 7, 35, 1_234_567),
        new LeaderResign(Time, 1_234_568),
        new OrderNew(Time, Id, Terms(), 61_234.57m, IsEmulated: true, "lst_01", "alg_01", "usr_01", "key-1", 12),
        new OrderResubmit(Time, Id, 2, "not found at 02:48:30 and 02:48:40"),
        new OrderUpdate(Time, Id, OrderEvent.NotPlaced, "8123456789", "not_found", UpdateSource.Query, VenueTime),
        new OrderFill(Time, Id, "t-77", "8123456789", new Price(61_234.5m), new Quantity(0.00012m), new Money(-0.00000012m, Currency.Parse("BTC")), -0.00734814m, Liquidity.Taker, VenueTime),
        new OrderCancel(Time, Id, "kill_switch", "drawdown"),
        new OrderAdopt(Time, Id, Terms(), "8123456789", 0.5m),
        new RiskState(
            Time,
            TradingState.Liquidating,
            [new KillSwitch(KillSwitchScope.Venue, "BINANCE", VenueTime, "usr_01", "fees"), new KillSwitch(KillSwitchScope.All, "", Time, "engine", "loss")],
            new RiskLimits { Version = 12, OrderNotionalMax = 50_000.5m, OrdersPerSecond = 100, PriceCollar = 0.05m, MarketAgeMax = TimeSpan.FromSeconds(5) },
            "usr_01",
            "usr_02",
            "checked the books"),
        new Checkpoint(Time, "snapshots/3/36-1234567", 36, 1_234_567, "shard-3:49590338271490256608559692538361571095921575989136588898", [0x00, 0x7F, 0x80, 0xFF]),
        new Rotation(Time, "wal/000036-000002.wal"),
        new Noop(Time, [0xDE, 0xAD, 0xBE, 0xEF]),
        new OrderAmend(Time, Id, new Quantity(2.5m), new Price(-1.25m), new Price(99)),
        new OrderTriggered(Time, Id, new Price(61_000)),
        new TrailMoved(Time, Id, new Price(62_000.25m), new Price(61_000.5m)),
        new OrderListNew(Time, "lst_01", Contingency.Ouo, [Id, OtherId]),
        new AlgoState(Time, "alg_01", "twap", [1, 2, 3]),
        new StrategyCommand(
            Time,
            Strategy,
            "ma-cross",
            StrategyAction.SetParameters,
            [Markets.Btc, InstrumentId.Parse("ETH-USDT-PERP.BYBIT")],
            [KeyValuePair.Create("fast", "10"), KeyValuePair.Create("slow", "30")],
            "usr_01",
            "na\u00EFve \u20BF \U0001F600") { Document = "{\"id\":\"x\"}"u8.ToArray() },
        new StrategyState(Time, Strategy, "file", VenueTime, [9, 8, 7]),
        new AccountUpdate(Time, new Money(-12.5m, Currency.Parse("USDT")), BalanceReason.Correction, "w-1"),
        new ReconcileResult(Time, "BINANCE", ["BTC was 1, must be 2", "order unknown"]),
        new ReconcileAck(Time, "BINANCE", "usr_01", "transfer by hand"),
        new InstrumentChanged(
            Time,
            new Instrument(InstrumentId.Parse("BTC-USDT-PERP.BYBIT"), 0.5m, 0.001m, new FeeSchedule([new(0, 0.0002m, 0.00055m), new(1_000_000, -0.00005m, 0.0003m)]))
            {
                QuantityMin = 0.002m,
                QuantityMax = 100,
                NotionalMin = 5,
                NotionalMax = 2_000_000,
            }),
        new TimerSet(Time, Strategy, "rebalance", VenueTime),
        new PaperMarketState(Time, Markets.Btc, "file", VenueTime, [5, 6], new AccountTerms(IsMargin: true, 2.5m)),
        new PositionUpdate(Time, InstrumentId.Parse("BTC-USDT-PERP.BYBIT"), -0.5m, -30_617.25m, "liquidated"),
    ];

    public static IReadOnlyList<JournalEntry> Sparse { get; } =
    [
        new OrderNew(
            new UnixNanos(-1),
            Id,
            new OrderTerms { Instrument = Markets.Btc, Side = OrderSide.Buy, Type = OrderType.Market, Quantity = new Quantity(1) },
            0,
            IsEmulated: false,
            "",
            "",
            "",
            "",
            0),
        new RiskState(default, TradingState.Active, [], RiskLimits.None, "", "", ""),
        new Noop(default, []),
        new OrderAmend(default, Id, null, null, null),
        new OrderListNew(default, "", Contingency.Oto, []),
        new StrategyCommand(default, default, "", StrategyAction.Deploy, [], [], "", ""),
        new ReconcileResult(default, "", []),
        new InstrumentChanged(default, Markets.Of()),
        new TimerSet(default, default, "", null),
        new PaperMarketState(default, Markets.Btc, "", default, [], Account: null),
        new OrderFill(Time, Id, "t-78", "8123456789", new Price(61_234.5m), new Quantity(0.5m), new Money(0.1m, Currency.Parse("USDT")), 0.1m, Liquidity.Maker, VenueTime) { RealizedPnl = -12.5m },
        new AccountUpdate(default, new Money(decimal.MaxValue, Currency.Parse("USDT")), BalanceReason.Initial, ""),
    ];

    public static byte[] Encode(JournalEntry entry)
    {
        var writer = new MessageWriter();
        JournalCodec.Write(writer, entry);
        return writer.Written.ToArray();
    }

    private static OrderTerms Terms() => new()
    {
        Instrument = InstrumentId.Parse("BTC-USDT-PERP.BYBIT"),
        Side = OrderSide.Sell,
        Type = OrderType.TrailingStopLimit,
        Quantity = new Quantity(0.12345678m),
        Price = new Price(61_234.50m),
        TriggerPrice = new Price(61_300),
        TrailingOffset = 0.01m,
        TrailingIsFraction = true,
        DisplayQuantity = new Quantity(0.01m),
        TimeInForce = TimeInForce.Gtd,
        ExpireTime = new UnixNanos(1_795_305_600_000_000_000),
        IsPostOnly = true,
        IsReduceOnly = true,
        Role = OrderRole.Protective,
        Strategy = Strategy,
        ClientReference = "ref 1",
    };
}
