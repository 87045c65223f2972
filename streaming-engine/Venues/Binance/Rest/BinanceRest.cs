using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Calls of Binance's REST API, within its budget, with its clock.</summary>
/// <remarks>
/// Source: https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md and errors.md there. A status of 5xx, -1000, -1001, -1006 and -1007 say nothing about what was
/// done; 429 and 418 say that it was not. Thread-safe.
/// </remarks>
internal sealed class BinanceRest(Uri address, BinanceOptions options, VenueSender sender, VenueClock clock, RateBudget budget)
{
    public const string WeightLimit = "REQUEST_WEIGHT_1M";
    public const string OrdersLimit = "ORDERS_10S";
    public const string DayOrdersLimit = "ORDERS_1D";

    /// <summary>What Binance allows; its answers say what is used of it.</summary>
    public static IReadOnlyList<RateLimit> Limits { get; } =
    [
        new(WeightLimit, TimeSpan.FromMinutes(1), 6_000),
        new(OrdersLimit, TimeSpan.FromSeconds(10), 100),
        new(DayOrdersLimit, TimeSpan.FromDays(1), 200_000),
    ];

    private static readonly TimeSpan QuestionWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseDefault = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BanDefault = TimeSpan.FromMinutes(2); // The shortest there is.

    // The names of the headers begin with these; the rest is the length of the window.
    private static readonly (string Header, string Limit)[] Counters = [("x-mbx-used-weight-1m", WeightLimit), ("x-mbx-order-count-10s", OrdersLimit), ("x-mbx-order-count-1d", DayOrdersLimit)];

    /// <summary>A question that anybody may ask.</summary>
    public Task<VenueReply> AskAsync(string path, BinanceParameters parameters, int weight, CancellationToken cancellationToken) =>
        SendAsync(new VenueRequest(HttpMethod.Get, AddressOf(path, parameters), RequestKind.Ordinary) { Weights = [(WeightLimit, weight)] }, cancellationToken);

    /// <summary>A question about the account.</summary>
    public Task<VenueReply> AskSignedAsync(string path, BinanceParameters parameters, int weight, CancellationToken cancellationToken)
    {
        var signed = parameters.Copy().Sign(clock.Now, QuestionWindow, options.Secret);
        var request = new VenueRequest(HttpMethod.Get, AddressOf(path, signed), RequestKind.Ordinary) { Weights = [(WeightLimit, weight)], Headers = [("X-MBX-APIKEY", options.Key)] };
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Changes something: a body always, a deadline that the venue keeps, and once.</summary>
    /// <param name="method">Of HTTP.</param>
    /// <param name="path">Of the call.</param>
    /// <param name="parameters">Unsigned.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="deadline">By our clock.</param>
    /// <param name="weights">What it takes of the budget.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<VenueReply> ChangeAsync(HttpMethod method, string path, BinanceParameters parameters, RequestKind kind, UnixNanos deadline, IReadOnlyList<(string Name, int Weight)> weights, CancellationToken cancellationToken)
    {
        parameters.Sign(clock.Now, deadline - clock.LocalNow, options.Secret);
        var request = new VenueRequest(method, AddressOf(path, null), kind)
        {
            IsMutating = true,
            Body = Encoding.ASCII.GetBytes(parameters.ToString()),
            ContentType = "application/x-www-form-urlencoded",
            Headers = [("X-MBX-APIKEY", options.Key)],
            Deadline = deadline,
            Weights = weights,
        };
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Asks for the time, and takes it into the clock.</summary>
    /// <returns>Why there was none, in lower snake-case; null where it was taken.</returns>
    public async Task<string?> SyncAsync(CancellationToken cancellationToken)
    {
        var request = new VenueRequest(HttpMethod.Get, AddressOf("/api/v3/time", null), RequestKind.Ordinary) { Weights = [(WeightLimit, 1)] };
        var answer = await sender.SendAsync(request, cancellationToken);
        if (answer is not VenueAnswer.Answered { Status: 200 } answered)
            return VenueReplies.CauseOf(answer);
        try
        {
            var time = AnswerJson.Read(answered.Body, static json => json.Milliseconds("serverTime"));
            clock.Take(answered.SentStamp, answered.AnsweredStamp, time);
            return null;
        }
        catch (UnreadableException)
        {
            return "answer_unreadable";
        }
    }

    private Uri AddressOf(string path, BinanceParameters? parameters) => new(address, parameters is null ? path : $"{path}?{parameters}");

    private async Task<VenueReply> SendAsync(VenueRequest request, CancellationToken cancellationToken)
    {
        switch (await sender.SendAsync(request, cancellationToken))
        {
            case VenueAnswer.Answered answered:
                Correct(answered);
                return Read(answered);
            case VenueAnswer.NotSent unsent:
                return new VenueReply.NotSent(unsent.Cause, unsent.Wait);
            case VenueAnswer.Unanswered unanswered:
                return new VenueReply.Unknown(unanswered.Cause);
            case var other:
                throw new InvariantException($"{other.GetType().Name} is not known");
        }
    }

    private void Correct(VenueAnswer.Answered answered)
    {
        foreach (var (header, limit) in Counters)
        {
            if (answered.Headers.TryGetValue(header, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var used))
                budget.Correct(limit, used);
        }
        if (answered.Status is 429 or 418)
            budget.Close(WaitOf(answered));
    }

    private static TimeSpan WaitOf(VenueAnswer.Answered answered) =>
        answered.Headers.TryGetValue("retry-after", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : answered.Status == 418 ? BanDefault : CloseDefault;

    private static VenueReply Read(VenueAnswer.Answered answered)
    {
        if (answered.Status == 200)
            return new VenueReply.Done(answered.Body);
        var unknown = new VenueReply.Unknown(string.Create(CultureInfo.InvariantCulture, $"http_{answered.Status}"));
        if (answered.Status is >= 500 or < 400)
            return unknown;
        try
        {
            var refused = AnswerJson.Read(answered.Body, static json => new VenueReply.Refused(json.Id("code"), json.Text("msg")));
            return refused.Code is "-1000" or "-1001" or "-1006" or "-1007" ? new VenueReply.Unknown(refused.Reason) : refused;
        }
        catch (UnreadableException)
        {
            // Its firewall, which nothing gets past, and its limits do not speak JSON always.
            return answered.Status is 403 or 418 or 429 ? new VenueReply.Refused(answered.Status.ToString(CultureInfo.InvariantCulture), "refused") : unknown;
        }
    }
}
