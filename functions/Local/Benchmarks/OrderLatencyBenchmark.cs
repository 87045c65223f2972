using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary>From the bytes of a trade as a venue sends it to the bytes of the order that it leads to: decoding, strategy, risk, and the durable frame where it is waited for.</summary>
internal static class OrderLatencyBenchmark
{
    private const int WarmUp = 2_000;

    /// <param name="count">Orders that are timed.</param>
    /// <param name="isDurable">Whether the order's frame is durable before its bytes are made.</param>
    /// <param name="folder">Where the journal is.</param>
    public static Measured Run(int count, bool isDurable, string? folder)
    {
        using var bench = new BenchJournal(folder);
        var frames = new FrameBuilder(partition: 0, writer: 1);
        frames.Begin(epoch: 1, nextSequence: 0, default);
        var loop = new EngineLoop(BenchMarket.Kernel(RunMode.Paper), frames);
        loop.Take(new KernelCommand.Journal(new LeaderEpoch(BenchMarket.Start, 1, "bench", 0, -1, -1)), ticket: null);
        var definition = BenchMarket.Define(new BookWatcher(eventsPerOrder: 1));
        loop.Take(new KernelCommand.StartStrategy(BenchMarket.Start, StrategyInstanceId.Parse("stg_bench"), definition, [BenchMarket.Id], definition.Read([]), "bench"), ticket: null);
        var order = new ArrayBufferWriter<byte>(512);
        var samples = new LatencySamples();
        var clock = Stopwatch.StartNew();
        for (var index = 0; index < WarmUp + count; index++)
        {
            var bytes = Message(index);
            order.ResetWrittenCount();
            var started = Stopwatch.GetTimestamp();
            loop.Take(Decode(bytes, index));
            if (isDurable)
                bench.Journal.AppendNow(loop.Seal(wallMicros: 0));
            else
                loop.Seal(wallMicros: 0);
            loop.Confirm();
            var made = Encode(loop, order);
            if (index >= WarmUp)
                samples.Add(Stopwatch.GetElapsedTime(started));
            End(loop, made, index);
        }
        return new Measured(count, clock.Elapsed.TotalSeconds, samples, AllocatedBytes: 0);
    }

    private static byte[] Message(int index) => Encoding.UTF8.GetBytes(
        $"{{\"e\":\"trade\",\"E\":{1_767_225_600_000 + index},\"s\":\"BTCUSDT\",\"t\":{index},\"p\":\"{30_000 + (index % 100)}.50000000\",\"q\":\"0.01000000\",\"T\":{1_767_225_600_000 + index},\"m\":true,\"M\":true}}");

    private static TradeSeen Decode(ReadOnlySpan<byte> bytes, int index)
    {
        var reader = new Utf8JsonReader(bytes);
        var (price, quantity, time, id, isSell) = (0m, 0m, 0L, 0L, false);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.ValueSpan.Length != 1)
                continue;
            var name = reader.ValueSpan[0];
            reader.Read();
            switch (name)
            {
                case (byte)'p':
                    price = Amount(ref reader);
                    break;
                case (byte)'q':
                    quantity = Amount(ref reader);
                    break;
                case (byte)'T':
                    time = reader.GetInt64();
                    break;
                case (byte)'t':
                    id = reader.GetInt64();
                    break;
                case (byte)'m':
                    isSell = reader.GetBoolean();
                    break;
            }
        }
        var received = new UnixNanos(BenchMarket.Start.Value + (index * 1_000_000L));
        return new TradeSeen(0, new TradeTick(
            new UnixNanos(time * 1_000_000),
            received,
            BenchMarket.Instrument.ToPrice(price, GridRounding.Exact),
            BenchMarket.Instrument.ToQuantity(quantity, GridRounding.Exact),
            isSell ? OrderSide.Sell : OrderSide.Buy,
            id));
    }

    private static decimal Amount(ref Utf8JsonReader reader) =>
        System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out _) ? value : throw new InvariantException("an amount of the benchmark's own message was not read");

    private static Order Encode(EngineLoop loop, ArrayBufferWriter<byte> output)
    {
        if (!loop.TryRelease(out var effect) || effect is not Effect.Submit submit)
            throw new InvariantException("a trade led to no order, must to one each");
        var terms = submit.Order.Terms;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("symbol", "BTCUSDT");
        json.WriteString("side", terms.Side == OrderSide.Buy ? "BUY" : "SELL");
        json.WriteString("type", "LIMIT");
        json.WriteString("timeInForce", "GTC");
        json.WriteString("quantity", terms.Quantity.ToString());
        json.WriteString("price", terms.Price.ToString());
        json.WriteString("newClientOrderId", submit.Order.Id.Text);
        json.WriteEndObject();
        json.Flush();
        return submit.Order;
    }

    // Ended at once and out of the measure, so that the account stays as it was.
    private static void End(EngineLoop loop, Order order, int index)
    {
        var now = new UnixNanos(BenchMarket.Start.Value + (index * 1_000_000L));
        loop.Take(new VenueReport.Changed(now, order.Id, now, UpdateSource.Answer, OrderEvent.Rejected, "bench"));
    }
}
