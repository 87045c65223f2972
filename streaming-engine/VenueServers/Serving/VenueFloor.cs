using System.Collections.Concurrent;

namespace VeloZ.VenueServers;

/// <summary>A loopback venue at work: its markets and their flow, its accounts, its clock and its faults.</summary>
internal sealed class VenueFloor : IAsyncDisposable
{
    private readonly List<SimulatedFlow> _flows = [];
    private readonly List<ITimer> _timers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _flowPeriod;
    private readonly ConcurrentDictionary<VenueSocket, bool> _sockets = new();

    /// <param name="options">How it is served.</param>
    /// <param name="protocol">What is the venue's own.</param>
    /// <param name="time">The machine's clock.</param>
    public VenueFloor(VenueServerOptions options, VenueProtocol protocol, TimeProvider time)
    {
        Time = options.Faults.ClockOffset == TimeSpan.Zero ? time : new ShiftedTimeProvider(time, options.Faults.ClockOffset);
        Faults = new FaultPlan(options.Faults, Time);
        (_flowPeriod, SocketLife) = (options.FlowPeriod, options.SocketLife);
        var markets = options.Markets ?? protocol.DefaultMarkets;
        Venue = new LoopbackVenue(protocol.Rules, Time, [.. markets.Select(static market => new LoopbackMarket(market.Symbol, market.Instrument) { ContractSize = market.ContractSize })])
        {
            Funding = new LoopbackFunding(options.FundingRate, options.FundingPeriod),
        };
        foreach (var account in options.Accounts)
        {
            var opened = Venue.Open(new LoopbackAccount(account.Key, account.Secret) { Passphrase = account.Passphrase });
            foreach (var money in account.Balances)
                opened.Add(money);
        }
        Tapes = new VenueTapes(Venue);
        foreach (var (market, asked) in Venue.Markets.Zip(markets))
        {
            var path = options.Paths.TryGetValue(market.Symbol, out var makePath) ? makePath() : null;
            var price = path?.Start ?? asked.Price;
            Tapes.MakeHistory(market, price, options.Seed);
            _flows.Add(new SimulatedFlow(Venue, market, price, options.Seed, path, options.FlowPeriod));
        }
    }

    /// <summary>The venue's clock: off by as much as the faults say.</summary>
    public TimeProvider Time { get; }

    public LoopbackVenue Venue { get; }

    public VenueTapes Tapes { get; }

    public FaultPlan Faults { get; }

    /// <summary>A socket is closed after so long.</summary>
    public TimeSpan SocketLife { get; }

    /// <summary>Ends what still waits when the server stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Fills the books, and lets the markets go on. Call once.</summary>
    public void Begin()
    {
        lock (Venue.Gate)
            _flows.ForEach(static flow => flow.Begin());
        if (_flowPeriod > TimeSpan.Zero)
            Every(_flowPeriod, Step);
        var funding = Venue.Funding;
        if (funding.Rate != 0)
            Every(funding.Period, () => Venue.PayFunding(funding.Rate), BarTape.StartOf(Venue.Now, funding.Period) + funding.Period - Venue.Now);
    }

    /// <summary>The markets go on by a step, and what has come to its date ends. Call under the venue's lock.</summary>
    public void Step()
    {
        _flows.ForEach(static flow => flow.Step());
        var now = Venue.Now;
        foreach (var market in Venue.Markets)
            Venue.ExpireDue(market, now);
    }

    /// <summary>Does something under the venue's lock again and again until the floor closes; what comes while it is still done is left out.</summary>
    /// <param name="period">From one time to the next.</param>
    /// <param name="action">What.</param>
    /// <param name="first">Until the first time; null for a period.</param>
    public void Every(TimeSpan period, Action action, TimeSpan? first = null)
    {
        var isBusy = 0;
        _timers.Add(Time.CreateTimer(_ => Run(), state: null, first ?? period, period));

        void Run()
        {
            if (Interlocked.Exchange(ref isBusy, 1) == 1)
                return;
            lock (Venue.Gate)
                action();
            Volatile.Write(ref isBusy, 0);
        }
    }

    /// <summary>A socket is open.</summary>
    public void Join(VenueSocket socket) => _sockets[socket] = true;

    /// <summary>It is not any more.</summary>
    public void Leave(VenueSocket socket) => _sockets.TryRemove(socket, out _);

    /// <summary>Breaks off all sockets that are open.</summary>
    public void BreakSockets()
    {
        foreach (var socket in _sockets.Keys)
            socket.Abort();
    }

    /// <summary>Nobody waits for anything any more.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var timer in _timers)
            await timer.DisposeAsync();
        _stopping.Dispose();
    }
}
