using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An order of a paper account.</summary>
internal sealed class PaperOrder(ClientOrderId id, OrderTerms terms, UnixNanos time)
{
    public ClientOrderId Id { get; } = id;

    /// <summary>As amended.</summary>
    public OrderTerms Terms { get; set; } = terms;

    public string VenueOrderId { get; set; } = "";

    public VenueOrderStatus Status { get; set; }

    public Quantity Filled { get; set; }

    public bool IsTriggered { get; set; }

    /// <summary>When it last changed.</summary>
    public UnixNanos VenueTime { get; set; } = time;

    public List<VenueFill> Fills { get; } = [];

    public VenueOrder ToVenueOrder() => new(Id.Text, VenueOrderId, Terms, Status, Filled, VenueTime);
}
