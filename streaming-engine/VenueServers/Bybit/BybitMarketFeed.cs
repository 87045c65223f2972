namespace VeloZ.VenueServers;

/// <summary>What the streams of one market remember between two messages. Used under the venue's lock.</summary>
internal sealed class BybitMarketFeed(LoopbackVenue venue, VenueTapes tapes, LoopbackMarket market)
{
    private readonly Dictionary<string, Domain.UnixNanos> _bars = new(StringComparer.Ordinal); // By interval, when the bar began that was told last.
    private string _tick = "ZeroPlusTick";
    private decimal _lastPrice;

    public LoopbackMarket Market { get; } = market;

    public string TickerTopic { get; } = "tickers." + market.Symbol;

    /// <summary>As it was last told.</summary>
    public IReadOnlyList<(string Name, string Value)> Ticker { get; private set; } = [];

    /// <summary>Which way the price went with a print.</summary>
    public string TakeTick(decimal price)
    {
        var isUp = _tick.EndsWith("PlusTick", StringComparison.Ordinal);
        _tick = price == _lastPrice ? (isUp ? "ZeroPlusTick" : "ZeroMinusTick") : price > _lastPrice ? "PlusTick" : "MinusTick";
        _lastPrice = price;
        return _tick;
    }

    /// <summary>What of the ticker has changed since it was last told, its symbol first; empty when nothing has.</summary>
    public List<(string Name, string Value)> TakeTickerChanges()
    {
        var now = BybitTicker.Stream(venue, tapes, Market, _tick);
        var before = Ticker;
        Ticker = now;
        List<(string Name, string Value)> changes = [.. now.Where((field, index) => before.Count == 0 || field != before[index])];
        if (changes.Count > 0 && changes[0].Name != "symbol")
            changes.Insert(0, now[0]);
        return changes;
    }

    /// <summary>The bar of an interval that there is now; before it, as closed, those that have ended since this was last asked.</summary>
    public IEnumerable<(VenueBar Bar, bool IsClosed)> TakeBars(string interval)
    {
        var now = venue.Now;
        var current = BybitBars.StartOf(now, interval);
        var from = _bars.TryGetValue(interval, out var told) ? told : current;
        _bars[interval] = current;
        return BybitBars.Of(tapes.Of(Market), interval, from, now).Select(bar => (bar, bar.OpenTime < current));
    }
}
