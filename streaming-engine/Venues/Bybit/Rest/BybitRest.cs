using System.Globalization;
using System.Text;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Calls of Bybit's REST API, within its budget, with its clock.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/guide, https://bybit-exchange.github.io/docs/v5/error and https://bybit-exchange.github.io/docs/v5/rate-limit. A status of 5xx
/// says nothing about what was done; the documented ones of 4xx come from before the door. Thread-safe.
/// </remarks>
internal sealed class BybitRest(BybitOptions options, VenueSender sender, VenueClock clock, RateBudget budget)
{
    private const long WindowMax = 60_000; // Milliseconds; the document names no most.

    private static readonly TimeSpan QuestionWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseDefault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CloseMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BanTime = TimeSpan.FromMinutes(10);

    /// <summary>A question that anybody may ask.</summary>
    public Task<VenueReply> AskAsync(BybitCall call, BybitQuery query, CancellationToken cancellationToken) =>
        SendAsync(call, new VenueRequest(HttpMethod.Get, AddressOf(call, query), RequestKind.Ordinary), cancellationToken);

    /// <summary>A question about the account.</summary>
    public Task<VenueReply> AskSignedAsync(BybitCall call, BybitQuery query, CancellationToken cancellationToken)
    {
        var address = AddressOf(call, query);
        // What is signed is what is sent: an address may write the same query otherwise.
        var headers = Sign((long)QuestionWindow.TotalMilliseconds, address.Query.TrimStart('?'));
        return SendAsync(call, new VenueRequest(HttpMethod.Get, address, RequestKind.Ordinary) { Headers = headers }, cancellationToken);
    }

    /// <summary>Changes something: a body always, a deadline that the venue keeps, and once.</summary>
    /// <param name="call">Which.</param>
    /// <param name="write">Writes its members.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="deadline">By our clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<VenueReply> ChangeAsync(BybitCall call, Action<Utf8JsonWriter> write, RequestKind kind, UnixNanos deadline, CancellationToken cancellationToken)
    {
        var body = BodyOf(write);
        var window = Math.Clamp((long)(deadline - clock.LocalNow).TotalMilliseconds, 1, WindowMax);
        var request = new VenueRequest(HttpMethod.Post, AddressOf(call, query: null), kind)
        {
            IsMutating = true,
            Body = body,
            Headers = Sign(window, Encoding.UTF8.GetString(body)),
            Deadline = deadline,
        };
        return SendAsync(call, request, cancellationToken);
    }

    /// <summary>Asks for the time, and takes it into the clock.</summary>
    /// <returns>Why there was none, in lower snake-case; null where it was taken.</returns>
    public async Task<string?> SyncAsync(CancellationToken cancellationToken)
    {
        var request = new VenueRequest(HttpMethod.Get, AddressOf(BybitCall.Time, query: null), RequestKind.Ordinary) { Weights = BybitCall.Time.Weights };
        var answer = await sender.SendAsync(request, cancellationToken);
        if (answer is not VenueAnswer.Answered answered)
            return VenueReplies.CauseOf(answer);
        var reply = Take(BybitCall.Time, answered);
        if (reply is not VenueReply.Done done)
            return VenueReplies.CauseOf(reply);
        try
        {
            var nanos = AnswerJson.Read(done.Body, static json => json.Get("result").Whole("timeNano"));
            if (nanos <= 0)
                return "answer_unreadable";
            clock.Take(answered.SentStamp, answered.AnsweredStamp, new UnixNanos(nanos));
            return null;
        }
        catch (UnreadableException)
        {
            return "answer_unreadable";
        }
    }

    private Uri AddressOf(BybitCall call, BybitQuery? query) => new(options.Rest, query is null ? call.Path : $"{call.Path}?{query}");

    private (string Name, string Value)[] Sign(long window, string payload)
    {
        var (time, length) = (clock.Now.Milliseconds.ToString(CultureInfo.InvariantCulture), window.ToString(CultureInfo.InvariantCulture));
        return
        [
            ("X-BAPI-API-KEY", options.Key),
            ("X-BAPI-TIMESTAMP", time),
            ("X-BAPI-RECV-WINDOW", length),
            ("X-BAPI-SIGN", BybitSignature.Of(time + options.Key + length + payload, options.Secret)),
        ];
    }

    private static byte[] BodyOf(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("category", "spot");
            write(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private async Task<VenueReply> SendAsync(BybitCall call, VenueRequest request, CancellationToken cancellationToken) =>
        await sender.SendAsync(request with { Weights = call.Weights }, cancellationToken) switch
        {
            VenueAnswer.Answered answered => Take(call, answered),
            VenueAnswer.NotSent unsent => new VenueReply.NotSent(unsent.Cause, unsent.Wait),
            VenueAnswer.Unanswered unanswered => new VenueReply.Unknown(unanswered.Cause),
            var other => throw new InvariantException($"an answer was {other.GetType().Name}, must be answered, not sent or unanswered"),
        };

    private VenueReply Take(BybitCall call, VenueAnswer.Answered answered)
    {
        if (call.PerSecond > 0 && TryHeader(answered, "x-bapi-limit-status", out var left) && left <= call.PerSecond)
            budget.Correct(call.Path, call.PerSecond - (int)left);
        var said = TryRead(answered.Body);
        if (answered.Status == 403)
            budget.Close(BanTime);
        else if (answered.Status == 429 || (said is { } one && BybitCode.IsLimit(one.Code)))
            budget.Close(WaitOf(answered));
        return Read(answered, said);
    }

    private static VenueReply Read(VenueAnswer.Answered answered, (long Code, string Message)? said)
    {
        var status = answered.Status.ToString(CultureInfo.InvariantCulture);
        if (answered.Status is 400 or 401 or 403 or 404 or 429)
            return new VenueReply.Refused(status, said?.Message ?? "refused"); // These do not speak JSON always.
        if (answered.Status != 200)
            return new VenueReply.Unknown($"http_{status}");
        if (said is not var (code, message))
            return new VenueReply.Unknown("answer_unreadable");
        if (code == 0)
            return new VenueReply.Done(answered.Body);
        var refused = new VenueReply.Refused(code.ToString(CultureInfo.InvariantCulture), message);
        return BybitCode.ProvesRefusal(code) ? refused : new VenueReply.Unknown(refused.Reason);
    }

    private static (long Code, string Message)? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return AnswerJson.Read(body, static json => (json.Whole("retCode"), json.Text("retMsg")));
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    // As long as it says; where it says nothing, or a time that is over, until its second is.
    private TimeSpan WaitOf(VenueAnswer.Answered answered)
    {
        if (!TryHeader(answered, "x-bapi-limit-reset-timestamp", out var reset) || reset >= 9_000_000_000_000)
            return CloseDefault;
        var wait = UnixNanos.FromMilliseconds(reset) - clock.Now;
        return wait <= TimeSpan.Zero ? CloseDefault : wait < CloseMax ? wait : CloseMax;
    }

    private static bool TryHeader(VenueAnswer.Answered answered, string name, out long value)
    {
        value = 0;
        return answered.Headers.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
