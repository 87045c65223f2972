using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Waits between tries.</summary>
public sealed class BackOffTests
{
    [Fact]
    public void It_doubles_up_to_its_bound_half_of_it_by_chance_and_begins_anew_once_it_worked()
    {
        var backOff = new BackOff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5), SplitMix64.Stream(1, "test", 0));
        foreach (var whole in new[] { 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000 })
            Assert.InRange(backOff.Next(), TimeSpan.FromMilliseconds(whole / 2), TimeSpan.FromMilliseconds(whole));
        backOff.Reset();
        Assert.InRange(backOff.Next(), TimeSpan.FromMilliseconds(125), TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void Many_do_not_come_at_once()
    {
        var waits = Enumerable.Range(0, 100).Select(seed => new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), SplitMix64.Stream((ulong)seed, "test", 0)).Next()).ToList();
        Assert.True(waits.Distinct().Count() > 90);
        Assert.True(waits.Max() - waits.Min() > TimeSpan.FromMilliseconds(400));
    }
}
