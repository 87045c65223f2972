namespace VeloZ.Domain;

/// <summary>Markets of one venue: what they are, how they went, and how they go.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IMarketDataSource : IAsyncDisposable
{
    /// <summary>The venue in capitals, as in <see cref="InstrumentId.Venue"/>.</summary>
    string Venue { get; }

    /// <summary>The markets that can be traded there.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="VenueException">They could not be had.</exception>
    Task<IReadOnlyList<VenueMarket>> ReadMarketsAsync(CancellationToken cancellationToken);

    /// <summary>Bars that are closed, oldest first, all pages.</summary>
    /// <param name="market">Whose.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="since">The first opened at this time or later.</param>
    /// <param name="until">The last closed at this time or earlier; and by the venue's own clock, whatever ours says.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="VenueException">They could not be had.</exception>
    Task<IReadOnlyList<Bar>> ReadBarsAsync(VenueMarket market, BarInterval interval, UnixNanos since, UnixNanos until, CancellationToken cancellationToken);

    /// <summary>Begins to tell what happens; once.</summary>
    /// <param name="subscriptions">Of which markets, and what.</param>
    /// <param name="listener">Told by one thread at a time.</param>
    void Start(IReadOnlyList<MarketSubscription> subscriptions, IMarketListener listener);

    /// <summary>The book of a market was found to be wrong: it is told anew, whole.</summary>
    /// <param name="index">Of the market.</param>
    void Resync(int index);
}

/// <summary>A market as its venue names it.</summary>
/// <param name="Symbol">The venue's own text.</param>
/// <param name="Instrument">What it is: its id, grid and limits.</param>
public sealed record VenueMarket(string Symbol, Instrument Instrument)
{
    /// <summary>Base units that one contract is for, above 0, where the venue counts in contracts; 1 where it counts in base units.</summary>
    public decimal ContractSize { get; init; } = 1;

    /// <summary>A quantity as the venue counts it.</summary>
    /// <exception cref="OffGridException">The venue has no number for it that is exact.</exception>
    public decimal SizeOf(Quantity quantity)
    {
        var size = quantity.Value / ContractSize;
        return size * ContractSize == quantity.Value ? size : throw new OffGridException(Instrument.Id, "quantity", quantity.Value, ContractSize);
    }

    /// <summary>A quantity that the venue tells.</summary>
    /// <param name="size">As the venue counts it, 0 or more.</param>
    /// <exception cref="OffGridException">It is off the grid.</exception>
    public Quantity QuantityOf(decimal size) => Instrument.ToQuantity(size * ContractSize, GridRounding.Exact);
}

/// <summary>What is wanted of a market. Prints, best prices and its book come always.</summary>
/// <param name="Index">Ours: events are told under it.</param>
/// <param name="Market">Which.</param>
/// <param name="Interval">Length of the bars that are wanted besides; null for none.</param>
/// <param name="BarsSince">The first bar opens then: those that the stream has not are asked for. Null for what the stream tells first.</param>
public sealed record MarketSubscription(int Index, VenueMarket Market, BarInterval? Interval, UnixNanos? BarsSince);

/// <summary>Told what happens in markets.</summary>
public interface IMarketListener
{
    /// <summary>An event. Its levels are the sender's again when this returns.</summary>
    /// <param name="index">Of the market.</param>
    /// <param name="happened">What happened.</param>
    void Take(int index, in MarketEvent happened);

    /// <summary>A bar closed; none is told twice, and none before an earlier one. One may be missing where a connection was.</summary>
    /// <param name="index">Of the market.</param>
    /// <param name="bar">The bar.</param>
    void TakeBar(int index, in Bar bar);

    /// <summary>Something that people should know, as that the venue grants no subscription.</summary>
    /// <param name="code">Lower snake-case.</param>
    /// <param name="message">For people.</param>
    void Noticed(string code, string message);
}

/// <summary>What stands in the way of an answer.</summary>
public enum VenueErrorKind
{
    /// <summary>It may be had a little later: the network, the venue's load, our own budget.</summary>
    Passing,

    /// <summary>The venue knows no such thing, or refuses it to us.</summary>
    Refused,

    /// <summary>It answered, and not as its documents say.</summary>
    Unreadable,
}

/// <summary>A question to a venue has no answer.</summary>
/// <param name="kind">What stands in the way.</param>
/// <param name="message">What was, with the venue's own code where it has one.</param>
public sealed class VenueException(VenueErrorKind kind, string message) : Exception(message)
{
    /// <summary>What stands in the way.</summary>
    public VenueErrorKind Kind { get; } = kind;
}
