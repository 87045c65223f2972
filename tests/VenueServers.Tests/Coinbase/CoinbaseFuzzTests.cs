using System.Text;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.VenueServers.Tests.CoinbaseDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>Nothing that can be sent makes the server fail: it does or refuses it, and goes on.</summary>
public sealed class CoinbaseFuzzTests
{
    private static readonly string[] Names =
        ["product_id", "product_ids", "product_type", "limit", "cursor", "offset", "start", "end", "granularity", "currency", "order_status", "order_ids", "order_id", "order_side", "order_types", "time_in_forces", "start_date", "end_date", "trade_ids", "start_sequence_timestamp", "end_sequence_timestamp"];

    private static readonly string[] Values =
        ["BTC-USD", "ETH-USD", "SPOT", "FUTURE", "1", "0", "-1", "5", "1767225600", "1767222000", "99999999999999999999", "9223372036854775807", "9000000001", "ONE_MINUTE", "SIX_HOUR", "OPEN", "FILLED", "BUY", "LIMIT", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456789+01:00", "2026-99-01T00:00:00Z", "9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "BTC", "c0b00000-0000-4000-8000-000000000001", "c0b00000-0000-4000-8000-00000000000g", "", "%", "٣", "a b", "x"];

    private static readonly string[] Sizes = ["0.001", "0.01", "1", "0", "-1", "0.00000001", "0.000000001", "3400", "3401", "1e5", "", "99999999999999999999", "0.00000000000000000001", "٣"];

    private static readonly string[] Prices = ["59999.9", "60001.2", "60000", "50000", "61000", "0.01", "0.001", "1000000000", "99999999999999999999", "0", "x"];

    [Theory(Timeout = 240_000)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Requests(ulong seed)
    {
        await using var desk = await StartAsync();
        var chance = SplitMix64.Stream(seed, "fuzz", 0);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var count = 0; count < Tier.Pick(quick: 2_000, full: 10_000, nightly: 100_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(120));
            if (count % 50 == 0)
                desk.Step(1);
            var route = CoinbaseRoutes.All[(int)chance.NextBelow((ulong)CoinbaseRoutes.All.Count)];
            var (reply, told) = await AskAsync(desk, route, chance.NextBelow(1 << 30));
            Assert.True(reply.Status is 200 or 400 or 404, $"seed {seed}, request {count}: {route.Path} {told} was answered {reply.Status} {reply.Body}");
            var outcome = reply.Status == 200 && route.Path.EndsWith("/orders", StringComparison.Ordinal) ? reply.Outcome.Split('-')[0] : $"{reply.Status}";
            Assert.True(outcome is not "UNKNOWN_PREVIEW_FAILURE_REASON", $"seed {seed}, request {count}: {told} was answered {reply.Body}");
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }
        Assert.True(outcomes["200"] > 300 && outcomes["400"] > 100 && outcomes.Count > 8, string.Join(' ', outcomes));
        desk.Look(_ =>
        {
            Assert.All(desk.AccountOf(Ann).Balances.Values, static balance => Assert.True(balance is { Held: >= 0, Free: > -0.0001m }, $"{balance}"));
            return 0;
        });
    }

