using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class BarFileReaderTests
{
    private const string TwoRows = "2018-04-04T00:00:00Z,7424.91,7424.91,7422,7422,7.14319709\n2018-04-04T00:01:00Z,7420,7422,7405,7405,13.35069752\n";

    private static readonly string[] TwoBars =
    [
        "2018-04-04T00:00:00Z,7424.91,7424.91,7422,7422,7.14319709",
        "2018-04-04T00:01:00Z,7420,7422,7405,7405,13.35069752",
    ];

    [Fact]
    public void Csv_with_a_header_is_read_exactly()
    {
        var file = BarText.Read(BarText.Header + TwoRows);
        Assert.Equal(TwoBars, BarText.Rows(file.Bars));
        Assert.Equal((BarFileFormat.Csv, FilePacking.Plain, true, BarTimeForm.Text), (file.Format, file.Packing, file.HasHeader, file.TimeForm));
        Assert.Equal((2L, 0L, null), (file.RowsRead, file.Missing, file.FirstGap));
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public void Separator_is_told_by_the_header(string separator) =>
        Assert.Equal(TwoBars, BarText.Rows(BarText.Read((BarText.Header + TwoRows).Replace(",", separator, StringComparison.Ordinal)).Bars));

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_case_and_others_are_ignored()
    {
        const string text = "Symbol;VOL;Close;note;low;HIGH;Open;Date;bid\n"
            + "BTC;7.14319709;7422;café;7422;7424.91;7424.91;2018-04-04 00:00:00;1\n"
            + "BTC;13.35069752;7405;\"a; \"\"b\"\"\";7405;7422;7420;2018-04-04 00:01:00;1\n";
        Assert.Equal(TwoBars, BarText.Rows(BarText.Read(text).Bars));
    }

    [Fact]
    public void Quotes_byte_order_mark_and_carriage_returns_are_accepted()
    {
        var lines = (BarText.Header + TwoRows).TrimEnd().Split('\n');
        var text = "\uFEFF" + string.Join("\r\n", lines.Select(Quoted)) + "\r\n";
        Assert.Equal(TwoBars, BarText.Rows(BarText.Read(text).Bars));
    }

    [Fact]
    public void Last_line_may_lack_its_end_and_empty_lines_may_follow_it()
    {
        Assert.Equal(2, BarText.Read((BarText.Header + TwoRows).TrimEnd()).Bars.Count);
        Assert.Equal(2, BarText.Read(BarText.Header + TwoRows + "\n\r\n").Bars.Count);
    }

    [Theory]
    [InlineData("2018-04-04T00:00:00Z", BarTimeForm.Text)]
    [InlineData("2018-04-04t00:00:00z", BarTimeForm.Text)]
    [InlineData("2018-04-04 00:00:00", BarTimeForm.Text)]
    [InlineData("2018-04-04T00:00:00.000Z", BarTimeForm.Text)]
    [InlineData("2018-04-04T00:00:00.000000000", BarTimeForm.Text)]
    [InlineData("2018-04-04T02:00:00+02:00", BarTimeForm.Text)]
    [InlineData("2018-04-03 18:30:00-05:30", BarTimeForm.Text)]
    [InlineData("2018-04-04", BarTimeForm.Text)]
    [InlineData("1522800000", BarTimeForm.Seconds)]
    [InlineData("1522800000000", BarTimeForm.Milliseconds)]
    [InlineData("1522800000000000", BarTimeForm.Microseconds)]
    [InlineData("1522800000000000000", BarTimeForm.Nanoseconds)]
    public void Time_is_read_in_each_form(string time, BarTimeForm form)
    {
        var file = BarText.Read($"{BarText.Header}{time},6,7,5,6,1\n");
        Assert.Equal(BarText.Time("2018-04-04T00:00:00Z").Value, file.Bars.OpenTimes[0]);
        Assert.Equal(form, file.TimeForm);
    }

    // The rows of Binance's documentation, made hourly: milliseconds before 2025, microseconds after.
    [Theory]
    [InlineData("1601510400000,4.15070000,4.15870000,4.15060000,4.15540000,539.23000000,1601513999999,2240.39860900,13,401.82000000,1669.98121300,0", "2020-10-01T00:00:00Z", BarTimeForm.Milliseconds)]
    [InlineData("1735689600000000,4.15070000,4.15870000,4.15060000,4.15540000,539.23000000,1735693199999999,2240.39860900,13,401.82000000,1669.98121300,0", "2025-01-01T00:00:00Z", BarTimeForm.Microseconds)]
    public void Binance_klines_are_recognized_without_header(string row, string openTime, BarTimeForm form)
    {
        var file = BarText.Read(row + "\n", new BarFileOptions { Interval = BarInterval.Parse("1h") });
        Assert.Equal([openTime + ",4.1507,4.1587,4.1506,4.1554,539.23"], BarText.Rows(file.Bars));
        Assert.Equal((BarFileFormat.BinanceKlines, false, form), (file.Format, file.HasHeader, file.TimeForm));
        Assert.Equal(4, file.Bars.Close.Scale);
    }

    [Fact]
    public void Binance_klines_are_recognized_with_header()
    {
        const string text = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n"
            + "1591258320000,9640.7,9642.4,9640.6,9642.0,206,1591258379999,2.13660389,48,119,1.23424865,0\n";
        var file = BarText.Read(text);
        Assert.Equal(["2020-06-04T08:12:00Z,9640.7,9642.4,9640.6,9642,206"], BarText.Rows(file.Bars));
        Assert.Equal((BarFileFormat.BinanceKlines, true), (file.Format, file.HasHeader));
    }

    [Fact]
    public void Zip_and_gzip_are_recognized_by_content()
    {
        var zip = BarText.Read(BarText.Zip(("BTCUSDT-1m-2018-04.csv", BarText.Header + TwoRows)));
        var gzip = BarText.Read(BarText.Gzip(BarText.Header + TwoRows));
        Assert.Equal(TwoBars, BarText.Rows(zip.Bars));
        Assert.Equal(TwoBars, BarText.Rows(gzip.Bars));
        Assert.Equal((FilePacking.Zip, FilePacking.Gzip), (zip.Packing, gzip.Packing));
        Assert.Equal((BarText.Header + TwoRows).Length, zip.ContentBytes);
    }

    [Fact]
    public void Stamp_close_takes_one_interval_off()
    {
        var file = BarText.Read("time,open,high,low,close,volume\n2018-04-04T00:01:00Z,6,7,5,6,1\n", BarText.Minutes with { Stamp = BarStamp.Close });
        Assert.Equal(["2018-04-04T00:00:00Z,6,7,5,6,1"], BarText.Rows(file.Bars));
    }

    [Fact]
    public void Stamp_close_is_refused_where_the_column_says_open()
    {
        var options = BarText.Minutes with { Stamp = BarStamp.Close };
        Assert.Equal(
            "btc.csv: times were open times (column open_time), must be close times for --stamp close; use --stamp open",
            BarText.Fault("open_time,open,high,low,close,volume\n1522800000000,6,7,5,6,1\n", options).Message);
        Assert.StartsWith("btc.csv: times were open times", BarText.Fault("1522800000000,6,7,5,6,1,1522800059999,1,1,1,1,0\n", options).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_is_inclusive_and_to_is_exclusive_and_the_rest_is_checked()
    {
        const string text = BarText.Header
            + "2018-04-04T00:00:00Z,1,1,1,1,1\n2018-04-04T00:01:00Z,2,2,2,2,2\n2018-04-04T00:02:00Z,3,3,3,3,3\n2018-04-04T00:03:00Z,4,4,4,4,4\n";
        var options = BarText.Minutes with { From = BarText.Time("2018-04-04T00:01:00Z"), To = BarText.Time("2018-04-04T00:03:00Z") };
        var file = BarText.Read(text, options);
        Assert.Equal(["2018-04-04T00:01:00Z,2,2,2,2,2", "2018-04-04T00:02:00Z,3,3,3,3,3"], BarText.Rows(file.Bars));
        Assert.Equal(4, file.RowsRead);
        Assert.Equal(6, BarText.Fault(text + "2018-04-04T00:04:00Z,4,4,4,0,4\n", options).Line);
    }

    [Fact]
    public void Gaps_are_counted_and_the_first_is_told()
    {
        const string text = BarText.Header
            + "2018-04-04T00:00:00Z,1,1,1,1,1\n2018-04-04T00:01:00Z,1,1,1,1,1\n2018-04-04T00:04:00Z,1,1,1,1,1\n2018-04-04T00:06:00Z,1,1,1,1,1\n";
        var file = BarText.Read(text);
        Assert.Equal(3, file.Missing);
        Assert.Equal(new BarGap(BarText.Time("2018-04-04T00:01:00Z"), BarText.Time("2018-04-04T00:04:00Z"), LineBefore: 3, LineAfter: 4, Missing: 2), file.FirstGap);
    }

    [Fact]
    public void Strict_reading_refuses_the_first_gap_and_names_both_lines()
    {
        const string text = BarText.Header + "2018-04-04T00:00:00Z,1,1,1,1,1\n2018-04-04T00:01:00Z,1,1,1,1,1\n2018-04-04T00:04:00Z,1,1,1,1,1\n";
        Assert.Equal(
            "btc.csv line 4, column timestamp (1): 2 bars were missing between line 3 (2018-04-04T00:01:00Z) and line 4 (2018-04-04T00:04:00Z), must be none when reading strictly",
            BarText.Fault(text, BarText.Minutes with { Strict = true }).Message);
    }

    [Fact]
    public void Gap_outside_the_range_does_not_count()
    {
        const string text = BarText.Header + "2018-04-04T00:00:00Z,1,1,1,1,1\n2018-04-04T00:05:00Z,1,1,1,1,1\n2018-04-04T00:06:00Z,1,1,1,1,1\n";
        var file = BarText.Read(text, BarText.Minutes with { Strict = true, From = BarText.Time("2018-04-04T00:01:00Z") });
        Assert.Equal((2, 0L, null), (file.Bars.Count, file.Missing, file.FirstGap));
    }

    [Fact]
    public void Values_of_up_to_28_digits_are_exact()
    {
        const string wide = "1234567890.123456789012345678";
        var file = BarText.Read($"{BarText.Header}2018-04-04T00:00:00Z,{wide},{wide},0.000000000000000001,1,{wide}\n2018-04-04T00:01:00Z,1.500,2,1,1.5,0\n");
        Assert.Equal($"2018-04-04T00:00:00Z,{wide},{wide},0.000000000000000001,1,{wide}", BarText.Row(file.Bars, 0));
        Assert.Equal("2018-04-04T00:01:00Z,1.5,2,1,1.5,0", BarText.Row(file.Bars, 1));
        Assert.True(file.Bars.High.IsWide);
    }

    [Fact]
    public void Rows_read_the_fast_way_and_the_careful_way_are_the_same()
    {
        var plain = Lines(quoted: false);
        var quoted = Lines(quoted: true);
        Assert.Equal(BarText.Rows(BarText.Read(plain).Bars), BarText.Rows(BarText.Read(quoted).Bars));
    }

    [Fact]
    public void Lines_across_the_end_of_the_buffer_are_whole()
    {
        var text = Lines(quoted: false, count: 20_000);
        Assert.True(text.Length > 1_000_000);
        var file = BarText.Read(text);
        Assert.Equal(20_000, file.Bars.Count);
        Assert.Equal(text.TrimEnd().Split('\n')[^1], BarText.Row(file.Bars, 19_999));
    }

    [Fact]
    public void Progress_tells_the_bytes_read()
    {
        var told = new List<long>();
        var bytes = System.Text.Encoding.UTF8.GetBytes(Lines(quoted: false, count: 20_000));
        BarFileReader.Read(new MemoryStream(bytes), "btc.csv", BarText.Minutes, new Told(told), TestContext.Current.CancellationToken);
        Assert.True(told.Count > 2);
        Assert.Equal(told.Order(), told);
        Assert.Equal(bytes.Length, told[^1]);
    }

    [Fact]
    public void Rows_cost_no_memory_beyond_their_columns()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Lines(quoted: false, count: 50_000));
        BarText.Read(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BarText.Read(bytes);
        var perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / 50_000d;
        // Six columns of 8 bytes, with room for an eighth more and for rows shorter than the first.
        Assert.InRange(perRow, 48, 64);
    }

    [Fact]
    public void Reading_stops_when_asked()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            BarFileReader.Read(new MemoryStream("x"u8.ToArray()), "btc.csv", BarText.Minutes, bytesRead: null, stopped.Token));
    }

    [Theory]
    [InlineData("BTC-USD_coinbase_1d_2014-12_2018.csv", "1d", 1_318)]
    [InlineData("BTC-USD_coinbase_1m_2018-04-04_06.csv", "1m", 3_887)]
    [InlineData("BTC-USD_coinbase_1s_2016-10-07.csv", "1s", 4_063)]
    [InlineData("BTCUSDT_bybit_1m_2022-12-13.csv", "1m", 1_440)]
    public void Corpus_file_is_read_and_its_rows_are_those_of_the_text(string name, string interval, int rows)
    {
        var path = CorpusPath(name);
        var file = BarFileReader.Read(path, new BarFileOptions { Interval = BarInterval.Parse(interval) }, bytesRead: null, TestContext.Current.CancellationToken);
        Assert.Equal(rows, file.RowsRead);
        Assert.Equal(File.ReadAllLines(path)[1..], BarText.Rows(file.Bars));
    }

    [Fact]
    public void Corpus_file_of_quotes_is_refused()
    {
        var path = CorpusPath("BTC-USD_coinbase_1m_quotes_2018-04-04.csv");
        var fault = Assert.Throws<DataFormatException>(() => BarFileReader.Read(path, BarText.Minutes, bytesRead: null, TestContext.Current.CancellationToken));
        Assert.StartsWith("columns were of quotes (bid and ask), bars are needed", fault.Reason, StringComparison.Ordinal);
    }

    private static string CorpusPath(string name)
    {
        var corpus = Environment.GetEnvironmentVariable("VELOZ_TEST_CORPUS");
        Assert.SkipWhen(string.IsNullOrEmpty(corpus), "VELOZ_TEST_CORPUS is not set: it points to the folder that holds data/");
        return Path.Combine(corpus!, "data", name);
    }

    private static string Lines(bool quoted, int count = 200)
    {
        var lines = Enumerable.Range(0, count).Select(index =>
        {
            var time = new UnixNanos(BarText.Time("2018-04-04T00:00:00Z").Value + (index * 60L * UnixNanos.PerSecond));
            var low = 1_000 + (index % 7) + ((index % 10) / 10m);
            var row = string.Join(',', time, DecimalText.Trimmed(low + 1), DecimalText.Trimmed(low + 2.25m), DecimalText.Trimmed(low), DecimalText.Trimmed(low + 0.5m), DecimalText.Trimmed(index / 8m));
            return quoted ? Quoted(row) : row;
        });
        return BarText.Header + string.Join('\n', lines) + "\n";
    }

    private static string Quoted(string line) => $"\"{line.Replace(",", "\",\"", StringComparison.Ordinal)}\"";

    private sealed class Told(List<long> values) : IProgress<long>
    {
        public void Report(long value) => values.Add(value);
    }
}
