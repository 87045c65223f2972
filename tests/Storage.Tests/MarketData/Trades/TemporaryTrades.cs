using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>A store of trades in a folder of its own, gone after the test.</summary>
internal sealed class TemporaryTrades : IDisposable
{
    public static readonly InstrumentId Btc = InstrumentId.Parse("BTC-USDT.BINANCE");

    public TemporaryTrades()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("veloz-trades-").FullName;
        Store = new TradeStore(Directory);
    }

    public string Directory { get; }

    public TradeStore Store { get; }

    public string File(string day = "2024-01-01") => Path.Combine(Directory, "BTC-USDT.BINANCE", "trades", day + ".vzt");

    public TradeImportResult Import(TradeSeries trades, bool replace = false) =>
        Store.Import(Btc, TradeKind.Trades, trades, "test", replace, TestContext.Current.CancellationToken);

    public TradeSeries Read(string? from = null, string? to = null) => Store.Read(
        Btc, TradeKind.Trades, from is null ? null : BarText.Time(from), to is null ? null : BarText.Time(to), TestContext.Current.CancellationToken);

    public TradeStoreEntry Verify() => Store.Verify(Btc, TradeKind.Trades, TestContext.Current.CancellationToken);

    /// <summary>All files below the root, by path.</summary>
    public string[] Files() =>
        [.. System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Directory, path)).Order(StringComparer.Ordinal)];

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <summary>Trades from rows such as <c>10 01T00:00:00.5 42500.5 0.25 B</c>: id, day and time of January 2024, price, quantity, side B, S or -.</summary>
    public static TradeSeries Trades(params string[] rows)
    {
        var trades = new TradeSeries();
        foreach (var row in rows)
        {
            var parts = row.Split(' ');
            decimal Value(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            OrderSide? side = parts[4] switch { "B" => OrderSide.Buy, "S" => OrderSide.Sell, _ => null };
            trades.Add(BarText.Time($"2024-01-{parts[1]}Z"), Value(parts[2]), Value(parts[3]), side, long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
        }
        return trades;
    }
}
