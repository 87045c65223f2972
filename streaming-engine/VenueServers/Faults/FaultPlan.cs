using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Says from a seed when something goes wrong. Each kind has its own stream: one that is taken away shifts no other.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FaultPlan(FaultOptions options, TimeProvider time)
{
    private const ulong Whole = 1UL << 53;

    private readonly Lock _gate = new();
    private Dictionary<FaultKind, SplitMix64> _streams = StreamsOf(options);
    private long _bannedUntil; // Of the clock's own stamp; 0 for never.

    public FaultOptions Options { get; private set; } = options;

    /// <summary>Other things go wrong from now on. The clock stays as far off as it was.</summary>
    public void Change(FaultOptions to)
    {
        lock (_gate)
            (Options, _streams) = (to, StreamsOf(to));
    }

    /// <summary>How often anything has gone wrong.</summary>
    public long Count { get; private set; }

    /// <summary>How long requests are refused from now on; zero when they are not.</summary>
    public TimeSpan BanLeft
    {
        get
        {
            lock (_gate)
                return _bannedUntil == 0 ? TimeSpan.Zero : Positive(time.GetElapsedTime(time.GetTimestamp(), _bannedUntil));
        }
    }

    /// <summary>Whether it goes wrong this time.</summary>
    public bool Fires(FaultKind kind)
    {
        lock (_gate)
        {
            if (!Options.Chances.TryGetValue(kind, out var chance) || chance == 0)
                return false;
            var stream = _streams[kind];
            var drawn = stream.NextBelow(Whole);
            _streams[kind] = stream;
            if (drawn >= (ulong)(chance * Whole))
                return false;
            Count++;
            return true;
        }
    }

    /// <summary>Requests are refused for a while.</summary>
    public void Ban()
    {
        lock (_gate)
            _bannedUntil = time.GetTimestamp() + (long)(Options.BanTime.TotalSeconds * time.TimestampFrequency);
    }

    private static Dictionary<FaultKind, SplitMix64> StreamsOf(FaultOptions options) =>
        options.Chances.Keys.ToDictionary(kind => kind, kind => SplitMix64.Stream(options.Seed, "venue.fault", (ulong)kind));

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
