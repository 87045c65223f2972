using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Merges a series into a stored one, block by block.</summary>
internal sealed class BarMerge(BarStoreFileWriter writer, BarSeries given, bool replace, string name)
{
    private int _next;

    public long Added { get; private set; }

    public long Identical { get; private set; }

    public long Replaced { get; private set; }

    /// <summary>Writes the bars of both in order of time.</summary>
    /// <param name="stored">What is there; null when nothing is.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <exception cref="MarketStoreException">A given bar differs from the stored one of the same time.</exception>
    public void Run(BarStoreFileReader? stored, CancellationToken cancellationToken)
    {
        for (var block = 0; stored is not null && block < stored.Index.Count; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bars = new BarSeries(given.Interval, stored.Index[block].Bars);
            stored.ReadBlock(block, bars, long.MinValue, long.MaxValue);
            MergeBlock(bars);
        }
        while (_next < given.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AppendGiven(Math.Min(given.Count, _next + BarBlockEncoder.BarsMax));
        }
    }

    private void MergeBlock(BarSeries stored)
    {
        var at = 0;
        while (at < stored.Count)
        {
            AppendGiven(LowerBound(given, _next, stored.OpenTimes[at]));
            if (_next < given.Count && given.OpenTimes[_next] == stored.OpenTimes[at])
            {
                Meet(stored, at);
                at++;
                _next++;
                continue;
            }
            var end = _next < given.Count ? LowerBound(stored, at, given.OpenTimes[_next]) : stored.Count;
            writer.Append(stored, at, end - at);
            at = end;
        }
    }

    private void AppendGiven(int end)
    {
        writer.Append(given, _next, end - _next);
        Added += end - _next;
        _next = end;
    }

    private void Meet(BarSeries stored, int at)
    {
        if (AreEqual(stored, at))
        {
            Identical++;
            writer.Append(stored, at, 1);
            return;
        }
        if (!replace)
        {
            throw new MarketStoreException(
                $"{name} bar at {new UnixNanos(stored.OpenTimes[at])} was {BarCsv.Describe(stored, at)} in the store and {BarCsv.Describe(given, _next)} in what was given; "
                + "they must be the same, or replacing must be asked for. Nothing was changed");
        }
        Replaced++;
        writer.Append(given, _next, 1);
    }

    private bool AreEqual(BarSeries stored, int at) =>
        stored.Open[at] == given.Open[_next]
        && stored.High[at] == given.High[_next]
        && stored.Low[at] == given.Low[_next]
        && stored.Close[at] == given.Close[_next]
        && stored.Volume[at] == given.Volume[_next];

    private static int LowerBound(BarSeries bars, int start, long time)
    {
        var index = bars.OpenTimes[start..].BinarySearch(time);
        return start + (index < 0 ? ~index : index);
    }
}
