namespace VeloZ.Domain;

/// <summary>Orders of one account at one venue: one call is one request on the wire, or none, and what cannot be known is said to be unknown.</summary>
/// <remarks>
/// Thread-safe. No call throws for what a venue or a network does: that is an outcome. Times that we give are by the clock that the adapter was made with; it carries them
/// over into the venue's. Nothing is ever sent twice from here: who asks decides.
/// </remarks>
public interface IExecutionVenue : IAsyncDisposable
{
    /// <summary>The venue in capitals, as in <see cref="InstrumentId.Venue"/>.</summary>
    string Venue { get; }

    /// <summary>What it carries out by itself.</summary>
    VenueFeatures Features { get; }

    /// <summary>Begins to tell what happens to the account's orders; once, before the first request.</summary>
    /// <param name="listener">Told by one thread at a time.</param>
    void Start(IVenueListener listener);

    /// <summary>Places an order.</summary>
    /// <param name="submit">What, and until when.</param>
    /// <param name="cancellationToken">Ends the wait, not the order.</param>
    Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken);

    /// <summary>Amends an order that rests.</summary>
    /// <param name="amend">What is to hold, and until when it may be asked for.</param>
    /// <param name="cancellationToken">Ends the wait, not the amendment.</param>
    Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken);

    /// <summary>Cancels an order.</summary>
    /// <param name="order">Which.</param>
    /// <param name="cancellationToken">Ends the wait, not the cancel.</param>
    Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken);

    /// <summary>Asks for an order and its fills.</summary>
    /// <param name="order">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken);

    /// <summary>Asks for the account as a whole.</summary>
    /// <param name="instruments">The markets that orders and fills are wanted of.</param>
    /// <param name="since">Fills, and orders that ended, from this time on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where a part of it could not be had: half of the books proves nothing.</returns>
    Task<VenueBooks?> ReadBooksAsync(IReadOnlyList<InstrumentId> instruments, UnixNanos since, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the venue's dead-man timer anew: it cancels the account's orders of role <see cref="OrderRole.Working"/> once that time is up. Those that close or protect stay, and
    /// those that wait for a trigger. It is of the orders of one engine, as far as the connection was told which that is.
    /// </summary>
    /// <param name="timeout">10 seconds to 2 minutes; 0 to switch it off.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    /// <returns>Why it was not set, or may not be, in lower snake-case; null where it is.</returns>
    /// <remarks>Only for venues that have one (<see cref="VenueFeatures.HasDeadManTimer"/>).</remarks>
    Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken);
}

/// <summary>Told what a venue says of an account by itself.</summary>
public interface IVenueListener
{
    /// <summary>Something happened to an order that may be ours. Its time is to be set by who takes it.</summary>
    void Told(VenueReport report);

    /// <summary>The stream does not tell enough of an order that may be ours: the venue is to be asked for it.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cause">Lower snake-case.</param>
    void Doubted(ClientOrderId id, string cause);

    /// <summary>From here on something may be missed.</summary>
    /// <param name="cause">Lower snake-case.</param>
    void Interrupted(string cause);

    /// <summary>News come again; what happened meanwhile must be asked for.</summary>
    void Resumed();

    /// <summary>A message of the account could not be read: nothing must be traded at that venue before its books are compared.</summary>
    /// <param name="what">What was wrong with it, without its content.</param>
    void Unreadable(string what);

    /// <summary>Something that people should know of, and that changes nothing by itself. From any thread.</summary>
    /// <param name="code">Lower snake-case.</param>
    /// <param name="message">What was, with the venue's own code where it has one, and what follows.</param>
    void Noticed(string code, string message);
}

/// <summary>An order to place.</summary>
/// <param name="Id">Our id; the venue keeps it.</param>
/// <param name="Terms">What is to be sent.</param>
/// <param name="Deadline">The venue must refuse it after this time.</param>
public sealed record VenueSubmit(ClientOrderId Id, OrderTerms Terms, UnixNanos Deadline);

/// <summary>An order that is there.</summary>
/// <param name="Id">Our id.</param>
/// <param name="Instrument">Its market.</param>
/// <param name="Type">What makes it trade: some venues keep triggers apart.</param>
public sealed record VenueOrderKey(ClientOrderId Id, InstrumentId Instrument, OrderType Type);

/// <summary>An amendment.</summary>
/// <param name="Order">Which order.</param>
/// <param name="Terms">As it is now, with its quantity and prices.</param>
/// <param name="Quantity">Base units in all from then on; null where it stays.</param>
/// <param name="Price">Limit price; null where it stays.</param>
/// <param name="TriggerPrice">Trigger price; null where it stays.</param>
/// <param name="Deadline">The venue must refuse it after this time.</param>
public sealed record VenueAmend(VenueOrderKey Order, OrderTerms Terms, Quantity? Quantity, Price? Price, Price? TriggerPrice, UnixNanos Deadline);
