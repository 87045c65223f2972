using System.Text;

namespace VeloZ.Storage.Tests;

public sealed class TradeFileFaultTests
{
    private const string NumberForm = "must be digits with at most one '.' between them";
    private const string Columns = "6 or 7: id, price, qty, quote_qty, time, is_buyer_maker, is_best_match (the last may be left out)";

    [Fact]
    public void Missing_file_is_told() => Assert.Equal(
        "nowhere/btc.csv: file was not found",
        Assert.Throws<DataFormatException>(() => TradeFileReader.Read("nowhere/btc.csv", TradeText.Trades, bytesRead: null, TestContext.Current.CancellationToken)).Message);

    [Fact]
    public void Empty_files_are_told()
    {
        Assert.Equal("btc.csv: file was empty, must have rows of trades", TradeText.Fault("").Message);
        Assert.Equal("btc.csv line 1: line was empty, must be a header or a row of trades", TradeText.Fault("\n\n").Message);
        Assert.Equal("btc.csv: file had a header and no rows, must have rows of trades", TradeText.Fault("id,price,qty,quote_qty,time,is_buyer_maker\n").Message);
    }

    [Theory]
    [InlineData("12,0,1,1,1704067200000,True,True", "price (2): price was 0, must be above 0")]
    [InlineData("12,0.00000000,1,1,1704067200000,True,True", "price (2): price was 0, must be above 0")]
    [InlineData("12,1,0.00000000,1,1704067200000,True,True", "qty (3): quantity was 0, must be above 0")]
    [InlineData("12,-1,1,1,1704067200000,True,True", "price (2): price was '-1', must be without sign: 0 or more")]
    [InlineData("12,1,-1,1,1704067200000,True,True", "qty (3): qty was '-1', must be without sign: 0 or more")]
    [InlineData("12,NaN,1,1,1704067200000,True,True", "price (2): price was 'NaN', " + NumberForm)]
    [InlineData("12,1e5,1,1,1704067200000,True,True", "price (2): price was '1e5', " + NumberForm)]
    [InlineData("12,1.,1,1,1704067200000,True,True", "price (2): price was '1.', " + NumberForm)]
    [InlineData("12,.5,1,1,1704067200000,True,True", "price (2): price was '.5', " + NumberForm)]
    [InlineData("12,1.2.3,1,1,1704067200000,True,True", "price (2): price was '1.2.3', " + NumberForm)]
    [InlineData("12,,1,1,1704067200000,True,True", "price (2): price was empty, must be a number")]
    [InlineData("12,01,1,1,1704067200000,True,True", "price (2): price was '01', must be without leading zeros")]
    [InlineData("12,1,1,one,1704067200000,True,True", "quote_qty (4): quote_qty was 'one', " + NumberForm)]
    [InlineData("12,1,1,,1704067200000,True,True", "quote_qty (4): quote_qty was empty, must be a number")]
    [InlineData("12,1,1,1,1704067200000,yes,True", "is_buyer_maker (6): is_buyer_maker was 'yes', must be true or false")]
    [InlineData("12,1,1,1,1704067200000,Truth,True", "is_buyer_maker (6): is_buyer_maker was 'Truth', must be true or false")]
    [InlineData("12,1,1,1,1704067200000,fals,True", "is_buyer_maker (6): is_buyer_maker was 'fals', must be true or false")]
    [InlineData("12,1,1,1,1704067200000,True,", "is_best_match (7): is_best_match was empty, must be true or false")]
    [InlineData("-12,1,1,1,1704067200000,True,True", "id (1): id was '-12', must be a whole number from 0 to 9223372036854775807")]
    [InlineData("12.0,1,1,1,1704067200000,True,True", "id (1): id was '12.0', must be a whole number from 0 to 9223372036854775807")]
    [InlineData("9223372036854775808,1,1,1,1704067200000,True,True", "id (1): id was '9223372036854775808', must be a whole number from 0 to 9223372036854775807")]
    [InlineData("11,1,1,1,1704067200000,True,True", "id (1): id was 11 as on line 2 already, must be once (lines 2 and 3)")]
    [InlineData("10,1,1,1,1704067200000,True,True", "id (1): id was 10, must be above that of line 2, 11")]
    [InlineData("12,1,1,1,1704067199999,True,True", "time (5): time was 2023-12-31T23:59:59.999Z, must not be before that of line 2, 2024-01-01T00:00:00Z")]
    [InlineData("12,1,1,1,1704067200000000,True,True", "time (5): time was '1704067200000000' (microseconds since the epoch), must be milliseconds since the epoch as in the first row")]
    [InlineData("12,1,1,1,1704067200,True,True", "time (5): time was '1704067200', must be milliseconds or microseconds since the epoch")]
    [InlineData("12,1,1,1,9999999999999,True,True", "time (5): time was '9999999999999' (read as milliseconds since the epoch), must be in the years 2009 to 2100")]
    [InlineData("12,1,1,1,2024-01-01T00:00:00Z,True,True", "time (5): time was '2024-01-01T00:00:00Z', must be milliseconds or microseconds since the epoch")]
    [InlineData("12,1,1,1,1704067200000,True,\"True", "is_best_match (7): quote was opened, must be closed on the same line")]
    [InlineData("12,1,1,1,1704067200000,True,Tr\0e", "is_best_match (7): field had the control character 0x00, must be text")]
    public void A_bad_row_is_told_with_its_line_and_column(string row, string fault) =>
        Assert.Equal("btc.csv line 3, column " + fault, TradeText.RowFault(row));

