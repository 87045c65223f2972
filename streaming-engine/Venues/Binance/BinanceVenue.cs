using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Binance spot for one account: its clock and its budgets are shared by all that ask there.</summary>
public sealed class BinanceVenue : IVenueConnection
{
    private readonly BinanceOptions _options;
    private readonly MonotonicClock _clock;
    private readonly RateBudget _budget;
    private readonly VenueSender _sender;
    private readonly BinanceRest _trade;
    private readonly ClockKeeper _keeper;
    private readonly VenueNotices _notices;

    /// <summary>Nothing is asked before one of its parts is used.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="mayAct">Whether we still lead, asked right before a request that changes something leaves.</param>
    public BinanceVenue(BinanceOptions options, MonotonicClock clock, Func<bool> mayAct)
    {
        (_options, _clock) = (options, clock);
        Time = new VenueClock(clock);
        _notices = new VenueNotices("BINANCE", clock.Time);
        _budget = new RateBudget(Time, BinanceRest.Limits) { Closed = _notices.TellClosed };
        _sender = new VenueSender(Time, _budget, new SenderOptions { AnswerTimeout = options.AnswerTimeout }, clock.Time, mayAct);
        _trade = new BinanceRest(options.Trade, options, _sender, Time, _budget);
        MarketData = new BinanceMarketData(new BinanceRest(options.Rest, options, _sender, Time, _budget), options, clock, Time);
        _keeper = new ClockKeeper("BINANCE", _trade.SyncAsync, Time, _notices, clock.Time);
    }

    internal VenueClock Time { get; }

    /// <inheritdoc/>
    public IMarketDataSource MarketData { get; }

    /// <inheritdoc/>
    public VenueFeatures Features => BinanceExecution.Able;

    /// <inheritdoc/>
    public ClockEstimate Clock => Time.Estimate;

    /// <inheritdoc/>
    public async Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken)
    {
        await _keeper.StartAsync(cancellationToken);
        var known = new VenueMarkets(markets);
        return new BinanceExecution(_trade, new BinanceAccountStream(_options, Time, known, _clock.Time), Time, known, _notices, _clock.Time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _sender.Dispose();
    }
}
