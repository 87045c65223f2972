using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What a market's ticker says, and in which order. Used under the venue's lock.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/market/tickers and https://bybit-exchange.github.io/docs/v5/websocket/public/ticker. This venue's mark
/// and index prices are the last price, and it pays no funding: its rate is 0.
/// </remarks>
internal static class BybitTicker
{
    // Empty of perpetuals.
    private static readonly string[] NamesOfFutures = ["predictedDeliveryPrice", "basisRate", "deliveryFeeRate", "basis", "basisRateYear"];

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>As REST tells it.</summary>
    public static List<(string Name, string Value)> Rest(LoopbackVenue venue, VenueTapes tapes, LoopbackMarket market)
    {
        var fields = Common(venue, tapes, market);
        fields.AddRange(Best(market));
        if (market.IsPerpetual)
        {
            fields.AddRange(Linear(venue, tapes, market));
            fields.AddRange(NamesOfFutures.Select(static name => (name, "")));
            fields.Add(("deliveryTime", "0"));
        }
        return fields;
    }

    /// <summary>As streams tell it.</summary>
    public static List<(string Name, string Value)> Stream(LoopbackVenue venue, VenueTapes tapes, LoopbackMarket market, string tick)
    {
        var fields = Common(venue, tapes, market);
        if (!market.IsPerpetual)
            return fields;
        fields.Insert(1, ("tickDirection", tick));
        fields.AddRange(Linear(venue, tapes, market));
        fields.AddRange(Best(market));
        return fields;
    }

    /// <summary>When a moment's funding interval ends.</summary>
    public static UnixNanos NextFunding(UnixNanos now) => BarTape.StartOf(now, BybitMarkets.FundingInterval) + BybitMarkets.FundingInterval;

    private static List<(string Name, string Value)> Common(LoopbackVenue venue, VenueTapes tapes, LoopbackMarket market)
    {
        var day = Last(venue, tapes, market, Day);
        var change = day.Open == 0 ? 0 : (market.LastPrice - day.Open) / day.Open;
        List<(string, string)> fields =
        [
            ("symbol", market.Symbol),
            ("lastPrice", Price(market.LastPrice)),
            ("prevPrice24h", Price(day.Open)),
            ("price24hPcnt", JsonWriting.Fixed(change, market.IsPerpetual ? 6 : 4)),
            ("highPrice24h", Price(day.High)),
            ("lowPrice24h", Price(day.Low)),
            ("turnover24h", DecimalText.Trimmed(Currency.Round(day.QuoteVolume))),
            ("volume24h", DecimalText.Trimmed(day.Volume)),
        ];
        if (!market.IsPerpetual)
            fields.Add(("usdIndexPrice", Price(market.LastPrice)));
        return fields;

        string Price(decimal price) => BybitJson.PriceText(market, price);
    }

    private static IEnumerable<(string Name, string Value)> Best(LoopbackMarket market)
    {
        foreach (var (name, side) in new[] { ("bid1", OrderSide.Buy), ("ask1", OrderSide.Sell) })
        {
            var best = market.Depth(side, 1).FirstOrDefault();
            yield return (name + "Price", BybitJson.PriceText(market, best.Price));
            yield return (name + "Size", BybitJson.QuantityText(market, best.Quantity));
        }
    }

    private static IEnumerable<(string Name, string Value)> Linear(LoopbackVenue venue, VenueTapes tapes, LoopbackMarket market)
    {
        var last = BybitJson.PriceText(market, market.LastPrice);
        yield return ("prevPrice1h", BybitJson.PriceText(market, Last(venue, tapes, market, Hour).Open));
        yield return ("markPrice", last);
        yield return ("indexPrice", last);
        yield return ("openInterest", "0");
        yield return ("openInterestValue", "0");
        yield return ("singleOpenInterest", "0");
        yield return ("singleOpenInterestValue", "0");
        yield return ("fundingIntervalHour", ((int)BybitMarkets.FundingInterval.TotalHours).ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return ("fundingCap", "0");
        yield return ("nextFundingTime", BybitJson.Text(NextFunding(venue.Now)));
        yield return ("fundingRate", "0");
        yield return ("preOpenPrice", "");
        yield return ("preQty", "");
        yield return ("curPreListingPhase", "");
    }

    private static VenueBar Last(LoopbackVenue venue, VenueTapes tapes, LoopbackMarket market, TimeSpan length) =>
        tapes.Of(market).Last(length, venue.Now) ?? VenueBar.Empty(venue.Now, market.LastPrice);
}
