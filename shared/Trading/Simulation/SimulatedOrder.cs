using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>An order as the simulated venue knows it.</summary>
internal sealed class SimulatedOrder(ClientOrderId id, OrderTerms terms, string venueOrderId)
{
    public ClientOrderId Id { get; } = id;

    /// <summary>As amended.</summary>
    public OrderTerms Terms { get; private set; } = terms;

    public string VenueOrderId { get; } = venueOrderId;

    public Quantity Leaves { get; set; } = terms.Quantity;

    /// <summary>The list of those that cancel or reduce each other with it; empty for none.</summary>
    public string PeerList { get; init; } = "";

    /// <summary>Whether its peers have so much less when it fills; else they end.</summary>
    public bool ReducesPeers { get; init; }

    /// <summary>What its peers had filled as far as we knew when it was sent.</summary>
    public decimal PeersFilled { get; init; }

    /// <summary>Whether the venue has said that it has it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Where its trigger is now; null where it has none, or trails and has met no price yet.</summary>
    public Price? Trigger { get; set; } = terms.TriggerPrice;

    public bool IsTriggered { get; set; }

    /// <summary>Fee rate that was held back with what it would cost when it came to rest: fees may change while it rests.</summary>
    public decimal HeldRate { get; set; }

    /// <summary>Quantity ahead of it in the queue of its price, in lots; only over books.</summary>
    public long LotsAhead { get; set; }

    /// <summary>What of it stands in the book, in lots: all of it, but of an iceberg its display quantity at most; only over books.</summary>
    public long LotsShown { get; set; }

    /// <summary>Whether a print that goes on has passed it; only over books.</summary>
    public bool IsPassed { get; set; }

    public bool IsBuy => Terms.Side == OrderSide.Buy;

    /// <summary>Whether it waits for its trigger.</summary>
    public bool IsConditional => !IsTriggered && Terms.Type.IsConditional();

    public bool IsLimit => Terms.Type.HasLimit();

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

    /// <summary>The same order with what <see cref="WriteLaterTo"/> wrote of it.</summary>
    public SimulatedOrder ReadLater(ref MessageReader reader) => new(Id, Terms, VenueOrderId)
    {
        Leaves = Leaves,
        IsAccepted = IsAccepted,
        HeldRate = HeldRate,
        PeerList = reader.Text(),
        ReducesPeers = reader.Flag(),
        PeersFilled = reader.Decimal(),
        Trigger = OrderCodec.ReadOptionalPrice(ref reader),
        IsTriggered = reader.Flag(),
    };

    /// <summary>What was not kept at first, and so stands behind the rest.</summary>
    public void WriteLaterTo(MessageWriter writer)
    {
        writer.Text(PeerList);
        writer.Flag(ReducesPeers);
        writer.Decimal(PeersFilled);
        writer.Optional(Trigger?.Value);
        writer.Flag(IsTriggered);
    }

    /// <summary>A peer has filled so much: it has that less to trade.</summary>
    public void Reduce(Quantity filled)
    {
        var less = filled < Leaves ? filled : Leaves;
        Leaves -= less;
        Terms = Terms with { Quantity = Terms.Quantity - less };
    }

    /// <summary>Takes new values; what has filled counts.</summary>
    public void Amend(OrderAmend change)
    {
        if (change.Quantity is { } quantity)
            Leaves = quantity - (Terms.Quantity - Leaves);
        Trigger = change.TriggerPrice ?? Trigger;
        Terms = Terms with { Quantity = change.Quantity ?? Terms.Quantity, Price = change.Price ?? Terms.Price, TriggerPrice = change.TriggerPrice ?? Terms.TriggerPrice };
    }

    /// <summary>Its trigger follows a price; its limit, where it has one, keeps its distance as long as that leaves a price.</summary>
    public void Follow(decimal price, Instrument instrument)
    {
        if (!Terms.Type.IsTrailing() || TrailingTrigger.Behind(Terms, instrument, price) is not { } trigger || !TrailingTrigger.IsNearer(Terms.Side, trigger, Trigger))
            return;
        if (Terms.Price is { } limit && Trigger is { } before && limit.Value + (trigger - before).Value is var moved and > 0)
            Terms = Terms with { Price = instrument.ToPrice(moved, GridRounding.Exact) };
        Trigger = trigger;
    }

    /// <summary>Whether a price, or one on the way to it, hits its trigger.</summary>
    public bool IsHit(decimal price) => Trigger is { } trigger && (Terms.Type.TriggersUpward(Terms.Side) ? price >= trigger.Value : price <= trigger.Value);

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
/// <param name="Order">The order to make; null for a cancel or an amendment.</param>
/// <param name="Id">The order it is about.</param>
/// <param name="Change">What to amend; null for the others.</param>
/// <param name="PeersFilled">Of an amendment: see <see cref="Effect.Amend.PeersFilled"/>.</param>
internal readonly record struct Arrival(UnixNanos Time, SimulatedOrder? Order, ClientOrderId Id, OrderAmend? Change = null, decimal PeersFilled = 0);
