using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Answers of OKX's REST API, as its document has them, and as they were recorded.</summary>
public sealed class OkxAnswerTests
{
    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.OKX"), 0.1m, 0.00000001m, FeeSchedule.Flat(0, 0));
    private static readonly VenueMarket Market = new("BTC-USDT", Instrument);
    private static readonly VenueMarket Swap = new("BTC-USDT-SWAP", new Instrument(InstrumentId.Parse("BTC-USDT-PERP.OKX"), 0.1m, 0.0001m, FeeSchedule.Flat(0, 0))) { ContractSize = 0.01m };

    [Fact]
    public void Market_has_the_grid_and_the_limits_of_the_document()
    {
        const string Row = """{"alias":"","baseCcy":"BTC","instId":"BTC-USDT","instType":"SPOT","lotSz":"0.00000001","maxLmtAmt":"1000000","maxLmtSz":"9999999999","maxMktAmt":"1000000","maxMktSz":"","minSz":"0.00001","quoteCcy":"USDT","state":"live","tickSz":"0.1"}""";
        string[] others = [Row.Replace("live", "suspend", StringComparison.Ordinal), Row.Replace("SPOT", "MARGIN", StringComparison.Ordinal), Row.Replace("0.1", "0.0000000001", StringComparison.Ordinal), Row.Replace("\"0.1\"", "\"\"", StringComparison.Ordinal)];
        var rows = string.Join(',', [Row, .. others]);
        var market = Assert.Single(Read($$"""{"code":"0","msg":"","data":[{{rows}}]}""", OkxMarketJson.Markets));
        Assert.Equal(("BTC-USDT", "BTC-USDT.OKX"), (market.Symbol, market.Instrument.Id.ToString()));
        var instrument = market.Instrument;
        Assert.Equal((0.1m, 0.00000001m, 0.00001m, 9_999_999_999m), (instrument.PriceIncrement, instrument.QuantityIncrement, instrument.QuantityMin, instrument.QuantityMax));
    }

    // Of the document, but for the first: ctVal 0.01 and lotSz 0.01 make steps of 0.0001 BTC.
    [Fact]
    public void Swap_is_counted_in_base_units_of_which_a_contract_is_so_many()
    {
        const string Row = """{"baseCcy":"","ctMult":"1","ctType":"linear","ctVal":"0.01","ctValCcy":"BTC","instFamily":"BTC-USDT","instId":"BTC-USDT-SWAP","instType":"SWAP","lotSz":"0.01","maxLmtSz":"100000000","minSz":"0.01","quoteCcy":"","settleCcy":"USDT","state":"live","tickSz":"0.1","uly":"BTC-USDT"}""";
        string[] others =
        [
            Row.Replace("linear", "inverse", StringComparison.Ordinal),
            Row.Replace("\"settleCcy\":\"USDT\"", "\"settleCcy\":\"USDC\"", StringComparison.Ordinal),
            Row.Replace("\"ctValCcy\":\"BTC\"", "\"ctValCcy\":\"USD\"", StringComparison.Ordinal),
            Row.Replace("live", "preopen", StringComparison.Ordinal),
            Row.Replace("SWAP", "FUTURES", StringComparison.Ordinal),
            Row.Replace("\"ctMult\":\"1\"", "\"ctMult\":\"\"", StringComparison.Ordinal),
            Row.Replace("\"ctVal\":\"0.01\"", "\"ctVal\":\"0\"", StringComparison.Ordinal),
        ];
        var market = Assert.Single(Read($$"""{"code":"0","msg":"","data":[{{string.Join(',', [Row, .. others])}}]}""", OkxMarketJson.Markets));
        Assert.Equal(("BTC-USDT-SWAP", "BTC-USDT-PERP.OKX", 0.01m), (market.Symbol, market.Instrument.Id.ToString(), market.ContractSize));
        var instrument = market.Instrument;
        Assert.Equal((0.1m, 0.0001m, 0.0001m, 1_000_000m), (instrument.PriceIncrement, instrument.QuantityIncrement, instrument.QuantityMin, instrument.QuantityMax));
        Assert.Equal(50, market.SizeOf(instrument.ToQuantity(0.5m, GridRounding.Exact)));
        Assert.Equal(0.0123m, market.QuantityOf(1.23m).Value);
        Assert.Throws<OffGridException>(() => market.QuantityOf(1.234m));
    }

