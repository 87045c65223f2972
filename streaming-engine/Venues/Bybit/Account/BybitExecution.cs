using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders of one account at Bybit spot: requests by REST, news by the private stream.</summary>
/// <remarks>An answer to a request says that it was taken; what became of it the stream tells.</remarks>
internal sealed class BybitExecution : IExecutionVenue
{
    // A cancel is the same whenever it arrives, but old ones are of no use to anybody.
    private static readonly TimeSpan CancelWindow = TimeSpan.FromSeconds(5);

    // Those that are open, and the last that ended; what ended before.
    private static readonly BybitCall[] Places = [BybitCall.Orders, BybitCall.History];

    private readonly BybitRest _rest;
    private readonly BybitBooks _books;
    private readonly BybitAccountStream _stream;
    private readonly VenueClock _clock;
    private readonly VenueMarkets _markets;
    private readonly VenueNotices _notices;

    public BybitExecution(BybitRest rest, BybitAccountStream stream, VenueClock clock, VenueMarkets markets, VenueNotices notices, TimeProvider time)
    {
        (_rest, _stream, _clock, _markets, _notices) = (rest, stream, clock, markets, notices);
        _books = new BybitBooks(rest, clock, notices, time);
    }

    /// <summary>What each account there carries out by itself.</summary>
    /// <remarks>Of spot Bybit takes the direction of a trigger from the price when the order comes: a stop that the price has passed meanwhile would become its opposite, and wait. The kernel holds them.</remarks>
    public static VenueFeatures Able { get; } = new() { HasConditionalOrders = false, HasTrailingStops = false, HasGoodTillDate = false, HasIceberg = false, HasLinkedOrders = false, HasDeadManTimer = false };

    public string Venue => "BYBIT";

    public VenueFeatures Features => Able;

    public void Start(IVenueListener listener)
    {
        _stream.Start(listener);
        _notices.Start(listener.Noticed);
    }

    public async Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken)
    {
        if (submit.Terms is { Type: OrderType.Market, TimeInForce: TimeInForce.Fok })
            return new SubmitOutcome.Rejected("fill_or_kill_not_supported_at_the_market");
        if (!_clock.IsSure)
            return new SubmitOutcome.NotSent("clock_unsure");
        var symbol = _markets.Of(submit.Terms.Instrument).Symbol;
        var kind = submit.Terms.IsReduceOnly || submit.Terms.Role != OrderRole.Working ? RequestKind.Urgent : RequestKind.Ordinary;
        _stream.Know(submit.Id, submit.Terms);
        var reply = await _rest.ChangeAsync(BybitCall.Create, json => BybitOrderJson.Write(json, symbol, submit), kind, submit.Deadline, cancellationToken);
        return reply is VenueReply.Refused refused && BybitCode.IsDuplicate(refused.Code)
            ? new SubmitOutcome.Duplicate()
            : VenueReplies.Submit(reply, static json => new SubmitOutcome.Accepted(json.Get("result").Id("orderId"), json.Milliseconds("time")));
    }

    public async Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken)
    {
        if (!_clock.IsSure)
            return new AmendOutcome.NotSent("clock_unsure");
        var symbol = _markets.Of(amend.Order.Instrument).Symbol;
        _stream.Know(amend.Order.Id, amend.Terms);
        var reply = await _rest.ChangeAsync(
            BybitCall.Amend,
            json =>
            {
                json.WriteString("symbol", symbol);
                json.WriteString("orderLinkId", amend.Order.Id.Text);
                if (amend.Quantity is { } quantity)
                    json.WriteString("qty", DecimalText.Trimmed(quantity.Value));
                if (amend.Price is { } price)
                    json.WriteString("price", DecimalText.Trimmed(price.Value));
                if (amend.TriggerPrice is { } trigger)
                    json.WriteString("triggerPrice", DecimalText.Trimmed(trigger.Value));
            },
            amend is { Quantity: { } wanted, Price: null, TriggerPrice: null } && wanted < amend.Terms.Quantity ? RequestKind.Urgent : RequestKind.Ordinary,
            amend.Deadline,
            cancellationToken);
        return VenueReplies.Amend(reply, static _ => new AmendOutcome.Taken());
    }

    public async Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var symbol = _markets.Of(order.Instrument).Symbol;
        var reply = await _rest.ChangeAsync(
            BybitCall.Cancel,
            json =>
            {
                json.WriteString("symbol", symbol);
                json.WriteString("orderLinkId", order.Id.Text);
                if (order.Type.IsConditional())
                    json.WriteString("orderFilter", BybitOrderJson.ConditionalFilter);
            },
            RequestKind.Urgent,
            _clock.LocalNow + CancelWindow,
            cancellationToken);
        return VenueReplies.Cancel(reply, static _ => new CancelOutcome.Taken());
    }

    public async Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var market = _markets.Of(order.Instrument);
        foreach (var place in Places)
        {
            var reply = await _rest.AskSignedAsync(place, BybitQuery.Spot().Add("orderLinkId", order.Id.Text), cancellationToken);
            if (reply is not VenueReply.Done done)
                return new OrderAnswer.Failed(VenueReplies.CauseOf(reply));
            try
            {
                if (AnswerJson.Read(done.Body, json => BybitBooks.Find(json, order.Id, market)) is var (found, created))
                    return await AddFillsAsync(found, created, market, cancellationToken);
            }
            catch (UnreadableException)
            {
                return new OrderAnswer.Failed("answer_unreadable");
            }
        }
        return new OrderAnswer.NotFound();
    }

    public Task<VenueBooks?> ReadBooksAsync(IReadOnlyList<InstrumentId> instruments, UnixNanos since, CancellationToken cancellationToken) =>
        _books.ReadAsync([.. instruments.Select(_markets.Of)], since, cancellationToken);

    public Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken) => throw new InvariantException("a venue without a dead-man timer was asked to set one");

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<OrderAnswer> AddFillsAsync(VenueOrder found, UnixNanos created, VenueMarket market, CancellationToken cancellationToken)
    {
        var fills = found.Filled.IsZero ? [] : await _books.ReadFillsAsync(market, found, created, cancellationToken);
        return fills is null ? new OrderAnswer.Failed("fills_not_answered") : new OrderAnswer.Found(found, fills);
    }
}
