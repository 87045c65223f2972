using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders of one account at Coinbase spot: requests by REST, news by its channel.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders. Orders are asked for, changed and canceled by Coinbase's id alone: one that was never
/// told is looked for first. A stop rests there only with a limit, and our features cannot tell that apart: all triggers are held here.
/// </remarks>
internal sealed class CoinbaseExecution : IExecutionVenue
{
    private const string Unnamed = "UNKNOWN_FAILURE_REASON";
    private const string UnnamedPreview = "UNKNOWN_PREVIEW_FAILURE_REASON";
    private const string UnnamedCancel = "UNKNOWN_CANCEL_FAILURE_REASON";
    private const string UnnamedEdit = "UNKNOWN_EDIT_ORDER_FAILURE_REASON";

    // A cancel is the same whenever it arrives, but old ones are of no use to anybody.
    private static readonly TimeSpan CancelWindow = TimeSpan.FromSeconds(5);

    private readonly CoinbaseRest _rest;
    private readonly CoinbaseIds _ids = new();
    private readonly CoinbaseBooks _books;
    private readonly CoinbaseFillReader _fills;
    private readonly CoinbaseAccountStream _stream;
    private readonly VenueClock _clock;
    private readonly VenueMarkets _markets;
    private readonly VenueNotices _notices;

    public CoinbaseExecution(CoinbaseOptions options, CoinbaseRest rest, CoinbaseTokens tokens, VenueClock clock, VenueMarkets markets, VenueNotices notices, TimeProvider time)
    {
        (_rest, _clock, _markets, _notices) = (rest, clock, markets, notices);
        _books = new CoinbaseBooks(rest, _ids, clock, notices, time);
        _fills = new CoinbaseFillReader(_books, time);
        _books.Unreadable = _fills.TellUnreadable;
        _stream = new CoinbaseAccountStream(options, tokens, clock, markets, _ids, _fills, time);
    }

    /// <summary>What each account there carries out by itself.</summary>
    public static VenueFeatures Able { get; } = new() { HasConditionalOrders = false, HasTrailingStops = false, HasGoodTillDate = false, HasIceberg = false, HasLinkedOrders = false, HasDeadManTimer = false };

    public string Venue => "COINBASE";

    public VenueFeatures Features => Able;

    public void Start(IVenueListener listener)
    {
        var one = new SerialListener(listener);
        _fills.Start(one);
        _stream.Start(one);
        _notices.Start(one.Noticed);
    }

