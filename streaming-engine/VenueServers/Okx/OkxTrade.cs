using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders at OKX: placing, changing, canceling, asking. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade.</remarks>
internal sealed partial class OkxTrade(LoopbackVenue venue, OkxMarkets markets)
{
    private const int ListMax = 20;

    /// <summary>Places each order; one that is refused says why, and the others are placed.</summary>
    public void Place(Utf8JsonWriter json, OkxCall call) => Each(json, call, item =>
    {
        var market = markets.Of(item);
        var ask = OkxOrderForm.Read(item, market, call.Account) with { FillsInParts = call.FillsInParts };
        var order = Place(ask, market, isExact: item.Flag("banAmend"));
        WriteRow(json, item, OkxJson.OrderId(order.Number), order.ClientId, error: null, static (json, item) => WriteTag(json, item));
    }, static (json, item) => WriteTag(json, item));

    /// <summary>Cancels each order; one that cannot be says why.</summary>
    public void Cancel(Utf8JsonWriter json, OkxCall call) => Each(json, call, item =>
    {
        var order = Find(call.Account, item, markets.Of(item)) ?? throw OkxError.CannotCancel;
        if (venue.Cancel(order) is not null)
            throw OkxError.CannotCancel;
        WriteRow(json, item, OkxJson.OrderId(order.Number), order.ClientId, error: null, static (_, _) => { });
    }, static (_, _) => { });

    /// <summary>Amends each order; one that cannot be says why.</summary>
    public void Amend(Utf8JsonWriter json, OkxCall call) => Each(json, call, item =>
    {
        var order = Find(call.Account, item, markets.Of(item));
        if (order is not { IsOpen: true })
            throw OkxError.OfAmendment(LoopbackRefusal.OrderClosed);
        try
        {
            Amend(order, item);
        }
        catch (OkxError) when (item.Flag("cxlOnFail"))
        {
            venue.Cancel(order);
            throw;
        }
        WriteRow(json, item, OkxJson.OrderId(order.Number), order.ClientId, error: null, static (json, item) => WriteRequestId(json, item));
    }, static (json, item) => WriteRequestId(json, item));

    /// <summary>Only for market makers of options, of which this account is none.</summary>
    public static void CancelMass(OkxCall call)
    {
        _ = (call.One.Text("instType"), call.One.Text("instFamily"));
        throw new OkxError("51411", "Account does not have permission for mass cancellation.");
    }

    /// <summary>Places an order that is for the best that the account can pay where it is a market order for more.</summary>
    /// <param name="ask">What is wanted.</param>
    /// <param name="market">Where.</param>
    /// <param name="isExact">Whether it is refused instead.</param>
    /// <exception cref="OkxError">It was refused.</exception>
    public LoopbackOrder Place(LoopbackAsk ask, LoopbackMarket market, bool isExact)
    {
        var answer = venue.Place(ask);
        if (answer is LoopbackAnswer.Refused { Refusal: LoopbackRefusal.BalanceInsufficient } && !isExact && Affordable(ask, market) is { } less)
            answer = venue.Place(less);
        return answer switch
        {
            LoopbackAnswer.Taken taken => taken.Order,
            LoopbackAnswer.Refused refused => throw OkxError.Of(refused.Refusal, ask, market),
            _ => throw new InvariantException("an answer was neither taken nor refused"),
        };
    }

    // Of a spot market buy in base currency and a sell in quote currency the size is a wish.
    private LoopbackAsk? Affordable(LoopbackAsk ask, LoopbackMarket market)
    {
        if (market.IsPerpetual || ask.Terms.Type != OrderType.Market || ask.Account is not { } account)
            return null;
        var id = market.Instrument.Id;
        if (ask.Terms.Side == OrderSide.Buy && ask.QuoteQuantity is null && venue.FreeOf(account, id.Quote) is > 0 and var quote)
            return ask with { QuoteQuantity = quote, Terms = ask.Terms with { Quantity = OkxOrderForm.Greatest(market) } };
        if (ask.Terms.Side == OrderSide.Sell && ask.QuoteQuantity is not null && venue.FreeOf(account, id.Base) is > 0 and var quantity)
            return ask with { QuoteQuantity = null, Terms = ask.Terms with { Quantity = market.Instrument.ToQuantity(quantity, GridRounding.Down) } };
        return null;
    }

    private void Amend(LoopbackOrder order, OkxArguments item)
    {
        var (size, price) = (item.DecimalOrNull("newSz"), item.DecimalOrNull("newPx"));
        if (size is null && price is null)
            throw new OkxError("51500", "You must enter a price, quantity, or TP/SL");
        var market = order.Market;
        var quantity = size is { } wanted ? OkxOrderForm.ToQuantity(market, wanted) : order.Terms.Quantity;
        var limit = price is { } moved ? OkxOrderForm.ToPrice(market, moved, "newPx") : order.Terms.Price;
        order.OtherId = item.Name("reqId", OkxOrderForm.ClientIdMax);
        if (quantity == order.Terms.Quantity && limit == order.Terms.Price)
            return;
        if (quantity.Value <= order.Filled)
        {
            venue.Complete(order);
            return;
        }
        if (venue.Amend(order, quantity, limit, triggerPrice: null) is LoopbackAnswer.Refused { Refusal: var refusal })
            throw OkxError.OfAmendment(refusal);
    }

    // Does something for each, and writes a row for each that was refused.
    private void Each(Utf8JsonWriter json, OkxCall call, Action<OkxArguments> act, Action<Utf8JsonWriter, OkxArguments> writeMore)
    {
        if (call.Items.Count > ListMax)
            throw new OkxError("51111", $"Maximum {ListMax} orders can be placed in bulk.");
        var failed = 0;
        foreach (var item in call.Items)
        {
            try
            {
                act(item);
            }
            catch (OkxError error)
            {
                failed++;
                WriteRow(json, item, item.TextOrNull("ordId") ?? "", item.TextOrNull("clOrdId") ?? "", error, writeMore);
            }
        }
        call.Conclude(failed);
    }

    private void WriteRow(Utf8JsonWriter json, OkxArguments item, string id, string clientId, OkxError? error, Action<Utf8JsonWriter, OkxArguments> writeMore)
    {
        json.WriteStartObject();
        json.WriteString("ordId", id);
        json.WriteString("clOrdId", clientId);
        writeMore(json, item);
        json.Moment("ts", venue.Now);
        json.WriteString("sCode", error?.Code ?? "0");
        json.WriteString("sMsg", error?.Message ?? "");
        json.WriteString("subCode", error?.SubCode ?? "");
        json.WriteEndObject();
    }

    private static void WriteTag(Utf8JsonWriter json, OkxArguments item) => json.WriteString("tag", item.TextOrNull("tag") ?? "");

    private static void WriteRequestId(Utf8JsonWriter json, OkxArguments item) => json.WriteString("reqId", item.TextOrNull("reqId") ?? "");

    // Of a client id that several had, the open one, else the last.
    private static LoopbackOrder? Find(LoopbackAccount account, OkxArguments item, LoopbackMarket market)
    {
        LoopbackOrder? order;
        if (item.NumberOrNull("ordId") is { } id)
            order = account.FindOrder(OkxJson.OrderNumber(id));
        else if (item.TextOrNull("clOrdId") is { } clientId)
            order = account.OrdersOf(clientId).LastOrDefault(static one => one.IsOpen) ?? (account.OrdersOf(clientId) is [.., var last] ? last : null);
        else
            throw new OkxError("51003", "Either client order ID or order ID is required.");
        return order?.Market == market ? order : null;
    }
}
