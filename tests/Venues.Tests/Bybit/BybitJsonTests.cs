using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>Answers of Bybit's REST API; written after https://bybit-exchange.github.io/docs/v5/market/instrument and the pages beside it.</summary>
public sealed class BybitJsonTests
{
    private const string Markets = """
        {"category":"spot","list":[{"symbol":"BTCUSDT","baseCoin":"BTC","quoteCoin":"USDT","innovation":"0","status":"Trading","marginTrading":"utaOnly","stTag":"0",
        "lotSizeFilter":{"basePrecision":"0.000001","quotePrecision":"0.0000001","minOrderQty":"0.000011","maxOrderQty":"84","minOrderAmt":"5","maxOrderAmt":"8000000",
        "maxLimitOrderQty":"83","maxMarketOrderQty":"41.5","postOnlyMaxLimitOrderSize":"60000"},"priceFilter":{"tickSize":"0.1"},"symbolType":""}]}
        """;

    private const string Bars = """
        {"symbol":"BTCUSDT","category":"spot","list":[["1670608800000","17071","17073","17027","17055.5","268.611","1"],["1670605200000","17071.5","17071.5","17061","17071","4.177","1"],
        ["1670601600000","17086.5","17088","16978","17071.5","6.356","1"]]}
        """;

    private const string Order = """
        {"orderId":"1321003749386327552","orderLinkId":"x","symbol":"BTCUSDT","price":"26864.40","qty":"0.003","side":"Buy","orderStatus":"Cancelled","cancelType":"UNKNOWN",
        "rejectReason":"EC_PostOnlyWillTakeLiquidity","cumExecQty":"0.001","timeInForce":"PostOnly","orderType":"Limit","stopOrderType":"UNKNOWN","triggerPrice":"0.00","triggerDirection":0,
        "lastPriceOnCreated":"0.00","basePrice":"27000","createdTime":"1684476068369","updatedTime":"1684476068372"}
        """;

    private const string Fill = """
        {"symbol":"BTCUSDT","orderId":"1","orderLinkId":"x","side":"Sell","execId":"2","execPrice":"59999.5","execQty":"0.2","execType":"Trade","execTime":"1767225600001","execFee":"-0.01",
        "feeCurrency":"USDT","isMaker":false,"extraFees":[]}
        """;

    private static readonly Instrument Instrument = new(InstrumentId.Parse("BTC-USDT.BYBIT"), 0.1m, 0.000001m, FeeSchedule.Flat(0.001m, 0.001m));
    private static readonly BarInterval Hour = BarInterval.Parse("1h");

    [Fact]
    public void A_market_has_the_grid_and_the_limits_that_hold()
    {
        var market = Assert.Single(Read(Markets, BybitMarketJson.Markets));
        Assert.Equal(("BTCUSDT", InstrumentId.Parse("BTC-USDT.BYBIT")), (market.Symbol, market.Instrument.Id));
        var instrument = market.Instrument;
        Assert.Equal((0.1m, 0.000001m), (instrument.PriceIncrement, instrument.QuantityIncrement));
        Assert.Equal((0.000001m, 83m, 5m, null), (instrument.QuantityMin, instrument.QuantityMax, instrument.NotionalMin, instrument.NotionalMax));
    }

    [Fact]
    public void A_market_that_is_not_open_or_not_of_our_terms_is_left()
    {
        Assert.Empty(Read(Markets.Replace("Trading", "PreLaunch", StringComparison.Ordinal), BybitMarketJson.Markets));
        Assert.Empty(Read(Markets.Replace("\"BTC\"", "\"b-t\"", StringComparison.Ordinal), BybitMarketJson.Markets));
        Assert.Empty(Read(Markets.Replace("\"0.1\"", "\"0.00000000001\"", StringComparison.Ordinal), BybitMarketJson.Markets)); // No sum of it is exact.
    }

