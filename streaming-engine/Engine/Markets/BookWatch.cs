using VeloZ.Domain;
using VeloZ.Hosting;

namespace VeloZ.Engine;

/// <summary>Follows the live books of one pair at several venues, as anybody may: without a key, and without an account.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class BookWatch : IAsyncDisposable
{
    /// <summary>A venue whose book was not told of for longer is left out: all four tell a book that changes each second.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly MonotonicClock _clock;
    private readonly IReadOnlyList<IVenueConnection> _connections;
    private readonly UnifiedBook _book;

    private BookWatch(MonotonicClock clock, IReadOnlyList<IVenueConnection> connections, IReadOnlyList<VenueMarket> markets)
    {
        (_clock, _connections) = (clock, connections);
        _book = new UnifiedBook([.. markets.Select(static market => market.Instrument)], SilenceMax);
    }

    /// <summary>Connects to each venue, and begins to listen.</summary>
    /// <param name="settings">Say where the venues are.</param>
    /// <param name="markets">One or more of one pair, one a venue.</param>
    /// <param name="noticed">Told what people should know of a venue, by any thread.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="cancellationToken">Ends the wait for the venues.</param>
    /// <exception cref="UsageException">Markets are not of one pair, or of no venue there is.</exception>
    /// <exception cref="VenueException">A venue does not answer, or has no such market.</exception>
    public static async Task<BookWatch> OpenAsync(SettingValues settings, IReadOnlyList<InstrumentId> markets, Action<string> noticed, TimeProvider time, CancellationToken cancellationToken)
    {
        if (UnifiedBook.FlawOf(markets) is { } flaw)
            throw new UsageException(flaw);
        var connects = markets.Select(market => ConnectTo(market, settings)).ToArray();
        var clock = new MonotonicClock(time);
        List<IVenueConnection> connections = [];
        try
        {
            foreach (var connect in connects)
                connections.Add(connect(new VenueKeys(key: "", secret: "", passphrase: ""), clock, static () => false));
            var found = await Task.WhenAll(connections.Select((connection, index) => FindAsync(connection.MarketData, markets[index], cancellationToken)));
            var watch = new BookWatch(clock, connections, found);
            for (var index = 0; index < found.Length; index++)
                connections[index].MarketData.Start([new MarketSubscription(index, found[index], Interval: null, BarsSince: null)], new Listener(watch, connections[index].MarketData, noticed));
            return watch;
        }
        catch
        {
            await CloseAsync(connections);
            throw;
        }
    }

    /// <summary>Reads the book as it is now.</summary>
    /// <param name="read">Given the book and the time; must not keep it.</param>
    public T Read<T>(Func<UnifiedBook, UnixNanos, T> read)
    {
        lock (_gate)
            return read(_book, _clock.Now);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync(_connections);

    private static async Task CloseAsync(IEnumerable<IVenueConnection> connections)
    {
        foreach (var connection in connections)
        {
            await connection.MarketData.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private static VenueConnect ConnectTo(InstrumentId market, SettingValues settings)
    {
        var setup = SetupOf(market);
        return setup.Read(settings, setup.ModeOf(InstrumentKind.Spot, isPlay: false));
    }

    private static VenueSetup SetupOf(InstrumentId market) => VenueSetup.All.FirstOrDefault(setup => setup.Venue == market.Venue)
        ?? throw new UsageException($"market was {market}, must be of {string.Join(" or ", VenueSetup.All.Select(static setup => setup.Venue))}");

    private static async Task<VenueMarket> FindAsync(IMarketDataSource data, InstrumentId market, CancellationToken cancellationToken)
    {
        var all = await data.ReadMarketsAsync(cancellationToken);
        return all.FirstOrDefault(one => one.Instrument.Id == market)
            ?? throw new VenueException(VenueErrorKind.Refused, $"{market.Venue} has no market {market}, must be one of its {all.Count}");
    }

    private bool Take(int index, in MarketEvent happened)
    {
        lock (_gate)
            return _book.Take(index, in happened);
    }

    private sealed class Listener(BookWatch watch, IMarketDataSource data, Action<string> noticed) : IMarketListener
    {
        public void Take(int index, in MarketEvent happened)
        {
            if (!watch.Take(index, in happened))
                data.Resync(index);
        }

        public void TakeBar(int index, in Bar bar)
        {
        }

        public void Noticed(string code, string message) => noticed($"{data.Venue} {message} ({code})");
    }
}
