using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>What people are told of a venue.</summary>
public sealed class VenueNoticesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ListeningAccount _account = new();
    private readonly VenueNotices _notices;

    public VenueNoticesTests() => _notices = new VenueNotices("BINANCE", _time);

    [Fact]
    public async Task What_comes_before_anybody_listens_is_told_then()
    {
        _notices.TellClosed(TimeSpan.FromSeconds(60));
        _notices.Start(_account.Noticed);
        await _account.UntilAsync(static told => told.Notices.Count == 1, TestContext.Current.CancellationToken);
        Assert.Equal(("rate_limited", "BINANCE takes no requests for 60 s, as it said; nothing is sent there until then, cancels neither"), _account.Notices[0]);
    }

    [Fact]
    public async Task The_same_is_told_once_a_minute()
    {
        _notices.Start(_account.Noticed);
        _notices.Tell("one", "says a");
        _notices.Tell("one", "says b");
        _notices.Tell("two", "says c");
        _time.Advance(TimeSpan.FromMinutes(1));
        _notices.Tell("one", "says d");
        await _account.UntilAsync(static told => told.Notices.Count == 3, TestContext.Current.CancellationToken);
        Assert.Equal([("one", "BINANCE says a"), ("two", "BINANCE says c"), ("one", "BINANCE says d")], _account.Notices);
    }

    [Fact]
    public async Task Books_that_will_be_read_later_are_no_news()
    {
        _notices.Start(_account.Noticed);
        _notices.TellUnread(new VenueException(VenueErrorKind.Passing, "timeout"));
        _notices.TellUnread(new VenueException(VenueErrorKind.Refused, "invalid_key_2015"));
        await _account.UntilAsync(static told => told.Notices.Count == 1, TestContext.Current.CancellationToken);
        Assert.Equal(("books_unreadable", "BINANCE could not be asked for the account's books: invalid_key_2015"), _account.Notices[0]);
    }
}
