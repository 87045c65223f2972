using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Storage.Tests;

public sealed class BacktestReportFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("veloz-report-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void All_seven_files_are_written_into_a_new_directory_and_nothing_else()
    {
        var directory = Path.Combine(_directory, "a", "b");
        var paths = BacktestReportFiles.Write(Report(), directory);
        Assert.Equal(["report.html", "report.json", "trades.csv", "fills.csv", "equity.csv", "monthly.csv", "funding.csv"], paths.Select(Path.GetFileName), StringComparer.Ordinal);
        Assert.All(paths, path => Assert.True(File.Exists(path)));
        Assert.Equal(7, Directory.GetFileSystemEntries(directory).Length);
    }

    [Fact]
    public void Files_are_UTF_8_without_a_byte_order_mark()
    {
        foreach (var path in BacktestReportFiles.Write(Report(), _directory))
            Assert.NotEqual(0xEF, File.ReadAllBytes(path)[0]);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory, "report.json")));
        Assert.Equal("hold", json.RootElement.GetProperty("summary").GetProperty("strategy").GetString());
    }

    [Fact]
    public void A_second_report_replaces_the_first()
    {
        BacktestReportFiles.Write(Report(), _directory);
        var path = Path.Combine(_directory, "equity.csv");
        File.WriteAllText(path, "old");
        BacktestReportFiles.Write(Report(), _directory);
        Assert.StartsWith("time,equity,price", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_a_file_is_refused_and_left_as_it_is()
    {
        var file = Path.Combine(_directory, "taken");
        File.WriteAllText(file, "mine");
        var refusal = Assert.Throws<IOException>(() => BacktestReportFiles.Write(Report(), file));
        Assert.Contains("is a file, must be a directory", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => BacktestReportFiles.Write(Report(), Path.Combine(file, "below")));
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void A_file_that_cannot_take_its_place_leaves_no_unfinished_one()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "report.html", "inside"));
        Assert.ThrowsAny<Exception>(() => BacktestReportFiles.Write(Report(), _directory));
        Assert.Empty(Directory.GetFiles(_directory, "*.tmp"));
    }

    private static BacktestReport Report()
    {
        var from = UnixNanos.From(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var to = from + TimeSpan.FromDays(1);
        return BacktestReport.Of(
            new BacktestResult
            {
                Strategy = "hold",
                Parameters = [],
                Settings = [],
                Instrument = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.001m, FeeSchedule.Flat(0, 0)),
                Interval = BarInterval.Parse("1d"),
                Bars = 1,
                MissingBars = 0,
                From = from,
                To = to,
                Orders = 0,
                Denials = [],
                Rejections = [],
                Fills = [],
                Trades = [],
                OpenTrades = 0,
                StartEquity = 1_000,
                EndEquity = 1_000,
                Fees = 0,
                Turnover = 0,
                MaxDrawdown = 0,
                MaxDrawdownDuration = TimeSpan.Zero,
                Exposure = 0,
                LongExposure = 0,
                FirstPrice = 100,
                LastPrice = 110,
                Daily = [new DailyEquity(from, 1_000, 100), new DailyEquity(to, 1_000, 110)],
                Chart = [new ChartPoint(from, to, 100, 111, 99, 110, 1_000, 0)],
                TradeHash = TradeHash.Of([]),
                StateHash = "",
            },
            elapsedSeconds: 0.5,
            barsPerSecond: 2);
    }
}
