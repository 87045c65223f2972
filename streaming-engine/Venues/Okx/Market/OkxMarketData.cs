using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Markets of OKX, spot or linear swaps: history and instruments by REST, prints, best prices and books by one socket, bars by another.</summary>
internal sealed class OkxMarketData : IMarketDataSource
{
    private const int BarsMax = 300;
    private const int RecentBars = 1_440;

    private static readonly BarInterval Second = BarInterval.Parse("1s");

    private readonly OkxRest _rest;
    private readonly OkxOptions _options;
    private readonly MonotonicClock _clock;
    private readonly VenueClock _venueClock;
    private readonly CancellationTokenSource _stop = new();
    private OkxMarketStream? _stream;

    public OkxMarketData(OkxRest rest, OkxOptions options, MonotonicClock clock, VenueClock venueClock) => (_rest, _options, _clock, _venueClock) = (rest, options, clock, venueClock);

    public string Venue => "OKX";

    public async Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken)
    {
        var reply = await _rest.AskAsync("/api/v5/public/instruments", new OkxParameters().Add("instType", _options.InstrumentType), OkxLimits.Instruments, cancellationToken);
        return VenueReplies.Read("/api/v5/public/instruments of OKX", reply, OkxMarketJson.Markets);
    }

    // Lists are newest first, and go back by time.
    public async Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken)
    {
        var bars = new List<Bar>();
        until = _venueClock.Earlier(until);
        var before = until;
        while (before > since)
        {
            var rows = await ReadPageAsync(market, interval, before, cancellationToken);
            foreach (var (openTime, closed) in rows)
            {
                if (closed is { } bar && openTime >= since && bar.CloseTime <= until)
                    bars.Add(bar);
            }
            if (rows.Count == 0 || rows[^1].OpenTime <= since)
                break;
            before = rows[^1].OpenTime < before ? rows[^1].OpenTime : throw new VenueException(VenueErrorKind.Unreadable, "candles of OKX did not go back");
        }
        bars.Reverse();
        return bars;
    }

    public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
    {
        if (_stream is not null)
            throw new InvariantException("market data were started twice, must be once");
        _stream = new OkxMarketStream(this, _options, subscriptions, listener, _clock, _stop.Token);
    }

    public void Resync(int index) => _stream?.Resync(index);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_stream is not null)
            await _stream.DisposeAsync();
        _stop.Dispose();
    }

    // The newest bars are to be had by a call of their own, which has none of seconds.
    private async Task<IReadOnlyList<(UnixNanos OpenTime, Bar? Closed)>> ReadPageAsync(VenueMarket market, BarInterval interval, UnixNanos before, CancellationToken cancellationToken)
    {
        var isRecent = interval != Second && _venueClock.Now.Value - before.Value < (RecentBars - BarsMax) * interval.Nanos;
        var (path, limit) = isRecent ? ("/api/v5/market/candles", OkxLimits.Candles) : ("/api/v5/market/history-candles", OkxLimits.HistoryCandles);
        var parameters = new OkxParameters().Add("instId", market.Symbol).Add("bar", OkxIntervals.NameOf(interval)).Add("after", before.Milliseconds).Add("limit", BarsMax);
        var reply = await PatientQuestion.AskAsync(() => _rest.AskAsync(path, parameters, limit, cancellationToken), _clock.Time, cancellationToken);
        return VenueReplies.Read($"{path} of OKX", reply, json => OkxMarketJson.Bars(json, market, interval));
    }
}
