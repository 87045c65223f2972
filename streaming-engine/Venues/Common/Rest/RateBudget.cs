using System.Runtime.InteropServices;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>What a request is for: some of a budget is kept for those that make things safer.</summary>
internal enum RequestKind
{
    /// <summary>Questions, and orders that add.</summary>
    Ordinary,

    /// <summary>Cancels, and orders that only reduce.</summary>
    Urgent,
}

/// <summary>One of a venue's limits.</summary>
/// <param name="Name">As the venue calls it; headers tell it by that.</param>
/// <param name="Length">Of a window of the venue's clock, which begins at a whole multiple of it.</param>
/// <param name="Limit">Most in a window.</param>
internal sealed record RateLimit(string Name, TimeSpan Length, int Limit);

/// <summary>Whether a request may be made.</summary>
/// <param name="IsTaken">Whether it may, and is counted.</param>
/// <param name="Wait">Else for how long it may not, at least.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RateAnswer(bool IsTaken, TimeSpan Wait);

/// <summary>
/// One budget of requests for a venue, key and address, shared by all that ask there: weights are counted in the venue's own windows, its answers correct the count, a part is
/// kept for cancels, and nothing is sent while the venue has said that it takes no more.
/// </summary>
/// <remarks>Thread-safe. It never waits by itself: who is refused decides whether to.</remarks>
internal sealed class RateBudget
{
    private readonly Lock _gate = new();
    private readonly VenueClock _clock;
    private readonly List<Window> _windows;
    private readonly decimal _share;
    private UnixNanos _closedUntil = new(0);

    /// <param name="clock">Of the venue.</param>
    /// <param name="limits">All that hold.</param>
    /// <param name="share">Of each limit that ordinary requests may use, above 0 and at most 1: the rest is for urgent ones.</param>
    public RateBudget(VenueClock clock, IReadOnlyList<RateLimit> limits, decimal share = 0.8m)
    {
        if (share is <= 0 or > 1)
            throw new ArgumentOutOfRangeException(nameof(share), $"share was {DecimalText.Trimmed(share)}, must be above 0 and at most 1");
        (_clock, _share) = (clock, share);
        _windows = [.. limits.Select(static limit => new Window(limit))];
    }

    /// <summary>Told for how long the venue takes nothing, each time that it says so.</summary>
    public Action<TimeSpan>? Closed { get; init; }

    /// <summary>Until when the venue takes nothing, as it said; the past while it does.</summary>
    public UnixNanos ClosedUntil
    {
        get
        {
            lock (_gate)
                return _closedUntil;
        }
    }

    /// <summary>Another limit holds, too, as one of a market that is only known later; one of that name stays as it is.</summary>
    public void Add(RateLimit limit)
    {
        lock (_gate)
        {
            if (!_windows.Exists(window => window.Limit.Name == limit.Name))
                _windows.Add(new Window(limit));
        }
    }

    /// <summary>Takes a request's weight, of all limits or of none.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="weights">By the limit's name; a limit that is not named is not touched.</param>
    public RateAnswer TryTake(RequestKind kind, params ReadOnlySpan<(string Name, int Weight)> weights)
    {
        var now = _clock.Now;
        lock (_gate)
        {
            if (now < _closedUntil)
                return new RateAnswer(IsTaken: false, _closedUntil - now);
            var wait = TimeSpan.Zero;
            foreach (var (name, weight) in weights)
            {
                var window = Find(name);
                window.MoveTo(now);
                if (window.Used + weight > (kind == RequestKind.Urgent ? window.Limit.Limit : (int)(window.Limit.Limit * _share)) && window.RestAt(now) is var rest && rest > wait)
                    wait = rest;
            }
            if (wait > TimeSpan.Zero)
                return new RateAnswer(IsTaken: false, wait);
            foreach (var (name, weight) in weights)
                Find(name).Used += weight;
            return new RateAnswer(IsTaken: true, TimeSpan.Zero);
        }
    }

    /// <summary>The venue says what was used: others may have its address, too. What is on its way is not in that, so it never counts down within a window.</summary>
    /// <param name="name">Of the limit; one that is not known is left.</param>
    /// <param name="used">In the window that there is now.</param>
    public void Correct(string name, int used)
    {
        lock (_gate)
        {
            if (_windows.Find(window => window.Limit.Name == name) is not { } found)
                return;
            found.MoveTo(_clock.Now);
            found.Used = Math.Max(found.Used, used);
        }
    }

    /// <summary>The venue takes nothing for so long, as it said: nothing is sent until then, urgent or not.</summary>
    public void Close(TimeSpan time)
    {
        var until = _clock.Now + time;
        lock (_gate)
        {
            if (until > _closedUntil)
                _closedUntil = until;
        }
        Closed?.Invoke(time);
    }

    /// <summary>How full the fullest limit is, as a fraction; 1 and more while closed.</summary>
    public decimal Fullness
    {
        get
        {
            var now = _clock.Now;
            lock (_gate)
            {
                if (now < _closedUntil)
                    return 1;
                var fullest = 0m;
                foreach (var window in _windows)
                {
                    window.MoveTo(now);
                    fullest = Math.Max(fullest, (decimal)window.Used / window.Limit.Limit);
                }
                return fullest;
            }
        }
    }

    private Window Find(string name) => _windows.Find(window => window.Limit.Name == name) ?? throw new InvariantException($"rate limit was '{name}', must be one of {string.Join(' ', _windows.Select(window => window.Limit.Name))}");

    private sealed class Window(RateLimit limit)
    {
        private long _index = -1;

        public RateLimit Limit { get; } = limit;

        public int Used { get; set; }

        private long Nanos => Limit.Length.Ticks * 100;

        public void MoveTo(UnixNanos now)
        {
            var index = now.Value / Nanos;
            if (index == _index)
                return;
            // A clock that was set back by a correction must not open a window twice.
            if (index > _index)
                (_index, Used) = (index, 0);
        }

        public TimeSpan RestAt(UnixNanos now) => TimeSpan.FromTicks((((_index + 1) * Nanos) - now.Value + 99) / 100);
    }
}
