using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Markets of Binance spot: history and instruments by REST, prints, best prices, books and bars by one stream.</summary>
internal sealed class BinanceMarketData : IMarketDataSource
{
    private const int MarketsWeight = 20;
    private const int BarsWeight = 2;
    private const int BarsMax = 1_000;

    private readonly BinanceRest _rest;
    private readonly BinanceOptions _options;
    private readonly MonotonicClock _clock;
    private readonly VenueClock _venueClock;
    private readonly CancellationTokenSource _stop = new();
    private BinanceMarketStream? _stream;

    public BinanceMarketData(BinanceRest rest, BinanceOptions options, MonotonicClock clock, VenueClock venueClock) => (_rest, _options, _clock, _venueClock) = (rest, options, clock, venueClock);

    public string Venue => "BINANCE";

    public Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken) =>
        AskAsync("/api/v3/exchangeInfo", new BinanceParameters().Add("permissions", "SPOT"), MarketsWeight, BinanceMarketJson.Markets, cancellationToken);

    public async Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken)
    {
        var bars = new List<Bar>();
        var start = since;
        until = _venueClock.Earlier(until);
        while (start.Value + interval.Nanos <= until.Value)
        {
            var parameters = new BinanceParameters()
                .Add("symbol", market.Symbol)
                .Add("interval", interval.Text)
                .Add("startTime", start.Milliseconds)
                .Add("endTime", until.Milliseconds - 1)
                .Add("limit", BarsMax);
            var rows = await AskAsync("/api/v3/klines", parameters, BarsWeight, json => BinanceMarketJson.Bars(json, market.Instrument, interval, until), cancellationToken);
            bars.AddRange(rows.Where(bar => bar.OpenTime >= start));
            if (rows.Count < BarsMax)
                break;
            start = rows[^1].CloseTime;
        }
        return bars;
    }

    public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
    {
        if (_stream is not null)
            throw new InvariantException("market data were started twice, must be once");
        _stream = new BinanceMarketStream(this, _options, subscriptions, listener, _clock, _stop.Token);
    }

    public void Resync(int index) => _stream?.Resync(index);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_stream is not null)
            await _stream.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>A book, whole.</summary>
    /// <exception cref="VenueException">It could not be had.</exception>
    public Task<(long LastId, BookLevelChange[] Levels)> ReadBookAsync(VenueMarket market, CancellationToken cancellationToken) => AskAsync(
        "/api/v3/depth",
        new BinanceParameters().Add("symbol", market.Symbol).Add("limit", 1_000),
        weight: 50,
        json =>
        {
            var levels = new List<BookLevelChange>();
            BinanceMarketJson.Levels(json, OrderSide.Buy, market.Instrument, levels);
            BinanceMarketJson.Levels(json, OrderSide.Sell, market.Instrument, levels);
            return (json.Whole("lastUpdateId"), levels.ToArray());
        },
        cancellationToken);

    private async Task<T> AskAsync<T>(string path, BinanceParameters parameters, int weight, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        VenueReplies.Read($"{path} of Binance", await _rest.AskAsync(path, parameters, weight, cancellationToken), read);
}
