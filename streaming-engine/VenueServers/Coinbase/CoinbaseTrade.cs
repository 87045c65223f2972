using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Orders at Coinbase: placing, changing, canceling, asking. Used under the venue's lock.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders.</remarks>
internal sealed partial class CoinbaseTrade(LoopbackVenue venue)
{
    private const int CancelsMax = 100;
    private const int ClientIdMax = 128;
    private const string UnnamedEdit = "UNKNOWN_EDIT_ORDER_FAILURE_REASON";
    private const string UnnamedPreview = "UNKNOWN_PREVIEW_FAILURE_REASON";

    /// <summary>Places an order. One whose client id the account has used is not placed: what it was first used for is told instead.</summary>
    public void Place(Utf8JsonWriter json, CoinbaseCall call)
    {
        var body = call.Body;
        var (clientId, product, sideText) = (body.Text("client_order_id"), body.Text("product_id"), body.Text("side"));
        if (clientId.Length > ClientIdMax)
            throw CoinbaseError.Invalid("client_order_id is too long");
        var configuration = body.ObjectOrNull("order_configuration") ?? throw CoinbaseError.Invalid("order_configuration is required");
        if (call.Account.OrdersOf(clientId) is [var first, ..])
        {
            WritePlaced(json, first);
            return;
        }
        try
        {
            var market = venue.FindMarket(product) ?? throw new CoinbaseRefusal("PREVIEW_INVALID_PRODUCT_ID", "INVALID_PRODUCT_ID");
            var side = sideText switch
            {
                "BUY" => OrderSide.Buy,
                "SELL" => OrderSide.Sell,
                _ => throw new CoinbaseRefusal("PREVIEW_INVALID_SIDE", "INVALID_SIDE"),
            };
            WritePlaced(json, Place(new CoinbaseOrderReader(market, side, venue.Now).Read(configuration, call.Account, clientId), market, call));
        }
        catch (CoinbaseRefusal refusal)
        {
            WriteRefused(json, refusal, configuration);
        }
    }