    [Theory]
    [InlineData("12,1,1,1,1704067200000,True", "row had 6 columns, must have 7")]
    [InlineData("12,1,1,1,1704067200000,True,True,True", "row had 8 columns, must have 7")]
    [InlineData("12", "row had 1 columns, must have 7")]
    [InlineData("\n12,1,1,1,1704067200000,True,True", "line was empty, must be a row of trades")]
    public void A_row_of_another_shape_is_told(string row, string fault) => Assert.Equal("btc.csv line 3: " + fault, TradeText.RowFault(row));

    [Fact]
    public void Missing_ids_are_refused_when_reading_strictly()
    {
        var strict = TradeText.Trades with { Strict = true };
        Assert.Equal(
            "btc.csv line 3, column id (1): 3 ids were missing between line 2 (id 11) and line 3 (id 15), must be none when reading strictly",
            TradeText.RowFault("15,1,1,1,1704067200000,True,True", strict));
        Assert.Equal(
            "btc.csv line 3, column id (1): 1 id was missing between line 2 (id 11) and line 3 (id 13), must be none when reading strictly",
            TradeText.RowFault("13,1,1,1,1704067200000,True,True", strict));
    }

    [Theory]
    [InlineData("26129,0.01,4.7,27781,27781,1498793709153,true\n", "columns were of aggregated trades, must be of trades; --kind agg-trades fits")]
    [InlineData("0,0.2,50,0,0,1735689600010866,False,True\n", "columns were of aggregated trades, must be of trades; --kind agg-trades fits")]
    [InlineData("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n", "columns were of aggregated trades, must be of trades; --kind agg-trades fits")]
    [InlineData("id,price,qty,base_qty,time,is_buyer_maker\n", "columns were of COIN-M futures (base_qty), whose quantities are contracts; must be of spot or USD-M futures, whose quantities are base units")]
    [InlineData("timestamp,open,high,low,close,volume\n", "header was 'timestamp,open,high,low,close,volume', must name the columns of trades, " + Columns)]
    [InlineData("1499040000000,1,1,1,1,1,1499644799999,1,1,1,1,0\n", "columns were of bars (Binance klines), trades are needed; --kind bars fits")]
    [InlineData("1,2,3\n", "first line had 3 columns, must have " + Columns)]
    [InlineData("1,2,3,4,5,6\n", "first line did not have true or false where trades have it, must have " + Columns)]
    public void A_file_of_something_else_is_told(string text, string fault) => Assert.Equal("btc.csv line 1: " + fault, TradeText.Fault(text).Message);

    [Fact]
    public void Trades_given_as_aggregated_trades_are_told() => Assert.Equal(
        "btc.csv line 1: columns were of trades, must be of aggregated trades; --kind trades fits",
        TradeText.Fault("51175358,17.8,5.69,101.2,1583709433583,True,True\n", TradeText.Aggregated).Message);

    [Fact]
    public void Line_of_more_than_64_KiB_is_told() => Assert.Equal(
        "btc.csv line 3: line was longer than 65536 bytes, must be a row of trades", TradeText.RowFault("12,1,1," + new string('7', 70_000) + ",1704067200000,True,True"));

    [Fact]
    public void Damaged_packing_is_told() => Assert.Equal(
        "btc.csv: gzip did not match its checksum, must be one whole gzip stream: get the file again",
        Assert.Throws<DataFormatException>(() => TradeText.Read(BarText.Gzip(TradeText.Spot(TradeText.Walk(50)))[..^4])).Message);

    [Fact]
    public void Text_longer_than_allowed_is_refused() => Assert.Equal(
        "btc.csv: text was longer than 100 bytes, the most that is allowed",
        TradeText.Fault(TradeText.Spot(TradeText.Walk(50)), TradeText.Trades with { ContentBytesMax = 100 }).Message);

    [Fact]
    public void Bytes_that_are_not_utf8_are_told()
    {
        var bytes = Encoding.Latin1.GetBytes("10,1,1,1,1704067200000,True,True\n11,1,1,1,1704067200000,True,caf\u00E9\n");
        Assert.Equal("btc.csv line 2, column is_best_match (7): bytes were not UTF-8, must be text", Assert.Throws<DataFormatException>(() => TradeText.Read(bytes)).Message);
    }
}
