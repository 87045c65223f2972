namespace VeloZ.Domain;

/// <summary>An order and all that happened to it. Changed only by the kernel's <c>Fold</c>.</summary>
public sealed class Order
{
    /// <summary>How orders are written into a state.</summary>
    public const int Version = 5;

    private string? _firstTradeId;
    private TradeIds _otherTradeIds; // Most orders fill once.
    private OrderAmend? _requested;

    internal Order(ClientOrderId id, OrderTerms terms, OrderStatus status, UnixNanos time, decimal reservedPerUnit)
    {
        Id = id;
        Terms = terms;
        Quantity = terms.Quantity;
        Price = terms.Price;
        TriggerPrice = terms.TriggerPrice;
        Status = status;
        PreviousStatus = OrderStatus.Initialized;
        CreatedTime = time;
        UpdatedTime = time;
        ArmedTime = time;
        ReservedPerUnit = reservedPerUnit;
    }

    /// <summary>Our id.</summary>
    public ClientOrderId Id { get; }

    /// <summary>What was asked for at first.</summary>
    public OrderTerms Terms { get; }

    /// <summary>Base units asked for, amendments included.</summary>
    public Quantity Quantity { get; private set; }

    /// <summary>Limit price now, after amendments; null where the type has none.</summary>
    public Price? Price { get; private set; }

    /// <summary>Trigger price now, after amendments and trailing; null where the type has none.</summary>
    public Price? TriggerPrice { get; private set; }

    /// <summary>Where it stands.</summary>
    public OrderStatus Status { get; private set; }

    /// <summary>Where it stood before the pending or unknown state it is in, or before it ended; of one that was released and never sent, before it was released.</summary>
    public OrderStatus PreviousStatus { get; private set; }

    /// <summary>Whether somebody wanted it canceled, whatever became of the request.</summary>
    public bool IsCancelRequested { get; private set; }

    /// <summary>Whether the venue has acknowledged it or filled some of it.</summary>
    public bool WasPlaced => !FilledQuantity.IsZero || VenueOrderId.Length > 0 || OrderStateMachine.IsPlaced(Status) || OrderStateMachine.IsPlaced(PreviousStatus);

    /// <summary>The venue's id; empty until it is known.</summary>
    public string VenueOrderId { get; private set; } = "";

    /// <summary>Base units filled.</summary>
    public Quantity FilledQuantity { get; private set; }

    /// <summary>Sum of price x quantity over its fills, in quote currency.</summary>
    public Notional FilledNotional { get; private set; }

    /// <summary>Sum of its fees, valued in quote currency at each fill.</summary>
    public decimal FeesInQuote { get; private set; }

    /// <summary>Those of its fees that were taken in the base currency, as venues take them from what a buy brings: base units.</summary>
    public decimal FeesInBase { get; private set; }

    /// <summary>The number of the sending that it is at, or that it waits for: 1 at first.</summary>
    public int Attempt { get; private set; } = 1;

    /// <summary>Why it was refused or ended, in lower snake-case; empty where nothing was said.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>When it was made.</summary>
    public UnixNanos CreatedTime { get; }

    /// <summary>When something last happened to it.</summary>
    public UnixNanos UpdatedTime { get; private set; }

    /// <summary>Since when its trigger, as it is now, may be hit; told only while we hold it for that (<see cref="OrderStatus.Emulated"/>).</summary>
    public UnixNanos ArmedTime { get; private set; }

    /// <summary>What is held back for each base unit still open: quote currency for a buy, base units for a sell; 0 where nothing is.</summary>
    public decimal ReservedPerUnit { get; private set; }

    /// <summary>Base units still open: 0 once more was filled than asked for.</summary>
    public Quantity LeavesQuantity => FilledQuantity >= Quantity ? default : Quantity - FilledQuantity;

    /// <summary>Mean price of its fills in quote currency; null before the first.</summary>
    public decimal? AverageFillPrice => FilledQuantity.IsZero ? null : FilledNotional.Value / FilledQuantity.Value;

    /// <summary>Whether we hold it: the venue does not know it. It waits for its trigger, for the order it depends on, or to be sent.</summary>
    public bool IsHeld => Status is OrderStatus.Emulated or OrderStatus.Released;

    /// <summary>The amendment that is on its way; null when none is.</summary>
    public OrderAmend? RequestedAmend => _requested;

    /// <summary>Whether nothing more is expected.</summary>
    public bool IsClosed => OrderStateMachine.IsClosed(Status);

    /// <summary>What is held back for it in all: see <see cref="ReservedPerUnit"/>; 0 once it is closed.</summary>
    /// <remarks>
    /// Rounded up at 12 digits, so that what is held back and freed again always sums to nothing. While an amendment is on its way, the more of before and after.
    /// </remarks>
    public decimal Reserved => IsClosed ? 0 : Math.Max(Reserve(ReservedPerUnit, LeavesQuantity.Value), RequestedReserve);