    // A bar that goes on is told as no bar.
    [Fact]
    public void Only_bars_that_are_confirmed_are_closed()
    {
        var bars = Read(
            """{"code":"0","msg":"","data":[["1597026420000","3.7","3.8","3.6","3.7","1","1","1","0"],["1597026360000","3.7","3.8","3.6","3.7","8422410.5","22698348.04828491","12698348.04828491","1"]]}""",
            json => OkxMarketJson.Bars(json, Market, BarInterval.Parse("1m")));
        Assert.Equal((2, true), (bars.Count, bars[0].Closed is null));
        var bar = bars[1].Closed!.Value;
        Assert.Equal((1_597_026_360_000, 1_597_026_420_000, 3.8m, 8_422_410.5m), (bar.OpenTime.Milliseconds, bar.CloseTime.Milliseconds, bar.High.Value, bar.Volume));
    }

    [Fact]
    public void Order_of_the_document_is_read()
    {
        var order = Read(
            """{"accFillSz":"0.2","algoClOrdId":"","cancelSource":"1","clOrdId":"b15","instId":"BTC-USDT","ordId":"312269865356374016","ordType":"post_only","px":"59200","side":"sell","state":"canceled","sz":"1","tgtCcy":"","uTime":"1618235248028"}""",
            static json => OkxOrderJson.Order(json, Market));
        Assert.Equal(("b15", "312269865356374016", 1_618_235_248_028), (order.ClientId, order.VenueOrderId, order.VenueTime.Milliseconds));
        Assert.Equal((VenueOrderStatus.Canceled, 0.2m), (order.Status, order.Filled.Value));
        Assert.Equal((OrderSide.Sell, OrderType.Limit, true, 1m, 59_200m), (order.Terms.Side, order.Terms.Type, order.Terms.IsPostOnly, order.Terms.Quantity.Value, order.Terms.Price?.Value));
    }

    // 20 of 100 contracts of 0.01 BTC.
    [Fact]
    public void Order_and_fill_of_a_swap_are_read_in_base_units()
    {
        var order = Read(
            """{"accFillSz":"20","algoClOrdId":"","cancelSource":"17","clOrdId":"b15","instId":"BTC-USDT-SWAP","ordId":"312269865356374016","ordType":"limit","px":"59200","reduceOnly":"true","side":"sell","state":"canceled","sz":"100","tgtCcy":"","uTime":"1618235248028"}""",
            static json => OkxOrderJson.Order(json, Swap));
        Assert.Equal((1m, 0.2m, true), (order.Terms.Quantity.Value, order.Filled.Value, order.Terms.IsReduceOnly));
        Assert.Equal("position_closed", OkxOrderJson.ReasonOf("17", out _));
        var fill = Read(
            """{"side":"sell","fillSz":"1.5","fillPx":"51858","fillPnl":"-0.25","fee":"-0.38","ordId":"680800019749904384","fillTime":"1708587373361","execType":"T","tradeId":"744876980","feeCcy":"USDT"}""",
            static json => OkxOrderJson.Fill(json, Swap, "ours"));
        Assert.Equal((0.015m, -0.25m, new Money(0.38m, Currency.Parse("USDT"))), (fill.Quantity.Value, fill.RealizedPnl, fill.Fee));
    }

    [Theory]
    [InlineData("\"sz\":\"1\"", "\"sz\":\"1.000000001\"")] // Off the grid.
    [InlineData("\"sz\":\"1\"", "\"sz\":\"1e3\"")]
    [InlineData("\"side\":\"sell\"", "\"side\":\"short\"")]
    [InlineData("\"ordType\":\"limit\"", "\"ordType\":\"elp\"")]
    [InlineData("\"state\":\"live\"", "\"state\":\"unheard_of\"")]
    [InlineData("\"tgtCcy\":\"\"", "\"tgtCcy\":\"quote_ccy\"")] // Its size is no quantity.
    [InlineData("\"uTime\":\"1618235248028\"", "\"uTime\":\"\"")]
    [InlineData("\"accFillSz\":\"0.2\",", "")]
    public void Order_that_is_not_as_documented_is_unreadable(string part, string otherwise)
    {
        const string Order = """{"accFillSz":"0.2","algoClOrdId":"","cancelSource":"","clOrdId":"b15","instId":"BTC-USDT","ordId":"312269865356374016","ordType":"limit","px":"59200","side":"sell","state":"live","sz":"1","tgtCcy":"","uTime":"1618235248028"}""";
        Assert.Equal("b15", Read(Order, static json => OkxOrderJson.Order(json, Market)).ClientId);
        Assert.Throws<UnreadableException>(() => Read(Order.Replace(part, otherwise, StringComparison.Ordinal), static json => OkxOrderJson.Order(json, Market)));
    }

