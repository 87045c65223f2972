using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Markets of Coinbase spot: history, bars and products by REST, prints, best prices and books by one stream.</summary>
internal sealed class CoinbaseMarketData : IMarketDataSource
{
    private const int ProductRows = 1_000;
    private const int PagesMax = 100;
    private const int BarsMax = 300; // Less than 350.
    private const int BarsBefore = 60; // In which somebody may have traded.

    // A candle may be seen a moment after it closed: before that, none does not say that nobody traded.
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(10);

    private readonly CoinbaseRest _rest;
    private readonly CoinbaseOptions _options;
    private readonly MonotonicClock _clock;
    private readonly VenueClock _venueClock;
    private readonly CancellationTokenSource _stop = new();
    private CoinbaseMarketStream? _stream;

    public CoinbaseMarketData(CoinbaseRest rest, CoinbaseOptions options, MonotonicClock clock, VenueClock venueClock) =>
        (_rest, _options, _clock, _venueClock) = (rest, options, clock, venueClock);

    public string Venue => "COINBASE";

    public async Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken)
    {
        var markets = new List<VenueMarket>();
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var rows = 0;
            var query = new CoinbaseQuery().Add("product_type", "SPOT").Add("limit", ProductRows).Add("offset", pages * ProductRows);
            var reply = await PatientQuestion.AskAsync(() => _rest.AskAsync("/market/products", query, cancellationToken), _clock.Time, cancellationToken);
            markets.AddRange(VenueReplies.Read("products of Coinbase", reply, json => CoinbaseMarketJson.Markets(json, out rows)));
            if (rows < ProductRows)
                return markets;
        }
        throw new VenueException(VenueErrorKind.Refused, $"products of Coinbase had more than {PagesMax} pages");
    }

    /// <summary>Times in which nobody traded have bars of the price before, where there is one not long before.</summary>
    public async Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken)
    {
        var name = CoinbaseInterval.NameOf(interval);
        until = _venueClock.Earlier(until);
        var bars = new QuietBars(interval);
        // Bars open at whole multiples of their length.
        var start = new UnixNanos(Math.Max(0, since.Value - (since.Value % interval.Nanos) - (BarsBefore * interval.Nanos)));
        while (start.Value + interval.Nanos <= until.Value)
        {
            var last = Math.Min(start.Value + (BarsMax * interval.Nanos), until.Value - (until.Value % interval.Nanos));
            var query = new CoinbaseQuery()
                .Add("start", start.Value / UnixNanos.PerSecond)
                .Add("end", (last / UnixNanos.PerSecond) - 1)
                .Add("granularity", name)
                .Add("limit", BarsMax);
            var reply = await PatientQuestion.AskAsync(() => _rest.AskAsync($"/market/products/{market.Symbol}/candles", query, cancellationToken), _clock.Time, cancellationToken);
            foreach (var bar in VenueReplies.Read("bars of Coinbase", reply, json => CoinbaseMarketJson.Bars(json, market.Instrument, interval)))
            {
                if (bar.CloseTime <= until)
                    bars.Add(bar);
            }
            start = new UnixNanos(last);
        }
        bars.FillTo(_venueClock.Now - LateMax is var settled && settled < until ? settled : until);
        return [.. bars.All.Where(bar => bar.OpenTime >= since && bar.CloseTime <= until)];
    }

    public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
    {
        if (_stream is not null)
            throw new InvariantException("market data were started twice, must be once");
        _stream = new CoinbaseMarketStream(this, _options, subscriptions, listener, _clock, _venueClock, _stop.Token);
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