    /// <summary>Whether that trade of the venue is booked already.</summary>
    public bool HasTrade(string tradeId) => _firstTradeId == tradeId || _otherTradeIds.Contains(tradeId);

    /// <summary>Where an event would bring it; null when the step is not legal.</summary>
    public OrderStatus? Next(OrderEvent happened) => IsUnsent && Status is OrderStatus.Released or OrderStatus.Denied && happened is OrderEvent.Accepted or OrderEvent.PartlyFilled or OrderEvent.Completed
        ? null
        : OrderStateMachine.Next(Status, happened, PreviousStatus);

    /// <summary>
    /// What a fill of that size would be to it: the one that completes it, or one that leaves a rest. While it is asked to be larger, only the larger size
    /// completes it: the venue may have made it so already.
    /// </summary>
    public OrderEvent EventOf(Quantity fill) =>
        FilledQuantity + fill >= Quantity && !(_requested?.Quantity > FilledQuantity + fill) ? OrderEvent.Completed : OrderEvent.PartlyFilled;

    internal void Apply(OrderEvent happened, UnixNanos time, string venueOrderId = "", string reason = "")
    {
        var next = Next(happened) ?? throw new InvariantException($"order {Id} was {Status} when {happened} was folded, must be a legal step");
        if (venueOrderId.Length > 0)
            VenueOrderId = venueOrderId;
        if (reason.Length > 0)
            Reason = reason;
        if (happened == OrderEvent.UpdateRejected)
            _requested = null;
        if (happened == OrderEvent.CancelRequested)
            IsCancelRequested = true;
        UpdatedTime = time;
        MoveTo(next, happened);
        // Only now it is known that there is no more of it than has filled.
        if (happened is OrderEvent.Updated or OrderEvent.UpdateRejected && !IsClosed && !FilledQuantity.IsZero && FilledQuantity >= Quantity)
            MoveTo(OrderStatus.Filled, OrderEvent.Completed);
    }

    internal void ApplyFill(string tradeId, Price price, Quantity quantity, decimal feeInQuote, decimal feeInBase, UnixNanos time)
    {
        if (HasTrade(tradeId))
            throw new InvariantException($"trade {tradeId} of order {Id} was folded twice, must be once");
        // More than was asked for can only be the venue's doing; it is booked, and the kernel tells of it.
        var happened = EventOf(quantity);
        var next = Status == OrderStatus.Filled
            ? OrderStatus.Filled
            : Next(happened) ?? throw new InvariantException($"order {Id} was {Status} when a fill was folded, must be one that can fill");
        if (_firstTradeId is null)
            _firstTradeId = tradeId;
        else
            _otherTradeIds.Add(tradeId);
        FilledQuantity += quantity;
        FilledNotional += price * quantity;
        FeesInQuote += feeInQuote;
        FeesInBase += feeInBase;
        UpdatedTime = time;
        if (Status != OrderStatus.Filled)
            MoveTo(next, happened);
    }

    // The limit of a trailing stop-limit keeps its distance, as long as that leaves a price.
    internal void MoveTrail(Price trigger, UnixNanos time)
    {
        if (Price is { } limit && TriggerPrice is { } before && limit.Value + (trigger - before).Value is var moved and > 0)
            Price = new Price(moved);
        TriggerPrice = trigger;
        UpdatedTime = time;
        ArmedTime = time;
    }

    // What it waited for has happened.
    internal void Arm(UnixNanos time) => ArmedTime = time;

    internal void Request(OrderAmend amend) => _requested = amend;

    internal void ApplyRequest()
    {
        if (_requested is not { } amend)
            return;
        ReservedPerUnit = ReservedPerUnitAfter(amend);
        Quantity = amend.Quantity ?? Quantity;
        Price = amend.Price ?? Price;
        TriggerPrice = amend.TriggerPrice ?? TriggerPrice;
        if (amend.TriggerPrice is not null)
            ArmedTime = amend.Time;
        _requested = null;
    }

    /// <summary>What would be held back for each base unit once that amendment holds: for a buy it goes with the price.</summary>
    public decimal ReservedPerUnitAfter(OrderAmend amend)
    {
        var (before, after) = (Price ?? TriggerPrice, amend.Price ?? (Price is null ? amend.TriggerPrice : null));
        return Terms.Side == OrderSide.Sell || before is not { Value: > 0 } from || after is not { } to ? ReservedPerUnit : ReservedPerUnit * to.Value / from.Value;
    }

    internal void Resubmit(int attempt) => Attempt = attempt;

