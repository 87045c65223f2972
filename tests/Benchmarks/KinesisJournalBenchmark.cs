using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using VeloZ.Aws;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.Engine;
using VeloZ.Hosting;
using VeloZ.Trading;
using Instrument = VeloZ.Domain.Instrument;

namespace VeloZ.Benchmarks;

/// <summary>
/// The engine on a journal in Kinesis: so many orders are offered at once, each anew when it is answered, until the account has as many as it
/// may; then all are canceled, out of the measure. Tells entries a second, how long a put and an order took, and what share of the orders that
/// came during one round trip was in the very next frame; and judges: an order's p99 is at most <see cref="LatencyRatioMax"/> of a put's, and
/// the next frame has at least <see cref="ShareMin"/> of what came, in the mean over the frames.
/// </summary>
internal static class KinesisJournalBenchmark
{
    private const double LatencyRatioMax = 2;
    private const double ShareMin = 0.9;

    /// <summary>Runs it on kinesis-local.</summary>
    /// <param name="offered">Orders that are offered at once.</param>
    /// <param name="duration">How long each.</param>
    /// <returns>Whether all held.</returns>
    public static async Task<bool> RunAsync(IEnumerable<int> offered, TimeSpan duration)
    {
        await EmulatorPackages.NeedAsync();
        await using var emulator = await KinesisLocal.StartAsync();
        var aws = new AwsOptions { Region = "us-east-1", Endpoint = emulator.Address, Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret") };
        Console.WriteLine("offered   entries/s  frames/s  put p50  put p99  order p50  order p99  p99 ratio  share in next frame (mean, least)");
        var hasHeld = true;
        foreach (var count in offered)
            hasHeld &= await RunAsync(aws, count, duration);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(hasHeld ? "held" : "NOT HELD")}: p99 ratio at most {LatencyRatioMax:N1}, mean share at least {ShareMin:N1}"));
        return hasHeld;
    }

