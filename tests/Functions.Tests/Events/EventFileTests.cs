using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeloZ.Api;

namespace VeloZ.Functions.Tests;

/// <summary>Every file below the folder of events is invoked through the function's own host, and answered as approved.</summary>
public sealed class EventFileTests(EventHosts hosts)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> All => [.. Files("*")];

    public static TheoryData<string> Http => [.. Files(ApiHost.FunctionName)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_event_is_answered_as_approved(string path)
    {
        var function = path.Split('/')[0];
        using var response = await FunctionHosts.InvokeAsync(hosts.Clients[function], function, await File.ReadAllBytesAsync(PathOf(path), TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        if (response.Headers.TryGetValues("X-Amz-Function-Error", out var error))
            answer = new JsonObject { ["function_error"] = error.Single(), ["payload"] = answer };
        TakeLength(answer);
        Golden.Matches(path.Replace(".json", ".approved.json", StringComparison.Ordinal), Shown(answer));
    }

    [Theory]
    [MemberData(nameof(Http))]
    public async Task The_same_request_over_HTTP_has_the_same_answer(string path)
    {
        var payload = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(path), TestContext.Current.CancellationToken))!;
        var client = hosts.Clients[ApiHost.FunctionName];
        using var invoked = await FunctionHosts.InvokeAsync(client, ApiHost.FunctionName, Encoding.UTF8.GetBytes(payload.ToJsonString()));
        var told = JsonNode.Parse(await invoked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        using var request = RequestOf(payload, client.BaseAddress!);
        using var direct = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((int)told["statusCode"]!, (int)direct.StatusCode);
        Assert.Equal((string?)told["body"], await direct.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((string?)told["headers"]!["Content-Type"], direct.Content.Headers.ContentType?.ToString());
        Assert.Equal((string?)told["headers"]!["ETag"], direct.Headers.ETag?.ToString());
    }

    [Fact]
    public void Every_approved_answer_has_its_event() => Assert.Equal(
        Files("*").Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Repository.PathOf("tests/Functions.Tests/Events"), "*.approved.json", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file).Replace(".approved", "", StringComparison.Ordinal)}")
            .Order(StringComparer.Ordinal));

    private static IEnumerable<string> Files(string function) => Directory.EnumerateDirectories(Repository.PathOf("events"), function)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
        .Select(file => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}")
        .Order(StringComparer.Ordinal);

    private static string PathOf(string path) => Repository.PathOf("events/" + path);

    // The length is that of the body, which changes with what a release puts into it.
    private static void TakeLength(JsonNode answer)
    {
        if (answer["headers"] is not JsonObject headers || (string?)headers["Content-Length"] is not { } length)
            return;
        if ((string)answer["body"]! is { Length: > 0 } body)
            Assert.Equal(length, $"{Encoding.UTF8.GetByteCount(body)}");
        headers.Remove("Content-Length");
    }

    // What changes with each release stands for itself.
    private static string Shown(JsonNode answer) => answer.ToJsonString(Indented).Replace($"\\\"version\\\":\\\"{Version}\\\"", "\\\"version\\\":\\\"VERSION\\\"", StringComparison.Ordinal) + "\n";

    private static string Version => typeof(ApiHost).Assembly.GetName().Version!.ToString(3);

    private static HttpRequestMessage RequestOf(JsonNode payload, Uri host)
    {
        var query = (string?)payload["rawQueryString"] is { Length: > 0 } text ? "?" + text : "";
        // The path goes out as it is: a client would bring it into another form.
        var request = new HttpRequestMessage(
            new HttpMethod((string)payload["requestContext"]!["http"]!["method"]!),
            new Uri($"{host.GetLeftPart(UriPartial.Authority)}{(string)payload["rawPath"]!}{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if ((string?)payload["body"] is { } body)
            request.Content = new ByteArrayContent((bool)payload["isBase64Encoded"]! ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in payload["headers"]!.AsObject())
        {
            if (name is "host" or "content-length")
                continue;
            if (name == "content-type")
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse((string)value!);
            else
                request.Headers.TryAddWithoutValidation(name, (string)value!);
        }
        if (payload["cookies"] is JsonArray cookies)
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => (string)cookie!)));
        return request;
    }
}
