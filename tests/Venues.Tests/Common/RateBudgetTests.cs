using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>What may be asked of a venue, and when.</summary>
public sealed class RateBudgetTests
{
    private const string Weight = "weight";
    private const string Orders = "orders";

    private readonly ManualTimeProvider _time = new(); // 2026-01-01T00:00:00Z: a minute begins.
    private readonly RateBudget _budget;

    public RateBudgetTests() => _budget = new RateBudget(
        new VenueClock(new MonotonicClock(_time)),
        [new RateLimit(Weight, TimeSpan.FromMinutes(1), 100), new RateLimit(Orders, TimeSpan.FromSeconds(10), 10)],
        share: 0.8m);

    [Fact]
    public void A_part_is_kept_for_what_is_urgent()
    {
        Assert.True(Ask(RequestKind.Ordinary, 80).IsTaken);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(new RateAnswer(IsTaken: false, TimeSpan.FromSeconds(45)), Ask(RequestKind.Ordinary, 1));
        Assert.True(Ask(RequestKind.Urgent, 20).IsTaken);
        Assert.Equal(new RateAnswer(IsTaken: false, TimeSpan.FromSeconds(45)), Ask(RequestKind.Urgent, 1));
        _time.Advance(TimeSpan.FromSeconds(45));
        Assert.True(Ask(RequestKind.Ordinary, 80).IsTaken);
    }

    [Fact]
    public void A_limit_that_comes_later_holds_and_one_that_is_there_stays()
    {
        _budget.Add(new RateLimit("market", TimeSpan.FromSeconds(2), 5));
        _budget.Add(new RateLimit(Weight, TimeSpan.FromMinutes(1), 1_000));
        Assert.True(_budget.TryTake(RequestKind.Ordinary, ("market", 4)).IsTaken);
        Assert.Equal(new RateAnswer(IsTaken: false, TimeSpan.FromSeconds(2)), _budget.TryTake(RequestKind.Ordinary, ("market", 1)));
        Assert.False(Ask(RequestKind.Urgent, 101).IsTaken);
    }

    [Fact]
    public void A_request_is_taken_of_all_its_limits_or_of_none()
    {
        for (var order = 0; order < 8; order++)
            Assert.True(_budget.TryTake(RequestKind.Ordinary, (Weight, 1), (Orders, 1)).IsTaken);
        Assert.Equal(new RateAnswer(IsTaken: false, TimeSpan.FromSeconds(10)), _budget.TryTake(RequestKind.Ordinary, (Weight, 1), (Orders, 1)));
        Assert.True(Ask(RequestKind.Ordinary, 72).IsTaken); // 8 were used, not 9.
        Assert.False(Ask(RequestKind.Ordinary, 1).IsTaken);
    }

    [Fact]
    public void The_longest_wait_is_told()
    {
        Ask(RequestKind.Ordinary, 80);
        _budget.TryTake(RequestKind.Ordinary, (Orders, 8));
        Assert.Equal(TimeSpan.FromMinutes(1), _budget.TryTake(RequestKind.Ordinary, (Orders, 1), (Weight, 1)).Wait);
    }

    [Fact]
    public void The_venue_s_own_count_holds_where_it_is_more()
    {
        Ask(RequestKind.Ordinary, 10);
        _budget.Correct(Weight, 75);
        Assert.False(Ask(RequestKind.Ordinary, 6).IsTaken);
        Assert.True(Ask(RequestKind.Ordinary, 5).IsTaken);
        _budget.Correct(Weight, 12); // An answer from before.
        Assert.Equal(0.8m, _budget.Fullness);
        _budget.Correct("unknown", 1_000);
        Assert.Equal(0.8m, _budget.Fullness);
    }

    [Fact]
    public void While_it_is_closed_nothing_is_sent_and_the_longer_ban_holds()
    {
        _budget.Close(TimeSpan.FromSeconds(120));
        _budget.Close(TimeSpan.FromSeconds(30));
        Assert.Equal(new RateAnswer(IsTaken: false, TimeSpan.FromSeconds(120)), Ask(RequestKind.Urgent, 1));
        Assert.Equal(1, _budget.Fullness);
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(TimeSpan.FromSeconds(1), Ask(RequestKind.Urgent, 1).Wait);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Ask(RequestKind.Urgent, 1).IsTaken);
    }

    private RateAnswer Ask(RequestKind kind, int weight) => _budget.TryTake(kind, (Weight, weight));
}
