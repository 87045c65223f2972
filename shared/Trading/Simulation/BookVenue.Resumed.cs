using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>What it goes on with where its books were kept elsewhere: called on a venue that has done nothing yet, fills in their order, then orders.</content>
public sealed partial class BookVenue
{
    /// <summary>Books a fill that was made before.</summary>
    /// <param name="side">Of the order.</param>
    /// <param name="tradeId">As it was reported.</param>
    /// <param name="price">Quote currency per base unit.</param>
    /// <param name="quantity">Base units.</param>
    /// <param name="fee">What was taken, in one of the market's two currencies.</param>
    /// <param name="time">When.</param>
    public void ResumeFill(OrderSide side, string tradeId, Price price, Quantity quantity, Money fee, UnixNanos time)
    {
        var isInBase = fee.Currency == Instrument.Id.Base;
        Account.Book(side, price.Value, quantity.Value, isInBase ? 0 : fee.Amount, time);
        if (isInBase)
            Account.Add(quote: 0, -fee.Amount);
        Counters = (Counters.Orders, Math.Max(Counters.Trades, NumberOf(tradeId)));
    }

    /// <summary>No order gets an id up to this one any more.</summary>
    /// <param name="venueOrderId">As it was reported.</param>
    public void ResumeAfter(string venueOrderId) => Counters = (Math.Max(Counters.Orders, NumberOf(venueOrderId)), Counters.Trades);

    /// <summary>Puts an open order where it was; in the queue of its price it stands behind all that the next whole book shows there.</summary>
    /// <param name="id">The client order id.</param>
    /// <param name="venueOrderId">As it was reported.</param>
    /// <param name="terms">As amended.</param>
    /// <param name="leaves">Base units that are not filled.</param>
    /// <param name="isTriggered">Whether its trigger was hit.</param>
    public void ResumeOrder(ClientOrderId id, string venueOrderId, OrderTerms terms, Quantity leaves, bool isTriggered)
    {
        ResumeAfter(venueOrderId);
        var order = new SimulatedOrder(id, terms, venueOrderId) { Leaves = leaves, IsAccepted = true, IsTriggered = isTriggered };
        if (!order.IsConditional && !order.IsLimit)
        {
            Waiting.Add(order); // Of a market order that was triggered the book had no more.
            return;
        }
        Rest(order);
        order.LotsAhead = long.MaxValue;
    }

    private static long NumberOf(string id) => long.Parse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
