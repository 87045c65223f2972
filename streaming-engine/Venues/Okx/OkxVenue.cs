using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>OKX spot, or its linear swaps, for one account: its clock and its budgets are shared by all that ask there.</summary>
public sealed class OkxVenue : IVenueConnection
{
    private readonly OkxOptions _options;
    private readonly MonotonicClock _clock;
    private readonly RateBudget _budget;
    private readonly VenueSender _sender;
    private readonly OkxRest _rest;
    private readonly ClockKeeper _keeper;
    private readonly VenueNotices _notices;

    /// <summary>Nothing is asked before one of its parts is used.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="mayAct">Whether we still lead, asked right before a request that changes something leaves.</param>
    public OkxVenue(OkxOptions options, MonotonicClock clock, Func<bool> mayAct)
    {
        (_options, _clock) = (options, clock);
        Time = new VenueClock(clock);
        _notices = new VenueNotices("OKX", clock.Time);
        _budget = new RateBudget(Time, OkxLimits.All) { Closed = _notices.TellClosed };
        _sender = new VenueSender(Time, _budget, new SenderOptions { AnswerTimeout = options.AnswerTimeout }, clock.Time, mayAct);
        _rest = new OkxRest(options, _sender, Time, _budget);
        MarketData = new OkxMarketData(_rest, options, clock, Time);
        _keeper = new ClockKeeper("OKX", _rest.SyncAsync, Time, _notices, clock.Time);
    }

    internal VenueClock Time { get; }

    /// <inheritdoc/>
    public IMarketDataSource MarketData { get; }

    /// <inheritdoc/>
    public VenueFeatures Features => OkxExecution.Able;

    /// <inheritdoc/>
    public ClockEstimate Clock => Time.Estimate;

    /// <inheritdoc/>
    public async Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken)
    {
        foreach (var limit in markets.SelectMany(static market => OkxLimits.Of(market.Symbol)))
            _budget.Add(limit);
        await _keeper.StartAsync(cancellationToken);
        if (_options.IsPerpetual)
            await new OkxMarginAccount(_rest, _clock.Time).CheckAsync(markets, leverage, cancellationToken);
        var known = new VenueMarkets(markets);
        var children = new OkxChildren();
        return new OkxExecution(_options, _rest, new OkxAccountStream(_options, Time, known, children, _clock.Time), Time, known, children, _notices, _clock.Time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _sender.Dispose();
    }
}
