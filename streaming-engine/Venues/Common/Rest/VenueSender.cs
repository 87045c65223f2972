using System.Buffers;
using System.Net.Http.Headers;

namespace VeloZ.Venues;

/// <summary>How requests are sent.</summary>
internal sealed record SenderOptions
{
    /// <summary>For a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For an answer, whole.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>More than that is no answer.</summary>
    public int AnswerBytesMax { get; init; } = 16 << 20;
}

/// <summary>
/// Sends requests to a venue: one call is one request on the wire, or none. The last look before the socket is for the deadline and for whether we may still act; nothing is
/// ever sent again from here.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class VenueSender : IDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly VenueClock _clock;
    private readonly RateBudget _budget;
    private readonly SenderOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<bool> _mayAct;

    /// <param name="clock">Of the venue.</param>
    /// <param name="budget">Of the venue, key and address.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="mayAct">Whether we still lead, asked right before the socket; questions are sent in any case.</param>
    public VenueSender(VenueClock clock, RateBudget budget, SenderOptions options, TimeProvider time, Func<bool> mayAct)
    {
        (_clock, _budget, _options, _time, _mayAct) = (clock, budget, options, time, mayAct);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = false,
        });
    }

    /// <summary>Sends a request, once.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Ends the wait, not the request.</param>
    public async Task<VenueAnswer> SendAsync(VenueRequest request, CancellationToken cancellationToken)
    {
        if (LookBefore(request) is { } refused)
            return refused;
        using var limit = new CancellationTokenSource(_options.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var message = MessageOf(request);
        var sent = _time.GetTimestamp();
        try
        {
            using var response = await _client.SendAsync(message, either.Token);
            var body = await ReadAsync(response, either.Token);
            return body is null
                ? new VenueAnswer.Unanswered("answer_too_large")
                : new VenueAnswer.Answered((int)response.StatusCode, HeadersOf(response), body.Value, sent, _time.GetTimestamp());
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new VenueAnswer.NotSent("connection_failed", TimeSpan.Zero);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new VenueAnswer.Unanswered("connection_broken");
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new VenueAnswer.Unanswered("timeout");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private VenueAnswer.NotSent? LookBefore(VenueRequest request)
    {
        if (request.Deadline <= _clock.LocalNow)
            return new VenueAnswer.NotSent("deadline_passed", TimeSpan.Zero);
        // What does not leave takes nothing of the budget.
        if (request.IsMutating && !_mayAct())
            return new VenueAnswer.NotSent("lease_lost", TimeSpan.Zero);
        return _budget.TryTake(request.Kind, [.. request.Weights]) is { IsTaken: false } full ? new VenueAnswer.NotSent("rate_budget", full.Wait) : null;
    }

    private static HttpRequestMessage MessageOf(VenueRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Address);
        if (request.IsMutating || request.Body.Length > 0)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var whole = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(whole.GetMemory(8_192), cancellationToken) is > 0 and var read)
        {
            whole.Advance(read);
            if (whole.WrittenCount > _options.AnswerBytesMax)
                return null;
        }
        return whole.WrittenMemory;
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            headers[name.ToLowerInvariant()] = string.Join(',', values);
        return headers;
    }
}
