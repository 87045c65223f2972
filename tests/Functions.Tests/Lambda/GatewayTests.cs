using System.Text;
using System.Text.Json.Nodes;

namespace VeloZ.Functions.Tests;

/// <summary>Events of API Gateway, payload version 2.0, as requests, and responses as its answers. The format is AWS's:
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.</summary>
public sealed class GatewayTests
{
    [Fact]
    public async Task A_request_arrives_with_all_that_the_event_tells()
    {
        var answer = await SendAsync("""
            {
              "version": "2.0",
              "rawPath": "/echo/a%2Fb/%E2%82%BF%20c%2b+d",
              "rawQueryString": "k=1&k=2%262&empty=&sp=a+b",
              "cookies": ["one=1", "two=2"],
              "headers": { "x-Marks": "first,second", "content-type": "application/octet-stream", "host": "abc.example" },
              "requestContext": { "domainName": "abc.execute-api.us-east-1.amazonaws.com", "stage": "$default", "requestId": "id", "http": { "method": "POST", "path": "/x", "sourceIp": "192.0.2.7" } },
              "body": "AP+ADQo=",
              "isBase64Encoded": true
            }
            """);
        Assert.Equal(200, (int)answer["statusCode"]!);
        Assert.Equal(
            [
                "path |/echo/a%2Fb/₿ c++d|a%2Fb/₿ c++d",
                "query k=[1;2&2] empty=[] sp=[a b]",
                "host https abc.example from 192.0.2.7",
                "marks first,second",
                "cookies one=1 two=2",
                "body 5 00ff800d0a",
            ],
            ((string)answer["body"]!).Split('\n'));
    }

    [Fact]
    public async Task A_stage_other_than_the_default_stands_before_the_path()
    {
        var answer = await SendAsync("""
            {
              "version": "2.0",
              "rawPath": "/prod/echo/x",
              "requestContext": { "domainName": "abc.execute-api.us-east-1.amazonaws.com", "stage": "prod", "http": { "method": "POST" } },
              "body": "é"
            }
            """);
        var lines = ((string)answer["body"]!).Split('\n');
        Assert.Equal("path /prod|/echo/x|x", lines[0]);
        Assert.Equal("host https abc.execute-api.us-east-1.amazonaws.com from ", lines[2]);
        Assert.Equal("body 2 c3a9", lines[5]);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_leave_in_base_64()
    {
        var bytes = await SendAsync(Get("/bytes"));
        Assert.Equal(("iVD/AA==", true), ((string)bytes["body"]!, (bool)bytes["isBase64Encoded"]!));
        var text = await SendAsync(Get("/no-text"));
        Assert.Equal(("//4=", true), ((string)text["body"]!, (bool)text["isBase64Encoded"]!));
    }

    [Fact]
    public async Task Cookies_leave_one_by_one_and_other_headers_joined()
    {
        var answer = await SendAsync(Get("/cookies"));
        Assert.Equal(["a=1; path=/", "b=2; path=/; httponly"], answer["cookies"]!.AsArray().Select(cookie => (string)cookie!));
        Assert.Equal("one,two", (string)answer["headers"]!["X-Many"]!);
        Assert.Equal((202, "", false), ((int)answer["statusCode"]!, (string)answer["body"]!, (bool)answer["isBase64Encoded"]!));
    }

    [Fact]
    public async Task Headers_stand_from_the_first_byte_on()
    {
        var answer = await SendAsync(Get("/starting"));
        Assert.Equal("set", (string)answer["headers"]!["X-Starting"]!);
        Assert.Equal((200, "text"), ((int)answer["statusCode"]!, (string)answer["body"]!));
    }

    [Fact]
    public async Task A_fault_of_a_route_is_a_problem_without_its_text()
    {
        var answer = await SendAsync(Get("/fails"));
        Assert.Equal(500, (int)answer["statusCode"]!);
        Assert.Contains("internal_error", (string)answer["body"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (string)answer["body"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_to_HEAD_has_no_body() => Assert.Equal("", (string)(await SendAsync(Get("/head").Replace("GET", "HEAD", StringComparison.Ordinal)))["body"]!);

    [Theory]
    [InlineData("{}", "the event was none of an HTTP API, must have version 2.0 and requestContext.http")]
    [InlineData("[1]", "the event was none of an HTTP API, must have version 2.0 and requestContext.http")]
    [InlineData("""{"version":"1.0","path":"/","httpMethod":"GET"}""", "the event was none of an HTTP API, must have version 2.0 and requestContext.http")]
    [InlineData("""{"version":"2.0","requestContext":{"http":{}}}""", "the event had no requestContext.http.method, must have one")]
    [InlineData("""{"version":"2.0","requestContext":{"http":{"method":"POST"}},"body":"*","isBase64Encoded":true}""", "isBase64Encoded was true, but the body was not base 64")]
    public async Task An_event_of_another_form_is_an_error_of_the_function(string payload, string message)
    {
        await using var app = EchoHost.Build();
        using var client = new HttpClient { BaseAddress = await FunctionHosts.StartAsync(app) };
        using var response = await FunctionHosts.InvokeAsync(client, "echo", Encoding.UTF8.GetBytes(payload));
        Assert.Equal("Unhandled", response.Headers.GetValues("X-Amz-Function-Error").Single());
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(("GatewayEventException", message), ((string)error["errorType"]!, (string)error["errorMessage"]!));
    }

    private static string Get(string path) => $$$$"""{"version":"2.0","rawPath":"{{{{path}}}}","requestContext":{"stage":"$default","http":{"method":"GET"}}}""";

    private static async Task<JsonNode> SendAsync(string payload)
    {
        await using var app = EchoHost.Build();
        using var client = new HttpClient { BaseAddress = await FunctionHosts.StartAsync(app) };
        using var response = await FunctionHosts.InvokeAsync(client, "echo", Encoding.UTF8.GetBytes(payload));
        Assert.False(response.Headers.Contains("X-Amz-Function-Error"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
