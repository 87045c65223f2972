using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Markets, books, trades, bars and prices as OKX tells them.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#public-data and https://www.okx.com/docs-v5/en/#order-book-trading-market-data.</remarks>
internal static class OkxMarketJson
{
    private const decimal FundingRateMax = 0.00375m;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan HongKong = TimeSpan.FromHours(8);
    private static readonly UnixNanos Listed = UnixNanos.FromMilliseconds(1_606_468_572_000);

    public static void WriteInstrument(Utf8JsonWriter json, LoopbackMarket market, int code)
    {
        var (instrument, isSwap) = (market.Instrument, market.IsPerpetual);
        json.WriteStartObject();
        json.WriteString("instType", OkxMarkets.TypeOf(market));
        json.WriteString("instId", market.Symbol);
        json.WriteNumber("instIdCode", code);
        json.WriteString("uly", isSwap ? OkxMarkets.FamilyOf(market) : "");
        json.WriteString("instFamily", isSwap ? OkxMarkets.FamilyOf(market) : "");
        json.WriteString("groupId", isSwap ? "2" : "1");
        json.WriteString("category", "1");
        json.WriteString("instCategory", "1");
        json.WriteString("baseCcy", isSwap ? "" : instrument.Id.Base.Code);
        json.WriteString("quoteCcy", isSwap ? "" : instrument.Id.Quote.Code);
        json.WriteString("settleCcy", isSwap ? instrument.Id.Quote.Code : "");
        json.WriteString("ctVal", isSwap ? DecimalText.Trimmed(market.ContractSize) : "");
        json.WriteString("ctMult", isSwap ? "1" : "");
        json.WriteString("ctValCcy", isSwap ? instrument.Id.Base.Code : "");
        json.WriteString("ctType", isSwap ? "linear" : "");
        json.WriteString("lever", isSwap ? OkxJson.Text(OkxMarkets.LeverageMax) : "");
        json.Moment("listTime", Listed);
        json.Trimmed("tickSz", instrument.PriceIncrement);
        json.WriteString("lotSz", OkxMarkets.SizeText(market, instrument.QuantityIncrement));
        json.Trimmed("minSz", OkxMarkets.SizeMin(market));
        json.WriteString("state", market.IsHalted ? "suspend" : "live");
        json.WriteString("ruleType", "normal");
        foreach (var name in new[] { "maxLmtSz", "maxMktSz", "maxTwapSz", "maxIcebergSz", "maxTriggerSz", "maxStopSz" })
            json.Trimmed(name, OkxMarkets.SizeMax);
        json.WriteString("maxLmtAmt", isSwap ? "" : "20000000");
        json.WriteString("maxMktAmt", isSwap ? "" : "1000000");
        json.Blanks("alias", "auctionEndTime", "contTdSwTime", "expTime", "openType", "optType", "preMktSwTime", "stk");
        json.WriteBoolean("futureSettlement", false);
        json.WriteStartArray("tradeQuoteCcyList");
        if (!isSwap)
            json.WriteStringValue(instrument.Id.Quote.Code);
        json.WriteEndArray();
        json.EmptyList("upcChg");
        json.WriteEndObject();
    }

    public static void WriteTicker(Utf8JsonWriter json, LoopbackMarket market, BarTape tape, UnixNanos now)
    {
        var day = tape.Last(Day, now) ?? VenueBar.Empty(now, market.LastPrice);
        var (bid, ask) = (market.Depth(OrderSide.Buy, 1).FirstOrDefault(), market.Depth(OrderSide.Sell, 1).FirstOrDefault());
        json.WriteStartObject();
        json.WriteString("instType", OkxMarkets.TypeOf(market));
        json.WriteString("instId", market.Symbol);
        json.Trimmed("last", market.LastPrice);
        json.WriteString("lastSz", OkxMarkets.SizeText(market, market.Prints.LastOrDefault()?.Quantity ?? 0));
        json.WriteString("askPx", ask.Quantity == 0 ? "" : DecimalText.Trimmed(ask.Price));
        json.WriteString("askSz", ask.Quantity == 0 ? "" : OkxMarkets.SizeText(market, ask.Quantity));
        json.WriteString("bidPx", bid.Quantity == 0 ? "" : DecimalText.Trimmed(bid.Price));
        json.WriteString("bidSz", bid.Quantity == 0 ? "" : OkxMarkets.SizeText(market, bid.Quantity));
        json.Trimmed("open24h", day.Open);
        json.Trimmed("high24h", day.High);
        json.Trimmed("low24h", day.Low);
        json.Trimmed("volCcy24h", market.IsPerpetual ? day.Volume : day.QuoteVolume);
        json.WriteString("vol24h", OkxMarkets.SizeText(market, day.Volume));
        json.Trimmed("sodUtc0", OpenAt(tape, BarTape.StartOf(now, Day), now, market));
        json.Trimmed("sodUtc8", OpenAt(tape, BarTape.StartOf(now + HongKong, Day) - HongKong, now, market));
        json.Moment("ts", now);
        json.WriteEndObject();
    }

