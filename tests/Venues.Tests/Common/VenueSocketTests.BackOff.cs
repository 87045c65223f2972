using System.Collections.Concurrent;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>How soon it is opened again.</summary>
public sealed partial class VenueSocketTests
{
    // What is asked for is refused, or granted and cut off, and will be: not a quarter of a second later each time.
    [Theory(Timeout = Limit)]
    [InlineData("renewed")]
    [InlineData("connection_broken")]
    [InlineData("closed_by_venue")]
    public async Task One_that_ends_soon_after_it_told_something_is_opened_again_later_each_time(string cause)
    {
        var time = new LoggedTimers(_time);
        await using var socket = new VenueSocket(() => Venue.Address, _listener, Options with { SilenceMax = TimeSpan.FromHours(1) }, time);
        for (var ended = 1; ended <= 4; ended++)
        {
            await EndAsync(socket, ended, cause, after: TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
            await AdvanceAsync(TimeSpan.FromSeconds(5));
        }
        await AcceptAsync();
        // Of a quarter of a second, twice as long each time, a half is chance.
        Assert.Collection(
            WaitsOf(time),
            static wait => Assert.InRange(wait, 125, 250),
            static wait => Assert.InRange(wait, 250, 500),
            static wait => Assert.InRange(wait, 500, 1_000),
            static wait => Assert.InRange(wait, 1_000, 2_000));
    }

    [Theory(Timeout = Limit)]
    [InlineData("renewed")]
    [InlineData("connection_broken")]
    [InlineData("closed_by_venue")]
    public async Task One_that_ends_after_it_stood_for_half_a_minute_is_opened_again_at_once(string cause)
    {
        var time = new LoggedTimers(_time);
        await using var socket = new VenueSocket(() => Venue.Address, _listener, Options with { SilenceMax = TimeSpan.FromHours(1) }, time);
        for (var ended = 1; ended <= 3; ended++)
        {
            await EndAsync(socket, ended, cause, after: TimeSpan.FromSeconds(30));
            await AdvanceAsync(TimeSpan.FromSeconds(5));
        }
        await AcceptAsync();
        Assert.Equal(3, WaitsOf(time).Count());
        Assert.All(WaitsOf(time), static wait => Assert.InRange(wait, 125, 250));
    }

    // The next connection tells something, and ends so long after it.
    private async Task EndAsync(VenueSocket socket, int number, string cause, TimeSpan after)
    {
        var peer = await AcceptAsync();
        await peer.SendAsync("one", Stop);
        Assert.Equal((number, "one"), await _listener.NextAsync(Stop));
        await AdvanceAsync(after);
        if (cause == "renewed")
            socket.Renew();
        else if (cause == "connection_broken")
            peer.Break();
        else
            await peer.CloseAsync(Stop);
        Assert.Equal((number, $"lost {cause}"), await _listener.NextAsync(Stop));
    }

    // Between two connections, in milliseconds; all else takes longer.
    private static IEnumerable<double> WaitsOf(LoggedTimers time) => time.Times.Where(static time => time <= TimeSpan.FromSeconds(5)).Select(static time => time.TotalMilliseconds);

    private sealed class LoggedTimers(ManualTimeProvider time) : TimeProvider
    {
        private readonly ConcurrentQueue<TimeSpan> _times = new();

        /// <summary>What was waited for, in the order asked.</summary>
        public IReadOnlyCollection<TimeSpan> Times => _times;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _times.Enqueue(dueTime);
            return time.CreateTimer(callback, state, dueTime, period);
        }
    }
}
