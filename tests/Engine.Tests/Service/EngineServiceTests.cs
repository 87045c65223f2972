using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using VeloZ.Domain;
using VeloZ.Hosting;
using VeloZ.TestKit;

namespace VeloZ.Engine.Tests;

public sealed class EngineServiceTests : IDisposable
{
    private static readonly EngineServerOptions Quiet = new() { LogLevel = LogLevel.None };

    private readonly TemporaryFolder _folder = new();
    private readonly BoundBars _bars = Engines.Bars(1_000);

    [Fact]
    public async Task Every_address_tells_what_the_engine_has()
    {
        await using var engine = await AtEndAsync();
        Assert.Equal("ok", (await engine.GetAsync("/health")).GetProperty("status").GetString());
        Assert.Equal("ok", (await engine.GetAsync("/healthz")).GetProperty("status").GetString());
        Assert.Equal("ready", (await engine.GetAsync("/ready")).GetProperty("status").GetString());

        var view = engine.Host.View;
        var orders = (await engine.GetAsync("/api/orders_state")).GetProperty("orders_state");
        Assert.Equal(view.OpenOrders.Count + Projector.ClosedOrdersShown, orders.GetArrayLength());
        Assert.True(view.OrderCount > Projector.ClosedOrdersShown);
        Assert.Equal("market", orders[0].GetProperty("order_type").GetString());
        Assert.Equal(JsonValueKind.String, orders[0].GetProperty("quantity").ValueKind);
        var account = (await engine.GetAsync("/api/accounts")).GetProperty("accounts")[0];
        Assert.Equal("main", account.GetProperty("id").GetString());
        Assert.Equal(DecimalText.Trimmed(view.Equity(_bars[^1].Close.Value)), account.GetProperty("profit_and_loss").GetProperty("equity").GetString());
        Assert.Equal("stg_test", Items(await engine.GetAsync("/api/v1/strategies"))[0].GetProperty("id").GetString());
        Assert.Equal("BTC-USDT.SIM", Items(await engine.GetAsync("/api/v1/positions"))[0].GetProperty("instrument").GetString());
        Assert.Contains(Items(await engine.GetAsync("/api/v1/balances")), balance => balance.GetProperty("currency").GetString() == "USDT");
        Assert.Equal(_bars[^1].OpenTime.ToString(), Items(await engine.GetAsync("/api/v1/bars"))[0].GetProperty("open_time").GetString());
        var live = await engine.GetAsync("/api/v1/live");
        Assert.Equal(_bars.Count, live.GetProperty("bars_seen").GetInt32());
        Assert.True(live.GetProperty("feed_ended").GetBoolean());
    }

