using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Merges the trades of a day into those that are there, by their ids.</summary>
internal sealed class TradeMerge(TradeSeries stored, TradeSeries given, Range range, bool replace, string name)
{
    private readonly TradeSeries _merged = new(stored.Count + given.Count);

    public long Added { get; private set; }

    public long Identical { get; private set; }

    public long Replaced { get; private set; }

    /// <summary>The trades of both in order of id.</summary>
    /// <exception cref="MarketStoreException">A given trade differs from the stored one of the same id, or does not lie in time where its id lies.</exception>
    public TradeSeries Run()
    {
        var (next, count) = range.GetOffsetAndLength(given.Count);
        var end = next + count;
        var at = 0;
        while (at < stored.Count && next < end)
        {
            var run = LowerBound(given.Ids[next..end], stored.Ids[at]);
            Append(given, next, run);
            Added += run;
            next += run;
            if (next == end)
                break;
            if (given.Ids[next] == stored.Ids[at])
            {
                Meet(at, next);
                at++;
                next++;
                continue;
            }
            run = LowerBound(stored.Ids[at..], given.Ids[next]);
            Append(stored, at, run);
            at += run;
        }
        Append(stored, at, stored.Count - at);
        Append(given, next, end - next);
        Added += end - next;
        return _merged;
    }

    private void Meet(int at, int next)
    {
        if (AreEqual(at, next))
        {
            Identical++;
            Append(stored, at, 1);
            return;
        }
        if (!replace)
        {
            throw new MarketStoreException(
                $"{name} trade {stored.Ids[at]} was {Describe(stored, at)} in the store and {Describe(given, next)} in what was given; "
                + "they must be the same, or replacing must be asked for. Nothing was changed");
        }
        Replaced++;
        Append(given, next, 1);
    }

    private void Append(TradeSeries source, int start, int count)
    {
        if (count == 0)
            return;
        if (_merged.Count > 0 && source.Times[start] < _merged.Times[^1])
        {
            throw new MarketStoreException(
                $"{name} trade {source.Ids[start]} was at {new UnixNanos(source.Times[start])}, must not be before trade {_merged.Ids[^1]} at {new UnixNanos(_merged.Times[^1])}. Nothing was changed");
        }
        _merged.AddPrints(source.Times.Slice(start, count), source.Ids.Slice(start, count), source.Aggressors.Slice(start, count));
        Copy(source.Price, start, count, _merged.Price);
        Copy(source.Quantity, start, count, _merged.Quantity);
    }

    private bool AreEqual(int at, int next) =>
        stored.Times[at] == given.Times[next]
        && stored.Price[at] == given.Price[next]
        && stored.Quantity[at] == given.Quantity[next]
        && stored.Aggressors[at] == given.Aggressors[next];

    private static string Describe(TradeSeries trades, int index) =>
        $"at {new UnixNanos(trades.Times[index])}, price {DecimalText.Trimmed(trades.Price[index])}, quantity {DecimalText.Trimmed(trades.Quantity[index])}, "
        + $"aggressor {trades.Aggressors[index].ToString().ToLowerInvariant()}";

    private static void Copy(DecimalColumn source, int start, int count, DecimalColumn target)
    {
        if (!source.IsWide)
        {
            target.AddRange(source.Mantissas.Slice(start, count), source.Scale);
            return;
        }
        for (var index = start; index < start + count; index++)
            target.Add(source[index]);
    }

    // Ids rise, so none is there twice.
    private static int LowerBound(ReadOnlySpan<long> ids, long id)
    {
        var index = ids.BinarySearch(id);
        return index < 0 ? ~index : index;
    }
}
