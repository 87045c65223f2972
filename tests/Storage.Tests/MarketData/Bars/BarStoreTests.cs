using System.Text;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Storage.Tests;

public sealed class BarStoreTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    private static BarSeries ThreeBars => TemporaryStore.Bars("00:00 6 7 5 6 1", "00:01 6 8 6 7 0.5", "00:04 7 7.25 6.5 7 2");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Bars_come_back_as_they_were_given()
    {
        Assert.Equal(new BarImportResult(Added: 3, Identical: 0, Replaced: 0, Total: 3, Missing: 2), _temporary.Import(ThreeBars));
        Assert.Equal(BarText.Rows(ThreeBars), BarText.Rows(_temporary.Read()));
        Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BINANCE/1m.vzb"], _temporary.Files());
    }

    [Fact]
    public void Read_takes_from_inclusive_and_to_exclusive()
    {
        _temporary.Import(ThreeBars);
        Assert.Equal(["2018-04-04T00:01:00Z,6,8,6,7,0.5"], BarText.Rows(_temporary.Read("2018-04-04T00:01:00Z", "2018-04-04T00:04:00Z")));
        Assert.Equal(0, _temporary.Read("2018-04-04T00:02:00Z", "2018-04-04T00:04:00Z").Count);
        Assert.Equal(0, _temporary.Read("2018-04-04T00:04:00Z", "2018-04-04T00:00:00Z").Count);
    }

    [Fact]
    public void Bars_of_many_blocks_come_back_in_any_range()
    {
        var bars = GeneratedBars.Make(TemporaryStore.Minute, BarText.Time("2020-01-01T00:00:00Z"), 10_000, seed: 5);
        _temporary.Import(bars);
        Assert.Equal(BarText.Rows(bars), BarText.Rows(_temporary.Read()));
        foreach (var (from, to) in new[] { (0, 1), (4_095, 4_097), (4_096, 8_192), (4_000, 9_000), (9_999, 10_000) })
        {
            var read = _temporary.Store.Read(
                TemporaryStore.Btc, TemporaryStore.Minute, new UnixNanos(bars.OpenTimes[from]), new UnixNanos(bars.OpenTimes[to - 1] + 1), TestContext.Current.CancellationToken);
            Assert.Equal(BarText.Rows(bars)[from..to], BarText.Rows(read));
        }
        Assert.Equal(10_000, _temporary.Verify().Bars);
    }

    [Fact]
    public void Import_adds_before_between_and_after_and_counts_what_was_there()
    {
        _temporary.Import(TemporaryStore.Bars("00:02 6 7 5 6 1", "00:05 6 7 5 6 1"));
        var result = _temporary.Import(TemporaryStore.Bars("00:00 1 1 1 1 1", "00:02 6.00 7.0 5 6 1", "00:03 3 3 3 3 3", "00:05 6 7 5 6 1", "00:09 9 9 9 9 9"));
        Assert.Equal(new BarImportResult(Added: 3, Identical: 2, Replaced: 0, Total: 5, Missing: 5), result);
        Assert.Equal(["00:00", "00:02", "00:03", "00:05", "00:09"], BarText.Rows(_temporary.Read()).Select(row => row[11..16]).ToArray());
    }

    [Fact]
    public void Import_of_the_same_bars_changes_nothing()
    {
        _temporary.Import(ThreeBars);
        var before = File.GetLastWriteTimeUtc(_temporary.BtcFile);
        Assert.Equal(new BarImportResult(Added: 0, Identical: 3, Replaced: 0, Total: 3, Missing: 2), _temporary.Import(ThreeBars));
        Assert.Equal(before, File.GetLastWriteTimeUtc(_temporary.BtcFile));
    }

    [Fact]
    public void Bar_that_differs_is_refused_with_both_values_and_nothing_changes()
    {
        _temporary.Import(ThreeBars);
        var before = File.ReadAllBytes(_temporary.BtcFile);
        var fault = Assert.Throws<MarketStoreException>(() => _temporary.Import(TemporaryStore.Bars("00:00 6 7 5 6 1", "00:01 6 8 6 7 0.25", "00:02 6 7 5 6 1")));
        Assert.Equal(
            "BTC-USDT.BINANCE 1m bar at 2018-04-04T00:01:00Z was open 6, high 8, low 6, close 7, volume 0.5 in the store and open 6, high 8, low 6, close 7, volume 0.25 "
            + "in what was given; they must be the same, or replacing must be asked for. Nothing was changed",
            fault.Message);
        Assert.Equal(before, File.ReadAllBytes(_temporary.BtcFile));
        Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BINANCE/1m.vzb"], _temporary.Files());
    }

    [Fact]
    public void Bar_that_differs_is_replaced_when_asked()
    {
        _temporary.Import(ThreeBars);
        var result = _temporary.Import(TemporaryStore.Bars("00:00 6 7 5 6 1", "00:01 6 8 6 7 0.25"), replace: true);
        Assert.Equal(new BarImportResult(Added: 0, Identical: 1, Replaced: 1, Total: 3, Missing: 2), result);
        Assert.Equal("2018-04-04T00:01:00Z,6,8,6,7,0.25", BarText.Row(_temporary.Read(), 1));
    }

    [Fact]
    public void Series_that_does_not_fit_together_leaves_nothing_behind()
    {
        var bars = new BarSeries(TemporaryStore.Minute);
        bars.AddOpenTime(BarText.Time("2018-04-04T00:00:00Z"));
        foreach (var column in new[] { bars.Open, bars.High, bars.Close, bars.Volume })
            column.Add(5m);
        bars.Low.Add(6m);
        var fault = Assert.Throws<InvariantException>(() => _temporary.Import(bars));
        Assert.StartsWith("bar at 2018-04-04T00:00:00Z had open 5, high 5, low 6, close 5, volume 5; low must be", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_temporary.Files());
    }

    [Fact]
    public void Series_out_of_order_or_with_short_columns_leaves_nothing_behind()
    {
        var twice = ThreeBars;
        twice.AddOpenTime(new UnixNanos(twice.OpenTimes[2]));
        Assert.Equal("a column had 3 values, must have 4 as there are bars", Assert.Throws<InvariantException>(() => _temporary.Import(twice)).Message);
        foreach (var column in new[] { twice.Open, twice.High, twice.Low, twice.Close, twice.Volume })
            column.Add(7m);
        Assert.Equal("bar opened at 2018-04-04T00:04:00Z, must be after 2018-04-04T00:04:00Z", Assert.Throws<InvariantException>(() => _temporary.Import(twice)).Message);
        Assert.Empty(_temporary.Files());
    }

    [Fact]
    public void Canceled_import_leaves_nothing_behind()
    {
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.Throws<OperationCanceledException>(() => _temporary.Store.Import(TemporaryStore.Btc, ThreeBars, "test", replace: false, canceled.Token));
        Assert.Empty(_temporary.Files());
        _temporary.Import(ThreeBars);
        Assert.Throws<OperationCanceledException>(() => _temporary.Store.Import(TemporaryStore.Btc, TemporaryStore.Bars("00:02 1 1 1 1 1"), "test", replace: false, canceled.Token));
        Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BINANCE/1m.vzb"], _temporary.Files());
        Assert.Equal(3, _temporary.Read().Count);
    }

    [Fact]
    public void Empty_series_does_nothing()
    {
        Assert.Equal(new BarImportResult(0, 0, 0, 0, 0), _temporary.Import(TemporaryStore.Bars()));
        Assert.Empty(_temporary.Files());
    }

    [Fact]
    public void Second_import_at_once_is_refused_and_the_lock_goes_with_its_owner()
    {
        _temporary.Import(ThreeBars);
        using (SeriesLock.Take(_temporary.BtcFile, "BTC-USDT.BINANCE 1m bars"))
        {
            var fault = Assert.Throws<MarketStoreException>(() => _temporary.Import(ThreeBars));
            Assert.Equal("BTC-USDT.BINANCE 1m bars are being written by another import; try again when it is done. Nothing was changed", fault.Message);
            Assert.Throws<MarketStoreException>(() => _temporary.Store.Remove(TemporaryStore.Btc, TemporaryStore.Minute));
            Assert.Equal(3, _temporary.Read().Count);
        }
        Assert.Equal(3, _temporary.Import(ThreeBars).Identical);
        Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BINANCE/1m.vzb"], _temporary.Files());
    }

    [Fact]
    public void Lock_file_left_by_a_killed_process_does_no_harm()
    {
        _temporary.Import(ThreeBars);
        File.WriteAllText(_temporary.BtcFile + ".lock", "");
        File.WriteAllText(_temporary.BtcFile + ".tmp", "half a file");
        Assert.Equal(1, _temporary.Import(TemporaryStore.Bars("00:02 1 1 1 1 1")).Added);
        Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BINANCE/1m.vzb"], _temporary.Files());
    }

    [Fact]
    public void List_tells_each_series_and_its_sources()
    {
        _temporary.Import(ThreeBars);
        _temporary.Store.Import(InstrumentId.Parse("ETH-USD.SIM"), ThreeBars, "a\nb.csv", replace: false, TestContext.Current.CancellationToken);
        _temporary.Store.Import(InstrumentId.Parse("ETH-USD.SIM"), TemporaryStore.Bars("00:02 1 1 1 1 1"), "c.csv", replace: false, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(_temporary.Directory, "not an instrument"));
        var entries = _temporary.Store.List();
        Assert.Equal(["BTC-USDT.BINANCE", "ETH-USD.SIM"], entries.Select(entry => entry.Instrument.Text).ToArray());
        var eth = entries[1];
        Assert.Equal((4L, 1L, "2018-04-04T00:00:00Z", "2018-04-04T00:04:00Z"), (eth.Bars, eth.Missing, eth.First.ToString(), eth.Last.ToString()));
        Assert.Equal(["a b.csv", "c.csv"], eth.Sources);
        Assert.Equal(new FileInfo(_temporary.BtcFile).Length, entries[0].Bytes);
        Assert.Equal(entries[0] with { Sources = [] }, _temporary.Verify() with { Sources = [] });
    }

    [Fact]
    public void Notes_stay_within_their_room()
    {
        for (var index = 0; index < 30; index++)
            _temporary.Store.Import(TemporaryStore.Btc, TemporaryStore.Bars($"00:{index:00} 1 1 1 1 1"), $"{index} {new string('é', 300)}", replace: false, TestContext.Current.CancellationToken);
        var sources = _temporary.Verify().Sources;
        Assert.StartsWith("29 é", sources[^1], StringComparison.Ordinal);
        Assert.Equal(256, sources[^1].Length);
        Assert.InRange(Encoding.UTF8.GetByteCount(string.Join('\n', sources)), 3_500, 4_096);
    }

    [Fact]
    public void Removed_series_is_gone_with_its_folder()
    {
        _temporary.Import(ThreeBars);
        Assert.True(_temporary.Store.Remove(TemporaryStore.Btc, TemporaryStore.Minute));
        Assert.False(_temporary.Store.Remove(TemporaryStore.Btc, TemporaryStore.Minute));
        Assert.Empty(_temporary.Files());
        Assert.Null(_temporary.Store.Find(TemporaryStore.Btc, TemporaryStore.Minute));
    }

    [Fact]
    public void Series_that_is_not_there_is_told_with_those_that_are()
    {
        var empty = Assert.Throws<MarketStoreException>(() => _temporary.Read());
        Assert.Equal("there were no BTC-USDT.BINANCE 1m bars in the store, which is empty; import them first", empty.Message);
        _temporary.Import(ThreeBars);
        var other = Assert.Throws<MarketStoreException>(() => _temporary.Store.Verify(TemporaryStore.Btc, BarInterval.Parse("1h"), TestContext.Current.CancellationToken));
        Assert.Equal("there were no BTC-USDT.BINANCE 1h bars in the store, which has BTC-USDT.BINANCE 1m; import them first", other.Message);
    }

    [Fact]
    public void Instrument_that_was_not_set_is_refused() =>
        Assert.Throws<ArgumentException>(() => _temporary.Store.Import(default, ThreeBars, "test", replace: false, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("../BTC-USDT.SIM")]
    [InlineData("BTC-USDT.SIM/..")]
    [InlineData("..")]
    [InlineData("/BTC-USDT.SIM")]
    [InlineData("BTC-USDT.SIM\0")]
    public void Instrument_that_is_a_path_cannot_be_made(string text) => Assert.False(InstrumentId.TryParse(text, out _));

    [Fact]
    public void Exported_csv_is_read_back_as_it_was()
    {
        _temporary.Import(ThreeBars);
        var text = new MemoryStream();
        Assert.Equal(3, _temporary.Store.ExportCsv(TemporaryStore.Btc, TemporaryStore.Minute, from: null, to: null, text, TestContext.Current.CancellationToken));
        Assert.Equal(
            "timestamp,open,high,low,close,volume\n2018-04-04T00:00:00Z,6,7,5,6,1\n2018-04-04T00:01:00Z,6,8,6,7,0.5\n2018-04-04T00:04:00Z,7,7.25,6.5,7,2\n",
            Encoding.UTF8.GetString(text.ToArray()));
        Assert.Equal(BarText.Rows(ThreeBars), BarText.Rows(BarText.Read(text.ToArray()).Bars));
        var part = new MemoryStream();
        Assert.Equal(1, _temporary.Store.ExportCsv(TemporaryStore.Btc, TemporaryStore.Minute, BarText.Time("2018-04-04T00:01:00Z"), BarText.Time("2018-04-04T00:04:00Z"), part, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Large_export_is_whole()
    {
        var bars = GeneratedBars.Make(TemporaryStore.Minute, BarText.Time("2020-01-01T00:00:00Z"), 10_000, seed: 6);
        _temporary.Import(bars);
        var text = new MemoryStream();
        _temporary.Store.ExportCsv(TemporaryStore.Btc, TemporaryStore.Minute, from: null, to: null, text, TestContext.Current.CancellationToken);
        Assert.Equal(BarText.Rows(bars), BarText.Rows(BarText.Read(text.ToArray()).Bars));
    }
}
