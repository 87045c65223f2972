using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>What Coinbase's answers say of how much it takes: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api ("Rate limits").</summary>
public sealed class CoinbaseRestTests
{
    private const int Limit = 30_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Until the moment that it names: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
    [Theory(Timeout = Limit)]
    [InlineData("", 1)]
    [InlineData("Retry-After: 0\r\n", 1)]
    [InlineData("Retry-After: soon\r\n", 1)]
    [InlineData("Retry-After: 5\r\n", 5)]
    [InlineData("Retry-After: 300\r\n", 300)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:02:00 GMT\r\n", 120)]
    [InlineData("Retry-After: Wed, 31 Dec 2025 23:00:00 GMT\r\n", 1)]
    [InlineData("Retry-After: 999999999\r\n", 86_400)] // What nobody can mean.
    public async Task Nothing_is_sent_for_as_long_as_Coinbase_says(string header, int seconds)
    {
        var time = new ManualTimeProvider();
        await using var desk = await CoinbaseAccountDesk.OpenAsync(time);
        (desk.Headers, desk.Answer) = (header, static _ => (429, """{"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]}"""));
        Assert.Equal(new SubmitOutcome.Rejected("too_many_requests_429"), await desk.Venue.SubmitAsync(desk.Order(), Stop));
        await desk.Account.UntilAsync(static told => told.Notices.Exists(static notice => notice.Code == "rate_limited"), Stop);
        Assert.Contains($" takes no requests for {seconds} s,", desk.Account.Notices.Single(static notice => notice.Code == "rate_limited").Message, StringComparison.Ordinal);
        Assert.Equal(new SubmitOutcome.NotSent("rate_budget"), await desk.Venue.SubmitAsync(desk.Order(), Stop));
        Assert.Single(desk.Changes);
    }

    // Another program may use the key, too.
    [Theory(Timeout = Limit)]
    [InlineData("", "Rejected")]
    [InlineData("x-ratelimit-remaining: 29\r\n", "Rejected")]
    [InlineData("x-ratelimit-remaining: 6\r\n", "NotSent")] // These are kept for cancels.
    [InlineData("x-ratelimit-remaining: 0\r\n", "NotSent")]
    [InlineData("x-ratelimit-remaining: 9999\r\n", "Rejected")]
    [InlineData("x-ratelimit-remaining: many\r\n", "Rejected")]
    public async Task What_Coinbase_says_is_left_is_not_passed(string header, string next)
    {
        await using var desk = await CoinbaseAccountDesk.OpenAsync(new ManualTimeProvider());
        (desk.Headers, desk.Answer) = (header, static _ => (400, """{"error":"INVALID_ARGUMENT","message":"no"}"""));
        Assert.IsType<SubmitOutcome.Rejected>(await desk.Venue.SubmitAsync(desk.Order(), Stop));
        Assert.Equal(next, (await desk.Venue.SubmitAsync(desk.Order(), Stop)).GetType().Name);
    }
}
