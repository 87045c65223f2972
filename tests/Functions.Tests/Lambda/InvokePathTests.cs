using System.Net;
using System.Text;
using VeloZ.Hosting;

namespace VeloZ.Functions.Tests;

/// <summary>The Invoke path answers as Lambda's own does: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.</summary>
public sealed class InvokePathTests
{
    private static readonly InvokedFunction.Event Upper = new("upper", (payload, _) => payload.Span.SequenceEqual("\"fail\""u8)
        ? throw new TimeoutException("it took too long")
        : ValueTask.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(payload.Span).ToUpperInvariant())));

    [Theory]
    [InlineData("upper")]
    [InlineData("upper:live")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:upper")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:upper:live")]
    public async Task A_function_answers_by_name_alias_and_ARN(string name)
    {
        var (status, body, _) = await InvokeAsync(name, "\"text\"");
        Assert.Equal((HttpStatusCode.OK, "\"TEXT\""), (status, body));
    }

    [Fact]
    public async Task What_a_handler_throws_is_told_by_its_type()
    {
        var (status, body, error) = await InvokeAsync("upper", "\"fail\"");
        Assert.Equal((HttpStatusCode.OK, """{"errorType":"TimeoutException","errorMessage":"it took too long"}""", "Unhandled"), (status, body, error));
    }

    [Fact]
    public async Task An_event_that_is_left_out_is_an_empty_object() => Assert.Equal("{}", (await InvokeAsync("upper", "")).Body);

    [Fact]
    public async Task A_function_that_is_not_there_is_refused()
    {
        var (status, body, _) = await InvokeAsync("lower", "{}");
        Assert.Equal((HttpStatusCode.NotFound, """{"Type":"User","Message":"Function not found: lower; there is echo, upper"}"""), (status, body));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("'text'")]
    public async Task An_event_that_is_no_JSON_is_refused(string payload) => Assert.Equal(HttpStatusCode.BadRequest, (await InvokeAsync("upper", payload)).Status);

    [Fact]
    public async Task An_event_that_is_too_large_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await InvokeAsync("upper", '"' + new string('x', InvokePath.PayloadBytesMax) + '"')).Status);

    [Theory]
    [InlineData("DryRun", HttpStatusCode.NoContent)]
    [InlineData("RequestResponse", HttpStatusCode.OK)]
    [InlineData("Event", HttpStatusCode.BadRequest)]
    public async Task Only_invocations_that_wait_are_taken(string type, HttpStatusCode status) => Assert.Equal(status, (await InvokeAsync("upper", "1", ("X-Amz-Invocation-Type", type))).Status);

    [Fact]
    public async Task A_page_cannot_invoke() => Assert.Equal(HttpStatusCode.Forbidden, (await InvokeAsync("upper", "1", ("Origin", "https://example.com"))).Status);

    [Fact]
    public async Task Another_host_name_is_refused() => Assert.Equal(HttpStatusCode.MisdirectedRequest, (await InvokeAsync("upper", "1", ("Host", "example.com"))).Status);

    [Fact]
    public async Task An_event_has_no_way_to_other_functions()
    {
        const string Payload = """{"version":"2.0","rawPath":"/2015-03-31/functions/upper/invocations","requestContext":{"stage":"$default","http":{"method":"POST"}},"body":"1"}""";
        Assert.Contains("\"statusCode\":404", (await InvokeAsync("echo", Payload)).Body, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body, string? Error)> InvokeAsync(string name, string payload, params (string Name, string Value)[] headers)
    {
        await using var app = EchoHost.Build(Upper);
        using var client = new HttpClient { BaseAddress = await FunctionHosts.StartAsync(app) };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{Uri.EscapeDataString(name)}/invocations") { Content = new StringContent(payload) };
        foreach (var (header, value) in headers)
            request.Headers.TryAddWithoutValidation(header, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.TryGetValues("X-Amz-Function-Error", out var error) ? error.Single() : null);
    }
}
