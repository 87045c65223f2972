using VeloZ.Domain;

namespace VeloZ.Engine.Tests;

public sealed class NewsDeskTests
{
    private readonly NewsDesk _desk = new();

    [Fact]
    public async Task Everyone_who_listens_has_all_news_in_order()
    {
        using var one = _desk.Subscribe(capacity: 10);
        using var other = _desk.Subscribe(capacity: 10);
        Tell(3);
        _desk.Complete();
        foreach (var subscription in new[] { one, other })
        {
            var seconds = new List<long>();
            await foreach (var news in subscription.News.ReadAllAsync(TestContext.Current.CancellationToken))
                seconds.Add(((EngineNews.Journaled)news).Entry.Time.Value);
            Assert.Equal([0, 1, 2], seconds);
        }
    }

    [Fact]
    public async Task Who_does_not_keep_up_is_cut_off_and_told_and_others_go_on()
    {
        using var slow = _desk.Subscribe(capacity: 2);
        using var quick = _desk.Subscribe(capacity: 10);
        Tell(3);
        Assert.True(slow.News.TryRead(out _) && slow.News.TryRead(out _) && !slow.News.TryRead(out _));
        var exception = await Assert.ThrowsAsync<SlowListenerException>(() => slow.News.Completion);
        Assert.Contains("more than 2 news waited", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, quick.News.Count);
    }

    [Fact]
    public void Who_has_ended_hears_nothing_more()
    {
        var subscription = _desk.Subscribe(capacity: 10);
        subscription.Dispose();
        Tell(1);
        Assert.False(subscription.News.TryRead(out _));
    }

    private void Tell(int count)
    {
        for (var index = 0; index < count; index++)
            _desk.Tell(new EngineNews.Journaled(new Noop(new UnixNanos(index), []), Order: null));
    }
}
