using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The last n values, their sum and the sum of their distances from their mean, in logarithmic time a value.</summary>
/// <remarks>
/// The mean moves with each value, and all distances with it. But they add up to twice (A - k times the mean), where A is the sum of the k values above the mean:
/// a search tree of the values with sums of its branches finds that. It is a treap whose priorities depend on the slot only, so its shape follows from what the window holds.
/// Source: C. R. Aragon and R. G. Seidel, "Randomized Search Trees", 1989.
/// </remarks>
internal sealed class DeviationWindow
{
    private const int None = -1;

    private readonly DecimalWindow _window;
    private readonly decimal[] _values; // By slot, as all below.
    private readonly ulong[] _priorities;
    private readonly int[] _less;
    private readonly int[] _more;
    private readonly int[] _counts; // Of the branch that starts here.
    private readonly decimal[] _sums;
    private int _root = None;

    public DeviationWindow(int period)
    {
        _window = new DecimalWindow(period);
        _values = new decimal[period];
        _less = new int[period];
        _more = new int[period];
        _counts = new int[period];
        _sums = new decimal[period];
        _priorities = new ulong[period];
        var chance = new SplitMix64(0);
        foreach (ref var priority in _priorities.AsSpan())
            priority = chance.Next();
    }

    public bool IsFull => _window.IsFull;

    public int Period => _window.Period;

    public decimal Sum => _window.Sum;

    /// <summary>n times the sum of distances from the mean, of a full window; exactly 0 when all values are equal.</summary>
    public decimal Deviations
    {
        get
        {
            var (count, sum) = (0, 0m);
            for (var node = _root; node != None;)
            {
                var isAbove = _values[node] * Period > Sum;
                if (isAbove)
                {
                    count += 1 + CountOf(_more[node]);
                    sum += _values[node] + SumOf(_more[node]);
                }
                node = isAbove ? _less[node] : _more[node];
            }
            return 2 * ((Period * sum) - (count * Sum));
        }
    }

    public void Add(decimal value)
    {
        var slot = _window.NextSlot;
        if (_window.IsFull)
            _root = Without(_root, slot);
        _window.Add(value);
        Grow(slot, value);
    }

    public void Save(MessageWriter writer) => _window.Save(writer);

    public void Restore(ref MessageReader reader)
    {
        _window.Restore(ref reader);
        _root = None;
        var values = _window.Values;
        for (var slot = 0; slot < values.Length; slot++)
            Grow(slot, values[slot]);
    }

    private void Grow(int slot, decimal value)
    {
        _values[slot] = value;
        (_less[slot], _more[slot]) = (None, None);
        AddUp(slot);
        _root = With(_root, slot);
    }

    private int With(int node, int slot)
    {
        if (node == None)
            return slot;
        if (_priorities[slot] > _priorities[node])
        {
            (_less[slot], _more[slot]) = Split(node, slot);
            AddUp(slot);
            return slot;
        }
        if (IsBefore(slot, node))
            _less[node] = With(_less[node], slot);
        else
            _more[node] = With(_more[node], slot);
        AddUp(node);
        return node;
    }

    private int Without(int node, int slot)
    {
        if (node == slot)
            return Join(_less[node], _more[node]);
        if (IsBefore(slot, node))
            _less[node] = Without(_less[node], slot);
        else
            _more[node] = Without(_more[node], slot);
        AddUp(node);
        return node;
    }

    private (int Before, int After) Split(int node, int slot)
    {
        if (node == None)
            return (None, None);
        if (IsBefore(node, slot))
        {
            (_more[node], var after) = Split(_more[node], slot);
            AddUp(node);
            return (node, after);
        }
        (var before, _less[node]) = Split(_less[node], slot);
        AddUp(node);
        return (before, node);
    }

    private int Join(int before, int after)
    {
        if (before == None || after == None)
            return before == None ? after : before;
        if (_priorities[before] > _priorities[after])
        {
            _more[before] = Join(_more[before], after);
            AddUp(before);
            return before;
        }
        _less[after] = Join(before, _less[after]);
        AddUp(after);
        return after;
    }

    // By value, and of equal values by slot.
    private bool IsBefore(int left, int right)
    {
        var order = _values[left].CompareTo(_values[right]);
        return order < 0 || (order == 0 && left < right);
    }

    private void AddUp(int node)
    {
        _counts[node] = 1 + CountOf(_less[node]) + CountOf(_more[node]);
        _sums[node] = _values[node] + SumOf(_less[node]) + SumOf(_more[node]);
    }

    private int CountOf(int node) => node == None ? 0 : _counts[node];

    private decimal SumOf(int node) => node == None ? 0 : _sums[node];
}
