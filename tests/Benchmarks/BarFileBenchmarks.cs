using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using VeloZ.Domain;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Benchmarks;

/// <summary>Reading bars: from CSV, and from the packed store.</summary>
[MemoryDiagnoser]
public class BarFileBenchmarks
{
    private const int Bars = 200_000;

    private static readonly InstrumentId Market = InstrumentId.Parse("BTC-USDT.SIM");
    private static readonly BarInterval Minute = BarInterval.Parse("1m");

    private byte[] _csv = [];
    private string _folder = "";
    private BarStore _store = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var series = GeneratedBars.Make(Minute, UnixNanos.From(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)), Bars, seed: 1);
        var text = new StringBuilder("timestamp,open,high,low,close,volume\n");
        for (var index = 0; index < Bars; index++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new UnixNanos(series.OpenTimes[index])},{series.Open[index]},{series.High[index]},{series.Low[index]},{series.Close[index]},{series.Volume[index]}\n");
        }
        _csv = Encoding.UTF8.GetBytes(text.ToString());
        _folder = Directory.CreateTempSubdirectory("veloz-benchmarks-").FullName;
        _store = new BarStore(_folder);
        _store.Import(Market, series, "generated", replace: false, CancellationToken.None);
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(OperationsPerInvoke = Bars)]
    public int Csv()
    {
        using var stream = new MemoryStream(_csv);
        return BarFileReader.Read(stream, "bars.csv", new BarFileOptions { Interval = Minute }, bytesRead: null, CancellationToken.None).Bars.Count;
    }

    [Benchmark(OperationsPerInvoke = Bars)]
    public int Store() => _store.Read(Market, Minute, from: null, to: null, CancellationToken.None).Count;
}
