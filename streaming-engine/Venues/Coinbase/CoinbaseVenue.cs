using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Coinbase Advanced Trade spot for one portfolio: its clock and its budgets are shared by all that ask there.</summary>
public sealed class CoinbaseVenue : IVenueConnection
{
    private readonly CoinbaseOptions _options;
    private readonly MonotonicClock _clock;
    private readonly VenueSender _sender;
    private readonly CoinbaseTokens? _tokens;
    private readonly CoinbaseRest _rest;
    private readonly ClockKeeper _keeper;
    private readonly VenueNotices _notices;

    /// <summary>Nothing is asked before one of its parts is used.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="mayAct">Whether we still lead, asked right before a request that changes something leaves.</param>
    /// <exception cref="FormatException">The secret is no key; it is not told.</exception>
    public CoinbaseVenue(CoinbaseOptions options, MonotonicClock clock, Func<bool> mayAct)
    {
        (_options, _clock) = (options, clock);
        Time = new VenueClock(clock);
        _notices = new VenueNotices("COINBASE", clock.Time);
        var budget = new RateBudget(Time, CoinbaseLimits.All) { Closed = _notices.TellClosed };
        _sender = new VenueSender(Time, budget, new SenderOptions { AnswerTimeout = options.AnswerTimeout }, clock.Time, mayAct);
        _tokens = options.Key.Length == 0 ? null : new CoinbaseTokens(options.Key, options.Secret, Time);
        _rest = new CoinbaseRest(options.Rest, _tokens, _sender, Time, budget);
        MarketData = new CoinbaseMarketData(_rest, options, clock, Time);
        _keeper = new ClockKeeper("COINBASE", _rest.SyncAsync, Time, _notices, clock.Time);
    }

    internal VenueClock Time { get; }

    /// <inheritdoc/>
    public IMarketDataSource MarketData { get; }

    /// <inheritdoc/>
    public VenueFeatures Features => CoinbaseExecution.Able;

    /// <inheritdoc/>
    public ClockEstimate Clock => Time.Estimate;

    /// <inheritdoc/>
    public async Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken)
    {
        var tokens = _tokens ?? throw new VenueException(VenueErrorKind.Refused, "the account of Coinbase was asked for without a key");
        await _keeper.StartAsync(cancellationToken);
        return new CoinbaseExecution(_options, _rest, tokens, Time, new VenueMarkets(markets), _notices, _clock.Time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        _sender.Dispose();
        _tokens?.Dispose();
    }
}
