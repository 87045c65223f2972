using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Orders of one account at OKX, of spot or of linear swaps: requests by REST, news by its sockets. Orders with a trigger are another kind there, and become ordinary ones once it is hit.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#order-book-trading-trade and https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading. Answers to amendments and cancels say that
/// they were taken, and no more.
/// </remarks>
internal sealed class OkxExecution : IExecutionVenue
{
    // A cancel is the same whenever it arrives, but old ones are of no use to anybody.
    private static readonly TimeSpan CancelWindow = TimeSpan.FromSeconds(5);

    private readonly OkxOptions _options;
    private readonly OkxRest _rest;
    private readonly OkxBooks _books;
    private readonly OkxAccountStream _stream;
    private readonly VenueClock _clock;
    private readonly VenueMarkets _markets;
    private readonly OkxChildren _children;
    private readonly VenueNotices _notices;

    public OkxExecution(OkxOptions options, OkxRest rest, OkxAccountStream stream, VenueClock clock, VenueMarkets markets, OkxChildren children, VenueNotices notices, TimeProvider time)
    {
        (_options, _rest, _stream, _clock, _markets, _children, _notices) = (options, rest, stream, clock, markets, children, notices);
        _books = new OkxBooks(rest, options.InstrumentType, clock, markets, children, notices, time);
    }

    /// <summary>What each account there carries out by itself.</summary>
    public static VenueFeatures Able { get; } = new() { HasTrailingStops = false, HasGoodTillDate = false, HasIceberg = false, HasLinkedOrders = false };

    public string Venue => "OKX";

    public VenueFeatures Features => Able;

    public void Start(IVenueListener listener)
    {
        _stream.Start(listener);
        _notices.Start(listener.Noticed);
    }

    public async Task<SubmitOutcome> SubmitAsync(VenueSubmit submit, CancellationToken cancellationToken)
    {
        if (RefusalOf(submit.Terms) is { } reason)
            return new SubmitOutcome.Rejected(reason);
        var market = _markets.Of(submit.Terms.Instrument);
        if (!market.Instrument.IsOnQuantityGrid(submit.Terms.Quantity.Value))
            return new SubmitOutcome.Rejected("quantity_off_grid");
        if (!_clock.IsSure)
            return new SubmitOutcome.NotSent("clock_unsure");
        var kind = submit.Terms.IsReduceOnly || submit.Terms.Role != OrderRole.Working ? RequestKind.Urgent : RequestKind.Ordinary;
        var symbol = market.Symbol;
        var isConditional = submit.Terms.Type.IsConditional();
        var reply = isConditional
            ? await _rest.ChangeAsync(
                "/api/v5/trade/order-algo", OkxAlgoJson.ParametersOf(market, submit).Body(), kind, submit.Deadline, isSignedToEnd: true, [(OkxLimits.PlaceAlgo(symbol), 1)], cancellationToken)
            : await _rest.ChangeAsync(
                "/api/v5/trade/order",
                OkxOrderJson.ParametersOf(market, submit, _options.WorkingTag).Body(),
                kind,
                submit.Deadline,
                isSignedToEnd: false,
                [(OkxLimits.Place(symbol), 1), (OkxLimits.SubAccount, 1)],
                cancellationToken);
        if (reply is VenueReply.Refused { Code: "51016" or "51065" or "50071" })
            return new SubmitOutcome.Duplicate();
        // Of those with a trigger it does not say when.
        return VenueReplies.Submit(reply, json => json.Get("data").Rows().Single() is var row && isConditional
            ? new SubmitOutcome.Accepted(IdOf(row, "algoId"), _clock.Now)
            : new SubmitOutcome.Accepted(IdOf(row, "ordId"), row.Milliseconds("ts")));
    }

