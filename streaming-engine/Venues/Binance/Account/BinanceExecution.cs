using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders of one account at Binance spot: requests by REST, news by the WebSocket API.</summary>
internal sealed class BinanceExecution : IExecutionVenue
{
    private const int OrderWeight = 1;
    private const int QueryWeight = 4;

    // A cancel is the same whenever it arrives, but old ones are of no use to anybody.
    private static readonly TimeSpan CancelWindow = TimeSpan.FromSeconds(5);

    private readonly BinanceRest _rest;
    private readonly BinanceBooks _books;
    private readonly BinanceAccountStream _stream;
    private readonly VenueClock _clock;
    private readonly VenueMarkets _markets;
    private readonly VenueNotices _notices;

    public BinanceExecution(BinanceRest rest, BinanceAccountStream stream, VenueClock clock, VenueMarkets markets, VenueNotices notices, TimeProvider time)
    {
        (_rest, _stream, _clock, _markets, _notices) = (rest, stream, clock, markets, notices);
        _books = new BinanceBooks(rest, clock, notices, time);
    }

    /// <summary>What each account there carries out by itself.</summary>
    public static VenueFeatures Able { get; } = new() { HasTrailingStops = false, HasGoodTillDate = false, HasLinkedOrders = false, HasAmendments = false, HasDeadManTimer = false };

    public string Venue => "BINANCE";

    public VenueFeatures Features => Able;

    public void Start(IVenueListener listener)
    {
        _stream.Start(listener);
        _notices.Start(listener.Noticed);
    }

    public async Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken)
    {
        if (submit.Terms is { IsPostOnly: true } && submit.Terms.Type.IsConditional())
            return new SubmitOutcome.Rejected("post_only_not_supported_with_a_trigger");
        if (submit.Terms is { Type: OrderType.Market, TimeInForce: TimeInForce.Fok })
            return new SubmitOutcome.Rejected("fill_or_kill_not_supported_at_the_market");
        if (!_clock.IsSure)
            return new SubmitOutcome.NotSent("clock_unsure");
        var kind = submit.Terms.IsReduceOnly || submit.Terms.Role != OrderRole.Working ? RequestKind.Urgent : RequestKind.Ordinary;
        var parameters = BinanceOrderJson.ParametersOf(_markets.Of(submit.Terms.Instrument).Symbol, submit);
        var reply = await _rest.ChangeAsync(
            HttpMethod.Post,
            "/api/v3/order",
            parameters,
            kind,
            submit.Deadline,
            [(BinanceRest.WeightLimit, OrderWeight), (BinanceRest.OrdersLimit, 1), (BinanceRest.DayOrdersLimit, 1)],
            cancellationToken);
        return reply is VenueReply.Refused { Code: "-2010" } twice && twice.Message.StartsWith("Duplicate", StringComparison.OrdinalIgnoreCase)
            ? new SubmitOutcome.Duplicate()
            : VenueReplies.Submit(reply, static json => new SubmitOutcome.Accepted(json.Id("orderId"), json.Milliseconds("transactTime")));
    }

    /// <summary>Binance makes orders smaller where they are; it changes no price.</summary>
    public async Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken)
    {
        var isSmaller = amend is { Quantity: { } quantity, Price: null, TriggerPrice: null } && quantity < amend.Terms.Quantity;
        if (!isSmaller)
            return new AmendOutcome.Rejected("amendment_not_supported");
        if (!_clock.IsSure)
            return new AmendOutcome.NotSent("clock_unsure");
        var parameters = ParametersOf(amend.Order).Add("newClientOrderId", amend.Order.Id.Text).Add("newQty", amend.Quantity!.Value.Value);
        var reply = await _rest.ChangeAsync(
            HttpMethod.Put, "/api/v3/order/amend/keepPriority", parameters, RequestKind.Urgent, amend.Deadline, [(BinanceRest.WeightLimit, QueryWeight)], cancellationToken);
        return VenueReplies.Amend(reply, static json => new AmendOutcome.Amended(json.Milliseconds("transactTime")));
    }

    public async Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var instrument = _markets.Of(order.Instrument).Instrument;
        var reply = await _rest.ChangeAsync(
            HttpMethod.Delete, "/api/v3/order", ParametersOf(order), RequestKind.Urgent, _clock.LocalNow + CancelWindow, [(BinanceRest.WeightLimit, OrderWeight)], cancellationToken);
        return VenueReplies.Cancel(reply, json => new CancelOutcome.Canceled(instrument.ToQuantity(json.Decimal("executedQty"), GridRounding.Exact), json.Milliseconds("transactTime")));
    }

    public async Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var market = _markets.Of(order.Instrument);
        var reply = await _rest.AskSignedAsync("/api/v3/order", ParametersOf(order), QueryWeight, cancellationToken);
        switch (reply)
        {
            case VenueReply.Refused { Code: "-2013" or "-2026" }:
                return new OrderAnswer.NotFound(); // -2026: canceled unfilled more than 90 days ago, and forgotten.
            case VenueReply.Done done:
                try
                {
                    var found = AnswerJson.Read(done.Body, json => BinanceOrderJson.Order(json, market.Instrument));
                    var fills = found.Filled.IsZero ? [] : await _books.ReadFillsAsync(market, found, cancellationToken);
                    return fills is null ? new OrderAnswer.Failed("fills_not_answered") : new OrderAnswer.Found(found, fills);
                }
                catch (UnreadableException)
                {
                    return new OrderAnswer.Failed("answer_unreadable");
                }
            default:
                return new OrderAnswer.Failed(VenueReplies.CauseOf(reply));
        }
    }

    public Task<VenueBooks?> ReadBooksAsync(IReadOnlyList<InstrumentId> instruments, UnixNanos since, CancellationToken cancellationToken) =>
        _books.ReadAsync([.. instruments.Select(_markets.Of)], since, cancellationToken);

    public Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken) => throw new InvariantException("a venue without a dead-man timer was asked to set one");

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private BinanceParameters ParametersOf(VenueOrderKey order) =>
        new BinanceParameters().Add("symbol", _markets.Of(order.Instrument).Symbol).Add("origClientOrderId", order.Id.Text);
}
