using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Bybit spot for one unified account: its clock and its budgets are shared by all that ask there.</summary>
public sealed class BybitVenue : IVenueConnection
{
    private readonly BybitOptions _options;
    private readonly MonotonicClock _clock;
    private readonly VenueSender _sender;
    private readonly BybitRest _rest;
    private readonly ClockKeeper _keeper;
    private readonly VenueNotices _notices;

    /// <summary>Nothing is asked before one of its parts is used.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="mayAct">Whether we still lead, asked right before a request that changes something leaves.</param>
    public BybitVenue(BybitOptions options, MonotonicClock clock, Func<bool> mayAct)
    {
        (_options, _clock) = (options, clock);
        Time = new VenueClock(clock);
        _notices = new VenueNotices("BYBIT", clock.Time);
        var budget = new RateBudget(Time, BybitCall.Limits) { Closed = _notices.TellClosed };
        _sender = new VenueSender(Time, budget, new SenderOptions { AnswerTimeout = options.AnswerTimeout }, clock.Time, mayAct);
        _rest = new BybitRest(options, _sender, Time, budget);
        MarketData = new BybitMarketData(_rest, options, clock, Time);
        _keeper = new ClockKeeper("BYBIT", _rest.SyncAsync, Time, _notices, clock.Time);
    }

    internal VenueClock Time { get; }

    /// <inheritdoc/>
    public IMarketDataSource MarketData { get; }

    /// <inheritdoc/>
    public VenueFeatures Features => BybitExecution.Able;

    /// <inheritdoc/>
    public ClockEstimate Clock => Time.Estimate;

    /// <inheritdoc/>
    public async Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken)
    {
        await _keeper.StartAsync(cancellationToken);
        var known = new VenueMarkets(markets);
        return new BybitExecution(_rest, new BybitAccountStream(_options, Time, known, _clock.Time), Time, known, _notices, _clock.Time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _sender.Dispose();
    }
}