    public async Task<AmendOutcome> AmendAsync(VenueAmend amend, CancellationToken cancellationToken)
    {
        var child = _children.Find(amend.Order.Id);
        if (child is not null && amend.TriggerPrice is not null)
            return new AmendOutcome.Rejected("order_was_triggered");
        if (!_clock.IsSure)
            return new AmendOutcome.NotSent("clock_unsure");
        var market = _markets.Of(amend.Order.Instrument);
        var symbol = market.Symbol;
        // What only gets smaller makes things safer.
        var kind = amend is { Quantity: { } wanted, Price: null, TriggerPrice: null } && wanted < amend.Terms.Quantity ? RequestKind.Urgent : RequestKind.Ordinary;
        if (IsWaiting(amend.Order, child))
        {
            var waiting = await _rest.ChangeAsync(
                "/api/v5/trade/amend-algos", OkxAlgoJson.ParametersOf(market, amend).Body(), kind, amend.Deadline, isSignedToEnd: true, [(OkxLimits.AmendAlgo(symbol), 1)], cancellationToken);
            return VenueReplies.Amend(waiting, static _ => new AmendOutcome.Taken());
        }
        var parameters = ParametersOf(amend.Order, symbol, child);
        if (amend.Quantity is { } quantity)
            parameters.Add("newSz", market.SizeOf(quantity));
        if (amend.Price is { } price)
            parameters.Add("newPx", price.Value);
        var reply = await _rest.ChangeAsync(
            "/api/v5/trade/amend-order",
            parameters.Body(),
            kind,
            amend.Deadline,
            isSignedToEnd: false,
            [(OkxLimits.Amend(symbol), 1), (OkxLimits.SubAccount, 1)],
            cancellationToken);
        return VenueReplies.Amend(reply, static _ => new AmendOutcome.Taken());
    }

