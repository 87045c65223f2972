using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

public sealed class ManualTimeProviderTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Clock_moves_when_it_is_told_to()
    {
        var time = new ManualTimeProvider(Start);
        var before = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(Start.AddSeconds(90), time.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), time.GetElapsedTime(before));
    }

    [Fact]
    public void Timers_run_at_their_moments_in_order()
    {
        var time = new ManualTimeProvider(Start);
        var ran = new List<(string Name, double Seconds)>();
        ITimer Make(string name, int due, int period) => time.CreateTimer(
            _ => ran.Add((name, (time.GetUtcNow() - Start).TotalSeconds)), null, TimeSpan.FromSeconds(due), period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
        using var once = Make("once", 3, -1);
        using var often = Make("often", 1, 2);
        using var never = time.CreateTimer(_ => ran.Add(("never", 0)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([("often", 1), ("once", 3), ("often", 3)], ran);
        often.Dispose();
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(3, ran.Count);
        Assert.Equal(0, time.PendingTimers);
    }

    [Fact]
    public async Task Delay_ends_when_the_clock_is_there()
    {
        var time = new ManualTimeProvider(Start);
        var delay = Task.Delay(TimeSpan.FromSeconds(5), time, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await delay;
    }
}
