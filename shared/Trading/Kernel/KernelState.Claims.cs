using VeloZ.Domain;

namespace VeloZ.Trading;

/// <content>Whose of a position a fill is: that of the exits of lists, or what none of them is for.</content>
public sealed partial class KernelState
{
    private readonly List<OrderCluster> _takenFrom = [];
    private long _visits;

    /// <summary>The lists from whose exits the last fill has taken. Not part of the state.</summary>
    internal IReadOnlyList<OrderCluster> TakenFrom => _takenFrom;

    private bool IsCash => _options.AccountKind == AccountKind.Cash;

    /// <summary>What an order of that side can close, in base units; below 0 where the position is of its own side.</summary>
    internal decimal ReducibleOf(InstrumentId instrument, StrategyInstanceId strategy, OrderSide side)
    {
        var position = strategy.IsNone ? PositionByHand(instrument) : PositionOf(strategy, instrument);
        var reducible = side == OrderSide.Sell ? position : -position;
        return IsCash && side == OrderSide.Sell ? Math.Min(reducible, Portfolio.BalanceOf(instrument.Base).Total) : reducible;
    }

    // What no strategy holds; in a cash account also what came otherwise than by a fill.
    private decimal PositionByHand(InstrumentId instrument)
    {
        var position = IsCash
            ? Portfolio.BalanceOf(instrument.Base).Total
            : Portfolio.Holdings[Portfolio.IndexOf(instrument)].Position.SignedQuantity;
        foreach (var strategy in _strategies)
            position -= PositionOf(strategy.Id, instrument);
        return position;
    }

    // In a cash account what a strategy has of a base currency is sold by all markets of it.
    private decimal PositionOf(StrategyInstanceId strategy, InstrumentId instrument)
    {
        if (!IsCash)
            return Portfolio.PositionOf(strategy, instrument).SignedQuantity;
        var position = 0m;
        for (var index = 0; index < Portfolio.Holdings.Count; index++)
        {
            if (Portfolio.Holdings[index].Instrument.Id is { Kind: InstrumentKind.Spot } other && other.Base == instrument.Base)
                position += Portfolio.PositionOf(strategy, other).SignedQuantity;
        }
        return position;
    }

    /// <summary>Whether orders of these terms add to, or close, the same position: in a cash account one balance is sold by all its markets.</summary>
    internal bool SharePosition(OrderTerms one, OrderTerms other) => one.Strategy == other.Strategy
        && (one.Instrument == other.Instrument || (IsCash && one.Instrument.Base == other.Instrument.Base));

    // Before the fill is booked. What exits close is their own; the rest comes first from what no exit is for, then from the oldest. What lists have without an exit is not
    // for a late fill to close any more where it is sold.
    private void TakeFromClaims(Order order, OrderFill fill)
    {
        _takenFrom.Clear();
        if (_clusters.Count == 0)
            return;
        var own = ClusterOf(order.Id);
        var quantity = fill.Quantity.Value;
        var terms = order.Terms;
        var reducible = ReducibleOf(terms.Instrument, terms.Strategy, terms.Side);
        var excess = 0m; // Of what its own exits close beyond what there was for them.
        decimal? claims = null; // Most exits close their own.
        if (own?.Entry == order)
        {
            // What it closes it does not open: no exit of its own is for that. What they closed too much is off already.
            own.Take(Math.Max(0, Math.Clamp(reducible, 0, quantity) - own.Overclosed(order)) * own.CoverOf(order));
        }
        else if (own?.Entry is { } entry && terms.IsReduceOnly)
        {
            var part = own.Unclosed(entry);
            excess = Math.Max(0, quantity - part);
            if (!own.HasOpenOrders)
            {
                claims = AddClosedBy(terms, own);
                part = Math.Clamp(reducible - claims.Value, 0, part); // Since it ended, what it had may have been sold.
            }
            (quantity, reducible) = (Math.Max(0, quantity - part), reducible - part);
        }
        if (quantity > 0)
            TakeFromOthers(own, quantity, reducible, claims ?? AddClosedBy(terms, own), excess);
        else
            _takenFrom.Clear();
    }

    private void TakeFromOthers(OrderCluster? own, decimal quantity, decimal reducible, decimal claims, decimal excess)
    {
        if (_takenFrom.Count == 0)
            return;
        var unclaimed = Math.Max(0, reducible - claims);
        var taken = Math.Clamp(quantity - unclaimed, 0, claims);
        if (excess > 0)
            own!.Take(-Math.Min(taken, excess)); // Others bear it: what the entry fills yet is not for that.
        var unprotected = -Math.Max(0, unclaimed - quantity);
        foreach (var cluster in _takenFrom)
            unprotected += cluster.Unprotected;
        for (var index = 0; index < _takenFrom.Count; index++)
        {
            var (claim, lost) = (Math.Min(taken, _takenFrom[index].Claim), Math.Clamp(unprotected, 0, _takenFrom[index].Unprotected));
            (taken, unprotected) = (taken - claim, unprotected - lost);
            if (claim + lost > 0)
                _takenFrom[index].Take(claim + lost);
            else
                _takenFrom.RemoveAt(index--);
        }
    }

    // The open lists, the oldest first, whose exits close what an order of these terms closes; what they claim of it together.
    private decimal AddClosedBy(OrderTerms terms, OrderCluster? own)
    {
        var claims = 0m;
        _visits++;
        foreach (var open in _openOrders)
        {
            if (ClusterOf(open.Id) is { } cluster && cluster != own && cluster.Visit(_visits) && IsClosedBy(terms, cluster.Entry))
            {
                _takenFrom.Add(cluster);
                claims += cluster.Claim;
            }
        }
        _takenFrom.Sort(static (one, other) => one.Entry!.Id.CompareTo(other.Entry!.Id));
        return claims;
    }

    private bool IsClosedBy(OrderTerms terms, Order? entry) =>
        entry is { FilledQuantity.IsZero: false } && entry.Terms.Side != terms.Side && SharePosition(entry.Terms, terms);
}
