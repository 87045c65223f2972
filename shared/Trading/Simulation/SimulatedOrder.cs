using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>An order as the simulated venue knows it.</summary>
internal sealed class SimulatedOrder(ClientOrderId id, OrderTerms terms, string venueOrderId)
{
    public ClientOrderId Id { get; } = id;

    public OrderTerms Terms { get; } = terms;

    public string VenueOrderId { get; } = venueOrderId;

    public Quantity Leaves { get; set; } = terms.Quantity;

    /// <summary>Whether the venue has said that it has it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Fee rate that was held back with what it would cost when it came to rest: fees may change while it rests.</summary>
    public decimal HeldRate { get; set; }

    public bool IsBuy => Terms.Side == OrderSide.Buy;

    public UnixNanos ExpireTime => Terms.ExpireTime ?? UnixNanos.MaxValue;

    public static SimulatedOrder ReadFrom(ref MessageReader reader) =>
        new(OrderCodec.ReadId(ref reader), OrderCodec.ReadTerms(ref reader), reader.Text()) { Leaves = OrderCodec.ReadQuantity(ref reader), IsAccepted = reader.Flag() };

    public void WriteTo(MessageWriter writer)
    {
        writer.Text(Id.Text);
        OrderCodec.Write(writer, Terms);
        writer.Text(VenueOrderId);
        writer.Decimal(Leaves.Value);
        writer.Flag(IsAccepted);
    }

    /// <summary>Whether a price trades with its limit; on the limit itself only where a touch counts.</summary>
    public bool IsReached(decimal price, LimitFill rule)
    {
        var limit = Terms.Price!.Value.Value;
        if (price == limit)
            return rule == LimitFill.Touch;
        return IsBuy ? price < limit : price > limit;
    }
}

/// <summary>A request on its way to the venue.</summary>
/// <param name="Time">When it arrives.</param>
/// <param name="Order">The order to make; null for a cancel.</param>
/// <param name="Id">The order it is about.</param>
internal readonly record struct Arrival(UnixNanos Time, SimulatedOrder? Order, ClientOrderId Id);
