using System.Net.Sockets;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Venues.Tests;

/// <summary>One call is one request on the wire, whatever becomes of it.</summary>
public sealed class VenueSenderTests
{
    private const int Limit = 60_000;
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Used: 7\r\n\r\n{}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task An_answer_is_told_whole()
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Ok, stop));
        using var sender = SenderTo();
        var answer = Assert.IsType<VenueAnswer.Answered>(await sender.SendAsync(OrderTo(venue), Stop));
        Assert.Equal((200, "{}", "7"), (answer.Status, Encoding.ASCII.GetString(answer.Body.Span), answer.Headers["x-used"]));
        Assert.EndsWith("\r\n\r\nsymbol=X", venue.Requests.Single(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Misfortunes => [.. Answers.Keys];

    private static Dictionary<string, Func<NetworkStream, int, CancellationToken, Task>> Answers { get; } = new(StringComparer.Ordinal)
    {
        ["closed"] = static (_, _, _) => Task.CompletedTask,
        ["reset"] = static (stream, _, _) =>
        {
            stream.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            stream.Socket.Close();
            return Task.CompletedTask;
        },
        ["cut head"] = static (stream, _, stop) => RawVenue.SayAsync(stream, "HTTP/1.1 200 O", stop),
        ["cut body"] = static (stream, _, stop) => RawVenue.SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{}", stop),
        ["no HTTP"] = static (stream, _, stop) => RawVenue.SayAsync(stream, "hello\r\n\r\n", stop),
    };

    // With a body or an empty one, over a new connection or one that was used before.
    [Theory(Timeout = Limit)]
    [MemberData(nameof(Misfortunes))]
    public async Task Whatever_becomes_of_it_it_is_sent_once(string misfortune)
    {
        await using var venue = new RawVenue((stream, number, stop) => number % 2 == 1 ? RawVenue.SayAsync(stream, Ok, stop) : BreakAsync(misfortune, stream, number, stop)) { KeepsOpen = true };
        using var sender = SenderTo();
        foreach (var body in new[] { "symbol=X", "" })
        {
            var before = venue.Requests.Count;
            Assert.IsType<VenueAnswer.Answered>(await sender.SendAsync(OrderTo(venue, body), Stop));
            Assert.Equal(new VenueAnswer.Unanswered("connection_broken"), await sender.SendAsync(OrderTo(venue, body), Stop));
            Assert.Equal(before + 2, venue.Requests.Count);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task No_answer_in_time_is_none()
    {
        var time = new ManualTimeProvider();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var venue = new RawVenue(async (_, _, stop) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        });
        using var sender = SenderTo(time: time);
        var sending = sender.SendAsync(OrderTo(venue), Stop);
        await arrived.Task.WaitAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new VenueAnswer.Unanswered("timeout"), await sending);
    }

    [Fact(Timeout = Limit)]
    public async Task An_answer_that_is_too_large_is_none()
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n{new string('x', 1_001)}", stop));
        using var sender = SenderTo(new SenderOptions { AnswerBytesMax = 1_000 });
        Assert.Equal(new VenueAnswer.Unanswered("answer_too_large"), await sender.SendAsync(OrderTo(venue), Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task Where_nobody_listens_nothing_was_sent()
    {
        Uri address;
        await using (var gone = new RawVenue(static (_, _, _) => Task.CompletedTask))
            address = gone.Address;
        using var sender = SenderTo();
        Assert.Equal(new VenueAnswer.NotSent("connection_failed", TimeSpan.Zero), await sender.SendAsync(new VenueRequest(HttpMethod.Post, address, RequestKind.Ordinary) { IsMutating = true }, Stop));
    }

    [Fact(Timeout = Limit)]
    public async Task Past_its_deadline_without_the_lease_or_beyond_the_budget_nothing_is_sent()
    {
        var mayAct = true;
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Ok, stop));
        using var sender = SenderTo(mayAct: () => mayAct);
        Assert.Equal(new VenueAnswer.NotSent("deadline_passed", TimeSpan.Zero), await sender.SendAsync(OrderTo(venue) with { Deadline = new UnixNanos(1) }, Stop));
        mayAct = false;
        Assert.Equal(new VenueAnswer.NotSent("lease_lost", TimeSpan.Zero), await sender.SendAsync(OrderTo(venue), Stop));
        Assert.IsType<VenueAnswer.Answered>(await sender.SendAsync(OrderTo(venue) with { IsMutating = false }, Stop)); // A question may be asked.
        mayAct = true;
        Assert.Equal("rate_budget", Assert.IsType<VenueAnswer.NotSent>(await sender.SendAsync(OrderTo(venue) with { Weights = [("weight", 101)] }, Stop)).Cause);
        Assert.Single(venue.Requests);
    }

    [Fact(Timeout = Limit)]
    public async Task What_does_not_leave_takes_nothing_of_the_budget()
    {
        await using var venue = new RawVenue((stream, _, stop) => RawVenue.SayAsync(stream, Ok, stop));
        var mayAct = false;
        using var sender = SenderTo(mayAct: () => mayAct);
        var request = OrderTo(venue) with { Weights = [("weight", 80)] };
        await sender.SendAsync(request with { Deadline = new UnixNanos(1) }, Stop);
        await sender.SendAsync(request, Stop);
        mayAct = true;
        Assert.IsType<VenueAnswer.Answered>(await sender.SendAsync(request, Stop));
    }

    private static async Task BreakAsync(string misfortune, NetworkStream stream, int number, CancellationToken stop)
    {
        await Answers[misfortune](stream, number, stop);
        stream.Socket.Close();
    }

    private static VenueRequest OrderTo(RawVenue venue, string body = "symbol=X") =>
        new(HttpMethod.Post, new Uri(venue.Address, "order"), RequestKind.Ordinary) { IsMutating = true, Body = Encoding.ASCII.GetBytes(body), ContentType = "application/x-www-form-urlencoded" };

    private static VenueSender SenderTo(SenderOptions? options = null, TimeProvider? time = null, Func<bool>? mayAct = null)
    {
        var clock = new VenueClock(new MonotonicClock(time ?? TimeProvider.System));
        return new VenueSender(clock, new RateBudget(clock, [new RateLimit("weight", TimeSpan.FromMinutes(1), 100)]), options ?? new SenderOptions(), time ?? TimeProvider.System, mayAct ?? (() => true));
    }
}