    public async Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken)
    {
        if (CoinbaseOrderJson.RefusalOf(submit.Terms) is { } reason)
            return new SubmitOutcome.Rejected(reason);
        if (!_clock.IsSure)
            return new SubmitOutcome.NotSent("clock_unsure");
        var symbol = _markets.Of(submit.Terms.Instrument).Symbol;
        var kind = submit.Terms.IsReduceOnly || submit.Terms.Role != OrderRole.Working ? RequestKind.Urgent : RequestKind.Ordinary;
        _stream.Know(submit.Id, submit.Terms);
        _ids.Sent(submit.Id, _clock.Now);
        var reply = await _rest.ChangeAsync("/orders", json => CoinbaseOrderJson.Write(json, symbol, submit), kind, submit.Deadline, cancellationToken);
        return VenueReplies.Submit(reply, json => ReadSubmit(json, submit.Id));
    }

    public async Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken)
    {
        // Of others it changes neither size nor price.
        if (amend is not { Terms: { Type: OrderType.Limit, TimeInForce: TimeInForce.Gtc or TimeInForce.Gtd }, TriggerPrice: null } || (amend.Price ?? amend.Terms.Price) is not { } price)
            return new AmendOutcome.Rejected("amendment_not_supported");
        if (!_clock.IsSure)
            return new AmendOutcome.NotSent("clock_unsure");
        var (venueId, failure) = await IdOfAsync(amend.Order, cancellationToken);
        if (venueId is null)
            return failure is null ? new AmendOutcome.Rejected("order_not_found") : new AmendOutcome.NotSent(VenueReplies.CauseOf(failure));
        _stream.Know(amend.Order.Id, amend.Terms);
        var reply = await _rest.ChangeAsync(
            "/orders/edit",
            json =>
            {
                json.WriteString("order_id", venueId);
                json.WriteString("price", DecimalText.Trimmed(price.Value));
                json.WriteString("size", DecimalText.Trimmed((amend.Quantity ?? amend.Terms.Quantity).Value));
            },
            RequestKind.Urgent,
            amend.Deadline,
            cancellationToken);
        return VenueReplies.Amend(reply, ReadAmend);
    }

    public async Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var (venueId, failure) = await IdOfAsync(order, cancellationToken);
        if (venueId is null)
            return failure is null ? new CancelOutcome.Rejected("order_not_found") : new CancelOutcome.NotSent(VenueReplies.CauseOf(failure));
        var reply = await _rest.ChangeAsync(
            "/orders/batch_cancel",
            json =>
            {
                json.WriteStartArray("order_ids");
                json.WriteStringValue(venueId);
                json.WriteEndArray();
            },
            RequestKind.Urgent,
            _clock.LocalNow + CancelWindow,
            cancellationToken);
        return VenueReplies.Cancel(reply, json => ReadCancel(json, venueId));
    }

    public async Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var market = _markets.Of(order.Instrument);
        var (venueId, failure) = await IdOfAsync(order, cancellationToken);
        if (venueId is null)
            return failure is null ? new OrderAnswer.NotFound() : new OrderAnswer.Failed(VenueReplies.CauseOf(failure));
        var reply = await _books.AskForOrderAsync(venueId, cancellationToken);
        if (reply is not VenueReply.Done done)
            return new OrderAnswer.Failed(VenueReplies.CauseOf(reply)); // That it is not there, neither: it was.
        try
        {
            var found = AnswerJson.Read(done.Body, json => CoinbaseOrderJson.Order(json.Get("order"), market.Instrument));
            if (found.ClientId != order.Id.Text)
                return new OrderAnswer.Failed("answer_of_another_order");
            var fills = found.Filled.IsZero ? [] : await _books.ReadFillsAsync(market, venueId, found.ClientId, cancellationToken);
            return fills is null ? new OrderAnswer.Failed("fills_not_answered") : new OrderAnswer.Found(found, fills);
        }
        catch (UnreadableException)
        {
            return new OrderAnswer.Failed("answer_unreadable");
        }
        catch (VenueException exception)
        {
            _fills.TellUnreadable(order.Id, exception.Message);
            return new OrderAnswer.Failed("fills_unreadable");
        }
    }

    public Task<VenueBooks?> ReadBooksAsync(IReadOnlyList<InstrumentId> instruments, UnixNanos since, CancellationToken cancellationToken) =>
        _books.ReadAsync([.. instruments.Select(_markets.Of)], since, cancellationToken);

    public Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken) => throw new InvariantException("a venue without a dead-man timer was asked to set one");

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _fills.DisposeAsync();
    }

    private async Task<(string? VenueId, VenueReply? Failure)> IdOfAsync(VenueOrderKey order, CancellationToken cancellationToken) =>
        _ids.Find(order.Id) is { } known ? (known, null) : await _books.LookUpAsync(_markets.Of(order.Instrument), order.Id, cancellationToken);

    // An order of an id that was used already is answered with the first one; a code for it there is all the same.
    private SubmitOutcome ReadSubmit(JsonElement json, ClientOrderId id)
    {
        if (!json.Flag("success"))
        {
            var error = json.Get("error_response");
            var code = NameOf(error, "new_order_failure_reason", Unnamed) ?? NameOf(error, "error", Unnamed) ?? NameOf(error, "preview_failure_reason", UnnamedPreview);
            return code switch
            {
                null => new SubmitOutcome.Unknown("refused_without_a_reason"),
                "DUPLICATE_CLIENT_ORDER_ID" => new SubmitOutcome.Duplicate(),
                _ => new SubmitOutcome.Rejected(VenueReason.Of(code, "")),
            };
        }
        var placed = json.Get("success_response");
        if (placed.Text("client_order_id") != id.Text || placed.Text("order_id") is not { Length: > 0 } venueId)
            throw new UnreadableException("an answer was of another order");
        _ids.Learn(id.Text, venueId);
        return new SubmitOutcome.Accepted(venueId, _clock.Now);
    }

    private static AmendOutcome ReadAmend(JsonElement json)
    {
        if (json.Flag("success"))
            return new AmendOutcome.Taken();
        var code = json.Find("error_response") is { } response ? NameOf(response, "edit_order_failure_reason", UnnamedEdit) : null;
        // A list by the documents, one alone by what was recorded.
        foreach (var error in json.Find("errors") is not { } errors ? [] : errors.ValueKind == JsonValueKind.Object ? [errors] : errors.Rows())
            code ??= NameOf(error, "edit_failure_reason", UnnamedEdit) ?? NameOf(error, "preview_failure_reason", UnnamedPreview);
        return code is null ? new AmendOutcome.Unknown("refused_without_a_reason") : new AmendOutcome.Rejected(VenueReason.Of(code, ""));
    }

    private static CancelOutcome ReadCancel(JsonElement json, string venueId)
    {
        var result = json.Get("results").Rows().Single(result => result.Text("order_id") == venueId);
        if (result.Flag("success"))
            return new CancelOutcome.Taken();
        return NameOf(result, "failure_reason", UnnamedCancel) switch
        {
            null => new CancelOutcome.Unknown("refused_without_a_reason"),
            "DUPLICATE_CANCEL_REQUEST" => new CancelOutcome.Taken(), // Another is on its way.
            var code => new CancelOutcome.Rejected(VenueReason.Of(code, "")),
        };
    }

    // Null where it is not told, or is what says nothing.
    private static string? NameOf(JsonElement json, string name, string unnamed) =>
        json.Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text && text != unnamed ? text : null;
}