    // They come newest first, and the newest goes on.
    [Fact]
    public void Bars_are_told_oldest_first_without_the_one_that_goes_on()
    {
        var bars = Read(Bars, json => BybitMarketJson.Bars(json, Instrument, Hour, UnixNanos.FromMilliseconds(1_670_608_800_001)));
        Assert.Equal([1_670_601_600_000, 1_670_605_200_000], bars.Select(static bar => bar.OpenTime.Milliseconds));
        Assert.Equal((17_086.5m, 17_088m, 16_978m, 17_071.5m, 6.356m), (bars[0].Open.Value, bars[0].High.Value, bars[0].Low.Value, bars[0].Close.Value, bars[0].Volume));
    }

    [Theory]
    [InlineData("PostOnly", "Limit", "0.00", 0, OrderType.Limit, true)]
    [InlineData("GTC", "Market", "0.00", 0, OrderType.Market, false)]
    [InlineData("GTC", "Limit", "28000", 1, OrderType.StopLimit, false)]
    [InlineData("GTC", "Limit", "28000", 0, OrderType.StopLimit, false)] // Above 27,000, the last price when it came.
    [InlineData("GTC", "Market", "28000", 1, OrderType.StopMarket, false)]
    [InlineData("GTC", "Limit", "26000", 2, OrderType.LimitIfTouched, false)]
    [InlineData("GTC", "Market", "26000", 0, OrderType.MarketIfTouched, false)]
    public void An_order_has_its_type(string timeInForce, string type, string trigger, int direction, OrderType told, bool isPostOnly)
    {
        var text = Order.Replace("PostOnly\",\"orderType\":\"Limit", $"{timeInForce}\",\"orderType\":\"{type}", StringComparison.Ordinal)
            .Replace("\"triggerPrice\":\"0.00\",\"triggerDirection\":0", $"\"triggerPrice\":\"{trigger}\",\"triggerDirection\":{direction}", StringComparison.Ordinal);
        var order = Read(text, static json => BybitOrderJson.Order(json, Instrument));
        Assert.Equal((told, isPostOnly, type == "Limit" ? 26_864.4m : null), (order.Terms.Type, order.Terms.IsPostOnly, order.Terms.Price?.Value));
        Assert.Equal((0.003m, 0.001m, VenueOrderStatus.Expired, 1_684_476_068_372), (order.Terms.Quantity.Value, order.Filled.Value, order.Status, order.VenueTime.Milliseconds));
    }

    [Fact]
    public void A_trigger_without_a_direction_is_not_guessed() => Assert.Throws<UnreadableException>(() => Read(
        Order.Replace("\"triggerPrice\":\"0.00\"", "\"triggerPrice\":\"28000\"", StringComparison.Ordinal).Replace("\"basePrice\":\"27000\",", "", StringComparison.Ordinal),
        static json => BybitOrderJson.Order(json, Instrument)));

    // Whatever an answer says, it is read or it is unreadable.
    [Fact]
    public void Mutated_answers_are_read_or_refused()
    {
        (string Text, Action<JsonElement> Read)[] answers =
        [
            (Markets, static json => BybitMarketJson.Markets(json)),
            (Bars, static json => BybitMarketJson.Bars(json, Instrument, Hour, UnixNanos.MaxValue)),
            (Order, static json => BybitOrderJson.Order(json, Instrument)),
            (Order, static json => BybitOrderJson.ReasonOf(json)),
            (Fill, static json => BybitOrderJson.Fill(json, Instrument)),
        ];
        var chance = SplitMix64.Stream(17, "mutate", 0);
        var read = 0;
        for (var number = 0; number < Tier.Pick(quick: 20_000, full: 100_000, nightly: 1_000_000); number++)
        {
            var (text, reading) = answers[number % answers.Length];
            var message = Encoding.UTF8.GetBytes(text);
            for (var change = chance.NextBelow(3); change > 0; change--)
                message[chance.NextBelow((ulong)message.Length)] = unchecked((byte)chance.NextBelow(256));
            try
            {
                AnswerJson.Read(message, json =>
                {
                    reading(json);
                    return true;
                });
                read++;
            }
            catch (UnreadableException)
            {
                // As it must be.
            }
        }
        Assert.True(read > 1_000, $"{read} were read");
    }

    private static T Read<T>(string text, Func<JsonElement, T> read) => AnswerJson.Read(Encoding.UTF8.GetBytes(text), read);
}
