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
        var position = strategy.IsNone ? PositionByHand(instrument) : Portfolio.PositionOf(strategy, instrument).SignedQuantity;
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
        {
            if (!IsCash)
            {
                position -= Portfolio.PositionOf(strategy.Id, instrument).SignedQuantity;
                continue;
            }
            for (var index = 0; index < Portfolio.Holdings.Count; index++)
            {
                if (Portfolio.Holdings[index].Instrument.Id is { Kind: InstrumentKind.Spot } other && other.Base == instrument.Base)
                    position -= Portfolio.PositionOf(strategy.Id, other).SignedQuantity;
            }
        }
        return position;
    }

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
        if (own?.Entry == order)
            own.Take(Math.Clamp(reducible, 0, quantity) * own.CoverOf(order)); // What it closes it does not open: no exit of its own is for that.
        else if (own?.Entry is { } entry && terms.IsReduceOnly)
            (quantity, reducible) = (Math.Max(0, quantity - own.Unclosed(entry)), reducible - own.Unclosed(entry));
        if (quantity == 0)
            return;
        var claims = AddClosedBy(terms, own);
        if (_takenFrom.Count == 0)
            return;
        var unclaimed = Math.Max(0, reducible - claims);
        var taken = Math.Clamp(quantity - unclaimed, 0, claims);
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

    // By hand, one balance of a cash account is sold by all its markets.
    private bool IsClosedBy(OrderTerms terms, Order? entry) => entry is { FilledQuantity.IsZero: false }
        && entry.Terms.Side != terms.Side && entry.Terms.Strategy == terms.Strategy
        && (entry.Terms.Instrument == terms.Instrument || (IsCash && terms.Strategy.IsNone && entry.Terms.Instrument.Base == terms.Instrument.Base));
}