    [Fact(Timeout = 240_000)]
    public async Task Bodies_that_were_changed_at_random()
    {
        await using var desk = await StartAsync();
        var chance = SplitMix64.Stream(5, "fuzz", 2);
        string[] bodies =
        [
            """{"client_order_id":"a1","product_id":"BTC-USD","side":"BUY","order_configuration":{"limit_limit_gtd":{"base_size":"0.001","limit_price":"50000","end_time":"2027-01-01T00:00:00Z","post_only":false}}}""",
            """{"client_order_id":"a1","product_id":"BTC-USD","side":"SELL","order_configuration":{"stop_limit_stop_limit_gtc":{"base_size":"0.001","limit_price":"50000","stop_price":"51000","stop_direction":"STOP_DIRECTION_STOP_DOWN"}}}""",
        ];
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(100));
            var body = Changed(bodies[count % 2], ref chance);
            var reply = await desk.PostAsync("/orders", body);
            Assert.True(reply.Status is 200 or 400, $"{body} was answered {reply.Status}");
        }
    }

    [Fact(Timeout = 240_000)]
    public async Task Tokens_that_were_changed_at_random()
    {
        await using var desk = await StartAsync();
        var chance = SplitMix64.Stream(6, "fuzz", 4);
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            var token = desk.TokenOf(Ann, "GET api.coinbase.com/api/v3/brokerage/accounts");
            using var request = new HttpRequestMessage(HttpMethod.Get, Root + "/accounts");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Changed(token[..token.LastIndexOf('.')], ref chance) + token[token.LastIndexOf('.')..]);
            var reply = await desk.SendAsync(request);
            Assert.True(reply.Status is 401 or 400, $"{request.Headers} was answered {reply.Status}"); // 400 where it is no header.
        }
    }

    [Theory(Timeout = 240_000)]
    [InlineData("""{"type":"subscribe","channel":"level2","product_ids":["BTC-USD","ETH-USD"]}""")]
    [InlineData("""{"type":"unsubscribe","channel":"heartbeats","product_ids":["BTC-USD"]}""")]
    [InlineData("""{"type":"subscribe","channel":"user","product_ids":["BTC-USD"],"jwt":"TOKEN"}""")]
    public async Task Messages(string message)
    {
        await using var desk = await StartAsync();
        using var socket = await desk.OpenAsync();
        await socket.AskAsync("""{"type":"subscribe","channel":"heartbeats"}""");
        var chance = SplitMix64.Stream(3, "fuzz", 1);
        for (var count = 0; count < Tier.Pick(quick: 1_000, full: 5_000, nightly: 50_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(200)); // Not too many in a second.
            var changed = Changed(message.Replace("TOKEN", desk.TokenOf(Ann), StringComparison.Ordinal), ref chance);
            Assert.Equal(JsonValueKind.Object, (await socket.AskAsync(changed)).ValueKind); // Every message has its answer.
            if (count % 100 == 0)
                await socket.AskAsync($$"""{"type":"subscribe","channel":"heartbeats","jwt":"{{desk.TokenOf(Ann)}}"}"""); // So that it stays.
        }
    }

    private static string Changed(string text, ref SplitMix64 chance)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var change = 0UL; change <= chance.NextBelow(3); change++)
        {
            var at = chance.NextBelow((ulong)bytes.Length);
            var before = bytes[at];
            while (bytes[at] == before)
                bytes[at] = (byte)(chance.NextBelow(4) == 0 ? '\\' : 33 + (int)chance.NextBelow(94));
        }
        return Encoding.ASCII.GetString(bytes);
    }

    // Mostly what belongs together, so that much is done, too.
    private static async Task<(CoinbaseReply Reply, string Told)> AskAsync(CoinbaseDesk desk, CoinbaseRoute route, ulong seed)
    {
        var chance = SplitMix64.Stream(seed, "fuzz", 3);
        var isOfOrder = route.Path.Contains("historical", StringComparison.Ordinal);
        var id = isOfOrder ? OrderId(ref chance) : Pick(["BTC-USD", "ETH-USD", "NONE"], ref chance);
        var path = route.Path.Replace(CoinbaseRoutes.Id, id, StringComparison.Ordinal).Replace(Root, "", StringComparison.Ordinal);
        if (route.Method == "POST")
        {
            var body = path switch
            {
                "/orders" => NewOrder(ref chance),
                "/orders/edit" => JsonSerializer.Serialize(new { order_id = OrderId(ref chance), price = Pick(Prices, ref chance), size = Pick(Sizes, ref chance) }),
                _ => JsonSerializer.Serialize(new { order_ids = new[] { OrderId(ref chance), OrderId(ref chance) } }),
            };
            return (await desk.PostAsync(path, body), body);
        }
        var parameters = new List<string>();
        if (path.EndsWith("candles", StringComparison.Ordinal))
            parameters.AddRange([$"granularity={Pick(["ONE_MINUTE", "ONE_HOUR"], ref chance)}", $"start={desk.Seconds - 600}", $"end={desk.Seconds}"]);
        if (path.EndsWith("product_book", StringComparison.Ordinal))
            parameters.Add("product_id=BTC-USD");
        for (var more = chance.NextBelow(3); more > 0; more--)
            parameters.Add($"{Pick(Names, ref chance)}={Uri.EscapeDataString(Pick(Values, ref chance))}");
        var query = $"{path}?{string.Join('&', parameters)}";
        return (route.IsSigned ? await desk.AskAsync(query) : await desk.GetAsync(query), query);
    }

    private static string NewOrder(ref SplitMix64 chance)
    {
        var kind = Pick(["market_market_ioc", "sor_limit_ioc", "limit_limit_gtc", "limit_limit_gtd", "limit_limit_fok", "stop_limit_stop_limit_gtc", "stop_limit_stop_limit_gtd", "twap_limit_gtd"], ref chance);
        var form = new Dictionary<string, object>(StringComparer.Ordinal);
        var isMarket = kind == "market_market_ioc";
        form[isMarket && chance.NextBelow(2) == 0 ? "quote_size" : "base_size"] = Pick(Sizes, ref chance);
        if (!isMarket)
            form["limit_price"] = Pick(Prices, ref chance);
        if (kind.StartsWith("stop", StringComparison.Ordinal))
            (form["stop_price"], form["stop_direction"]) = (Pick(Prices, ref chance), Pick(["STOP_DIRECTION_STOP_UP", "STOP_DIRECTION_STOP_DOWN"], ref chance));
        if (kind.EndsWith("gtd", StringComparison.Ordinal))
            form["end_time"] = Pick(["2026-01-02T00:00:00Z", "2027-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "x"], ref chance);
        if (chance.NextBelow(4) == 0)
            form["post_only"] = chance.NextBelow(2) == 0;
        return JsonSerializer.Serialize(new
        {
            client_order_id = $"id {chance.NextBelow(5_000)}",
            product_id = Pick(["BTC-USD", "BTC-USD", "ETH-USD", "NONE"], ref chance),
            side = Pick(["BUY", "SELL"], ref chance),
            order_configuration = new Dictionary<string, object>(StringComparer.Ordinal) { [kind] = form },
        });
    }

    private static string OrderId(ref SplitMix64 chance) => $"c0b00000-0000-4000-8000-{40 + chance.NextBelow(400):x12}";

    private static string Pick(string[] from, ref SplitMix64 chance) => from[chance.NextBelow((ulong)from.Length)];
}