    private static async Task<bool> RunAsync(AwsOptions aws, int offered, TimeSpan duration)
    {
        var stores = new StoreOptions { Schema = CloudSchema.Of(new CloudEnvironment("bench" + offered.ToString(CultureInfo.InvariantCulture), EnvironmentTier.Development)), Journal = aws };
        await CreateStreamAsync(aws, stores.Schema.Journal.Name);
        var folder = Directory.CreateTempSubdirectory("veloz-bench-");
        try
        {
            var instrument = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));
            var options = new EngineOptions
            {
                DataDirectory = Path.Combine(folder.FullName, "data"),
                Stores = stores,
                // A bar each 20 milliseconds, at which the simulated market takes orders and ends canceled ones.
                Speed = 50,
                Feed = _ => new GeneratedBarFeed(instrument, BarInterval.Parse("1s"), UnixNanos.From(new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)), seed: 1, startPrice: 60_000),
                CheckpointEntries = int.MaxValue,
                JournalPatience = TimeSpan.FromMinutes(1),
                Cash = 1_000_000_000,
            };
            var engine = await EngineHost.StartAsync(options, TimeProvider.System, CancellationToken.None);
            var request = new OrderRequest { Instrument = instrument.Id, Side = OrderSide.Buy, Type = OrderType.Limit, Quantity = 0.0001m, Price = 100 };
            using var puts = new PutTimes();
            var (samples, offering) = await OfferAsync(engine, request, offered, duration, puts);
            await engine.StopAsync();
            return await TellAsync(aws, stores, offered, offering, samples, puts.Sorted());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CreateStreamAsync(AwsOptions aws, string name)
    {
        using var client = new AmazonKinesisClient(aws.Credentials!, new AmazonKinesisConfig { ServiceURL = aws.Endpoint!.ToString(), AuthenticationRegion = aws.Region });
        await client.CreateStreamAsync(new CreateStreamRequest { StreamName = name, ShardCount = 1, StreamModeDetails = new StreamModeDetails { StreamMode = StreamMode.PROVISIONED } }, CancellationToken.None);
        while ((await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = name }, CancellationToken.None)).StreamDescriptionSummary!.StreamStatus != StreamStatus.ACTIVE)
            await Task.Delay(10, CancellationToken.None);
    }

    private static async Task<(ConcurrentBag<Sample> Samples, TimeSpan Offering)> OfferAsync(EngineHost engine, OrderRequest request, int offered, TimeSpan duration, PutTimes puts)
    {
        const int OpenOrdersMax = 1_000;
        var samples = new ConcurrentBag<Sample>();
        var offering = new Stopwatch();
        while (offering.Elapsed < duration)
        {
            offering.Start();
            puts.IsCounting = true;
            await Task.WhenAll(Enumerable.Range(0, offered).Select(async _ =>
            {
                for (var left = OpenOrdersMax / offered; left > 0 && offering.Elapsed < duration; left--)
                    samples.Add(await OfferAsync(engine, request));
            }));
            puts.IsCounting = false;
            offering.Stop();
            await engine.SendAsync(new KernelCommand.CancelAll(default, "bench", ""), CancellationToken.None);
            while (engine.View.OrderCount < samples.Count || engine.View.OpenOrders.Count > 0)
                await Task.Delay(5, CancellationToken.None);
        }
        return (samples, offering.Elapsed);
    }

    private static async Task<Sample> OfferAsync(EngineHost engine, OrderRequest request)
    {
        var began = Stopwatch.GetTimestamp();
        var beganWall = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var answer = await engine.SendAsync(new KernelCommand.Submit(default, request), CancellationToken.None);
        return answer.Order is { } order
            ? new Sample(order.Id, Stopwatch.GetElapsedTime(began).TotalMilliseconds, beganWall)
            : throw new InvalidOperationException($"an order of the benchmark was refused: {answer.Refusal}");
    }

    private static async Task<bool> TellAsync(AwsOptions aws, StoreOptions stores, int offered, TimeSpan offering, ConcurrentBag<Sample> samples, double[] puts)
    {
        var frames = new List<SeenFrame>();
        await using (var journal = await KinesisJournal.OpenAsync(new KinesisJournalOptions { Stream = stores.Schema.Journal.Name, Clock = TimeProvider.System, RecordsPerRead = 50, ReadPeriod = TimeSpan.Zero }, aws, CancellationToken.None))
        {
            await foreach (var stored in journal.ReadAsync(JournalPosition.Start, CancellationToken.None))
                frames.Add(new SeenFrame(stored.Frame.Header.WallMicros / 1_000, stored.Frame.Header.EntryCount, [.. stored.Frame.ReadEntries().OfType<OrderNew>().Select(order => order.Id)]));
        }
        var shares = SharesInNextFrame(frames, samples).ToArray();
        var latency = samples.Select(sample => sample.Milliseconds).Order().ToArray();
        var ofOrders = frames.Where(frame => frame.Orders.Count > 0).ToArray();
        var (rate, frameRate) = (ofOrders.Sum(frame => frame.Entries) / offering.TotalSeconds, ofOrders.Length / offering.TotalSeconds);
        // Alone offered, an order comes when the one before it is durable, and so none during a round trip.
        var (ratio, share, least) = (At(latency, 0.99) / At(puts, 0.99), shares.DefaultIfEmpty(1).Average(), shares.DefaultIfEmpty(1).Min());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{offered,7}  {rate,10:N0}  {frameRate,8:N1}  {At(puts, 0.5),7:N1}  {At(puts, 0.99),7:N1}  {At(latency, 0.5),9:N1}  {At(latency, 0.99),9:N1}  {ratio,9:N2}  {share:N3}, {least:N3}"));
        return ratio <= LatencyRatioMax && share >= ShareMin;
    }

    // What came while a frame was on its way, and the share of it that the very next frame has. An order within a clock's step of either end counts for neither.
    private static IEnumerable<double> SharesInNextFrame(List<SeenFrame> frames, IEnumerable<Sample> samples)
    {
        const int StepMilliseconds = 2;
        var byTime = samples.OrderBy(sample => sample.BeganWall).ToArray();
        for (var index = 0; index + 1 < frames.Count; index++)
        {
            var (from, to) = (frames[index].Wall + StepMilliseconds, frames[index + 1].Wall - StepMilliseconds);
            var came = byTime.SkipWhile(sample => sample.BeganWall < from).TakeWhile(sample => sample.BeganWall < to).ToArray();
            if (came.Length > 0)
                yield return came.Count(sample => frames[index + 1].Orders.Contains(sample.Order)) / (double)came.Length;
        }
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private sealed record Sample(ClientOrderId Order, double Milliseconds, long BeganWall);

    private sealed record SeenFrame(long Wall, int Entries, HashSet<ClientOrderId> Orders);

    // How long requests took, by the runtime's own measure: while orders are offered, the only ones are puts.
    private sealed class PutTimes : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentBag<double> _milliseconds = [];

        public PutTimes()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
            {
                if (IsCounting)
                    _milliseconds.Add(seconds * 1_000);
            });
            _listener.Start();
        }

        public bool IsCounting { get; set; }

        public double[] Sorted() => [.. _milliseconds.Order()];

        public void Dispose() => _listener.Dispose();
    }
}