    [Fact]
    public async Task Lists_are_told_page_by_page_without_loss()
    {
        await using var engine = await AtEndAsync();
        var all = Items(await engine.GetAsync("/api/v1/fills")).Select(KeyOf).ToArray();
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await engine.GetAsync($"/api/v1/fills?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            paged.AddRange(Items(page).Select(KeyOf));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        Assert.True(all.Length > 14);
        Assert.Equal(all, paged);

        static string KeyOf(JsonElement fill) => fill.GetProperty("client_order_id").GetString() + fill.GetProperty("trade_id").GetString();
    }

    [Theory]
    [InlineData("/api/v1/fills?limit=0", HttpStatusCode.BadRequest, "query_invalid")]
    [InlineData("/api/v1/fills?limit=501", HttpStatusCode.BadRequest, "query_invalid")]
    [InlineData("/api/v1/fills?limit=x", HttpStatusCode.BadRequest, "query_invalid")]
    [InlineData("/api/v1/fills?cursor=00", HttpStatusCode.BadRequest, "query_invalid")]
    [InlineData("/nowhere", HttpStatusCode.NotFound, "not_found")]
    public async Task A_request_that_does_not_hold_is_a_problem_with_a_code(string path, HttpStatusCode status, string code)
    {
        await using var engine = await AtEndAsync();
        using var answer = await engine.Http.GetAsync(path, TestContext.Current.CancellationToken);
        await AssertProblemAsync(answer, status, code);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Nothing_can_be_changed_over_http(string method)
    {
        await using var engine = await AtEndAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders");
        using var answer = await engine.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await AssertProblemAsync(answer, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8080")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.1.10")]
    [InlineData("localhost.evil.example")]
    public async Task A_foreign_host_name_is_refused(string host)
    {
        await using var engine = await AtEndAsync();
        foreach (var path in new[] { "/api/v1/live", "/metrics", "/", "/health" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            using var answer = await engine.Http.SendAsync(request, TestContext.Current.CancellationToken);
            await AssertProblemAsync(answer, HttpStatusCode.MisdirectedRequest, "host_not_allowed");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task The_names_of_this_machine_are_taken(string host)
    {
        await using var engine = await AtEndAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health") { Headers = { Host = host } };
        using var answer = await engine.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_has_the_headers_that_keep_browsers_safe()
    {
        await using var engine = await AtEndAsync();
        foreach (var path in new[] { "/", "/page.js", "/api/v1/live", "/nowhere", "/metrics" })
        {
            using var answer = await engine.Http.GetAsync(path, TestContext.Current.CancellationToken);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
            Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.False(answer.Headers.Contains("Server"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Metrics_hold_the_format_and_have_all_that_is_declared()
    {
        await using var engine = await AtEndAsync();
        var families = ExpositionFormat.Read(await engine.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ToDictionary(family => family.Name);
        Assert.Equal(
            ["veloz_venue_latency_seconds", "veloz_venue_latency_seconds_max", "veloz_venue_clock_offset_seconds", "veloz_venue_clock_error_seconds", "veloz_venue_clock_drift_ppm"], // It trades at none.
            EngineMetrics.Names.Concat(ProcessMetrics.Names).Select(name => name.Shown).Except(families.Keys));
        Assert.Equal(engine.Host.View.FillCount, Value("veloz_fills_total"));
        Assert.Equal(engine.Host.Journal.Entries, Value("veloz_wal_entries_written"));
        Assert.Equal(engine.Host.Journal.Bytes, Value("veloz_wal_bytes_written"));
        Assert.Equal(0, Value("veloz_wal_rotations"));
        Assert.Equal(0, Value("veloz_wal_corrupted_entries"));
        Assert.Equal(1, Value("veloz_journal_files"));
        Assert.Equal(_bars.Count, Value("veloz_market_data_bars_total"));
        Assert.Equal(0, Value("veloz_market_data_lag_seconds"));
        Assert.Equal(4, families["veloz_engine_queue_depth"].Samples.Count);
        Assert.Equal(1, families["veloz_strategies"].Samples.Single(sample => sample.Labels["status"] == "running").Value);

        double Value(string name) => families[name].Samples.Single().Value;
    }

    [Fact]
    public async Task Until_it_has_recovered_it_is_alive_and_not_ready()
    {
        await using var server = await EngineServer.StartAsync(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("{\"status\":\"ok\"}", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        foreach (var path in new[] { "/ready", "/api/v1/live", "/api/v1/orders", "/api/v1/events" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "not_ready");
        }
        Assert.NotEmpty(ExpositionFormat.Read(await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_engine_that_has_ended_is_not_ready()
    {
        await using var server = await EngineServer.StartAsync(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);
        await using var engine = await Engines.StartAsync(Options() with { StopsAtEnd = true });
        server.Show(engine);
        await engine.Completion;
        using var client = new HttpClient { BaseAddress = server.Address };
        using var answer = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
        Assert.Contains("the engine has stopped", await AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "not_ready"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_told_before_any_data_is_touched()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var exception = await Assert.ThrowsAsync<IOException>(() => RunningEngine.StartAsync(Options(), Quiet with { Port = port }));
        Assert.Equal($"port {port} on 127.0.0.1 is taken by another program; choose one by --port or VELOZ_PORT", exception.Message);
        Assert.False(Directory.Exists(_folder.In("data")));
    }

    [Fact]
    public async Task Events_begin_with_how_all_stands_and_are_numbered()
    {
        await using var engine = await AtEndAsync();
        await using var stream = await engine.Http.GetStreamAsync("/api/v1/events", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var snapshot = await NextAsync(reader);
        Assert.Equal(("system", 1, "snapshot"), (Text(snapshot, "topic"), snapshot.GetProperty("seq").GetInt32(), Text(snapshot, "type")));
        Assert.Equal(_bars.Count, snapshot.GetProperty("data").GetProperty("bars_seen").GetInt32());

        await engine.AskAsync("ORDER BUY BTCUSDT 0.01 20000");
        var made = await NextAsync(reader);
        Assert.Equal(("orders", 2, "order_new"), (Text(made, "topic"), made.GetProperty("seq").GetInt32(), Text(made, "type")));
        Assert.Equal("limit", made.GetProperty("data").GetProperty("order").GetProperty("order_type").GetString());

        engine.Stop();
        JsonElement last;
        do
            last = await NextAsync(reader);
        while (Text(last, "type") != "stopped");
        Assert.Null(await NextLineAsync(reader));
    }

    public void Dispose() => _folder.Dispose();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement[] Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> NextAsync(StreamReader reader) => JsonDocument.Parse((await NextLineAsync(reader))!["data: ".Length..]).RootElement;

    private static async Task<string?> NextLineAsync(StreamReader reader)
    {
        string? line;
        do
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line?.StartsWith("data: ", StringComparison.Ordinal) == false);
        return line;
    }

    private static async Task<string> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(Problem.MediaType, answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((code, (int)status), (Text(problem, "code"), problem.GetProperty("status").GetInt32()));
        return Text(problem, "detail")!;
    }

    private async Task<RunningEngine> AtEndAsync()
    {
        var engine = await RunningEngine.StartAsync(Options());
        await Until.HoldsAsync(() => engine.Host.IsAtEnd);
        await engine.AskAsync("STATE"); // Waits until all is shown.
        return engine;
    }

    private EngineOptions Options() => Engines.Options(_folder.In("data"), _bars, "ma-cross", ("fast", "3"), ("slow", "8")) with { StopsAtEnd = false };
}
