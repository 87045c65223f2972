using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>A question waits for the budget, and for nothing else.</summary>
public sealed class PatientQuestionTests
{
    private readonly ManualTimeProvider _time = new();
    private int _asked;

    [Fact(Timeout = 60_000)]
    public async Task What_the_budget_held_back_is_asked_again_when_it_has_room()
    {
        var asking = AskAsync(new VenueReply.NotSent("rate_budget", TimeSpan.FromSeconds(20)), new VenueReply.NotSent("rate_budget", TimeSpan.FromSeconds(1)), new VenueReply.Done(default));
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, _asked);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<VenueReply.Done>(await asking);
    }

    [Fact(Timeout = 60_000)]
    public async Task Ban_that_lasts_is_not_waited_for()
    {
        Assert.IsType<VenueReply.NotSent>(await AskAsync(new VenueReply.NotSent("rate_budget", TimeSpan.FromMinutes(2))));
        Assert.Equal(1, _asked);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whatever_else_comes_is_the_answer()
    {
        Assert.IsType<VenueReply.NotSent>(await AskAsync(new VenueReply.NotSent("connection_failed", TimeSpan.Zero)));
        Assert.IsType<VenueReply.Unknown>(await AskAsync(new VenueReply.Unknown("timeout")));
        Assert.Equal(2, _asked);
    }

    private Task<VenueReply> AskAsync(params VenueReply[] replies)
    {
        var next = 0;
        return PatientQuestion.AskAsync(
            () =>
            {
                _asked++;
                return Task.FromResult(replies[next++]);
            },
            _time,
            TestContext.Current.CancellationToken);
    }
}
