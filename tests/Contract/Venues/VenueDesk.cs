using VeloZ.Domain;

namespace VeloZ.Contract;

/// <summary>A venue with a market that stands still, an account there that an adapter trades, and somebody else.</summary>
/// <remarks>
/// The account has 1,000,000 of the quote currency and 10 of the base currency. The market is BTC in USDT, or in what the venue has for it; its best bid is below 59,999 and its
/// best ask above 60,001, so that the prices from 59,999 to 60,001 are free.
/// </remarks>
public abstract class VenueDesk : IAsyncDisposable
{
    private long _orders;

    /// <summary>The adapter.</summary>
    public abstract IExecutionVenue Venue { get; }

    /// <summary>The adapter's market data.</summary>
    public abstract IMarketDataSource Data { get; }

    /// <summary>The market as the adapter read it.</summary>
    public abstract VenueMarket Market { get; }

    /// <summary>The market as the venue has it.</summary>
    public abstract Instrument Listed { get; }

    /// <summary>The adapter's clock.</summary>
    public abstract MonotonicClock Clock { get; }

    /// <summary>The market.</summary>
    public Instrument Instrument => Market.Instrument;

    /// <summary>What the account was told.</summary>
    public ListeningAccount Account { get; } = new();

    /// <summary>How it answers an order of an id that another open one has: true for a code of its own, false for the order that there is.</summary>
    public virtual bool RefusesDuplicates => true;

    /// <summary>Whether what its stream tells twice is told twice from here: false where messages are numbered.</summary>
    public virtual bool RepeatsReports => true;

    /// <summary>Somebody else places a limit order.</summary>
    public abstract void Trade(OrderSide side, decimal quantity, decimal price);

    /// <summary>The best levels of the venue's book, best first.</summary>
    public abstract IEnumerable<(decimal Price, decimal Quantity)> Levels(OrderSide side, int max);

    /// <summary>Waits until something has gone wrong once more.</summary>
    public abstract Task FaultedAsync(CancellationToken cancellationToken);

    /// <summary>Gives the venue time to tell what it has to tell.</summary>
    public abstract Task PauseAsync(CancellationToken cancellationToken);

    /// <summary>How many orders of that id the venue ever took.</summary>
    public abstract int Taken(ClientOrderId id);

    /// <summary>Somebody places an order for the account on the venue's own page.</summary>
    public abstract void PlaceByHand(OrderSide side, decimal quantity, decimal price);

    /// <summary>Something goes wrong at the venue from now on, as <c>timeout=1</c>.</summary>
    public abstract void Fault(string faults);

    /// <summary>Whether the market is a perpetual, whose positions are no balances.</summary>
    public bool IsPerpetual => Instrument.Id.Kind == InstrumentKind.Perpetual;

    /// <summary>Positions of perpetuals pay a ten-thousandth of what they are worth at the last price, longs to shorts.</summary>
    public virtual void PayFunding() => throw new NotSupportedException("this venue has no perpetuals");

    /// <summary>The account's connections break, once.</summary>
    public abstract void BreakStream();

    /// <summary>An id that was not used.</summary>
    public ClientOrderId NextId(OrderRole role = OrderRole.Working) => ClientOrderId.Create('l', partition: 0, epoch: 1, ++_orders, role);

    /// <summary>A limit order of the account, or a market order without a price.</summary>
    public VenueSubmit Order(OrderSide side, decimal quantity, decimal? price = null, TimeInForce timeInForce = TimeInForce.Gtc, ClientOrderId? id = null) => new(
        id ?? NextId(),
        new OrderTerms
        {
            Instrument = Instrument.Id,
            Side = side,
            Type = price is null ? OrderType.Market : OrderType.Limit,
            Quantity = Instrument.ToQuantity(quantity, GridRounding.Exact),
            Price = price is { } limit ? Instrument.ToPrice(limit, GridRounding.Exact) : null,
            TimeInForce = price is null ? TimeInForce.Ioc : timeInForce,
        },
        Clock.Now + TimeSpan.FromSeconds(5));

    /// <summary>How to name an order that was placed.</summary>
    public static VenueOrderKey KeyOf(VenueSubmit submit) => new(submit.Id, submit.Terms.Instrument, submit.Terms.Type);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
