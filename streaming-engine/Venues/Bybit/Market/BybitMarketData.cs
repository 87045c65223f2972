using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Markets of Bybit spot: history and instruments by REST, prints, best prices, books and bars by one stream.</summary>
internal sealed class BybitMarketData : IMarketDataSource
{
    private const int BarsMax = 1_000;

    private readonly BybitRest _rest;
    private readonly BybitOptions _options;
    private readonly MonotonicClock _clock;
    private readonly VenueClock _venueClock;
    private readonly CancellationTokenSource _stop = new();
    private BybitMarketStream? _stream;

    public BybitMarketData(BybitRest rest, BybitOptions options, MonotonicClock clock, VenueClock venueClock) => (_rest, _options, _clock, _venueClock) = (rest, options, clock, venueClock);

    public string Venue => "BYBIT";

    /// <summary>Of spot they come on one page.</summary>
    public async Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken) =>
        VenueReplies.Read("instruments of Bybit", await _rest.AskAsync(BybitCall.Instruments, BybitQuery.Spot(), cancellationToken), static json => BybitMarketJson.Markets(json.Get("result")));

    public async Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken)
    {
        var name = BybitInterval.NameOf(interval);
        var bars = new List<Bar>();
        var start = since;
        until = _venueClock.Earlier(until);
        // What a page has of more rows than fit is not said: none is asked for more.
        while (start.Value + interval.Nanos <= until.Value)
        {
            var last = Math.Min(start.Value + (BarsMax * interval.Nanos), until.Value);
            var query = BybitQuery.Spot()
                .Add("symbol", market.Symbol)
                .Add("interval", name)
                .Add("start", start.Milliseconds)
                .Add("end", new UnixNanos(last).Milliseconds - 1)
                .Add("limit", BarsMax);
            var reply = await PatientQuestion.AskAsync(() => _rest.AskAsync(BybitCall.Bars, query, cancellationToken), _clock.Time, cancellationToken);
            var rows = VenueReplies.Read("bars of Bybit", reply, json => BybitMarketJson.Bars(json.Get("result"), market.Instrument, interval, until));
            bars.AddRange(rows.Where(bar => bar.OpenTime >= start));
            start = new UnixNanos(last);
        }
        return bars;
    }

    public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
    {
        if (_stream is not null)
            throw new InvariantException("market data were started twice, must be once");
        _stream = new BybitMarketStream(this, _options, subscriptions, listener, _clock, _stop.Token);
    }

    public void Resync(int index) => _stream?.Resync(index);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_stream is not null)
            await _stream.DisposeAsync();
        _stop.Dispose();
    }
}