    public async Task<CancelOutcome> CancelAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var (symbol, child, deadline) = (_markets.Of(order.Instrument).Symbol, _children.Find(order.Id), _clock.LocalNow + CancelWindow);
        var reply = IsWaiting(order, child)
            ? await _rest.ChangeAsync(
                "/api/v5/trade/cancel-algos",
                new OkxParameters().Add("instId", symbol).Add("algoClOrdId", order.Id.Text).Body(isList: true),
                RequestKind.Urgent,
                deadline,
                isSignedToEnd: false,
                [(OkxLimits.CancelAlgo(symbol), 1)],
                cancellationToken)
            : await _rest.ChangeAsync(
                "/api/v5/trade/cancel-order",
                ParametersOf(order, symbol, child).Body(),
                RequestKind.Urgent,
                deadline,
                isSignedToEnd: false,
                [(OkxLimits.Cancel(symbol), 1)],
                cancellationToken);
        return VenueReplies.Cancel(reply, static _ => new CancelOutcome.Taken());
    }

    public async Task<OrderAnswer> FindAsync(VenueOrderKey order, CancellationToken cancellationToken)
    {
        var market = _markets.Of(order.Instrument);
        var reply = order.Type.IsConditional()
            ? await _books.AskForAlgoAsync(order.Id.Text, cancellationToken)
            : await _books.AskForOrderAsync(market, "clOrdId", order.Id.Text, cancellationToken);
        switch (reply)
        {
            case VenueReply.Refused { Code: OkxBooks.NoSuchOrder }:
                return new OrderAnswer.NotFound();
            case VenueReply.Done done:
                try
                {
                    return order.Type.IsConditional() ? await ReadAlgoAsync(market, order.Id, done, cancellationToken) : await ReadOrderAsync(market, done, cancellationToken);
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

    public async Task<string?> CancelAllAfterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reply = await _rest.ChangeAsync(
            "/api/v5/trade/cancel-all-after",
            new OkxParameters().Add("timeOut", (long)timeout.TotalSeconds).Add("tag", _options.WorkingTag).Body(),
            RequestKind.Urgent,
            _clock.LocalNow + CancelWindow,
            isSignedToEnd: false,
            [(OkxLimits.CancelAllAfter, 1)],
            cancellationToken);
        return reply is VenueReply.Done ? null : VenueReplies.CauseOf(reply);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<OrderAnswer> ReadOrderAsync(VenueMarket market, VenueReply.Done done, CancellationToken cancellationToken)
    {
        var found = AnswerJson.Read(done.Body, json => json.Get("data").Rows().Select(row => OkxOrderJson.Order(row, market)).SingleOrDefault());
        if (found is null)
            return new OrderAnswer.NotFound();
        return await ReadFillsAsync(market, found, [found], cancellationToken);
    }

    // It is what its trigger made of it, and keeps what it waited for.
    private async Task<OrderAnswer> ReadAlgoAsync(VenueMarket market, ClientOrderId id, VenueReply.Done done, CancellationToken cancellationToken)
    {
        var found = AnswerJson.Read(done.Body, json => json.Get("data").Rows()
            .Select(row => new Waited(OkxAlgoJson.Order(row, market), OkxAlgoJson.ChildrenOf(row), OkxAlgoJson.TriggeredTimeOf(row)))
            .SingleOrDefault());
        if (found is null)
            return new OrderAnswer.NotFound();
        if (found.Children.Count == 0)
            return new OrderAnswer.Found(found.Order, []);
        var children = new List<VenueOrder>();
        foreach (var child in found.Children)
        {
            var reply = await _books.AskForOrderAsync(market, "ordId", child, cancellationToken);
            if (reply is VenueReply.Done one)
                children.Add(AnswerJson.Read(one.Body, json => OkxOrderJson.Order(json.Get("data").Rows().Single(), market)));
            else if (reply is VenueReply.Refused { Code: OkxBooks.NoSuchOrder } && await FindForgottenAsync(market, found, child, cancellationToken) is { } forgotten)
                children.Add(forgotten);
            else
                return new OrderAnswer.Failed(VenueReplies.CauseOf(reply));
        }
        _children.Learn(id, found.Children[0]);
        return await ReadFillsAsync(market, OkxBooks.Merge(found.Order, children), children, cancellationToken);
    }

    // One that the trigger made, that is not there any more and has no fill was canceled; but a new one may not be seen yet.
    private async Task<VenueOrder?> FindForgottenAsync(VenueMarket market, Waited waited, string child, CancellationToken cancellationToken)
    {
        if (waited.TriggeredTime is not { } triggered || _clock.Now - triggered <= OkxBooks.UnfilledKept)
            return null;
        var forgotten = waited.Order with { VenueOrderId = child, Status = VenueOrderStatus.Canceled, VenueTime = triggered };
        return await _books.ReadFillsAsync(market, forgotten, forgotten.ClientId, cancellationToken) is { Count: 0 } ? forgotten : null;
    }

    private async Task<OrderAnswer> ReadFillsAsync(VenueMarket market, VenueOrder order, IReadOnlyList<VenueOrder> parts, CancellationToken cancellationToken)
    {
        var fills = new List<VenueFill>();
        foreach (var part in parts.Where(static part => !part.Filled.IsZero))
        {
            if (await _books.ReadFillsAsync(market, part, order.ClientId, cancellationToken) is not { } some)
                return new OrderAnswer.Failed("fills_not_answered");
            fills.AddRange(some);
        }
        return new OrderAnswer.Found(order, fills);
    }

    // What it cannot do must not be done otherwise.
    private static string? RefusalOf(OrderTerms terms) => terms switch
    {
        { IsPostOnly: true } when terms.Type.IsConditional() => "post_only_not_supported_with_a_trigger",
        { TimeInForce: TimeInForce.Ioc or TimeInForce.Fok, Type: OrderType.StopLimit or OrderType.LimitIfTouched } => "time_in_force_not_supported_with_a_trigger",
        { TimeInForce: TimeInForce.Fok, Type: OrderType.Market } => "fill_or_kill_not_supported_at_the_market",
        _ => null,
    };

    private static bool IsWaiting(VenueOrderKey order, string? child) => child is null && order.Type.IsConditional();

    private static OkxParameters ParametersOf(VenueOrderKey order, string symbol, string? child)
    {
        var parameters = new OkxParameters().Add("instId", symbol);
        return child is null ? parameters.Add("clOrdId", order.Id.Text) : parameters.Add("ordId", child);
    }

    private static string IdOf(JsonElement row, string name) => row.Text(name) is { Length: > 0 } id ? id : throw new UnreadableException($"'{name}' was empty");

    private sealed record Waited(VenueOrder Order, IReadOnlyList<string> Children, UnixNanos? TriggeredTime);
}
