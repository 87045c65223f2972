using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Benchmarks;

/// <summary>Reading ticks: trades from CSV and from the packed store, as ticks on a grid too, and a capture of a book, by level changes.</summary>
[MemoryDiagnoser]
public class TickDataBenchmarks
{
    private const int Trades = 500_000;
    private const int PieceSize = 16_384;
    private const int Messages = 20_000;
    private const int LevelsOfMessage = 20;

    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0, 0));
    private static readonly TradeFileOptions Options = new() { Kind = TradeKind.Trades };

    private byte[] _csv = [];
    private string _folder = "";
    private TradeStore _store = null!;
    private FileBlobStore _blobs = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _csv = Encoding.ASCII.GetBytes(Csv());
        _folder = Directory.CreateTempSubdirectory("veloz-benchmarks-").FullName;
        _store = new TradeStore(_folder);
        using var stream = new MemoryStream(_csv);
        _store.Import(Market.Id, TradeKind.Trades, TradeFileReader.Read(stream, "trades.csv", Options, bytesRead: null, CancellationToken.None).Trades, "generated", replace: false, CancellationToken.None);
        _blobs = FileBlobStore.Open(Path.Combine(_folder, "blobs"), TimeProvider.System);
        var writer = new MarketCaptureWriter(Market, new CaptureOptions { PendingBytesMax = 1 << 28, BlockTime = TimeSpan.FromHours(1) });
        Capture(writer);
        writer.Close();
        await new MarketCaptureUpload(_blobs, writer).WriteAsync(CancellationToken.None);
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(OperationsPerInvoke = Trades)]
    public long CsvScan() => ReadCsv(Options with { From = UnixNanos.MaxValue }).Summary.RowsRead;

    [Benchmark(OperationsPerInvoke = Trades)]
    public decimal CsvTicks()
    {
        using var stream = new MemoryStream(_csv);
        using var reader = TradeFileReader.Open(stream, "trades.csv", Options, bytesRead: null, CancellationToken.None);
        var (piece, highest) = (new TradeSeries(PieceSize), 0m);
        while (reader.TryRead(piece, PieceSize))
            highest = Math.Max(highest, Highest(piece));
        return highest;
    }

    [Benchmark(OperationsPerInvoke = Trades)]
    public int StoreSeries()
    {
        using var reader = _store.Open(Market.Id, TradeKind.Trades, from: null, to: null);
        var (block, count) = (new TradeSeries(PieceSize), 0);
        while (reader.TryRead(block))
            count += block.Count;
        return count;
    }

    [Benchmark(OperationsPerInvoke = Trades)]
    public decimal StoreTicks()
    {
        using var reader = _store.Open(Market.Id, TradeKind.Trades, from: null, to: null);
        var (block, highest) = (new TradeSeries(PieceSize), 0m);
        while (reader.TryRead(block))
            highest = Math.Max(highest, Highest(block));
        return highest;
    }

    [Benchmark(OperationsPerInvoke = Messages * LevelsOfMessage)]
    public async Task<long> CaptureLevels()
    {
        var reader = new MarketCaptureReader(_blobs, Market, from: null, to: null);
        var levels = 0L;
        while (await reader.LoadAsync(CancellationToken.None))
        {
            while (reader.TryRead(out var happened))
                levels += happened.Levels.Length;
        }
        return levels;
    }

    private static decimal Highest(TradeSeries series)
    {
        var (trades, highest) = (series.BindTo(Market), 0m);
        for (var index = 0; index < trades.Count; index++)
            highest = Math.Max(highest, trades[index].Price.Value);
        return highest;
    }

    private TradeFile ReadCsv(TradeFileOptions options)
    {
        using var stream = new MemoryStream(_csv);
        return TradeFileReader.Read(stream, "trades.csv", options, bytesRead: null, CancellationToken.None);
    }

    private static string Csv()
    {
        var random = new SplitMix64(7);
        var text = new StringBuilder();
        var (time, cents) = (1_704_067_200_000L, 4_250_000L);
        for (var index = 0; index < Trades; index++)
        {
            cents += random.NextBelow(3) == 0 ? (long)random.NextBelow(21) - 10 : 0;
            time += random.NextBelow(2) == 0 ? (long)random.NextBelow(90) : 0;
            var lots = (long)random.NextBelow(random.NextBelow(4) == 0 ? 100_000UL : 1_000UL) + 1;
            text.Append(CultureInfo.InvariantCulture, $"{4_311_223_344 + index},{cents / 100m:F8},{lots / 100_000m:F8},{cents / 100m * lots / 100_000m:F8},{time},{random.NextBelow(2) == 0},True\n");
        }
        return text.ToString();
    }

    private static void Capture(MarketCaptureWriter writer)
    {
        var random = new SplitMix64(8);
        var levels = new BookLevelChange[LevelsOfMessage];
        var (received, middle) = (1_704_067_200_000_000_000L, 4_250_000L);
        for (var message = 0; message < Messages; message++)
        {
            received += (long)random.NextBelow(100_000_000);
            middle += (long)random.NextBelow(11) - 5;
            for (var index = 0; index < levels.Length; index++)
            {
                var isBid = index < LevelsOfMessage / 2;
                var distance = 1 + (long)random.NextBelow(200);
                levels[index] = new BookLevelChange(isBid ? OrderSide.Buy : OrderSide.Sell, isBid ? middle - distance : middle + distance, (long)random.NextBelow(4) * (long)random.NextBelow(300_000));
            }
            writer.Add(new MarketEvent { Kind = MarketEventKind.BookDelta, VenueTime = new UnixNanos(received / 1_000_000 * 1_000_000), ReceivedTime = new UnixNanos(received), Sequence = message, Levels = levels });
        }
    }
}
