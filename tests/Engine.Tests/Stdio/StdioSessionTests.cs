using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class StdioSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BoundBars _bars = Engines.Bars(300);

    [Fact]
    public async Task An_order_is_answered_by_its_number_and_told_as_events()
    {
        await using var engine = await RunningEngine.StartAsync(Options());
        var first = await engine.AskAsync("ORDER BUY BTCUSDT 0.01 20000 gtc post_only mine");
        Assert.Equal((1, "limit", "mine"), (first.GetProperty("command").GetInt32(), first.GetProperty("order").GetProperty("order_type").GetString(), first.GetProperty("order").GetProperty("client_reference").GetString()));
        var id = first.GetProperty("order").GetProperty("client_order_id").GetString()!;

        Assert.Equal("order_new", (await EventOfAsync(engine, id)).GetProperty("type").GetString());
        Assert.Equal(2, (await engine.AskAsync($"CANCEL {id}")).GetProperty("command").GetInt32());
        Assert.Equal("order_cancel", (await EventOfAsync(engine, id)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_bracket_is_answered_with_its_orders_and_tells_where_they_are()
    {
        await using var engine = await RunningEngine.StartAsync(Options() with { Strategies = [] });
        var orders = (await engine.AskAsync("BRACKET BUY BTCUSDT 0.01 20000 target=90000 trail=2% mine")).GetProperty("orders").EnumerateArray().ToArray();
        Assert.Equal(
            [("limit", "working", "venue"), ("limit", "exit", "engine"), ("trailing_stop_market", "protective", "engine")],
            orders.Select(order => (Text(order, "order_type"), Text(order, "role"), Text(order, "held_at"))));
        Assert.Equal("0.02", Text(orders[2], "trailing_fraction"));
        AssertError(await engine.AskAsync("ORDER BUY BTCUSDT 0.01 20000 mine"), "client_reference_used", "");

        AssertError(await engine.AskAsync($"AMEND {Text(orders[1], "client_order_id")} quantity=0.02"), "amend_invalid", "follows that of its list");
        AssertError(await engine.AskAsync("BRACKET BUY BTCUSDT 0.01 20000 target=19000 stop=18000"), "order_list_invalid", "");
    }

    [Fact]
    public async Task A_stop_that_is_held_here_says_so_and_is_amended()
    {
        await using var engine = await RunningEngine.StartAsync(Options() with { Strategies = [], Simulation = new SimulationOptions { Features = new VenueFeatures { HasConditionalOrders = false } } });
        var order = (await engine.AskAsync("ORDER BUY BTCUSDT 0.01 MARKET stop=90000")).GetProperty("order");
        Assert.Equal(("stop_market", "emulated", "engine", "90000"), (Text(order, "order_type"), Text(order, "status"), Text(order, "held_at"), Text(order, "trigger_price")));
        var id = Text(order, "client_order_id")!;
        AssertError(await engine.AskAsync($"AMEND {id} trigger=1"), "trigger_price_wrong_side", "must be above the last price");
        await engine.AskAsync($"AMEND {id} trigger=91000 quantity=0.02");
        var amended = (await engine.NextAsync("order_amend")).GetProperty("order");
        Assert.Equal((id, "91000", "0.02"), (Text(amended, "client_order_id"), Text(amended, "trigger_price"), Text(amended, "quantity")));
        await engine.AskAsync($"CANCEL {id}");
        var ended = (await engine.NextAsync("order_update")).GetProperty("order");
        Assert.Equal(("canceled", null), (Text(ended, "status"), Text(ended, "held_at")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    [Fact]
    public async Task What_was_done_is_seen_by_the_next_question()
    {
        await using var engine = await RunningEngine.StartAsync(Options() with { Strategies = [] });
        for (var number = 0; number < 5; number++)
        {
            await engine.AskAsync(string.Create(CultureInfo.InvariantCulture, $"ORDER BUY BTCUSDT 0.01 {20_000 + number}"));
            Assert.Equal(number + 1, (await engine.AskAsync("ORDERS")).GetProperty("orders").GetArrayLength());
        }
        await engine.AskAsync("CANCEL ALL");
        var orders = (await engine.AskAsync("ORDERS")).GetProperty("orders").EnumerateArray();
        Assert.All(orders, order => Assert.Contains(order.GetProperty("status").GetString(), (string[])["pending_cancel", "canceled"]));
    }

    [Fact]
    public async Task A_client_reference_is_used_once_over_restarts_too()
    {
        await using (var first = await RunningEngine.StartAsync(Options()))
        {
            await first.AskAsync("ORDER BUY BTCUSDT 0.01 20000 mine");
            AssertError(await first.AskAsync("ORDER SELL BTCUSDT 9 20000 mine"), "client_reference_used", "'mine' is that of another order");
            AssertError(await first.AskAsync("ORDER BUY BTCUSDT 900000 20000 other"), "balance_insufficient", "");
            await first.AskAsync("ORDER BUY BTCUSDT 0.01 20000 other"); // The refused one did not use it up.
        }
        await using var second = await RunningEngine.StartAsync(Options());
        AssertError(await second.AskAsync("ORDER BUY BTCUSDT 0.01 20000 mine"), "client_reference_used", "");
    }

    [Fact]
    public async Task After_an_error_the_engine_goes_on()
    {
        await using var engine = await RunningEngine.StartAsync(Options());
        AssertError(await engine.AskAsync("MOON"), "command_unknown", "command was 'MOON'");
        AssertError(await engine.AskAsync("ORDER BUY BTCUSDT x MARKET"), "command_malformed", "quantity was 'x'");
        AssertError(await engine.AskAsync(new string('A', 5_000)), "command_malformed", "more than 4096 characters");
        AssertError(await engine.AskAsync("ORDER BUY ETHUSDT 1 MARKET"), "instrument_unknown", "ETH-USDT.SIM");
        AssertError(await engine.AskAsync("STRATEGY METRICS stg_none"), "strategy_unknown", "STRATEGY LIST");
        AssertError(await engine.AskAsync("KILL STRATEGY stg_none"), "setting_invalid", "target was 'stg_none', must be");
        AssertError(await engine.AskAsync($"CANCEL {ClientOrderId.Create('p', 0, 9, 9, OrderRole.Working)}"), "order_unknown", "");
        engine.Send("");
        engine.Send("# a comment");
        Assert.Equal(8, (await engine.AskAsync("STATE")).GetProperty("command").GetInt32());
    }

    [Fact]
    public async Task A_strategy_lives_by_commands()
    {
        await using var engine = await RunningEngine.StartAsync(Options() with { Strategies = [] });
        var id = (await engine.AskAsync("STRATEGY START ma-cross fast=3 slow=8")).GetProperty("strategy").GetString()!;
        Assert.Matches("^stg_[0-9a-hjkmnp-tv-z]{26}$", id);
        Assert.Equal("8", (await engine.AskAsync($"STRATEGY PARAMS {id}")).GetProperty("parameters").GetProperty("slow").GetString());
        await engine.AskAsync($"STRATEGY PARAMS {id} slow=9");
        await engine.AskAsync($"STRATEGY PARAMS {id} fast=4");
        var parameters = (await engine.AskAsync($"STRATEGY PARAMS {id}")).GetProperty("parameters");
        Assert.Equal(("4", "9"), (parameters.GetProperty("fast").GetString(), parameters.GetProperty("slow").GetString()));
        AssertError(await engine.AskAsync($"STRATEGY PARAMS {id} fast=9"), "setting_invalid", "fast must be less than slow");

        foreach (var (command, status) in new[] { ("PAUSE", "paused"), ("RESUME", "running"), ("STOP", "stopped") })
        {
            await engine.AskAsync($"STRATEGY {command} {id}");
            Assert.Equal(status, (await engine.AskAsync($"STRATEGY METRICS {id}")).GetProperty("status").GetString());
        }
        await engine.AskAsync($"STRATEGY REMOVE {id}");
        Assert.Equal(0, (await engine.AskAsync("STRATEGY LIST")).GetProperty("strategies").GetArrayLength());
    }

    [Fact]
    public async Task A_faulty_strategy_is_stopped_and_the_engine_goes_on()
    {
        var faulty = StrategyCatalog.Get("ma-cross") with { Create = _ => new ThrowingStrategy() };
        var good = Options().Strategies[0];
        await using var engine = await RunningEngine.StartAsync(Options() with
        {
            Strategies = [new StrategyDeployment(StrategyInstanceId.Parse("stg_bad"), faulty, faulty.Read([])), good],
        });
        Assert.Contains("divided by nothing", (await engine.NextAsync("incident")).GetProperty("message").GetString(), StringComparison.Ordinal);
        var strategies = (await engine.AskAsync("STRATEGY LIST")).GetProperty("strategies").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!);
        Assert.Equal("stopped", strategies["stg_bad"].GetProperty("status").GetString());
        Assert.Equal("running", strategies[good.Id.Text].GetProperty("status").GetString());
        Assert.Equal("reply", (await engine.AskAsync("ORDER BUY BTCUSDT 0.01 20000")).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_kill_switch_latches()
    {
        await using (var first = await RunningEngine.StartAsync(Options()))
        {
            Assert.Equal("reply", (await first.AskAsync("KILL ALL enough")).GetProperty("type").GetString());
            AssertError(await first.AskAsync("ORDER BUY BTCUSDT 0.01 20000"), "kill_switch_engaged", "");
        }
        await using var second = await RunningEngine.StartAsync(Options());
        AssertError(await second.AskAsync("ORDER BUY BTCUSDT 0.01 20000"), "kill_switch_engaged", "");
        Assert.Equal("enough", (await second.AskAsync("STATE")).GetProperty("kill_switches")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Quit_stops_in_order()
    {
        await using var engine = await RunningEngine.StartAsync(Options());
        engine.Send("QUIT");
        await engine.Run;
        Assert.Equal(JsonValueKind.Null, (await engine.NextAsync("stopped")).GetProperty("fault").ValueKind);
    }

    [Fact]
    public async Task The_end_of_the_input_stops_in_order()
    {
        await using var engine = await RunningEngine.StartAsync(Options());
        engine.EndInput();
        await engine.Run;
        await engine.NextAsync("leader_resign");
        await engine.NextAsync("stopped");
    }

    [Fact]
    public void A_line_that_the_input_ended_within_is_told_apart_and_an_empty_rest_is_not()
    {
        Assert.Equal([("STATE", LineFault.None), ("ORDER BUY B", LineFault.Cut)], Read("STATE\r\nORDER BUY B"));
        Assert.Equal([("STATE", LineFault.None)], Read("STATE\n"));
        Assert.Equal(LineFault.TooLong, Read(new string('A', StdioLines.LengthMax + 1) + "\n").Single().Fault);
    }

    public void Dispose() => _folder.Dispose();

    private static List<(string Text, LineFault Fault)> Read(string text) =>
        [.. new StdioLines(new StringReader(text)).Reader.ReadAllAsync(TestContext.Current.CancellationToken).ToBlockingEnumerable(TestContext.Current.CancellationToken).Select(line => (line.Text, line.Fault))];

    private static async Task<JsonElement> EventOfAsync(RunningEngine engine, string id)
    {
        while (true)
        {
            var line = await engine.NextAsync("order_new", "order_update", "order_cancel");
            if (line.GetProperty("order").GetProperty("client_order_id").GetString() == id && line.GetProperty("type").GetString() != "order_update")
                return line;
        }
    }

    private static void AssertError(JsonElement line, string code, string message)
    {
        Assert.Equal(("error", code), (line.GetProperty("type").GetString(), line.GetProperty("code").GetString()));
        Assert.Contains(message, line.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private EngineOptions Options() => Engines.Options(_folder.In("data"), _bars, "ma-cross", ("fast", "3"), ("slow", "8"), ("quantity", "0.01")) with { StopsAtEnd = false };

    private sealed class ThrowingStrategy : Strategy
    {
        public override void OnBar(StrategyContext context, in Bar bar) => throw new InvalidOperationException("divided by nothing");

        public override void Save(MessageWriter writer)
        {
        }

        public override void Restore(ref MessageReader reader)
        {
        }
    }
}
