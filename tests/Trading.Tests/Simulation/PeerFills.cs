using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// Orders that share their size never trade more of it than there is: what their entry filled, or of a pair without one its quantity; and of those that cancel each
/// other one alone fills. Where the venue links them that holds always. Where it does not, a fill may come too late for us to prevent: at the same moment
/// as a peer's, or before what we send when we hear of that can be there (<see cref="VenueFeatures.HasLinkedOrders"/>). Only such a fill may be too much.
/// </summary>
internal sealed class PeerFills
{
    private readonly VenueFeatures _features;
    private readonly TimeSpan _reaction;
    private readonly Dictionary<ClientOrderId, OrderListNew> _lists = [];
    private readonly Dictionary<ClientOrderId, ClientOrderId> _entries = [];
    private readonly Dictionary<ClientOrderId, OrderTerms> _terms = [];
    private readonly Dictionary<ClientOrderId, decimal> _filled = [];
    private readonly Dictionary<ClientOrderId, UnixNanos> _accepted = [];
    private readonly Dictionary<ClientOrderId, int> _heardWhenSent = []; // Of the fills of its list.
    private readonly HashSet<ClientOrderId> _closers = []; // Of what an entry filled late.
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PeerFill>> _fills = new(StringComparer.Ordinal);

    public PeerFills(SimulationOptions simulation)
    {
        _features = simulation.Features;
        // We hear of it, an amendment that is on its way already comes back, and then ours goes out.
        var slowest = new[] { simulation.Latency, simulation.AmendLatency ?? simulation.Latency, simulation.CancelLatency ?? simulation.Latency }.Max();
        _reaction = (simulation.Latency * 2) + (slowest * 2);
    }

    /// <summary>Fills that came when a peer had filled before.</summary>
    public int Followed { get; private set; }

    public void Note(JournalEntry entry)
    {
        switch (entry)
        {
            case OrderNew made:
                _terms[made.Id] = made.Terms;
                if (made is { ListId: "", ParentId.Length: > 0 })
                {
                    _closers.Add(made.Id);
                    JoinExits(made);
                }
                break;
            case OrderAmend { Quantity: not null } amend when _closers.Contains(amend.Id):
                _lists.Remove(amend.Id); // It is no part of a list: who makes it larger wants it so.
                break;
            case OrderFill fill when _lists.TryGetValue(fill.Id, out var list):
                _fills[list.ListId].First(one => one.TradeId == fill.TradeId).IsHeard = true;
                break;
            case OrderUpdate { Happened: OrderEvent.Accepted } accepted:
                _accepted[accepted.Id] = accepted.VenueTime;
                break;
            case OrderListNew { Contingency: Contingency.Oto } list:
                foreach (var exit in list.Members.Skip(1))
                    _entries[exit] = list.Members[0];
                break;
            case OrderListNew list:
                foreach (var peer in list.Members)
                    _lists[peer] = list;
                _fills[list.ListId] = [];
                break;
        }
    }

    /// <summary>An order leaves, with the size it should have by all that we have heard.</summary>
    public void Send(ClientOrderId id)
    {
        if (_lists.TryGetValue(id, out var list))
            _heardWhenSent[id] = _fills[list.ListId].Count(one => one.IsHeard);
    }

    /// <summary>The venue filled so much of an order.</summary>
    /// <param name="fill">What it will tell of it.</param>
    /// <param name="instant">What the venue does at one of these it does before anybody hears of it.</param>
    public void Add(VenueReport.Filled fill, long instant)
    {
        _filled[fill.Id] = FilledOf(fill.Id) + fill.Quantity.Value;
        if (!_lists.TryGetValue(fill.Id, out var list))
            return;
        var fills = _fills[list.ListId];
        var isLate = !IsLinked(list) && fills.Skip(_heardWhenSent[fill.Id]).Any(other => other.Id != fill.Id && !HadReached(fill, other, instant));
        fills.Add(new PeerFill(fill.Id, fill.TradeId, fill.Quantity.Value, fill.VenueTime, instant));
        var (sum, whole) = (fills.Sum(one => one.Quantity), WholeOf(fill.Id));
        if (FilledOf(fill.Id) > whole)
            Assert.Fail($"{fill.Id} alone filled {FilledOf(fill.Id)} of {whole}");
        var isFirst = fills.TrueForAll(one => one.Id == fill.Id);
        Followed += isFirst ? 0 : 1;
        if (list.Contingency == Contingency.Oco && !isLate && !isFirst)
            Assert.Fail($"{fill.Id} filled {fill.Quantity} at {fill.VenueTime} after a peer had: {string.Join(", ", fills)}");
        if (list.Contingency == Contingency.Ouo && !isLate && sum > whole)
            Assert.Fail($"{fill.Id} filled {fill.Quantity} at {fill.VenueTime} and so they filled {sum} of {whole}: {string.Join(", ", fills)}");
    }

    /// <summary>As far as we know, none that the venue has and nothing is asked of works for more than they have left.</summary>
    public void CheckAtRest(KernelState state)
    {
        foreach (var order in state.OpenOrders)
        {
            if (!_lists.TryGetValue(order.Id, out var list) || list.Contingency != Contingency.Ouo || !list.Members.Contains(order.Id))
                continue;
            if (order.Status is not (OrderStatus.Accepted or OrderStatus.Triggered or OrderStatus.PartiallyFilled) || order.RequestedAmend is not null || order.IsCancelRequested)
                continue;
            var whole = _entries.TryGetValue(order.Id, out var entry) ? state.FindOrder(entry)!.FilledQuantity.Value : order.Terms.Quantity.Value;
            var left = whole - list.Members.Sum(peer => state.FindOrder(peer)!.FilledQuantity.Value);
            if (order.LeavesQuantity.Value > Math.Max(0, left))
                Assert.Fail($"{order.Id} is {order.Status} and works for {order.LeavesQuantity}, and {left} are left");
        }
    }

    // Where an entry fills after its exits have ended, an order at the market closes that: it is one of them, and no venue links it.
    private void JoinExits(OrderNew made)
    {
        var entry = ClientOrderId.Parse(made.ParentId);
        var exit = _entries.First(pair => pair.Value == entry).Key;
        _entries[made.Id] = entry;
        _lists[made.Id] = _lists[exit];
        _joined.Add(_lists[exit].ListId);
    }

    private bool HadReached(VenueReport.Filled fill, PeerFill other, long instant)
    {
        // What we have not heard to be there cannot be amended.
        if (!_accepted.TryGetValue(fill.Id, out var accepted))
            return false;
        var from = accepted > other.Time ? accepted : other.Time;
        return _reaction == TimeSpan.Zero ? other.Instant < instant : from + _reaction < fill.VenueTime;
    }

    private bool IsLinked(OrderListNew list) => _features.HasLinkedOrders && !_joined.Contains(list.ListId) && list.Members.All(peer => _features.Holds(_terms[peer].Type));

    private decimal WholeOf(ClientOrderId id) => _entries.TryGetValue(id, out var entry) ? FilledOf(entry) : _terms[id].Quantity.Value;

    private decimal FilledOf(ClientOrderId id) => _filled.GetValueOrDefault(id);

    private sealed record PeerFill(ClientOrderId Id, string TradeId, decimal Quantity, UnixNanos Time, long Instant)
    {
        public bool IsHeard { get; set; }
    }
}
