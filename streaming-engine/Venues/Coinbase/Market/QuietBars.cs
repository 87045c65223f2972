using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Bars in order, with those in which nobody traded: their prices are the last one before, and their volume is 0.</summary>
internal sealed class QuietBars(BarInterval interval)
{
    private readonly List<Bar> _all = [];

    public IReadOnlyList<Bar> All => _all;

    /// <summary>A bar in which somebody traded, behind the others; one that is there already is left.</summary>
    public void Add(in Bar bar)
    {
        FillTo(bar.OpenTime);
        if (_all.Count == 0 || _all[^1].CloseTime <= bar.OpenTime)
            _all.Add(bar);
    }

    /// <summary>Nobody traded from the last bar on, up to then.</summary>
    public void FillTo(UnixNanos time)
    {
        while (_all.Count > 0 && _all[^1] is var last && last.CloseTime.Value + interval.Nanos <= time.Value)
            _all.Add(new Bar(last.CloseTime, new UnixNanos(last.CloseTime.Value + interval.Nanos), last.Close, last.Close, last.Close, last.Close, 0));
    }
}
