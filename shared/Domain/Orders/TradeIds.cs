namespace VeloZ.Domain;

/// <summary>The trades of one order: a list while they are few, as of most orders, and a set once looking through them would take long.</summary>
/// <remarks>A set takes some 200 bytes for the first text already, in each of thousands of orders that are remembered.</remarks>
internal struct TradeIds
{
    private const int ListMax = 8;

    private string[]? _list;
    private HashSet<string>? _set;

    /// <summary>How many.</summary>
    public readonly int Count => _set?.Count ?? _list?.Length ?? 0;

    /// <summary>In ordinal order.</summary>
    public readonly IEnumerable<string> Sorted => (_set ?? (IEnumerable<string>?)_list ?? []).Order(StringComparer.Ordinal);

    /// <summary>Whether it is one of them.</summary>
    public readonly bool Contains(string id) => _set?.Contains(id) ?? (_list is not null && Array.IndexOf(_list, id) >= 0);

    /// <summary>Adds one that is not among them.</summary>
    public void Add(string id)
    {
        if (_set is not null)
            _set.Add(id);
        else if (Count < ListMax)
            _list = [.. _list ?? [], id];
        else
            (_list, _set) = (null, new HashSet<string>(_list!, StringComparer.Ordinal) { id });
    }
}
