using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What OKX tells everybody. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#public-data and https://www.okx.com/docs-v5/en/#order-book-trading-market-data.</remarks>
internal sealed class OkxPublic(LoopbackVenue venue, VenueTapes tapes, OkxMarkets markets)
{
    private const int BookDepthMax = 400;
    private const int FullDepthMax = 5_000;
    private const int TradesMax = 500;
    private const int PastTradesMax = 100;
    private const int BarsMax = 300;
    private const int BarsWhenNot = 100;

    public void WriteTime(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.Moment("ts", venue.Now);
        json.WriteEndObject();
    }

    public void WriteInstruments(Utf8JsonWriter json, OkxArguments arguments)
    {
        foreach (var market in markets.Select(arguments, mustHaveType: true).ToList())
            OkxMarketJson.WriteInstrument(json, market, markets.CodeOf(market));
    }

    public void WriteFunding(Utf8JsonWriter json, OkxArguments arguments)
    {
        foreach (var market in arguments.Text("instId") == "ANY" ? markets.All.Where(static market => market.IsPerpetual) : [SwapOf(arguments)])
            OkxMarketJson.WriteFunding(json, market, venue.Funding, markets.IndexOf(market), venue.Now);
    }

    public void WritePastFunding(Utf8JsonWriter json, OkxArguments arguments)
    {
        var market = SwapOf(arguments);
        var page = OkxPage.Read(arguments, limitMax: 400, static time => time);
        var period = venue.Funding.Period;
        var first = BarTape.StartOf(tapes.Of(market).Start ?? venue.Now, period);
        var times = new List<long>();
        for (var time = BarTape.StartOf(venue.Now, period) - period; time >= first; time -= period)
            times.Add(time.Milliseconds);
        foreach (var time in page.Of(times, static time => time))
            OkxMarketJson.WritePastFunding(json, market, venue.Funding, UnixNanos.FromMilliseconds(time));
    }

    public void WriteMarks(Utf8JsonWriter json, OkxArguments arguments)
    {
        // One that is named needs no type.
        foreach (var market in markets.Select(arguments, mustHaveType: arguments.TextOrNull("instId") is null).Where(static market => market.IsPerpetual))
            OkxMarketJson.WriteMark(json, market, venue.Now);
    }

    public void WriteTicker(Utf8JsonWriter json, OkxArguments arguments) => WriteTicker(json, markets.Of(arguments));

    public void WriteTickers(Utf8JsonWriter json, OkxArguments arguments)
    {
        foreach (var market in markets.Select(arguments, mustHaveType: true).ToList())
            WriteTicker(json, market);
    }

    public void WriteTicker(Utf8JsonWriter json, LoopbackMarket market) => OkxMarketJson.WriteTicker(json, market, tapes.Of(market), venue.Now);

    public void WriteBook(Utf8JsonWriter json, OkxArguments arguments)
    {
        var market = markets.Of(arguments);
        var depth = arguments.Limit(whenNot: 1, BookDepthMax, "sz");
        json.WriteStartObject();
        OkxMarketJson.WriteSides(json, market, OkxBookLevel.Top(market, OrderSide.Sell, depth), OkxBookLevel.Top(market, OrderSide.Buy, depth));
        json.Moment("ts", venue.Now);
        json.WriteNumber("seqId", market.UpdateNumber);
        json.WriteEndObject();
    }

    public void WriteFullBook(Utf8JsonWriter json, OkxArguments arguments)
    {
        var market = markets.Of(arguments);
        var depth = arguments.Limit(whenNot: 1, FullDepthMax, "sz");
        json.WriteStartObject();
        foreach (var (name, side) in new[] { ("asks", OrderSide.Sell), ("bids", OrderSide.Buy) })
        {
            json.WriteStartArray(name);
            foreach (var level in OkxBookLevel.Top(market, side, depth))
            {
                json.WriteStartArray();
                json.WriteStringValue(DecimalText.Trimmed(level.Price));
                json.WriteStringValue(OkxMarkets.SizeText(market, level.Quantity));
                json.WriteStringValue(OkxJson.Text(level.Orders));
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        json.Moment("ts", venue.Now);
        json.WriteEndObject();
    }

    public void WriteTrades(Utf8JsonWriter json, OkxArguments arguments)
    {
        var market = markets.Of(arguments);
        foreach (var print in market.Prints.Reverse().Take(arguments.Limit(whenNot: 100, TradesMax)))
            OkxMarketJson.WriteTrade(json, market, print);
    }

    public void WritePastTrades(Utf8JsonWriter json, OkxArguments arguments)
    {
        var market = markets.Of(arguments);
        var byTime = arguments.OneOf("type", "1", "2") == "2";
        if (byTime && arguments.TextOrNull("before") is not null)
            throw new OkxError("50039", "Parameter \"before\" isn't supported for timestamp pagination");
        var page = OkxPage.Read(arguments, PastTradesMax, static id => id);
        foreach (var print in page.Of(market.Prints.Reverse(), print => byTime ? print.Time.Milliseconds : print.Number))
            OkxMarketJson.WriteTrade(json, market, print);
    }

    public void WriteBars(Utf8JsonWriter json, OkxArguments arguments)
    {
        var market = markets.Of(arguments);
        var interval = OkxInterval.Find(arguments.TextOrNull("bar") ?? "1m") ?? throw OkxError.Wrong("bar");
        var (after, before) = (arguments.TimeOrNull("after"), arguments.TimeOrNull("before"));
        var bars = interval.Bars(tapes.Of(market), venue.Now).Reverse().Where(bar => !(bar.OpenTime >= after) && !(bar.OpenTime <= before));
        foreach (var bar in bars.Take(arguments.Limit(BarsWhenNot, BarsMax)))
            OkxMarketJson.WriteBar(json, market, bar, interval.EndOf(bar) <= venue.Now);
    }

    /// <summary>Nothing is planned.</summary>
    public static void WriteStatus(OkxArguments arguments) => _ = arguments.OneOf("state", "scheduled", "ongoing", "pre_open", "completed", "canceled");

    private LoopbackMarket SwapOf(OkxArguments arguments) => markets.Of(arguments) is { IsPerpetual: true } market ? market : throw OkxError.Wrong("instId");
}
