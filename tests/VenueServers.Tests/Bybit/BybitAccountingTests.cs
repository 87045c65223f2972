using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.TestKit;
using static VeloZ.VenueServers.Tests.BybitDesk;

namespace VeloZ.VenueServers.Tests;

/// <summary>What an account is told by its executions alone says what it has: nothing is missing and nothing is told twice.</summary>
public sealed class BybitAccountingTests
{
    private const string Spot = """{"category":"spot"}""";
    private const string Linear = """{"category":"linear","settleCoin":"USDT"}""";

    [Theory(Timeout = 240_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Executions_add_up_to_positions_and_wallet(ulong seed)
    {
        await using var desk = await StartAsync(seed: seed);
        using var socket = await desk.FollowAsync(Ann, "execution", "order");
        var chance = SplitMix64.Stream(seed, "accounting", 0);
        for (var count = 0; count < Tier.Pick(quick: 300, full: 2_000, nightly: 20_000); count++)
        {
            desk.Time.Advance(TimeSpan.FromMilliseconds(150));
            desk.Step(1);
            await desk.PlaceAsync(Any(ref chance));
            if (chance.NextBelow(6) == 0)
                await desk.PostAsync("/v5/order/cancel-all", chance.NextBelow(2) == 0 ? Spot : Linear);
        }
        var told = await ReadAllAsync(socket);
        var fills = told.Where(static one => one.TryGetProperty("execId", out _)).ToList();
        Assert.True(fills.Count > 100, $"{fills.Count} fills");
        Assert.Equal(fills.Count, fills.Select(static one => one.Text("execId")).Distinct().Count());
        AssertOrders(told, fills);
        await AssertFundsAsync(desk, fills);
    }

    // The last that was told of an order is the sum of its executions.
    private static void AssertOrders(List<JsonElement> told, List<JsonElement> fills)
    {
        var filled = fills.GroupBy(static one => one.Text("orderId"))
            .ToDictionary(static one => one.Key, static one => one.Sum(static fill => Number(fill, "execQty")));
        foreach (var order in told.Where(static one => !one.TryGetProperty("execId", out _)).GroupBy(static one => one.Text("orderId")))
            Assert.Equal(filled.GetValueOrDefault(order.Key), Number(order.Last(), "cumExecQty"));
    }

    private static async Task AssertFundsAsync(BybitDesk desk, List<JsonElement> fills)
    {
        var funds = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["USDT"] = 1_000_000, ["BTC"] = 10 };
        var (position, cost) = (0m, 0m); // What was paid for it, less what it brought.
        foreach (var fill in fills)
        {
            var sign = fill.Text("side") == "Buy" ? 1 : -1;
            var (quantity, value) = (sign * Number(fill, "execQty"), sign * Number(fill, "execValue"));
            funds[fill.Text("feeCurrency")] -= Number(fill, "execFee");
            if (fill.Text("category") == "spot")
                (funds["BTC"], funds["USDT"]) = (funds["BTC"] + quantity, funds["USDT"] - value);
            else
                (position, cost) = (position + quantity, cost + value);
        }
        var held = (await desk.GetAsync("/v5/position/list", "category=linear&symbol=BTCUSDT")).One;
        Assert.Equal(position, Number(held, "size") * (held.Text("side") == "Sell" ? -1 : 1));
        var wallet = (await desk.GetAsync("/v5/account/wallet-balance", "accountType=UNIFIED")).One;
        var coins = wallet.GetProperty("coin").EnumerateArray().ToDictionary(static one => one.Text("coin"));
        Assert.Equal(funds["BTC"], Number(coins["BTC"], "walletBalance"));
        // Of the position, what it brought is realized by now, or still is its value less its unrealized result.
        var equity = funds["USDT"] - cost + (position * Number(held, "markPrice"));
        Assert.Equal(equity, Number(coins["USDT"], "equity"), precision: 6);
    }

    private static string Any(ref SplitMix64 chance)
    {
        var (category, side) = (chance.NextBelow(2) == 0 ? "spot" : "linear", chance.NextBelow(2) == 0 ? "Buy" : "Sell");
        var mode = chance.NextBelow(2) == 0 ? "Full" : "Partial";
        var price = (59_990 + (long)chance.NextBelow(20)).ToString(CultureInfo.InvariantCulture);
        var more = chance.NextBelow(6) switch
        {
            0 => "\"timeInForce\":\"IOC\"",
            1 => "\"timeInForce\":\"PostOnly\"",
            2 => $"\"triggerPrice\":\"{price}\",\"triggerDirection\":{1 + chance.NextBelow(2)}",
            3 when category == "linear" => $"\"stopLoss\":\"{(side == "Buy" ? 59_980 : 60_020)}\",\"tpslMode\":\"{mode}\"",
            4 when category == "linear" => "\"reduceOnly\":true",
            _ => "",
        };
        var isMarket = chance.NextBelow(3) == 0;
        var quantity = category == "spot" && isMarket && side == "Buy" ? "1234.5" : chance.NextBelow(2) == 0 ? "0.05" : "0.123";
        return Order(category, side, isMarket ? "Market" : "Limit", quantity, isMarket ? null : price, more);
    }

    // All that was told up to now, by item.
    private static async Task<List<JsonElement>> ReadAllAsync(BybitSocket socket)
    {
        await socket.SendAsync("""{"op":"ping"}""");
        var told = new List<JsonElement>();
        while (await socket.NextAsync() is var message && message.TryGetProperty("data", out var data))
            told.AddRange(data.EnumerateArray());
        return told;
    }

    private static decimal Number(JsonElement json, string name) => decimal.Parse(json.Text(name), NumberStyles.Number, CultureInfo.InvariantCulture);
}
