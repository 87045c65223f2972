namespace VeloZ.Trading.Tests;

public sealed class BlockListTests
{
    [Fact]
    public void It_has_what_was_added_in_order()
    {
        var list = new BlockList<int>();
        Assert.Empty(list);
        for (var item = 0; item < 5_000; item++)
        {
            list.Add(item * 3);
            Assert.Equal(item + 1, list.Count);
            Assert.Equal(item * 3, list[item]);
        }
        Assert.Equal(Enumerable.Range(0, 5_000).Select(item => item * 3), list);
        Assert.Equal(3_072, list[1_024]);
    }

    [Fact]
    public void What_is_beyond_its_end_is_refused()
    {
        var list = new BlockList<int>();
        Assert.Throws<ArgumentOutOfRangeException>(() => list[0]);
        list.Add(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
    }

    [Fact]
    public void It_takes_little_more_than_what_is_in_it()
    {
        var list = new BlockList<decimal>();
        list.Add(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var item = 0; item < 100_000; item++)
            list.Add(item);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_700_000);
    }
}
