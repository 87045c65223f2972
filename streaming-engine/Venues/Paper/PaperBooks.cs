using System.Globalization;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>The books of a paper account: a fold of its journal, and nothing else. For one thread at a time.</summary>
/// <param name="closedOrdersMax">Orders that ended and are kept; of those before only the id is known.</param>
internal sealed class PaperBooks(int closedOrdersMax)
{
    private readonly Dictionary<ClientOrderId, PaperOrder> _orders = [];
    private readonly HashSet<ClientOrderId> _open = [];
    private readonly HashSet<ClientOrderId> _forgotten = [];
    private readonly Queue<PaperOrder> _closed = new();
    private readonly SortedDictionary<Currency, decimal> _balances = [];
    private readonly List<Money> _paidIn = [];
    private readonly List<(OrderSide Side, VenueFill Fill)> _history = [];
    private bool _isHistoryTaken;

    /// <summary>Whether there is an account.</summary>
    public bool IsBegun => Instrument is not null;

    /// <summary>Its market; null where there is no account yet.</summary>
    public InstrumentId? Instrument { get; private set; }

    /// <summary>The newest change of an order that is not kept any more; the earliest moment there is where all are.</summary>
    public UnixNanos ForgottenThrough { get; private set; } = new(-1);

    /// <summary>The latest that happened.</summary>
    public UnixNanos LatestTime { get; private set; }

    /// <summary>Those that may still fill, as they came.</summary>
    public IEnumerable<PaperOrder> Open => _open.Select(id => _orders[id]).OrderBy(static order => NumberOf(order.VenueOrderId));

    /// <summary>The highest id of an order; empty for none.</summary>
    public string LastVenueOrderId { get; private set; } = "";

    /// <summary>What there is, in all.</summary>
    public IReadOnlyList<Money> Balances => [.. _balances.Where(static one => one.Value != 0).Select(static one => new Money(one.Value, one.Key))];

    /// <summary>What came otherwise than by fills.</summary>
    public IReadOnlyList<Money> PaidIn => _paidIn;

    /// <summary>Fills until it is asked for, as they came: once, by who makes the account's market anew.</summary>
    public IReadOnlyList<(OrderSide Side, VenueFill Fill)> TakeHistory()
    {
        var history = _history.ToArray();
        _history.Clear();
        _history.TrimExcess();
        _isHistoryTaken = true;
        return history;
    }

    /// <summary>Whether an order of that id was ever there.</summary>
    public bool Knows(ClientOrderId id) => _orders.ContainsKey(id) || _forgotten.Contains(id);

    /// <summary>Whether it was there and is not kept.</summary>
    public bool IsForgotten(ClientOrderId id) => _forgotten.Contains(id);

    /// <summary>An order that is kept.</summary>
    public PaperOrder? Find(ClientOrderId id) => _orders.GetValueOrDefault(id);

    /// <summary>All that a venue is asked for.</summary>
    public VenueBooks Read(UnixNanos since) => new(
        [.. _orders.Values.Where(order => order.Status == VenueOrderStatus.Open || order.VenueTime >= since).OrderBy(static order => NumberOf(order.VenueOrderId)).Select(static order => order.ToVenueOrder())],
        [.. _orders.Values.SelectMany(static order => order.Fills).Where(fill => fill.VenueTime >= since).OrderBy(static fill => NumberOf(fill.TradeId))],
        Balances);

    /// <summary>Takes what happened.</summary>
    /// <exception cref="InvariantException">It is no entry of a paper account, or is of an order that is not there.</exception>
    public void Fold(JournalEntry entry)
    {
        if (entry.Time > LatestTime)
            LatestTime = entry.Time;
        switch (entry)
        {
            case LeaderEpoch:
                break;
            case InstrumentChanged changed:
                Instrument = changed.Instrument.Id;
                break;
            case AccountUpdate update:
                Add(update.Change);
                _paidIn.Add(update.Change);
                break;
            case OrderNew added:
                _orders.Add(added.Id, new PaperOrder(added.Id, added.Terms, added.Time));
                _open.Add(added.Id);
                break;
            case OrderUpdate update:
                Fold(Get(update.Id), update);
                break;
            case OrderAmend amend:
                Fold(Get(amend.Id), amend);
                break;
            case OrderFill fill:
                Fold(Get(fill.Id), fill);
                break;
            default:
                throw new InvariantException($"the books of a paper account had an entry {entry.Kind}, which they have not in this version");
        }
    }

    /// <summary>What an id of ours counts.</summary>
    public static long NumberOf(string id) => id.Length == 0 ? 0 : long.Parse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    private void Fold(PaperOrder order, OrderUpdate update)
    {
        order.VenueTime = update.VenueTime;
        switch (update.Happened)
        {
            case OrderEvent.Accepted:
                order.VenueOrderId = LastVenueOrderId = update.VenueOrderId;
                break;
            case OrderEvent.Triggered:
                order.IsTriggered = true;
                break;
            case OrderEvent.Canceled:
                Close(order, VenueOrderStatus.Canceled);
                break;
            case OrderEvent.Expired:
                Close(order, VenueOrderStatus.Expired);
                break;
            case OrderEvent.Rejected:
                Close(order, VenueOrderStatus.Rejected);
                break;
            default:
                throw new InvariantException($"the books of a paper account had an order that was {update.Happened}, which they have not in this version");
        }
    }

    private static void Fold(PaperOrder order, OrderAmend amend)
    {
        order.VenueTime = amend.Time;
        order.Terms = order.Terms with
        {
            Quantity = amend.Quantity ?? order.Terms.Quantity,
            Price = amend.Price ?? order.Terms.Price,
            TriggerPrice = amend.TriggerPrice ?? order.Terms.TriggerPrice,
        };
    }

    private void Fold(PaperOrder order, OrderFill fill)
    {
        var side = order.Terms.Side;
        var (sign, instrument) = (side == OrderSide.Buy ? 1 : -1, order.Terms.Instrument);
        Add(new Money(sign * fill.Quantity.Value, instrument.Base));
        Add(new Money(-sign * (fill.Price * fill.Quantity).Value, instrument.Quote));
        Add(-fill.Fee);
        var made = new VenueFill(order.Id.Text, fill.VenueOrderId, fill.TradeId, fill.Price, fill.Quantity, fill.Fee, fill.Liquidity, fill.VenueTime);
        order.Fills.Add(made);
        order.Filled += fill.Quantity;
        order.VenueTime = fill.VenueTime;
        if (!_isHistoryTaken)
            _history.Add((side, made));
        if (order.Filled == order.Terms.Quantity)
            Close(order, VenueOrderStatus.Filled);
    }

    private void Add(Money change) => _balances[change.Currency] = _balances.GetValueOrDefault(change.Currency) + change.Amount;

    private PaperOrder Get(ClientOrderId id) => Find(id) ?? throw new InvariantException($"the books of a paper account had news of order {id}, which is not in them");

    private void Close(PaperOrder order, VenueOrderStatus status)
    {
        order.Status = status;
        _open.Remove(order.Id);
        _closed.Enqueue(order);
        if (_closed.Count <= closedOrdersMax)
            return;
        var oldest = _closed.Dequeue();
        _orders.Remove(oldest.Id);
        _forgotten.Add(oldest.Id);
        if (oldest.VenueTime > ForgottenThrough)
            ForgottenThrough = oldest.VenueTime;
    }
}
