using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class TradeStoreTests : IDisposable
{
    private readonly TemporaryTrades _temporary = new();

    private static TradeSeries ThreeTrades => TemporaryTrades.Trades("10 01T10:00:00 6 1 B", "11 01T10:00:00 6.5 0.5 S", "14 02T00:00:00 7 2 -");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Trades_come_back_as_they_were_given()
    {
        Assert.Equal(new TradeImportResult(Added: 3, Identical: 0, Replaced: 0), _temporary.Import(ThreeTrades));
        Assert.Equal(TradeText.Rows(ThreeTrades), TradeText.Rows(_temporary.Read()));
        Assert.Equal(["BTC-USDT.BINANCE/trades/2024-01-01.vzt", "BTC-USDT.BINANCE/trades/2024-01-02.vzt"], _temporary.Files());
        var entry = _temporary.Verify();
        Assert.Equal((3L, 2L, 2, "2024-01-01T10:00:00Z", "2024-01-02T00:00:00Z"), (entry.Trades, entry.MissingIds, entry.Days, entry.First.ToString(), entry.Last.ToString()));
    }

    [Fact]
    public void Read_takes_from_inclusive_and_to_exclusive()
    {
        _temporary.Import(ThreeTrades);
        Assert.Equal([10, 11], _temporary.Read("2024-01-01T10:00:00Z", "2024-01-02T00:00:00Z").Ids.ToArray());
        Assert.Equal([14], _temporary.Read("2024-01-01T10:00:00.0000001Z").Ids.ToArray());
        Assert.Equal(0, _temporary.Read("2024-01-03T00:00:00Z").Count);
        Assert.Equal(0, _temporary.Read("2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z").Count);
    }

    // Some 3.5 days, the blocks of 16,384 trades cut anywhere.
    [Fact]
    public void Trades_of_many_blocks_and_days_come_back_in_any_range()
    {
        var trades = TradeText.Walk(60_000, stepMax: 20_000);
        _temporary.Import(trades);
        var rows = TradeText.Rows(trades);
        Assert.Equal(rows, TradeText.Rows(_temporary.Read()));
        foreach (var (from, to) in new[] { (0, 1), (16_383, 16_385), (16_384, 32_768), (20_000, 59_000), (59_998, 59_999) })
        {
            var (first, end) = (new UnixNanos(trades.Times[from]), new UnixNanos(trades.Times[to]));
            var expected = rows[trades.Between(first, end)];
            Assert.Equal(expected, TradeText.Rows(_temporary.Store.Read(TemporaryTrades.Btc, TradeKind.Trades, first, end, TestContext.Current.CancellationToken)));
            var days = _temporary.Store.ReadDays(TemporaryTrades.Btc, TradeKind.Trades, first, end, TestContext.Current.CancellationToken).ToList();
            Assert.Equal(expected, days.SelectMany(TradeText.Rows));
            using var reader = _temporary.Store.Open(TemporaryTrades.Btc, TradeKind.Trades, first, end);
            var (read, block) = (new List<string>(), new TradeSeries());
            while (reader.TryRead(block))
            {
                Assert.InRange(block.Count, 1, 16_384);
                read.AddRange(TradeText.Rows(block));
            }
            Assert.Equal(expected, read);
            Assert.False(reader.TryRead(block));
            Assert.Equal(0, block.Count);
            Assert.All(days, day => Assert.Equal(new UnixNanos(day.Times[0]).StartOfDay, new UnixNanos(day.Times[^1]).StartOfDay));
        }
        Assert.Equal(60_000, _temporary.Verify().Trades);
    }

    [Fact]
    public void Import_adds_before_between_and_after_and_counts_what_was_there()
    {
        _temporary.Import(TemporaryTrades.Trades("12 01T10:00:02 6 1 B", "15 01T10:00:05 6 1 B"));
        var result = _temporary.Import(TemporaryTrades.Trades("10 01T10:00:00 1 1 B", "12 01T10:00:02 6.00 1.0 B", "13 01T10:00:02 3 3 S", "15 01T10:00:05 6 1 B", "19 01T10:00:05 9 9 -"));
        Assert.Equal(new TradeImportResult(Added: 3, Identical: 2, Replaced: 0), result);
        Assert.Equal([10, 12, 13, 15, 19], _temporary.Read().Ids.ToArray());
    }

    [Fact]
    public void Kinds_and_instruments_do_not_mix()
    {
        _temporary.Import(ThreeTrades);
        _temporary.Store.Import(TemporaryTrades.Btc, TradeKind.AggregatedTrades, TemporaryTrades.Trades("1 01T10:00:00 6 1 B"), "test", replace: false, TestContext.Current.CancellationToken);
        _temporary.Store.Import(InstrumentId.Parse("ETH-USD.SIM"), TradeKind.Trades, TemporaryTrades.Trades("1 01T10:00:00 6 1 B"), "test", replace: false, TestContext.Current.CancellationToken);
        Assert.Equal(
            [("BTC-USDT.BINANCE", TradeKind.Trades, 3L), ("BTC-USDT.BINANCE", TradeKind.AggregatedTrades, 1L), ("ETH-USD.SIM", TradeKind.Trades, 1L)],
            _temporary.Store.List().Select(entry => (entry.Instrument.Text, entry.Kind, entry.Trades)));
    }

    [Fact]
    public void Import_of_the_same_trades_changes_nothing()
    {
        _temporary.Import(ThreeTrades);
        var before = File.GetLastWriteTimeUtc(_temporary.File());
        Assert.Equal(new TradeImportResult(Added: 0, Identical: 3, Replaced: 0), _temporary.Import(ThreeTrades));
        Assert.Equal(before, File.GetLastWriteTimeUtc(_temporary.File()));
    }

    [Fact]
    public void Trade_that_differs_is_refused_with_both_values_and_nothing_changes()
    {
        _temporary.Import(ThreeTrades);
        var before = File.ReadAllBytes(_temporary.File());
        var fault = Assert.Throws<MarketStoreException>(() => _temporary.Import(TemporaryTrades.Trades("9 01T10:00:00 6 1 B", "11 01T10:00:00 6.5 0.5 B", "20 03T00:00:00 7 2 B")));
        Assert.Equal(
            "BTC-USDT.BINANCE trade 11 was at 2024-01-01T10:00:00Z, price 6.5, quantity 0.5, aggressor sell in the store and at 2024-01-01T10:00:00Z, price 6.5, quantity 0.5, "
            + "aggressor buy in what was given; they must be the same, or replacing must be asked for. Nothing was changed",
            fault.Message);
        Assert.Equal(before, File.ReadAllBytes(_temporary.File()));
        Assert.Equal(2, _temporary.Files().Length);
    }

    [Theory]
    [InlineData("11 01T10:00:00.001 6.5 0.5 S")]
    [InlineData("11 01T10:00:00 6.25 0.5 S")]
    [InlineData("11 01T10:00:00 6.5 0.25 S")]
    [InlineData("11 01T10:00:00 6.5 0.5 -")]
    public void Any_value_that_differs_is_a_difference(string row)
    {
        _temporary.Import(ThreeTrades);
        Assert.Throws<MarketStoreException>(() => _temporary.Import(TemporaryTrades.Trades(row)));
        Assert.Equal(new TradeImportResult(Added: 0, Identical: 0, Replaced: 1), _temporary.Import(TemporaryTrades.Trades(row), replace: true));
        Assert.Equal(TradeText.Rows(TemporaryTrades.Trades(row))[0], TradeText.Row(_temporary.Read(), 1));
    }

    [Fact]
    public void Trade_whose_time_does_not_fit_its_id_is_refused()
    {
        _temporary.Import(ThreeTrades);
        Assert.Equal(
            "BTC-USDT.BINANCE trade 12 was at 2024-01-01T09:59:59Z, must not be before trade 11 at 2024-01-01T10:00:00Z. Nothing was changed",
            Assert.Throws<MarketStoreException>(() => _temporary.Import(TemporaryTrades.Trades("12 01T09:59:59 6 1 B"))).Message);
        Assert.Equal(
            "BTC-USDT.BINANCE trade 10 was at 2024-01-01T10:00:00Z, must not be before trade 9 at 2024-01-01T10:00:01Z. Nothing was changed",
            Assert.Throws<MarketStoreException>(() => _temporary.Import(TemporaryTrades.Trades("9 01T10:00:01 6 1 B"))).Message);
        Assert.Equal(
            "BTC-USDT.BINANCE trades of 2024-01-02 began with id 14, must be above 14, the last of 2024-01-01. Nothing was changed",
            Assert.Throws<MarketStoreException>(() => _temporary.Import(TemporaryTrades.Trades("14 01T23:59:59 7 2 -"))).Message);
        Assert.Equal(TradeText.Rows(ThreeTrades), TradeText.Rows(_temporary.Read()));
        Assert.Equal(2, _temporary.Files().Length);
    }

    [Fact]
    public void Nothing_is_there_before_the_commit_and_nothing_is_left_without_one()
    {
        using (var import = _temporary.Store.Begin(TemporaryTrades.Btc, TradeKind.Trades, replace: false))
        {
            import.Add(ThreeTrades, "a.csv", TestContext.Current.CancellationToken);
            Assert.Null(_temporary.Store.Find(TemporaryTrades.Btc, TradeKind.Trades));
        }
        Assert.Empty(_temporary.Files());
        Assert.Empty(Directory.GetDirectories(_temporary.Directory));
    }

    [Fact]
    public void Parts_of_one_day_are_one_file()
    {
        using (var import = _temporary.Store.Begin(TemporaryTrades.Btc, TradeKind.Trades, replace: false))
        {
            Assert.Equal(1, import.Add(TemporaryTrades.Trades("10 01T10:00:00 6 1 B"), "a.csv", TestContext.Current.CancellationToken).Added);
            Assert.Equal(new TradeImportResult(1, 1, 0), import.Add(TemporaryTrades.Trades("10 01T10:00:00 6 1 B", "11 01T10:00:00 6.5 0.5 S"), "b.csv", TestContext.Current.CancellationToken));
            Assert.Equal(new TradeImportResult(2, 1, 0), import.Commit());
        }
        Assert.Equal([10, 11], _temporary.Read().Ids.ToArray());
    }

    [Fact]
    public void Second_import_at_once_is_refused_and_the_lock_goes_with_its_owner()
    {
        using (_temporary.Store.Begin(TemporaryTrades.Btc, TradeKind.Trades, replace: false))
        {
            var fault = Assert.Throws<MarketStoreException>(() => _temporary.Import(ThreeTrades));
            Assert.Equal("BTC-USDT.BINANCE trades are being written by another import; try again when it is done. Nothing was changed", fault.Message);
            _temporary.Store.Import(TemporaryTrades.Btc, TradeKind.AggregatedTrades, ThreeTrades, "test", replace: false, TestContext.Current.CancellationToken);
        }
        Assert.Equal(3, _temporary.Import(ThreeTrades).Added);
    }

    [Fact]
    public void Files_left_by_a_killed_import_do_no_harm()
    {
        _temporary.Import(ThreeTrades);
        File.WriteAllText(_temporary.File() + ".tmp", "half a file");
        File.WriteAllText(Path.Combine(_temporary.Directory, "BTC-USDT.BINANCE", "trades.lock"), "");
        Assert.Equal(3, _temporary.Verify().Trades);
        Assert.Equal(1, _temporary.Import(TemporaryTrades.Trades("12 01T11:00:00 6 1 B")).Added);
        Assert.Equal(2, _temporary.Files().Length);
    }

    [Fact]
    public void Canceled_import_leaves_nothing_behind()
    {
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.Throws<OperationCanceledException>(() => _temporary.Store.Import(TemporaryTrades.Btc, TradeKind.Trades, ThreeTrades, "test", replace: false, canceled.Token));
        Assert.Empty(_temporary.Files());
    }

    [Fact]
    public void Series_that_does_not_fit_together_leaves_nothing_behind()
    {
        var trades = ThreeTrades;
        trades.AddPrint(trades.Times[2], trades.Ids[2], TradeAggressor.Buy);
        Assert.Equal("a column had 3 values, must have 4 as there are trades", Assert.Throws<InvariantException>(() => _temporary.Import(trades)).Message);
        trades.Price.Add(1m);
        trades.Quantity.Add(0m);
        Assert.Equal("trade 14 had price 1 and quantity 0, must be above 0", Assert.Throws<InvariantException>(() => _temporary.Import(trades)).Message);
        var twice = ThreeTrades;
        twice.AddPrint(twice.Times[2], twice.Ids[2], TradeAggressor.Buy);
        twice.Price.Add(1m);
        twice.Quantity.Add(1m);
        Assert.Equal("trade id was 14, must be above 14", Assert.Throws<InvariantException>(() => _temporary.Import(twice)).Message);
        Assert.Empty(_temporary.Files());
    }

    [Fact]
    public void Empty_series_does_nothing()
    {
        Assert.Equal(new TradeImportResult(0, 0, 0), _temporary.Import(new TradeSeries()));
        Assert.Empty(_temporary.Files());
    }

    [Fact]
    public void Removed_series_is_gone_with_its_folder()
    {
        _temporary.Import(ThreeTrades);
        Assert.True(_temporary.Store.Remove(TemporaryTrades.Btc, TradeKind.Trades));
        Assert.False(_temporary.Store.Remove(TemporaryTrades.Btc, TradeKind.Trades));
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Directory));
    }

    [Fact]
    public void Series_that_is_not_there_is_told_with_those_that_are()
    {
        Assert.Equal("there were no BTC-USDT.BINANCE trades in the store, which has no trades; import them first", Assert.Throws<MarketStoreException>(() => _temporary.Read()).Message);
        _temporary.Import(ThreeTrades);
        Assert.Equal(
            "there were no BTC-USDT.BINANCE aggregated trades in the store, which has BTC-USDT.BINANCE trades; import them first",
            Assert.Throws<MarketStoreException>(() => _temporary.Store.Read(TemporaryTrades.Btc, TradeKind.AggregatedTrades, from: null, to: null, TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Bars_and_trades_of_one_instrument_lie_beside_each_other()
    {
        var bars = new BarStore(_temporary.Directory);
        bars.Import(TemporaryTrades.Btc, TemporaryStore.Bars("00:00 6 7 5 6 1"), "test", replace: false, TestContext.Current.CancellationToken);
        _temporary.Import(ThreeTrades);
        Assert.Equal((1, 1), (bars.List().Count, _temporary.Store.List().Count));
        bars.Remove(TemporaryTrades.Btc, TemporaryStore.Minute);
        Assert.Equal(3, _temporary.Verify().Trades);
    }
}
