using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class TradeFileReaderTests
{
    // The rows of https://github.com/binance/binance-public-data, and its columns.
    [Fact]
    public void Spot_trades_are_read()
    {
        var file = TradeText.Read("51175358,17.80180000,5.69000000,101.29224200,1583709433583,True,True\n51175359,17.80,5,89,1583709433583,False,True\n");
        Assert.Equal(["2020-03-08T23:17:13.583Z,51175358,17.8018,5.69,Sell", "2020-03-08T23:17:13.583Z,51175359,17.8,5,Buy"], TradeText.Rows(file.Trades));
        Assert.Equal(
            new TradeFileSummary(TradeKind.Trades, FilePacking.Plain, HasHeader: false, BarTimeForm.Milliseconds, RowsRead: 2, MissingIds: 0, FirstGap: null, ContentBytes: 114),
            file.Summary);
    }

    [Fact]
    public void Futures_trades_are_read_with_their_header_and_without()
    {
        const string row = "28457,4.00000100,12.00000000,48.00,1499865549590,true\n";
        foreach (var header in new[] { "", "id,price,qty,quote_qty,time,is_buyer_maker\n", "trade Id,price,qty,quoteQty,time,isBuyerMaker\n" })
        {
            var file = TradeText.Read(header + row);
            Assert.Equal(["2017-07-12T13:19:09.59Z,28457,4.000001,12,Sell"], TradeText.Rows(file.Trades));
            Assert.Equal(header.Length > 0, file.Summary.HasHeader);
        }
    }

    [Fact]
    public void Spot_aggregated_trades_are_read_with_microseconds()
    {
        var file = TradeText.Read("0,0.20000000,50.00000000,0,0,1735689600010866,False,True\n1,0.2,1.25,1,3,1735689600010867,True,True\n", TradeText.Aggregated);
        Assert.Equal(["2025-01-01T00:00:00.010866Z,0,0.2,50,Buy", "2025-01-01T00:00:00.010867Z,1,0.2,1.25,Sell"], TradeText.Rows(file.Trades));
        Assert.Equal(BarTimeForm.Microseconds, file.Summary.TimeForm);
    }

    [Fact]
    public void Futures_aggregated_trades_are_read_with_their_header_and_without()
    {
        const string row = "26129,0.01633102,4.70443515,27781,27781,1498793709153,true\n";
        foreach (var header in new[] { "", "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n" })
            Assert.Equal(["2017-06-30T03:35:09.153Z,26129,0.01633102,4.70443515,Sell"], TradeText.Rows(TradeText.Read(header + row, TradeText.Aggregated).Trades));
    }

    [Fact]
    public void Packed_files_are_read()
    {
        var text = TradeText.Spot(TradeText.Walk(50));
        foreach (var (bytes, packing) in new[] { (BarText.Zip(("BTCUSDT-trades-2024-01-01.csv", text)), FilePacking.Zip), (BarText.Gzip(text), FilePacking.Gzip) })
        {
            var file = TradeText.Read(bytes);
            Assert.Equal((50, packing), (file.Trades.Count, file.Summary.Packing));
        }
    }

    [Fact]
    public void Quotes_byte_order_mark_carriage_returns_and_a_last_line_without_end_are_accepted()
    {
        const string text = "\uFEFF10,100.5,2,201,1704067200000,TRUE,true\r\n\"11\",\"100.25\",2,200.5,1704067200001,\"false\",True";
        Assert.Equal(["2024-01-01T00:00:00Z,10,100.5,2,Sell", "2024-01-01T00:00:00.001Z,11,100.25,2,Buy"], TradeText.Rows(TradeText.Read(text).Trades));
        Assert.Equal(2, TradeText.Read(text + "\n\n\r\n").Trades.Count);
    }

    // Digits after the point come late, go beyond 8, and beyond what 64 bits hold.
    [Fact]
    public void Values_are_exact_whatever_their_digits()
    {
        const string text = """
            1,7,3,21,1704067200000,True,True
            2,7.5,3,21,1704067200000,True,True
            3,7.50000000,0.00000001,21,1704067200000,True,True
            4,7.123456789,12345678,21,1704067200000,True,True
            5,123456789012345678.5,1.123456789012345678,21,1704067200000,True,True
            6,7.1,3.0,21.123456789123456789,1704067200000,True,True
            """;
        var trades = TradeText.Read(text).Trades;
        Assert.Equal(
            [(7m, 3m), (7.5m, 3m), (7.5m, 0.00000001m), (7.123456789m, 12345678m), (123456789012345678.5m, 1.123456789012345678m), (7.1m, 3m)],
            Enumerable.Range(0, 6).Select(index => (trades.Price[index], trades.Quantity[index])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Large_files_are_read_as_they_were_written(bool isMicroseconds)
    {
        var trades = TradeText.Walk(20_000);
        var file = TradeText.Read(TradeText.Spot(trades, isMicroseconds));
        Assert.Equal(TradeText.Rows(trades), TradeText.Rows(file.Trades));
        Assert.Equal((2, 5), (file.Trades.Price.Scale, file.Trades.Quantity.Scale));
    }

    [Fact]
    public void Missing_ids_are_counted_and_the_first_stretch_is_told()
    {
        var file = TradeText.Read("10,1,1,1,1704067200000,True,True\n11,1,1,1,1704067200000,True,True\n14,1,1,1,1704067200000,True,True\n16,1,1,1,1704067200000,True,True\n");
        Assert.Equal((3L, new TradeGap(Before: 11, After: 14, LineBefore: 2, LineAfter: 3, Missing: 2)), (file.Summary.MissingIds, file.Summary.FirstGap));
    }

    [Fact]
    public void Trades_outside_the_time_asked_for_are_checked_and_not_kept()
    {
        const string text = "10,1,1,1,1704067200000,True,True\n13,1,1,1,1704067200001,True,True\n14,1,1,1,1704067200002,True,True\n19,1,1,1,1704067200003,True,True\n";
        var range = TradeText.Trades with { From = BarText.Time("2024-01-01T00:00:00.001Z"), To = BarText.Time("2024-01-01T00:00:00.003Z") };
        var file = TradeText.Read(text, range);
        Assert.Equal([13, 14], file.Trades.Ids.ToArray());
        Assert.Equal((4L, 0L), (file.Summary.RowsRead, file.Summary.MissingIds));
        Assert.Equal(
            "btc.csv line 5, column price (2): price was 0, must be above 0",
            TradeText.Fault(text + "20,0,1,1,1704067200004,True,True\n", range).Message);
    }

    // Three days, the second without a trade; the last trade of a day and the first of the next lie a nanosecond's count apart.
    [Fact]
    public void Days_are_read_one_by_one()
    {
        const string text = "10,1,1,1,1704067200000,True,True\n11,1,1,1,1704153599999,True,True\n12,2,1,1,1704153600000,True,True\n13,3,1,1,1704326400000,True,True\n15,3,1,1,1704326400000,True,True\n";
        using var reader = TradeFileReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "btc.csv", TradeText.Trades, bytesRead: null, TestContext.Current.CancellationToken);
        Assert.Equal([10, 11], reader.ReadDay()!.Ids.ToArray());
        Assert.Equal([12], reader.ReadDay()!.Ids.ToArray());
        Assert.Null(reader.Summary);
        Assert.Equal([13, 15], reader.ReadDay()!.Ids.ToArray());
        Assert.Null(reader.ReadDay());
        Assert.Null(reader.ReadDay());
        Assert.Equal((5L, 1L), (reader.Summary!.RowsRead, reader.Summary.MissingIds));
    }

    // Pieces of any size, days or not, with a header and without; the last row goes wide, which the next piece must not be.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100)]
    public void Files_are_read_piece_by_piece(int max)
    {
        const string rows = "10,1,1,1,1704067200000,true\n11,1.25,123456789012345678901,1,1704153599999,true\n12,2,1.5,1,1704153600000,false\n14,3,1,1,1704326400000,true\n";
        foreach (var header in new[] { "", "id,price,qty,quote_qty,time,is_buyer_maker\n" })
        {
            var bytes = Encoding.UTF8.GetBytes(header + rows);
            using var reader = TradeFileReader.Open(new MemoryStream(bytes), "btc.csv", TradeText.Trades, bytesRead: null, TestContext.Current.CancellationToken);
            var (read, piece) = (new List<string>(), new TradeSeries());
            while (reader.TryRead(piece, max))
            {
                Assert.InRange(piece.Count, 1, max);
                read.AddRange(TradeText.Rows(piece));
            }
            Assert.Equal(TradeText.Rows(TradeText.Read(bytes).Trades), read);
            Assert.Equal((4L, 1L, 0), (reader.Summary!.RowsRead, reader.Summary.MissingIds, piece.Count));
            Assert.False(reader.TryRead(piece, max));
        }
    }

    [Fact]
    public void Reading_can_be_stopped_and_tells_how_far_it_is()
    {
        var bytes = Encoding.UTF8.GetBytes(TradeText.Spot(TradeText.Walk(20_000)));
        using var stop = new CancellationTokenSource();
        var told = new List<long>();
        Assert.Throws<OperationCanceledException>(() => TradeFileReader.Read(new MemoryStream(bytes), "btc.csv", TradeText.Trades, new Told(bytesRead =>
        {
            told.Add(bytesRead);
            stop.Cancel();
        }), stop.Token));
        Assert.InRange(Assert.Single(told), 1, bytes.Length - 1);
    }

    // Two files, one with twice the rows: what grows with rows is the buffers and the columns alone.
    [Fact]
    public void Rows_that_are_not_kept_allocate_nothing()
    {
        var none = TradeText.Trades with { From = UnixNanos.MaxValue };
        var (one, two) = (Encoding.UTF8.GetBytes(TradeText.Spot(TradeText.Walk(5_000))), Encoding.UTF8.GetBytes(TradeText.Spot(TradeText.Walk(10_000))));
        // The least of several: what the runtime allocates by itself, as for a pool that it has trimmed, comes only now and then.
        long Allocated(byte[] bytes) => Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            TradeText.Read(bytes, none);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Allocated(two);
        Assert.Equal(Allocated(one), Allocated(two));
    }

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
