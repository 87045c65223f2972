namespace VeloZ.Local;

/// <summary>What a benchmark counted.</summary>
/// <param name="Count">Pieces of work.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Latency">Of single pieces, where they were timed.</param>
/// <param name="AllocatedBytes">On the working thread.</param>
internal sealed record Measured(long Count, double Seconds, LatencySamples Latency, long AllocatedBytes)
{
    public double PerSecond => Count / Seconds;
}

/// <summary>Latencies, sorted when they are asked for.</summary>
internal sealed class LatencySamples
{
    private readonly List<long> _ticks = [];
    private bool _isSorted;

    public int Count => _ticks.Count;

    public void Add(TimeSpan elapsed)
    {
        _ticks.Add(elapsed.Ticks);
        _isSorted = false;
    }

    /// <summary>The latency that this share of the samples does not exceed, in microseconds.</summary>
    public double Micros(double share)
    {
        if (_ticks.Count == 0)
            return 0;
        if (!_isSorted)
            _ticks.Sort();
        _isSorted = true;
        return _ticks[Math.Min(_ticks.Count - 1, (int)(share * _ticks.Count))] / 10.0;
    }
}
