using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Another's market data, which the paper account is told before anybody else.</summary>
internal sealed class PaperMarketData(IMarketDataSource source) : IMarketDataSource
{
    /// <summary>Null before it is opened.</summary>
    public PaperExecution? Account { get; set; }

    public string Venue => source.Venue;

    public Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken) => source.ReadMarketsAsync(cancellationToken);

    public Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken) =>
        source.ReadBarsAsync(market, interval, since, until, cancellationToken);

    public void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener)
    {
        var index = subscriptions.FirstOrDefault(subscription => subscription.Market.Instrument.Id == Account?.Instrument)?.Index;
        source.Start(subscriptions, Account is { } account && index is { } traded ? new Listener(account, traded, listener) : listener);
    }

    public void Resync(int index) => source.Resync(index);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private sealed class Listener(PaperExecution account, int traded, IMarketListener listener) : IMarketListener
    {
        public void Take(int index, in MarketEvent happened)
        {
            if (index == traded)
                account.Take(in happened);
            listener.Take(index, in happened);
        }

        public void TakeBar(int index, in Bar bar) => listener.TakeBar(index, in bar);

        public void Noticed(string code, string message) => listener.Noticed(code, message);
    }
}