    /// <summary>Cancels each order; one that cannot be says why.</summary>
    public void Cancel(Utf8JsonWriter json, CoinbaseCall call)
    {
        var ids = call.Body.Texts("order_ids");
        if (ids.Count is 0 or > CancelsMax)
            throw CoinbaseError.Invalid($"order_ids must be 1 to {CancelsMax} orders");
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (var id in ids)
        {
            var failure = Cancel(call, id);
            json.WriteStartObject();
            json.WriteBoolean("success", failure is null);
            json.WriteString("failure_reason", failure ?? "UNKNOWN_CANCEL_FAILURE_REASON");
            json.WriteString("order_id", id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Gives an order another price and size: both must be told, though one may stay.</summary>
    public void Edit(Utf8JsonWriter json, CoinbaseCall call)
    {
        var body = call.Body;
        var id = body.Text("order_id");
        var (edit, preview) = Edit(Find(call.Account, id), body.TextOrNull("price"), body.TextOrNull("size"));
        var isDone = edit is null && preview is null;
        json.WriteStartObject();
        json.WriteBoolean("success", isDone);
        if (isDone)
        {
            json.WriteStartObject("success_response");
            json.WriteString("order_id", id);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartObject("error_response");
            json.WriteString("error_details", "");
            json.WriteString("edit_order_failure_reason", edit ?? UnnamedEdit);
            json.WriteEndObject();
        }
        json.WriteStartArray("errors");
        if (!isDone)
        {
            json.WriteStartObject();
            json.WriteString("edit_failure_reason", edit ?? UnnamedEdit);
            json.WriteString("preview_failure_reason", preview ?? UnnamedPreview);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private LoopbackOrder Place(LoopbackAsk ask, LoopbackMarket market, CoinbaseCall call)
    {
        // Its fees are paid of it, too.
        if (((CoinbaseOrderForm)ask.Label!).QuoteSize > venue.FreeOf(call.Account, market.Instrument.Id.Quote))
            throw CoinbaseRefusal.InsufficientFund;
        if (call.RejectsLate && venue.Look(ask) is null)
            return venue.Reject(ask, CoinbaseOrderJson.RejectedLate);
        return venue.Place(ask with { FillsInParts = call.FillsInParts }) switch
        {
            LoopbackAnswer.Taken taken => taken.Order,
            LoopbackAnswer.Refused refused => throw CoinbaseRefusal.Of(refused.Refusal),
            _ => throw new InvariantException("an answer was neither taken nor refused"),
        };
    }

    private string? Cancel(CoinbaseCall call, string id)
    {
        if (Find(call.Account, id) is not { } order)
            return "UNKNOWN_CANCEL_ORDER";
        if (call.FillsFirst && order.Place is not null)
            FillFirst(order);
        if (venue.Cancel(order) is null)
            return null;
        return order.Status == LoopbackOrderStatus.Filled ? "ORDER_IS_FULLY_FILLED" : "UNKNOWN_CANCEL_ORDER";
    }

    // The market takes all that stands before an order, and the order.
    private void FillFirst(LoopbackOrder order)
    {
        var side = order.Market.SideOf(order.Terms.Side);
        var before = side.Levels.TakeWhile(level => level.Ticks != order.Ticks).Sum(static level => level.Queue.Sum(static other => other.LotsLeft));
        var ahead = side.LevelAt(order.Ticks)!.Queue.TakeWhile(other => other != order).Sum(static other => other.LotsLeft);
        new HouseFlow(venue, order.Market).Take(order.IsBuy ? OrderSide.Sell : OrderSide.Buy, order.Ticks, before + ahead + order.LotsLeft);
    }

    private (string? Edit, string? Preview) Edit(LoopbackOrder? order, string? priceText, string? sizeText)
    {
        if (order is null)
            return ("ORDER_NOT_FOUND", null);
        if (!order.IsOpen)
            return ("ONLY_OPEN_ORDERS_CAN_BE_EDITED", null);
        var form = CoinbaseOrderForm.Of(order);
        if (form.Kind != CoinbaseOrderForm.LimitGtc)
            return ("ONLY_LIMIT_ORDER_EDITS_SUPPORTED", null);
        var reader = new CoinbaseOrderReader(order.Market, order.Terms.Side, venue.Now);
        if (Read(() => reader.ReadSize(sizeText)) is not (var size, null))
            return ("INVALID_EDITED_SIZE", null);
        if (Read(() => reader.ReadPrice(priceText, "PREVIEW_INVALID_LIMIT_PRICE")) is not (var price, null))
            return ("INVALID_EDITED_PRICE", null);
        if (size.Value <= order.Filled)
            return ("CANNOT_EDIT_TO_BELOW_FILLED_SIZE", null);
        if (size == order.Terms.Quantity && price == order.Terms.Price)
            return ("EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST", null);
        form.Edits.Add(new CoinbaseEdit(price.Value, size.Value, venue.Now)); // Before it is told.
        if (venue.Amend(order, size, price, triggerPrice: null) is not LoopbackAnswer.Refused { Refusal: var refusal })
            return (null, null);
        form.Edits.RemoveAt(form.Edits.Count - 1);
        return (null, CoinbaseRefusal.Of(refusal).Preview);
    }

    private static (T Value, CoinbaseRefusal? Refusal) Read<T>(Func<T> read)
        where T : struct
    {
        try
        {
            return (read(), null);
        }
        catch (CoinbaseRefusal refusal)
        {
            return (default, refusal);
        }
    }

    private static LoopbackOrder? Find(LoopbackAccount account, string id) =>
        CoinbaseIds.OrderNumberOf(id) is { } number ? account.FindOrder(number) : null;

    private static void WritePlaced(Utf8JsonWriter json, LoopbackOrder order)
    {
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteStartObject("success_response");
        json.WriteString("order_id", CoinbaseIds.OfOrder(order));
        json.WriteString("product_id", order.Market.Symbol);
        json.WriteString("side", CoinbaseJson.SideOf(order.Terms.Side));
        json.WriteString("client_order_id", order.ClientId);
        json.WriteEndObject();
        json.WritePropertyName("order_configuration");
        CoinbaseOrderJson.WriteConfiguration(json, order);
        json.WriteEndObject();
    }

    private static void WriteRefused(Utf8JsonWriter json, CoinbaseRefusal refusal, CoinbaseBody configuration)
    {
        json.WriteStartObject();
        json.WriteBoolean("success", false);
        json.WriteStartObject("error_response");
        json.WriteString("error", refusal.Reason);
        json.WriteString("message", refusal.Message);
        json.WriteString("error_details", "");
        json.WriteString("preview_failure_reason", refusal.Preview);
        json.WriteString("new_order_failure_reason", refusal.Reason);
        json.WriteEndObject();
        json.WritePropertyName("order_configuration");
        json.WriteRawValue(configuration.Json.GetRawText());
        json.WriteEndObject();
    }
}
