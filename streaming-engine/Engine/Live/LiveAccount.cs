using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>The venue's side of a live account: connected, its market known, its past read.</summary>
internal sealed class LiveAccount : IAsyncDisposable
{
    private readonly LiveEngineOptions _options;
    private readonly IVenueConnection _connection;
    private readonly VenueMarket _market;
    private readonly IExecutionVenue _venue;
    private readonly ActingGate _gate;
    private readonly DeadManTimer? _deadMan;

    private LiveAccount(LiveEngineOptions options, MonotonicClock clock, ActingGate gate, IVenueConnection connection, VenueMarket market, IExecutionVenue venue)
    {
        (_options, Clock, _gate, _connection, _market, _venue) = (options, clock, gate, connection, market, venue);
        Latency = new VenueLatency(venue.Venue, clock.Time);
        Inbox = new LiveInbox(Latency);
        Runner = new VenueRunner(venue, Inbox, [market.Instrument.Id], options.Execution.RequestWindow, clock, Latency);
        Pulse = new LoopPulse(clock.Time);
        _deadMan = venue.Features.HasDeadManTimer ? new DeadManTimer(venue, options.DeadManTimeout, Pulse, Inbox, clock.Time) : null;
    }

    /// <summary>The engine's.</summary>
    public MonotonicClock Clock { get; }

    public VenueLatency Latency { get; }

    public LoopPulse Pulse { get; }

    public LiveInbox Inbox { get; }

    public VenueRunner Runner { get; }

    public IMarketDataSource Data => _connection.MarketData;

    public Instrument Instrument => _market.Instrument;

    public ClockEstimate VenueClock => _connection.Clock;

    public VenueFeatures Features => _venue.Features;

    /// <summary>The last closed bars, oldest first.</summary>
    public IReadOnlyList<Bar> History { get; private set; } = [];

    /// <summary>What a new account has at the venue; empty for one that is there.</summary>
    public IReadOnlyList<Money> Balances { get; private set; } = [];

    /// <summary>Connects, and reads what must be known before the account is.</summary>
    /// <param name="options">What is traded.</param>
    /// <param name="isNew">Whether the account begins.</param>
    /// <param name="leverage">Of the account, where it has margin.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="VenueException">The venue does not answer, refuses the key, or has no such market.</exception>
    public static async Task<LiveAccount> OpenAsync(LiveEngineOptions options, bool isNew, decimal leverage, TimeProvider time, CancellationToken cancellationToken)
    {
        var (clock, gate) = (new MonotonicClock(time), new ActingGate());
        var connection = await options.Connect(clock, () => gate.IsOpen, cancellationToken);
        try
        {
            var markets = await connection.MarketData.ReadMarketsAsync(cancellationToken);
            var market = markets.FirstOrDefault(market => market.Instrument.Id == options.Instrument)
                ?? throw new VenueException(VenueErrorKind.Refused, $"{options.Instrument.Venue} has no market {options.Instrument} that can be traded, must be one of its {markets.Count}");
            var venue = await connection.OpenAccountAsync([market], leverage, cancellationToken);
            var account = new LiveAccount(options, clock, gate, connection, market, venue);
            await account.ReadAsync(isNew, cancellationToken);
            return account;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to listen; once the loop runs.</summary>
    /// <param name="woken">Told when something is there.</param>
    public void Start(Action woken)
    {
        Inbox.Woken = woken;
        _venue.Start(Inbox);
        _deadMan?.Start();
        UnixNanos? since = History.Count > 0 ? History[^1].CloseTime : null;
        Data.Start([new MarketSubscription(Index: 0, _market, _options.Interval, since)], Inbox);
    }

    /// <summary>Nothing is asked for any more that changes something, and nothing is taken.</summary>
    public void Stop()
    {
        _gate.IsOpen = false;
        Inbox.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await using var connection = _connection;
        await using var data = Data;
        await using var venue = _venue;
        if (_deadMan is not null)
            await _deadMan.DisposeAsync();
        await Runner.DisposeAsync();
    }

    private async Task ReadAsync(bool isNew, CancellationToken cancellationToken)
    {
        var now = Clock.Now;
        var start = new UnixNanos(now.Value - (now.Value % _options.Interval.Nanos) - (_options.Interval.Nanos * _options.HistoryBars));
        History = await Data.ReadBarsAsync(_market, _options.Interval, start, now, cancellationToken);
        if (!isNew)
            return;
        var books = await _venue.ReadBooksAsync([Instrument.Id], now, cancellationToken)
            ?? throw new VenueException(VenueErrorKind.Refused, $"{_venue.Venue} does not tell what the account has: its key must be right, may read the account, and hold for this address");
        if (books.Positions.Count > 0)
            throw new VenueException(VenueErrorKind.Refused, $"{_venue.Venue} has a position of {DecimalText.Trimmed(books.Positions[0].SignedQuantity)} in {Instrument.Id} already, must have none where an account begins: close it there, or start with the data folder that made it");
        Balances = books.Balances;
    }

    // Looked at right before each request that changes something.
    private sealed class ActingGate
    {
        private volatile bool _isOpen = true;

        public bool IsOpen
        {
            get => _isOpen;
            set => _isOpen = value;
        }
    }
}
