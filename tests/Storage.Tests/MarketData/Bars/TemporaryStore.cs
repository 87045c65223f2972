using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>A store in a folder of its own, gone after the test.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public static readonly InstrumentId Btc = InstrumentId.Parse("BTC-USDT.BINANCE");
    public static readonly BarInterval Minute = BarInterval.Parse("1m");

    public TemporaryStore()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("veloz-bars-").FullName;
        Store = new BarStore(Directory);
    }

    public string Directory { get; }

    public BarStore Store { get; }

    public string BtcFile => Path.Combine(Directory, "BTC-USDT.BINANCE", "1m.vzb");

    public BarImportResult Import(BarSeries bars, bool replace = false) => Store.Import(Btc, bars, "test", replace, TestContext.Current.CancellationToken);

    public BarSeries Read(string? from = null, string? to = null) => Store.Read(
        Btc, Minute, from is null ? null : BarText.Time(from), to is null ? null : BarText.Time(to), TestContext.Current.CancellationToken);

    public BarStoreEntry Verify() => Store.Verify(Btc, Minute, TestContext.Current.CancellationToken);

    /// <summary>All files below the root, by path.</summary>
    public string[] Files() =>
        [.. System.IO.Directory.EnumerateFileSystemEntries(Directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Directory, path)).Order(StringComparer.Ordinal)];

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <summary>Minute bars of 2018-04-04 from rows such as <c>00:00 6 7 5 6 1</c>.</summary>
    public static BarSeries Bars(params string[] rows)
    {
        var bars = new BarSeries(Minute);
        foreach (var row in rows)
        {
            var parts = row.Split(' ');
            var values = parts[1..].Select(part => decimal.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            bars.Add(BarText.Time($"2018-04-04T{parts[0]}:00Z"), values[0], values[1], values[2], values[3], values[4]);
        }
        return bars;
    }
}
