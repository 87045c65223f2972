using VeloZ.Domain;

namespace VeloZ.Simulation;

/// <summary>An order as the simulated venue has it.</summary>
/// <param name="clientId">As it was given.</param>
/// <param name="venueOrderId">The venue's.</param>
/// <param name="terms">What it asks for.</param>
/// <param name="createdTime">When.</param>
internal sealed class ExchangeOrder(string clientId, string venueOrderId, OrderTerms terms, UnixNanos createdTime)
{
    public string ClientId { get; } = clientId;

    public string VenueOrderId { get; } = venueOrderId;

    public OrderTerms Terms { get; } = terms;

    public UnixNanos CreatedTime { get; } = createdTime;

    /// <summary>From then on queries see it.</summary>
    public UnixNanos VisibleTime { get; init; }

    public UnixNanos UpdatedTime { get; set; } = createdTime;

    public VenueOrderStatus Status { get; set; }

    public decimal Filled { get; set; }

    public List<(VenueFill Fill, UnixNanos VisibleTime)> Fills { get; } = [];

    /// <summary>Whether the cancel of somebody else touched it.</summary>
    public bool IsTouched { get; set; }

    public decimal Leaves => Terms.Quantity.Value - Filled;

    public bool IsOpen => Status == VenueOrderStatus.Open;

    public VenueOrder Tell(Instrument instrument) =>
        new(ClientId, VenueOrderId, Terms, Status, instrument.ToQuantity(Filled, GridRounding.Exact), UpdatedTime);

    public IReadOnlyList<VenueFill> TellFills(UnixNanos now) => [.. Fills.Where(one => one.VisibleTime <= now).Select(one => one.Fill)];
}