    /// <summary>Both sides of a book; levels are best first.</summary>
    public static void WriteSides(Utf8JsonWriter json, LoopbackMarket market, IEnumerable<OkxBookLevel> asks, IEnumerable<OkxBookLevel> bids)
    {
        foreach (var (name, levels) in new[] { ("asks", asks), ("bids", bids) })
        {
            json.WriteStartArray(name);
            foreach (var level in levels)
            {
                json.WriteStartArray();
                json.WriteStringValue(DecimalText.Trimmed(level.Price));
                json.WriteStringValue(OkxMarkets.SizeText(market, level.Quantity));
                json.WriteStringValue("0");
                json.WriteStringValue(OkxJson.Text(level.Orders));
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
    }

    public static void WriteTrade(Utf8JsonWriter json, LoopbackMarket market, LoopbackPrint print)
    {
        json.WriteStartObject();
        WriteTrade(json, market, print, print.Quantity);
        json.WriteEndObject();
    }

    /// <summary>What one taker took at one price, as one.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="market">Where.</param>
    /// <param name="prints">Of one taker and one price, oldest first; at least one.</param>
    public static void WriteTrades(Utf8JsonWriter json, LoopbackMarket market, IReadOnlyList<LoopbackPrint> prints)
    {
        json.WriteStartObject();
        WriteTrade(json, market, prints[^1], prints.Sum(static print => print.Quantity));
        json.WriteNumberText("count", prints.Count);
        json.WriteNumber("seqId", market.UpdateNumber);
        json.WriteEndObject();
    }

    /// <summary>A bar as an array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="market">Whose.</param>
    /// <param name="bar">As far as it is known.</param>
    /// <param name="isClosed">Whether it has ended.</param>
    public static void WriteBar(Utf8JsonWriter json, LoopbackMarket market, VenueBar bar, bool isClosed)
    {
        json.WriteStartArray();
        json.WriteStringValue(OkxJson.Text(bar.OpenTime.Milliseconds));
        foreach (var price in new[] { bar.Open, bar.High, bar.Low, bar.Close })
            json.WriteStringValue(DecimalText.Trimmed(price));
        json.WriteStringValue(OkxMarkets.SizeText(market, bar.Volume));
        json.WriteStringValue(DecimalText.Trimmed(market.IsPerpetual ? bar.Volume : bar.QuoteVolume));
        json.WriteStringValue(DecimalText.Trimmed(bar.QuoteVolume));
        json.WriteStringValue(isClosed ? "1" : "0");
        json.WriteEndArray();
    }

    public static void WriteMark(Utf8JsonWriter json, LoopbackMarket market, UnixNanos now)
    {
        json.WriteStartObject();
        json.WriteString("instType", OkxMarkets.TypeOf(market));
        json.WriteString("instId", market.Symbol);
        json.Trimmed("markPx", OkxMarkets.MarkOf(market));
        json.Moment("ts", now);
        json.WriteEndObject();
    }

    /// <summary>The next funding, of a rate that stays.</summary>
    public static void WriteFunding(Utf8JsonWriter json, LoopbackMarket market, LoopbackFunding funding, decimal index, UnixNanos now)
    {
        var next = BarTape.StartOf(now, funding.Period) + funding.Period;
        var premium = index == 0 ? 0 : decimal.Round((OkxMarkets.MarkOf(market) - index) / index, 16);
        json.WriteStartObject();
        json.WriteString("instType", "SWAP");
        json.WriteString("instId", market.Symbol);
        json.WriteString("method", "current_period");
        json.WriteString("formulaType", "noRate");
        json.Trimmed("fundingRate", funding.Rate);
        json.Moment("fundingTime", next);
        json.Moment("nextFundingTime", next + funding.Period);
        json.Trimmed("minFundingRate", -FundingRateMax);
        json.Trimmed("maxFundingRate", FundingRateMax);
        json.WriteString("settState", "settled");
        json.Trimmed("settFundingRate", funding.Rate);
        json.Trimmed("premium", premium);
        json.Moment("ts", now);
        json.Blanks("impactValue", "interestRate", "nextFundingRate");
        json.WriteEndObject();
    }

    public static void WritePastFunding(Utf8JsonWriter json, LoopbackMarket market, LoopbackFunding funding, UnixNanos time)
    {
        json.WriteStartObject();
        json.WriteString("instType", "SWAP");
        json.WriteString("instId", market.Symbol);
        json.WriteString("formulaType", "noRate");
        json.Trimmed("fundingRate", funding.Rate);
        json.Trimmed("realizedRate", funding.Rate);
        json.Moment("fundingTime", time);
        json.WriteString("method", "current_period");
        json.WriteEndObject();
    }

    private static void WriteTrade(Utf8JsonWriter json, LoopbackMarket market, LoopbackPrint print, decimal quantity)
    {
        json.WriteString("instId", market.Symbol);
        json.WriteNumberText("tradeId", print.Number);
        json.Trimmed("px", print.Price);
        json.WriteString("sz", OkxMarkets.SizeText(market, quantity));
        json.WriteString("side", OkxJson.SideOf(print.TakerSide));
        json.WriteString("source", "0");
        json.Moment("ts", print.Time);
    }

    private static decimal OpenAt(BarTape tape, UnixNanos start, UnixNanos now, LoopbackMarket market) =>
        tape.Bars(TimeSpan.FromHours(1), start, now) is [var first, ..] ? first.Open : market.LastPrice;
}
