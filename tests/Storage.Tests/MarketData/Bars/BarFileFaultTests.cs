using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class BarFileFaultTests
{
    private const string NumberForm = "must be digits with at most one '.' between them";

    [Fact]
    public void Missing_file_is_told() =>
        Assert.Equal("nowhere/btc.csv: file was not found", FaultOfPath("nowhere/btc.csv").Message);

    [Fact]
    public void Directory_is_told()
    {
        var directory = Directory.CreateTempSubdirectory("veloz-");
        Assert.Equal($"{directory.FullName}: was a directory, must be a file", FaultOfPath(directory.FullName).Message);
        directory.Delete();
    }

    [Fact]
    public void Empty_file_is_told() => Assert.Equal("btc.csv: file was empty, must have rows of bars", BarText.Fault("").Message);

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\n\n")]
    public void File_without_a_first_line_is_told(string text) =>
        Assert.Equal("btc.csv line 1: line was empty, must be a header or a row of bars", BarText.Fault(text).Message);

    [Fact]
    public void Header_without_rows_is_told() =>
        Assert.Equal("btc.csv: file had a header and no rows, must have rows of bars", BarText.Fault(BarText.Header).Message);

    [Theory]
    [InlineData("5,5,6", "high", 3, "high was 5, must be at least low 6")]
    [InlineData("7,6,5", "high", 3, "high was 6, must be at least open 7")]
    [InlineData("5,6,5,6.01", "high", 3, "high was 6, must be at least close 6.01")]
    [InlineData("5,7,5.5", "low", 4, "low was 5.5, must be at most open 5")]
    [InlineData("6,7,5.5,5.499999999999999999", "low", 4, "low was 5.5, must be at most close 5.499999999999999999")]
    public void Prices_that_do_not_fit_together_are_told(string prices, string column, int number, string reason)
    {
        var close = prices.Split(',').Length == 4 ? "" : ",6";
        Assert.Equal($"btc.csv line 3, column {column} ({number}): {reason}", BarText.RowFault($"2018-04-04T00:01:00Z,{prices}{close},1"));
    }

    [Theory]
    [InlineData("0", "close was 0, must be above 0")]
    [InlineData("0.000", "close was 0, must be above 0")]
    [InlineData("-6", "close was '-6', must be without sign: 0 or more")]
    [InlineData("NaN", "close was 'NaN', " + NumberForm)]
    [InlineData("Infinity", "close was 'Infinity', " + NumberForm)]
    [InlineData("1e400", "close was '1e400', " + NumberForm)]
    [InlineData("6e0", "close was '6e0', " + NumberForm)]
    [InlineData("6E-1", "close was '6E-1', " + NumberForm)]
    [InlineData("\"1,5\"", "close was '1,5', " + NumberForm)]
    [InlineData("+1", "close was '+1', " + NumberForm)]
    [InlineData(" 6", "close was ' 6', " + NumberForm)]
    [InlineData("6 ", "close was '6 ', " + NumberForm)]
    [InlineData("6 0", "close was '6 0', " + NumberForm)]
    [InlineData("6.", "close was '6.', " + NumberForm)]
    [InlineData(".6", "close was '.6', " + NumberForm)]
    [InlineData("6.1.2", "close was '6.1.2', " + NumberForm)]
    [InlineData("0x6", "close was '0x6', " + NumberForm)]
    [InlineData("\u0666", "close was '\\u0666', " + NumberForm)]
    [InlineData("\uFF16", "close was '\\uff16', " + NumberForm)]
    [InlineData("", "close was empty, must be a number")]
    [InlineData("06", "close was '06', must be without leading zeros")]
    [InlineData("6.0000000000000000000", "close was '6.0000000000000000000', must have at most 18 digits after the point")]
    [InlineData("60000000000000000000000000000", "close was '60000000000000000000000000000', must have at most 28 digits")]
    [InlineData("60000000000.000000000000000001", "close was '60000000000.000000000000000001', must have at most 28 digits")]
    public void Price_that_is_no_price_is_told(string close, string reason) =>
        Assert.Equal($"btc.csv line 3, column close (5): {reason}", BarText.RowFault($"2018-04-04T00:01:00Z,6,7,5,{close},1"));

    [Fact]
    public void Negative_volume_is_told() =>
        Assert.Equal("btc.csv line 3, column volume (6): volume was '-0.5', must be without sign: 0 or more", BarText.RowFault("2018-04-04T00:01:00Z,6,7,5,6,-0.5"));

    [Theory]
    [InlineData("2018-04-03T23:59:00Z", "time was 2018-04-03T23:59:00Z, must be after that of line 2, 2018-04-04T00:00:00Z")]
    [InlineData("2018-04-04T00:00:00Z", "time was 2018-04-04T00:00:00Z as on line 2 already, must be once (lines 2 and 3)")]
    [InlineData("2018-04-04T00:01:30Z", "time was 2018-04-04T00:01:30Z, must be on the 1m grid")]
    [InlineData("2018-04-04T00:01:00.5Z", "time was 2018-04-04T00:01:00.5Z, must be on the 1m grid")]
    [InlineData("2018-04-04T00:00:01Z", "time was 2018-04-04T00:00:01Z, 00:00:01 after line 2, must be at least one interval of 1m after; --interval 1s fits")]
    [InlineData("2018-04-04T00:00:30Z", "time was 2018-04-04T00:00:30Z, 00:00:30 after line 2, must be at least one interval of 1m after; no known interval fits")]
    [InlineData("2008-12-31T23:59:59Z", "time was '2008-12-31T23:59:59Z', must be in the years 2009 to 2100")]
    [InlineData("2101-01-01", "time was '2101-01-01', must be in the years 2009 to 2100")]
    [InlineData("9999-12-31T23:59:59Z", "time was '9999-12-31T23:59:59Z', must be in the years 2009 to 2100")]
    [InlineData("1522800060000", "time was '1522800060000' (milliseconds since the epoch), must be date and time as text as in the first row")]
    [InlineData("", "time was empty, must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    [InlineData("2018-02-29T00:00:00Z", "time was '2018-02-29T00:00:00Z', must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    [InlineData("2018-04-04T24:00:00Z", "time was '2018-04-04T24:00:00Z', must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    [InlineData("2018-04-04T00:01:60Z", "time was '2018-04-04T00:01:60Z', must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    [InlineData("2018-04-04T00:01:00+0100", "time was '2018-04-04T00:01:00+0100', must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    [InlineData("04/04/2018 00:01", "time was '04/04/2018 00:01', must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    [InlineData("20180404", "time was '20180404' (read as seconds since the epoch), must be in the years 2009 to 2100")]
    [InlineData("1.5228e9", "time was '1.5228e9', must be RFC 3339 such as 2018-04-04T00:00:00Z or a count since the epoch")]
    public void Time_that_does_not_fit_is_told(string time, string reason) =>
        Assert.Equal($"btc.csv line 3, column timestamp (1): {reason}", BarText.RowFault(time + ",6,7,5,6,1"));

    [Fact]
    public void Unit_that_changes_within_a_file_is_told() =>
        Assert.Equal(
            "btc.csv line 3, column timestamp (1): time was '1522800060000000' (microseconds since the epoch), must be milliseconds since the epoch as in the first row",
            BarText.Fault(BarText.Header + "1522800000000,6,7,5,6,1\n1522800060000000,6,7,5,6,1\n").Message);

    [Fact]
    public void Binance_times_in_seconds_are_told() =>
        Assert.Equal(
            "btc.csv line 1, column open_time (1): time was '1522800000', must be milliseconds or microseconds since the epoch",
            BarText.Fault("1522800000,6,7,5,6,1,1522800059,1,1,1,1,0\n").Message);

    [Fact]
    public void First_row_off_the_grid_is_told() =>
        Assert.Equal(
            "btc.csv line 2, column timestamp (1): time was 2018-04-03T00:00:00Z, must be on the 1w grid (Mondays 00:00 UTC)",
            BarText.Fault(BarText.Header + "2018-04-03,6,7,5,6,1\n", new BarFileOptions { Interval = BarInterval.Parse("1w") }).Message);

    [Fact]
    public void Daily_bars_given_as_minutes_are_told_with_the_interval_that_fits() =>
        Assert.Equal(
            "btc.csv line 3, column timestamp (1): smallest step between rows was 1.00:00:00, must be that of interval 1m; --interval 1d fits",
            BarText.Fault(BarText.Header + "2018-04-04,6,7,5,6,1\n2018-04-05,6,7,5,6,1\n2018-04-07,6,7,5,6,1\n").Message);

    [Fact]
    public void Minutes_given_as_hours_are_told_with_the_interval_that_fits() =>
        Assert.Equal(
            "btc.csv line 3, column timestamp (1): time was 2018-04-04T00:01:00Z, 00:01:00 after line 2, must be at least one interval of 1h after; --interval 1m fits",
            BarText.RowFault("2018-04-04T00:01:00Z,6,7,5,6,1", new BarFileOptions { Interval = BarInterval.Parse("1h") }));

    [Theory]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,6", 5)]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,6,1,", 7)]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,6,1,5", 7)]
    [InlineData("2018-04-04T00:01:00Z", 1)]
    public void Row_with_too_few_or_too_many_columns_is_told(string row, int columns) =>
        Assert.Equal($"btc.csv line 3: row had {columns} columns, must have 6", BarText.RowFault(row));

    [Fact]
    public void Empty_line_between_rows_is_told() =>
        Assert.Equal("btc.csv line 3: line was empty, must be a row of bars", BarText.RowFault("\n2018-04-04T00:01:00Z,6,7,5,6,1"));

    [Theory]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,\"6,1", "close", 5, "quote was opened, must be closed on the same line")]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,\"6\"1,1", "close", 5, "closing quote was followed by '1', must be followed by the separator")]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,6\",1", "close", 5, "field was '6\"', must have quotes around the whole of it or none")]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,6\0,1", "close", 5, "field had the control character 0x00, must be text")]
    [InlineData("2018-04-04T00:01:00Z,6,7,5,6,1,a\u0007", "beyond the last", 7, "field had the control character 0x07, must be text")]
    public void Line_that_is_no_csv_is_told(string row, string column, int number, string reason) =>
        Assert.Equal($"btc.csv line 3, column {column} ({number}): {reason}", BarText.RowFault(row));

    [Fact]
    public void Bytes_that_are_not_utf8_are_told()
    {
        var bytes = Encoding.Latin1.GetBytes("note," + BarText.Header + "caf\u00E9,2018-04-04,6,7,5,6,1\n");
        Assert.Equal("btc.csv line 2, column note (1): bytes were not UTF-8, must be text", BarText.Fault(bytes).Message);
    }

    [Fact]
    public void Random_bytes_are_told()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(1, 200_000)];
            random.NextBytes(bytes);
            BarText.Fault(bytes);
        }
    }

    [Fact]
    public void Line_of_more_than_64_KiB_is_told()
    {
        var text = BarText.Header.TrimEnd() + ",note\n2018-04-04,6,7,5,6,1," + new string('x', 65_536) + "\n";
        Assert.Equal("btc.csv line 2: line was longer than 65536 bytes, must be a row of bars", BarText.Fault(text).Message);
        Assert.Equal("btc.csv line 1: line was longer than 65536 bytes, must be a row of bars", BarText.Fault(new string('x', 1_000_000)).Message);
    }

    [Fact]
    public void Missing_column_is_told() =>
        Assert.Equal(
            "btc.csv line 1: header 'timestamp open high low volume' had no column close, must have timestamp (or time, date, datetime, open_time), open, high, low, close, volume",
            BarText.Fault("timestamp,open,high,low,volume\n2018-04-04,6,7,5,6\n").Message);

    [Fact]
    public void Column_that_is_there_twice_is_told() =>
        Assert.Equal(
            "btc.csv line 1, column Date (3): time was column 1 ('timestamp') already, must be one column",
            BarText.Fault("timestamp,open,Date,high,low,close,volume\n").Message);

    [Fact]
    public void Rows_without_header_are_told() =>
        Assert.Equal(
            "btc.csv line 1: first line had 6 columns and no names, must be a header with timestamp (or time, date, datetime, open_time), open, high, low, close, volume (only Binance klines, of 12 columns, come without)",
            BarText.Fault("2018-04-04T00:00:00Z,6,7,5,6,1\n").Message);

    [Theory]
    [InlineData("timestamp,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size\n")]
    [InlineData("time,bid,ask\n")]
    [InlineData("symbol,time,Ask Price,Bid Price\n")]
    public void Quotes_are_refused(string header) =>
        Assert.Equal(
            "btc.csv line 1: columns were of quotes (bid and ask), bars are needed: timestamp (or time, date, datetime, open_time), open, high, low, close, volume",
            BarText.Fault(header).Message);

    // Rows of Binance's documentation: spot and futures, trades and aggregated trades; and headers of others.
    [Theory]
    [InlineData("51175358,17.80180000,5.69000000,101.29224200,1583709433583,True,True\n")]
    [InlineData("28457,4.00000100,12.00000000,48.00,1499865549590,true\n")]
    [InlineData("0,0.20000000,50.00000000,0,0,1735689600010866,False,True\n")]
    [InlineData("26129,0.01633102,4.70443515,27781,27781,1498793709153,true\n")]
    [InlineData("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n")]
    [InlineData("id,price,qty,quote_qty,time,is_buyer_maker\n")]
    [InlineData("timestamp,side,price,size\n")]
    [InlineData("Time;Price;Amount\n")]
    public void Trades_are_refused(string text) =>
        Assert.Equal(
            "btc.csv line 1: columns were of trades (price and quantity), bars are needed: timestamp (or time, date, datetime, open_time), open, high, low, close, volume",
            BarText.Fault(text).Message);

    private static DataFormatException FaultOfPath(string path) => Assert.Throws<DataFormatException>(() =>
        BarFileReader.Read(path, BarText.Minutes, bytesRead: null, TestContext.Current.CancellationToken));
}
