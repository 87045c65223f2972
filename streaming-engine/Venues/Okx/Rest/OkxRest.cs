using System.Globalization;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Calls of OKX's REST API, within its budget, with its clock.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#overview-rest-authentication, https://www.okx.com/docs-v5/en/#overview-transaction-timeouts and
/// https://www.okx.com/docs-v5/en/#error-code-rest-api. Thread-safe.
/// </remarks>
internal sealed class OkxRest(OkxOptions options, VenueSender sender, VenueClock clock, RateBudget budget)
{
    private const string TooMany = "50011";

    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2); // The length of its windows.
    private static readonly TimeSpan SignatureLife = TimeSpan.FromSeconds(30);

    // Timed out, busy, failed inside, sent twice, or on its way to be canceled: nothing is said about what was done.
    private static readonly HashSet<string> ProveNothing =
        new(StringComparer.Ordinal) { "50001", "50004", "50013", "50026", "50042", "51054", "51149", "51410", "51412" };

    private static readonly HashSet<string> CloseAll = new(StringComparer.Ordinal) { TooMany, "50013", "50040", "50061" };

    /// <summary>A question that anybody may ask.</summary>
    public Task<VenueReply> AskAsync(string path, OkxParameters parameters, string limit, CancellationToken cancellationToken) =>
        SendAsync(new VenueRequest(HttpMethod.Get, AddressOf(path, parameters), RequestKind.Ordinary) { Weights = [(limit, 1)], Headers = Demo() }, cancellationToken);

    /// <summary>A question about the account.</summary>
    public Task<VenueReply> AskSignedAsync(string path, OkxParameters parameters, string limit, CancellationToken cancellationToken)
    {
        var address = AddressOf(path, parameters);
        var headers = Sign(clock.Now, "GET" + address.PathAndQuery);
        return SendAsync(new VenueRequest(HttpMethod.Get, address, RequestKind.Ordinary) { Weights = [(limit, 1)], Headers = headers }, cancellationToken);
    }

    /// <summary>Changes something, once.</summary>
    /// <param name="path">Of the call.</param>
    /// <param name="body">JSON.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="deadline">By our clock; told as <c>expTime</c>.</param>
    /// <param name="isSignedToEnd">
    /// Whether its signature, too, ends with the deadline. OKX promises to keep <c>expTime</c> for orders and their amendments only, and takes every signature for 30 seconds: one
    /// as of so long before the deadline is worth nothing after it.
    /// </param>
    /// <param name="weights">What it takes of the budget.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<VenueReply> ChangeAsync(
        string path, byte[] body, RequestKind kind, UnixNanos deadline, bool isSignedToEnd, IReadOnlyList<(string Name, int Weight)> weights, CancellationToken cancellationToken)
    {
        var address = AddressOf(path, new OkxParameters());
        var (signed, expires) = (clock.Now, clock.ToVenue(deadline));
        if (isSignedToEnd && expires - SignatureLife < signed)
            signed = expires - SignatureLife;
        var request = new VenueRequest(HttpMethod.Post, address, kind)
        {
            IsMutating = true,
            Body = body,
            Headers =
            [
                .. Sign(signed, "POST" + address.PathAndQuery + Encoding.UTF8.GetString(body)),
                ("expTime", expires.Milliseconds.ToString(CultureInfo.InvariantCulture)),
            ],
            Deadline = deadline,
            Weights = weights,
        };
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Asks for the time, and takes it into the clock.</summary>
    /// <returns>Why there was none, in lower snake-case; null where it was taken.</returns>
    public async Task<string?> SyncAsync(CancellationToken cancellationToken)
    {
        var request = new VenueRequest(HttpMethod.Get, AddressOf("/api/v5/public/time", new OkxParameters()), RequestKind.Ordinary) { Weights = [(OkxLimits.Time, 1)], Headers = Demo() };
        var answer = await sender.SendAsync(request, cancellationToken);
        if (answer is not VenueAnswer.Answered { Status: 200 } answered)
            return VenueReplies.CauseOf(answer);
        try
        {
            var time = AnswerJson.Read(answered.Body, static json => json.Get("data").Rows().Single().Milliseconds("ts"));
            clock.Take(answered.SentStamp, answered.AnsweredStamp, time);
            return null;
        }
        catch (UnreadableException)
        {
            return "answer_unreadable";
        }
    }

    private Uri AddressOf(string path, OkxParameters parameters) => new(options.Rest, parameters.QueryOf(path));

    private (string Name, string Value)[] Demo() => options.IsDemo ? [("x-simulated-trading", "1")] : [];

    private (string Name, string Value)[] Sign(UnixNanos time, string payload)
    {
        var timestamp = OkxSignature.TimestampOf(time);
        return
        [
            ("OK-ACCESS-KEY", options.Key),
            ("OK-ACCESS-SIGN", OkxSignature.Of(timestamp + payload, options.Secret)),
            ("OK-ACCESS-TIMESTAMP", timestamp),
            ("OK-ACCESS-PASSPHRASE", options.Passphrase),
            .. Demo(),
        ];
    }

    private async Task<VenueReply> SendAsync(VenueRequest request, CancellationToken cancellationToken)
    {
        switch (await sender.SendAsync(request, cancellationToken))
        {
            case VenueAnswer.Answered answered:
                return Read(request, answered);
            case VenueAnswer.NotSent unsent:
                return new VenueReply.NotSent(unsent.Cause, unsent.Wait);
            case VenueAnswer.Unanswered unanswered:
                return new VenueReply.Unknown(unanswered.Cause);
            case var other:
                throw new InvariantException($"{other.GetType().Name} is not known");
        }
    }

    private VenueReply Read(VenueRequest request, VenueAnswer.Answered answered)
    {
        var unknown = new VenueReply.Unknown(string.Create(CultureInfo.InvariantCulture, $"http_{answered.Status}"));
        if (answered.Status is not (200 or >= 400 and < 500))
            return unknown;
        try
        {
            var (code, message) = AnswerJson.Read(answered.Body, CodeOf);
            if (code == "0")
                return answered.Status == 200 ? new VenueReply.Done(answered.Body) : unknown;
            if (code == TooMany && !request.IsMutating)
                return Postpone(request);
            if (answered.Status == 429 || CloseAll.Contains(code))
                budget.Close(CloseTime);
            return IsRefusal(code) ? new VenueReply.Refused(code, message) : new VenueReply.Unknown(VenueReason.Of(code, message));
        }
        catch (UnreadableException)
        {
            // What stands before it, which nothing gets past, does not speak JSON always.
            if (answered.Status == 429)
                budget.Close(CloseTime);
            return answered.Status is 403 or 429 ? new VenueReply.Refused(answered.Status.ToString(CultureInfo.InvariantCulture), "refused")
                : answered.Status == 200 ? new VenueReply.Unknown("answer_unreadable") : unknown;
        }
    }

    // A question too many is as good as not asked, and of its own limit only: a long history must not hold cancels back.
    private VenueReply.NotSent Postpone(VenueRequest request)
    {
        foreach (var (limit, _) in request.Weights)
            budget.Correct(limit, OkxLimits.Most);
        return new VenueReply.NotSent("rate_budget", CloseTime);
    }

    // The one thing that was asked for has a code of its own, beside which that of the whole says no more than that something failed.
    private static (string Code, string Message) CodeOf(JsonElement json)
    {
        if (json.Find("data") is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() == 1 && data[0].Find("sCode") is not null
            && data[0].Text("sCode") is not ("" or "0") and var code)
            return (code, data[0].Text("sMsg"));
        return (json.Text("code"), json.Text("msg"));
    }

    // 1 and 2 say that something failed, and not what.
    private static bool IsRefusal(string code) => code.Length == 5 && code[0] == '5' && code.All(char.IsAsciiDigit) && !ProveNothing.Contains(code);
}