    internal void WriteTo(MessageWriter writer)
    {
        writer.Text(Id.Text);
        OrderCodec.Write(writer, Terms);
        writer.Decimal(Quantity.Value);
        writer.Optional(Price?.Value);
        writer.Optional(TriggerPrice?.Value);
        writer.Byte((byte)Status);
        writer.Byte((byte)PreviousStatus);
        writer.Text(VenueOrderId);
        writer.Decimal(FilledQuantity.Value);
        writer.Decimal(FilledNotional.Value);
        writer.Decimal(FeesInQuote);
        writer.Decimal(FeesInBase);
        writer.Number(Attempt);
        writer.Text(Reason);
        writer.Time(CreatedTime);
        writer.Time(UpdatedTime);
        if (Status == OrderStatus.Emulated)
            writer.Time(ArmedTime);
        writer.Decimal(ReservedPerUnit);
        writer.Flag(IsCancelRequested);
        writer.Flag(_requested is not null);
        if (_requested is not null)
            JournalCodec.Write(writer, _requested);
        writer.Text(_firstTradeId ?? "");
        writer.Number(_otherTradeIds.Count);
        foreach (var trade in _otherTradeIds.Sorted)
            writer.Text(trade);
    }

    /// <param name="reader">At its first byte.</param>
    /// <param name="version">How it was written: from 3 on with fees in base currency, from 4 on with the time since which a trigger may be hit.</param>
    internal static Order ReadFrom(ref MessageReader reader, int version = Version)
    {
        var id = OrderCodec.ReadId(ref reader);
        var terms = OrderCodec.ReadTerms(ref reader);
        var (quantity, price, trigger) = (OrderCodec.ReadQuantity(ref reader), OrderCodec.ReadOptionalPrice(ref reader), OrderCodec.ReadOptionalPrice(ref reader));
        var (status, previous) = (reader.Choice<OrderStatus>(), reader.Choice<OrderStatus>());
        var venueOrderId = reader.Text();
        var (filled, notional, fees) = (OrderCodec.ReadQuantity(ref reader), new Notional(reader.Decimal()), reader.Decimal());
        var baseFees = version >= 3 ? reader.Decimal() : 0;
        var (attempt, reason) = ((int)reader.Number(), reader.Text());
        var (created, updated) = (reader.Time(), reader.Time());
        if (version < 4 && status == OrderStatus.Emulated)
            throw reader.Fault($"order {id}, which is held for its trigger, was written without the time since which that may be hit");
        var armed = status == OrderStatus.Emulated ? reader.Time() : updated;
        var order = new Order(id, terms, status, created, reader.Decimal())
        {
            Quantity = quantity,
            Price = price,
            TriggerPrice = trigger,
            PreviousStatus = previous,
            VenueOrderId = venueOrderId,
            FilledQuantity = filled,
            FilledNotional = notional,
            FeesInQuote = fees,
            FeesInBase = baseFees,
            Attempt = attempt,
            Reason = reason,
            UpdatedTime = updated,
            ArmedTime = armed,
            IsCancelRequested = reader.Flag(),
        };
        if (reader.Flag())
            order._requested = (OrderAmend)reader.Entry();
        order.ReadTrades(ref reader);
        return order;
    }

    // It was never sent, so that its venue cannot have it; one that waits to be sent again, or did when it ended, it may have against all proof.
    internal bool IsUnsent => Status == OrderStatus.Emulated
        || (Status == OrderStatus.Released && PreviousStatus is not (OrderStatus.Submitted or OrderStatus.Unknown))
        || (IsClosed && PreviousStatus == OrderStatus.Emulated)
        || (Status == OrderStatus.Denied && PreviousStatus != OrderStatus.Released);

    internal bool EndedWaiting => Status is OrderStatus.Denied or OrderStatus.Canceled or OrderStatus.Expired && PreviousStatus == OrderStatus.Released;

    private decimal RequestedReserve => _requested is { } amend
        ? Reserve(ReservedPerUnitAfter(amend), Math.Max(0, (amend.Quantity ?? Quantity).Value - FilledQuantity.Value))
        : 0;

    private static decimal Reserve(decimal perUnit, decimal quantity) => decimal.Round(perUnit * quantity, 12, MidpointRounding.ToPositiveInfinity);

    private void ReadTrades(ref MessageReader reader)
    {
        var first = reader.Text();
        _firstTradeId = first.Length == 0 ? null : first;
        var others = reader.Count();
        for (var index = 0; index < others; index++)
            _otherTradeIds.Add(reader.Text());
    }

    // The state to come back to is kept through pending and unknown states; what happens meanwhile moves it as it would have moved the order.
    private void MoveTo(OrderStatus next, OrderEvent happened)
    {
        // Whether it was sent before is told by where it came from.
        if (Status == OrderStatus.Released && (next == OrderStatus.Released || (IsUnsent && OrderStateMachine.IsClosed(next))))
        {
            Status = next;
            return;
        }
        var isWaiting = OrderStateMachine.IsInFlight(Status) && Status != OrderStatus.Submitted;
        if (isWaiting && OrderStateMachine.IsInFlight(next))
        {
            if (happened is OrderEvent.PartlyFilled or OrderEvent.Accepted or OrderEvent.Triggered)
                PreviousStatus = OrderStateMachine.Next(PreviousStatus, happened, PreviousStatus) ?? PreviousStatus;
        }
        else
        {
            PreviousStatus = Status;
        }
        Status = next;
    }
}
