using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Calls of Coinbase's Advanced Trade API, within its budget, with its clock.</summary>
/// <remarks>
/// Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api and https://docs.cdp.coinbase.com/coinbase-app/api-architecture/status-codes. A status of 5xx
/// says nothing about what was done. What anybody may ask is kept for a second before us unless it is said not to. Thread-safe.
/// </remarks>
internal sealed class CoinbaseRest(Uri address, CoinbaseTokens? tokens, VenueSender sender, VenueClock clock, RateBudget budget)
{
    private const string Root = "/api/v3/brokerage";

    private static readonly TimeSpan CloseDefault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CloseMax = TimeSpan.FromDays(1); // More is a mistake, of which nobody here is told.
    private static readonly (string Name, int Weight)[] OfAddress = [(CoinbaseLimits.Address, 1)];
    private static readonly (string Name, int Weight)[] OfUser = [(CoinbaseLimits.User, 1)];

    /// <summary>A question that anybody may ask.</summary>
    /// <param name="path">Behind the API's root.</param>
    /// <param name="query">Null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<VenueReply> AskAsync(string path, CoinbaseQuery? query, CancellationToken cancellationToken) => SendAsync(Question(path, query, RequestKind.Ordinary), cancellationToken);

    /// <summary>A question about the account.</summary>
    public Task<VenueReply> AskSignedAsync(string path, CoinbaseQuery? query, CancellationToken cancellationToken)
    {
        var request = new VenueRequest(HttpMethod.Get, AddressOf(path, query), RequestKind.Ordinary) { Weights = OfUser };
        return SendAsync(Sign(request, Tokens.Of(NameOf(request))), cancellationToken);
    }

    /// <summary>Changes something: a body always, a deadline that the venue keeps, and once.</summary>
    /// <param name="path">Behind the API's root.</param>
    /// <param name="write">Writes the members of its body.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="deadline">By our clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<VenueReply> ChangeAsync(string path, Action<Utf8JsonWriter> write, RequestKind kind, UnixNanos deadline, CancellationToken cancellationToken)
    {
        var request = new VenueRequest(HttpMethod.Post, AddressOf(path, query: null), kind) { IsMutating = true, Body = BodyOf(write), Deadline = deadline, Weights = OfUser };
        return Tokens.Of(NameOf(request), deadline) is { } token
            ? await SendAsync(Sign(request, token), cancellationToken)
            : new VenueReply.NotSent("deadline_passed", TimeSpan.Zero);
    }

    /// <summary>Asks for the time, and takes it into the clock.</summary>
    /// <returns>Why there was none, in lower snake-case; null where it was taken.</returns>
    public async Task<string?> SyncAsync(CancellationToken cancellationToken)
    {
        var question = Question("/time", query: null, RequestKind.Urgent);
        var answer = await sender.SendAsync(question, cancellationToken);
        if (answer is not VenueAnswer.Answered answered)
            return VenueReplies.CauseOf(answer);
        var reply = Take(answered, question);
        if (reply is not VenueReply.Done done)
            return VenueReplies.CauseOf(reply);
        try
        {
            clock.Take(answered.SentStamp, answered.AnsweredStamp, AnswerJson.Read(done.Body, static json => json.Milliseconds("epochMillis")));
            return null;
        }
        catch (UnreadableException)
        {
            return "answer_unreadable";
        }
    }

    private CoinbaseTokens Tokens => tokens ?? throw new InvariantException("a signed question was asked without a key");

    private Uri AddressOf(string path, CoinbaseQuery? query) => new(address, query is null ? Root + path : $"{Root}{path}?{query}");

    private VenueRequest Question(string path, CoinbaseQuery? query, RequestKind kind) =>
        new(HttpMethod.Get, AddressOf(path, query), kind) { Headers = [("Cache-Control", "no-cache")], Weights = OfAddress };

    // As it is signed: without its query.
    private static string NameOf(VenueRequest request) => $"{request.Method} {request.Address.Authority}{request.Address.AbsolutePath}";

    private static VenueRequest Sign(VenueRequest request, string token) => request with { Headers = [("Authorization", $"Bearer {token}")] };

    private static byte[] BodyOf(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private async Task<VenueReply> SendAsync(VenueRequest request, CancellationToken cancellationToken) => await sender.SendAsync(request, cancellationToken) switch
    {
        VenueAnswer.Answered answered => Take(answered, request),
        VenueAnswer.NotSent unsent => new VenueReply.NotSent(unsent.Cause, unsent.Wait),
        VenueAnswer.Unanswered unanswered => new VenueReply.Unknown(unanswered.Cause),
        var other => throw new InvariantException($"an answer was {other.GetType().Name}, must be answered, not sent or unanswered"),
    };

    private VenueReply Take(VenueAnswer.Answered answered, VenueRequest request)
    {
        Correct(answered, request);
        if (answered.Status == 429)
            budget.Close(WaitOf(answered));
        if (answered.Status == 200)
            return new VenueReply.Done(answered.Body);
        var status = answered.Status.ToString(CultureInfo.InvariantCulture);
        // These are said before anything is done.
        return answered.Status is 400 or 401 or 403 or 404 or 405 or 429
            ? new VenueReply.Refused(status, MessageOf(answered.Body) ?? (answered.Status == 401 ? "unauthorized" : "refused"))
            : new VenueReply.Unknown($"http_{status}");
    }

    // Not all of these speak JSON, and those that do have two forms.
    private static string? MessageOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return AnswerJson.Read(body, static json => json.Find("errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
                ? errors[0].Text("message")
                : json.Text("message"));
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    // Others may use the same key or address: what is left is less then than we know of. Source of the header: https://github.com/coinbase/coinbase-advanced-py ("Rate Limit Response Headers").
    private void Correct(VenueAnswer.Answered answered, VenueRequest request)
    {
        if (!answered.Headers.TryGetValue("x-ratelimit-remaining", out var text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var left))
            return;
        foreach (var (name, _) in request.Weights)
            budget.Correct(name, CoinbaseLimits.All.Single(limit => limit.Name == name).Limit - left);
    }

    // Seconds, or a moment.
    private TimeSpan WaitOf(VenueAnswer.Answered answered)
    {
        var text = answered.Headers.GetValueOrDefault("retry-after", "");
        var wait = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time - clock.Now.ToDateTimeOffset()
            : TimeSpan.Zero;
        return wait <= TimeSpan.Zero ? CloseDefault : wait < CloseMax ? wait : CloseMax;
    }
}
