using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>Captures made in the tests.</summary>
internal static class Captures
{
    public static readonly Instrument Btc = new(InstrumentId.Parse("BTC-USDT.BINANCE"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));

    public static readonly UnixNanos Start = BarText.Time("2024-01-31T12:00:00Z");

    public static UnixNanos At(double seconds) => new(Start.Value + (long)(seconds * UnixNanos.PerSecond));

    public static MarketEvent Trade(double seconds, long ticks = 4_250_000, long lots = 5, long id = 1) => new()
    {
        Kind = MarketEventKind.Trade,
        VenueTime = new UnixNanos(At(seconds).Value - 7_000_001),
        ReceivedTime = At(seconds),
        Sequence = 0,
        Aggressor = TradeAggressor.Sell,
        TradeId = id,
        Ticks = ticks,
        Lots = lots,
    };

    public static MarketEvent Quote(double seconds) => new()
    {
        Kind = MarketEventKind.Quote,
        VenueTime = At(seconds),
        ReceivedTime = At(seconds),
        Sequence = 12,
        Ticks = 4_249_999,
        Lots = 3,
        AskTicks = 4_250_001,
        AskLots = 0,
    };

    public static MarketEvent Book(MarketEventKind kind, double seconds, long sequence, params BookLevelChange[] levels) =>
        new() { Kind = kind, VenueTime = At(seconds), ReceivedTime = At(seconds), Sequence = sequence, Levels = levels };

    public static BookLevelChange Bid(long ticks, long lots) => new(OrderSide.Buy, ticks, lots);

    public static BookLevelChange Ask(long ticks, long lots) => new(OrderSide.Sell, ticks, lots);

    public static async Task StoreAsync(this MarketCaptureWriter writer, IBlobStore blobs, bool isEnded = true)
    {
        if (isEnded)
            writer.Close();
        await new MarketCaptureUpload(blobs, writer).WriteAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All events as text.</summary>
    public static async Task<List<string>> ReadAsync(IBlobStore blobs, UnixNanos? from = null, UnixNanos? to = null)
    {
        var reader = new MarketCaptureReader(blobs, Btc, from, to);
        return await ReadAsync(reader);
    }

    public static async Task<List<string>> ReadAsync(MarketCaptureReader reader)
    {
        var rows = new List<string>();
        while (await reader.LoadAsync(TestContext.Current.CancellationToken))
        {
            while (reader.TryRead(out var happened))
                rows.Add(Row(happened));
        }
        return rows;
    }

    public static string Row(in MarketEvent happened)
    {
        var levels = string.Concat(happened.Levels.ToArray().Select(level => $" {(level.Side == OrderSide.Buy ? "b" : "a")}{level.Ticks}x{level.Lots}"));
        return $"{(happened.IsLead ? "lead " : "")}{happened.Kind} {happened.VenueTime.Value - Start.Value} {happened.ReceivedTime.Value - Start.Value} {happened.Sequence} "
            + $"{happened.Aggressor} {happened.TradeId} {happened.Ticks} {happened.Lots} {happened.AskTicks} {happened.AskLots}{levels}";
    }

    /// <summary>Events of all kinds from a seed, each handed to somebody who takes it at once.</summary>
    public delegate void Taker(in MarketEvent happened);

    /// <summary>A market from a seed: a snapshot, then deltas, trades, quotes, and now and then a gap with a new snapshot.</summary>
    public static void Walk(int count, ulong seed, Taker take, double start = 0)
    {
        var random = new SplitMix64(seed);
        var received = At(start).Value;
        var (sequence, tradeId, middle) = (1_000L, 50L, 4_250_000L);
        var levels = new BookLevelChange[40];
        for (var index = 0; index < count; index++)
        {
            received += (long)random.NextBelow(40_000_000);
            var venue = new UnixNanos(received / UnixNanos.PerMillisecond * UnixNanos.PerMillisecond);
            middle += (long)random.NextBelow(11) - 5;
            var kind = index == 0 || random.NextBelow(100) == 0
                ? MarketEventKind.BookSnapshot
                : random.NextBelow(8) switch { 0 => MarketEventKind.Quote, <= 2 => MarketEventKind.Trade, 3 when random.NextBelow(20) == 0 => MarketEventKind.BookInvalidated, _ => MarketEventKind.BookDelta };
            var size = kind switch { MarketEventKind.BookSnapshot => 40, MarketEventKind.BookDelta => (int)random.NextBelow(12) + 1, _ => 0 };
            for (var level = 0; level < size; level++)
            {
                var side = level % 2 == 0 ? OrderSide.Buy : OrderSide.Sell;
                var distance = kind == MarketEventKind.BookSnapshot ? (level / 2) + 1 : (long)random.NextBelow(60) + 1;
                levels[level] = new BookLevelChange(side, side == OrderSide.Buy ? middle - distance : middle + distance, kind == MarketEventKind.BookSnapshot ? 1 + (long)random.NextBelow(900) : (long)random.NextBelow(900_000) / 3 * (long)random.NextBelow(2));
            }
            take(new MarketEvent
            {
                Kind = kind,
                VenueTime = venue,
                ReceivedTime = new UnixNanos(received),
                Sequence = kind == MarketEventKind.Trade ? 0 : ++sequence,
                Aggressor = kind == MarketEventKind.Trade ? (TradeAggressor)random.NextBelow(3) : TradeAggressor.Unknown,
                TradeId = kind == MarketEventKind.Trade ? ++tradeId : 0,
                Ticks = size == 0 && kind != MarketEventKind.BookInvalidated ? middle : 0,
                Lots = size == 0 && kind != MarketEventKind.BookInvalidated ? 1 + (long)random.NextBelow(1_000_000) : 0,
                AskTicks = kind == MarketEventKind.Quote ? middle + 1 : 0,
                AskLots = kind == MarketEventKind.Quote ? (long)random.NextBelow(1_000_000) : 0,
                Levels = levels.AsSpan(0, size),
            });
        }
    }
}
