using System.Net;
using System.Text.Json.Nodes;
using VeloZ.Api;

namespace VeloZ.Functions.Tests;

public sealed class InstrumentsApiTests(EventHosts hosts)
{
    private HttpClient Client => hosts.Clients[ApiHost.FunctionName];

    [Theory]
    [InlineData("", "BTC-USDT.BINANCE ETH-USDT.BINANCE BTC-USDT-PERP.BYBIT BTC-USDT.BYBIT BTC-USDT.SIM ETH-USDT.SIM")]
    [InlineData("?venue=sim", "BTC-USDT.SIM ETH-USDT.SIM")]
    [InlineData("?venue=SIM&venue=binance", "BTC-USDT.BINANCE ETH-USDT.BINANCE BTC-USDT.SIM ETH-USDT.SIM")]
    [InlineData("?kind=perp", "BTC-USDT-PERP.BYBIT")]
    [InlineData("?kind=perp&kind=spot&venue=bybit", "BTC-USDT-PERP.BYBIT BTC-USDT.BYBIT")]
    [InlineData("?venue=okx", "")]
    public async Task A_list_has_what_is_asked_for_in_the_order_of_venues_and_ids(string query, string ids) => Assert.Equal(ids, IdsOf(await GetAsync("/api/v1/instruments" + query)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Pages_together_are_the_whole(int limit)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/v1/instruments?limit={limit}{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.InRange(page["items"]!.AsArray().Count, 1, limit);
            ids.Add(IdsOf(page));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        Assert.Equal(IdsOf(await GetAsync("/api/v1/instruments")), string.Join(' ', ids));
    }

    [Fact]
    public async Task Amounts_are_text()
    {
        var instrument = await GetAsync("/api/v1/instruments/BTC-USDT.BINANCE");
        Assert.Equal(
            """{"id":"BTC-USDT.BINANCE","venue":"BINANCE","kind":"spot","base":"BTC","quote":"USDT","price_increment":"0.01","quantity_increment":"0.00001","quantity_min":"0","quantity_max":"9000","notional_min":"5","notional_max":null,"fee_tiers":[{"volume_min":"0","maker_rate":"0.001","taker_rate":"0.001"},{"volume_min":"1000000","maker_rate":"-0.00005","taker_rate":"0.0008"}]}""",
            instrument.ToJsonString());
    }

    [Fact]
    public async Task A_tag_that_is_known_gets_no_body()
    {
        var stop = TestContext.Current.CancellationToken;
        using var first = await Client.GetAsync(new Uri("/api/v1/instruments", UriKind.Relative), stop);
        var tag = first.Headers.ETag!.ToString();
        foreach (var known in new[] { tag, $"\"other\", {tag}", "W/" + tag, "*" })
        {
            using var again = await SendAsync(known);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(tag, again.Headers.ETag!.ToString());
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(stop));
        }
        foreach (var other in new[] { "\"other\"", "no tag", "" })
        {
            using var whole = await SendAsync(other);
            Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/v1/instruments?kind=future", 400, "query_invalid", "kind was 'future', must be spot or perp")]
    [InlineData("/api/v1/instruments?venue=nyse", 400, "query_invalid", "venue was 'nyse', must be one of BINANCE, BYBIT, COINBASE, OKX, SIM")]
    [InlineData("/api/v1/instruments?limit=0", 400, "query_invalid", "limit was '0', must be a whole number from 1 to 500")]
    [InlineData("/api/v1/instruments?limit=1&limit=2", 400, "query_invalid", "limit was '1,2', must be a whole number from 1 to 500")]
    [InlineData("/api/v1/instruments?cursor=zz", 400, "query_invalid", "cursor was none of ours, must be the next_cursor of the page before")]
    [InlineData("/api/v1/instruments?cursor=00", 400, "query_invalid", "cursor was none of ours, must be the next_cursor of the page before")]
    [InlineData("/api/v1/instruments?kinds=spot", 400, "query_invalid", "the query had 'kinds', must have kind, venue, limit, cursor only")]
    [InlineData("/api/v1/instruments/btcusdt", 400, "instrument_id_invalid", "instrument was 'btcusdt', must be BASE-QUOTE.VENUE or BASE-QUOTE-PERP.VENUE in capitals, such as BTC-USDT.SIM")]
    [InlineData("/api/v1/instruments/XXX-USDT.SIM", 404, "instrument_unknown", "there is no instrument XXX-USDT.SIM; GET /api/v1/instruments lists those there are")]
    [InlineData("/api/v1/nothing", 404, "not_found", "there is nothing at /api/v1/nothing")]
    public async Task What_is_wrong_is_told_with_a_code(string path, int status, string code, string detail)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((status, code, detail), ((int)response.StatusCode, (string)problem["code"]!, (string)problem["detail"]!));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Health_tells_version_and_environment() => Assert.Equal(
        $$"""{"status":"ok","version":"{{typeof(ApiHost).Assembly.GetName().Version!.ToString(3)}}","environment":"dev"}""",
        (await GetAsync("/api/v1/health")).ToJsonString());

    private static string IdsOf(JsonNode page) => string.Join(' ', page["items"]!.AsArray().Select(item => (string)item!["id"]!));

    private async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task<HttpResponseMessage> SendAsync(string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/instruments");
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
