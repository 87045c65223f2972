namespace VeloZ.Domain.Tests;

public sealed class DurationHistogramTests
{
    private readonly DurationHistogram _times = new([TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)]);

    // A bound belongs to the class below it, as in Prometheus' "le".
    [Fact]
    public void What_is_counted_is_in_the_class_of_its_bound()
    {
        foreach (var millis in new[] { 0, 1, 2, 10, 11, 500 })
            _times.Add(TimeSpan.FromMilliseconds(millis));
        Assert.Equal([2L, 2L, 2L], Enumerable.Range(0, 3).Select(_times.Within));
        Assert.Equal((6L, TimeSpan.FromMilliseconds(524), TimeSpan.FromMilliseconds(500)), (_times.Count, _times.Sum, _times.Max));
    }

    [Fact]
    public void What_is_below_zero_counts_as_zero()
    {
        _times.Add(TimeSpan.FromMilliseconds(-3));
        Assert.Equal((1L, 1L, TimeSpan.Zero, TimeSpan.Zero), (_times.Within(0), _times.Count, _times.Sum, _times.Max));
    }

    [Fact]
    public async Task Threads_that_count_together_lose_none()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() => Add(thread), TestContext.Current.CancellationToken)));
        Assert.Equal([20_000L, 20_000L, 0L], Enumerable.Range(0, 3).Select(_times.Within)); // Of 0 and 1, and of 2 and 3 ms.
        Assert.Equal((40_000L, TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(3)), (_times.Count, _times.Sum, _times.Max));

        void Add(int millis)
        {
            for (var counted = 0; counted < 10_000; counted++)
                _times.Add(TimeSpan.FromMilliseconds(millis));
        }
    }
}
