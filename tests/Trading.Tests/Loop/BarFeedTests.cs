using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class BarFeedTests
{
    private const int Count = 300;

    private static readonly Instrument Market = new(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));

    private static readonly BarInterval Minute = BarInterval.Parse("1m");

    private static readonly BoundBars Bars = GeneratedBars.Make(Minute, KernelHarness.Start, Count, seed: 9).BindTo(Market);

    public static TheoryData<string> Feeds => ["recorded", "generated"];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Bars_come_in_order(string kind)
    {
        var feed = Make(kind);
        for (var index = 0; index < Count; index++)
        {
            Assert.True(feed.TryRead(out var bar));
            Assert.Equal(Bars[index], bar);
        }
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void After_a_moment_comes_the_first_bar_that_closes_after_it(string kind)
    {
        var feed = Make(kind);
        foreach (var index in new[] { 200, 10, 0, 150 })
        {
            feed.SeekAfter(Bars[index].CloseTime);
            Assert.True(feed.TryRead(out var next));
            Assert.Equal(Bars[index + 1], next);
            feed.SeekAfter(new UnixNanos(Bars[index].CloseTime.Value - 1));
            Assert.True(feed.TryRead(out var same));
            Assert.Equal(Bars[index], same);
        }
        feed.SeekAfter(default);
        Assert.True(feed.TryRead(out var first));
        Assert.Equal(Bars[0], first);
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Bars_before_a_moment_end_with_the_one_that_closed_then_and_the_feed_stays(string kind)
    {
        var feed = Make(kind);
        feed.SeekAfter(Bars[99].CloseTime);
        Assert.Equal([Bars[97], Bars[98], Bars[99]], feed.Before(Bars[99].CloseTime, 3));
        Assert.Equal([Bars[0], Bars[1]], feed.Before(Bars[1].CloseTime, 50));
        Assert.Empty(feed.Before(feed.StartTime, 5));
        Assert.True(feed.TryRead(out var next));
        Assert.Equal(Bars[100], next);
    }

    [Fact]
    public void A_file_ends()
    {
        var feed = Make("recorded");
        feed.SeekAfter(Bars[Count - 1].CloseTime);
        Assert.False(feed.TryRead(out _));
    }

    [Fact]
    public void The_generated_feed_s_name_says_all_that_its_bars_depend_on() =>
        Assert.Equal("sim:1m:1767571200000000000:9:30000", Make("generated").Source); // 2026-01-05.

    private static BarFeed Make(string kind) => kind == "recorded"
        ? new RecordedBarFeed("file", Bars)
        : new GeneratedBarFeed(Market, Minute, KernelHarness.Start, seed: 9, startPrice: 30_000);
}