    [Fact]
    public void Fill_of_the_document_is_read_and_its_fee_is_what_was_paid()
    {
        var fill = Read(
            """{"side":"buy","fillSz":"0.00192834","fillPx":"51858","fee":"-0.00000192834","ordId":"680800019749904384","instType":"SPOT","instId":"BTC-USDT","clOrdId":"","billId":"680800019754098688","fillTime":"1708587373361","execType":"T","tradeId":"744876980","feeCcy":"BTC","ts":"1708587373362"}""",
            static json => OkxOrderJson.Fill(json, Market, "ours"));
        Assert.Equal(
            new VenueFill(
                "ours",
                "680800019749904384",
                "744876980",
                Instrument.ToPrice(51_858, GridRounding.Exact),
                Instrument.ToQuantity(0.00192834m, GridRounding.Exact),
                new Money(0.00000192834m, Currency.Parse("BTC")),
                Liquidity.Taker,
                UnixNanos.FromMilliseconds(1_708_587_373_361)),
            fill);
    }

    // What was recorded reads as ours where it could be, else it is refused with a cause; no byte of it makes anything worse than that.
    [Fact]
    public void Recorded_answers_are_read_or_refused()
    {
        var folder = Corpus.Folder is { } root ? Path.Combine(root, "fixtures/venues/okx/rest") : null;
        Assert.SkipUnless(Directory.Exists(folder), "needs recorded venue messages: set VELOZ_TEST_CORPUS to a folder that has fixtures/venues/okx");
        Assert.Equal("BTC-USDT", Assert.Single(Answer("ExchangeData/GetSymbols", OkxMarketJson.Markets)).Symbol);
        Assert.Equal("301835739059335168", Answer("Trading/GetOrders", static json => OkxOrderJson.Order(json.Get("data")[0], Market)).VenueOrderId);
        Assert.Equal("744876980", Answer("Trading/GetUserTrades", static json => OkxOrderJson.Fill(json.Get("data")[0], Market, "")).TradeId);
        Assert.Throws<UnreadableException>(() => Answer("Trading/GetOrderDetails", static json => OkxOrderJson.Order(json.Get("data")[0], Market))); // Its size is in quote currency.
        Assert.Throws<UnreadableException>(() => Answer("Trading/GetAlgoOrder", static json => OkxAlgoJson.Order(json.Get("data")[0], Market))); // It trails.
        var chance = SplitMix64.Stream(13, "mutate", 0);
        foreach (var name in new[] { "Trading/GetOrders", "Trading/GetUserTrades", "Trading/GetAlgoOrderList", "ExchangeData/GetSymbols", "ExchangeData/GetKlineHistory" })
        {
            for (var round = 0; round < 2_000; round++)
            {
                var body = BodyOf(name);
                body[chance.NextBelow((ulong)body.Length)] = (byte)chance.NextBelow(256);
                try
                {
                    AnswerJson.Read(body, json => ReadAny(json, name));
                }
                catch (UnreadableException)
                {
                    // As it should.
                }
            }
        }

        byte[] BodyOf(string name) => Encoding.UTF8.GetBytes(string.Join('\n', File.ReadAllLines(Path.Combine(folder!, name + ".txt"))[3..]));

        T Answer<T>(string name, Func<JsonElement, T> read) => AnswerJson.Read(BodyOf(name), read);
    }

    private static object ReadAny(JsonElement json, string name) => name switch
    {
        "Trading/GetOrders" => OkxOrderJson.Order(json.Get("data").Rows().First(), Market),
        "Trading/GetUserTrades" => OkxOrderJson.Fill(json.Get("data").Rows().First(), Market, ""),
        "Trading/GetAlgoOrderList" => OkxAlgoJson.Order(json.Get("data").Rows().First(), Market),
        "ExchangeData/GetSymbols" => OkxMarketJson.Markets(json),
        _ => OkxMarketJson.Bars(json, Market, BarInterval.Parse("1m")),
    };

    private static T Read<T>(string json, Func<JsonElement, T> read) => AnswerJson.Read(Encoding.UTF8.GetBytes(json), read);
}
