using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine.Tests;

public sealed class StdioParserTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { "ORDER", "the line ended after 'ORDER', must go on with a side, BUY or SELL" },
        { "ORDER BUY BTCUSDT 1", "must go on with a limit price, or MARKET" },
        { "ORDER HOLD BTCUSDT 1 MARKET", "side was 'HOLD', must be BUY or SELL" },
        { "ORDER BUY B! 1 MARKET", "symbol was 'B!', must be an instrument" },
        { "ORDER BUY BTCUSDT -1 MARKET", "quantity was '-1', must be a number" },
        { "ORDER BUY BTCUSDT 1e3 MARKET", "quantity was '1e3'" },
        { "ORDER BUY BTCUSDT 1,5 MARKET", "quantity was '1,5'" },
        { "ORDER BUY BTCUSDT 01 MARKET", "quantity was '01'" },
        { "ORDER BUY BTCUSDT .5 MARKET", "quantity was '.5'" },
        { "ORDER BUY BTCUSDT 1234567890123456 MARKET", "at most 15 digits before the point" },
        { "ORDER BUY BTCUSDT 1.1234567890123 MARKET", "12 after it" },
        { "ORDER BUY BTCUSDT 1 NaN", "price was 'NaN', must be a number" },
        { "ORDER BUY BTCUSDT 1 100 gtd", "must be gtd=time, such as gtd=2026-12-01T00:00:00Z" },
        { "ORDER BUY BTCUSDT 1 100 gtd=tomorrow", "gtd was 'tomorrow', must be a time in UTC" },
        { "ORDER BUY BTCUSDT 1 100 stpo=110", "word was 'stpo=110', must be stop= or touch= or trail= or display= or gtd= with a value" },
        { "ORDER BUY BTCUSDT 1 100 ioc gtd=2036-01-01T00:00:00Z", "time in force was given twice, must be given once" },
        { "ORDER BUY BTCUSDT 1 100 ioc fok", "time in force was given twice, must be given once" },
        { "ORDER BUY BTCUSDT 1 100 gtc gtc", "time in force was given twice, must be given once" },
        { "BRACKET BUY BTCUSDT 1 100 target=110 stop=90 gtd=2036-01-01T00:00:00Z fok", "time in force was given twice, must be given once" },
        { "ORDER BUY BTCUSDT 1 100 stop=110 stop=111", "stop was given twice, must be given once" },
        { "ORDER BUY BTCUSDT 1 100 stop=", "stop was '', must be a number" },
        { "ORDER BUY BTCUSDT 1 100 stop=110 touch=90", "an order had touch and stop or trail, must have one of them" },
        { "ORDER SELL BTCUSDT 1 MARKET trail=x%", "trail was 'x', must be a number" },
        { "BRACKET BUY BTCUSDT 1 100 stop=90", "the bracket had no target, must have target=price" },
        { "BRACKET BUY BTCUSDT 1 100 target=110", "the bracket had neither stop nor trail, must have one of them" },
        { "BRACKET BUY BTCUSDT 1 100 target=110 stop=90 trail=5", "the bracket had stop and trail, must have one of them" },
        { "BRACKET BUY BTCUSDT 1 100 target=110 stop=90 reduce_only", "the entry of a bracket was reduce_only" },
        { "BRACKET BUY BTCUSDT 1 100 target=110 stop=90 display=0.1", "word was 'display=0.1', must be target= or stop= or trail= or gtd= with a value" },
        { "AMEND v123 price=1", "client_order_id was 'v123', must be the 24 characters that an order was answered with" },
        { "AMEND va00000000000000000w0000 price=1", "client_order_id was" },
        { "ORDER BUY BTCUSDT 1 100 ref more", "the line went on with 'more', must end there" },
        { "CANCEL", "must go on with a client_order_id, or ALL" },
        { "CANCEL v123", "client_order_id was 'v123'" },
        { "CANCEL ALL NOW", "the line went on with 'NOW'" },
        { "STRATEGY", "must go on with LIST, START" },
        { "STRATEGY DANCE", "word after STRATEGY was 'DANCE'" },
        { "STRATEGY START moon", "strategy was 'moon', must be one of" },
        { "STRATEGY START ma-cross fast", "parameter was 'fast', must be name=value" },
        { "STRATEGY START ma-cross fast=0", "parameter fast was '0', must be a whole number" },
        { "STRATEGY START ma-cross fast=50 slow=10", "fast must be less than slow" },
        { "STRATEGY STOP", "must go on with the id of a strategy" },
        { "STRATEGY STOP stg/1", "strategy instance was 'stg/1'" },
        { "KILL", "must go on with STRATEGY, VENUE, ACCOUNT or ALL" },
        { "KILL EVERYTHING", "word after KILL was 'EVERYTHING'" },
        { "KILL VENUE", "must go on with a venue" },
        { "STATE NOW", "the line went on with 'NOW'" },
        { "ORDER BUY BTCUSDT 1\t MARKET", "character 20 of the line was U+0009, must be printable ASCII" },
        { "ORDER BUY BTCUSDT ١ MARKET", "must be printable ASCII" },
    };

    [Fact]
    public void A_limit_order_with_all_its_options() => Assert.Equal(
        new OrderRequest
        {
            Instrument = InstrumentId.Parse("BTC-USDT.SIM"),
            Side = OrderSide.Sell,
            Type = OrderType.Limit,
            Quantity = 0.25m,
            Price = 60_000.5m,
            TimeInForce = TimeInForce.Gtc,
            IsPostOnly = true,
            IsReduceOnly = true,
            ClientReference = "mine-1",
        },
        Assert.IsType<StdioCommand.Order>(StdioParser.Parse("ORDER SELL BTC-USDT.SIM 0.25 60000.5 gtc post_only reduce_only mine-1")).Request);

    [Fact]
    public void A_market_order_has_no_price()
    {
        var request = Assert.IsType<StdioCommand.Order>(StdioParser.Parse("  order buy btcusdt 1 market  FOK")).Request;
        Assert.Equal((OrderType.Market, null, TimeInForce.Fok, "BTC-USDT.SIM"), (request.Type, request.Price, request.TimeInForce, request.Instrument.Text));
    }

    [Theory]
    [InlineData("SELL BTCUSDT 1 MARKET stop=97", OrderType.StopMarket, null, "97", null)]
    [InlineData("SELL BTCUSDT 1 96.5 stop=97", OrderType.StopLimit, "96.5", "97", null)]
    [InlineData("BUY BTCUSDT 1 MARKET touch=97", OrderType.MarketIfTouched, null, "97", null)]
    [InlineData("BUY BTCUSDT 1 97.5 touch=97", OrderType.LimitIfTouched, "97.5", "97", null)]
    [InlineData("SELL BTCUSDT 1 MARKET trail=50", OrderType.TrailingStopMarket, null, null, "50")]
    [InlineData("SELL BTCUSDT 1 96 stop=97 trail=50", OrderType.TrailingStopLimit, "96", "97", "50")]
    [InlineData("SELL BTCUSDT 1 MARKET TRAIL=1.5%", OrderType.TrailingStopMarket, null, null, "0.015%")]
    public void What_triggers_an_order_makes_its_type(string line, OrderType type, string? price, string? trigger, string? trail)
    {
        var request = Assert.IsType<StdioCommand.Order>(StdioParser.Parse($"ORDER {line} mine")).Request;
        Assert.Equal((type, Number(price), Number(trigger), Number(trail?.TrimEnd('%')), trail?.EndsWith('%') ?? false, "mine"), (request.Type, request.Price, request.TriggerPrice, request.TrailingOffset, request.TrailingIsFraction, request.ClientReference));
    }

    [Fact]
    public void A_date_and_a_part_to_show_go_with_a_limit_order()
    {
        var request = Assert.IsType<StdioCommand.Order>(StdioParser.Parse("ORDER BUY BTCUSDT 5 97 display=0.5 gtd=2026-12-01T10:30:00Z")).Request;
        Assert.Equal((0.5m, TimeInForce.Gtd, "2026-12-01T10:30:00Z"), (request.DisplayQuantity, request.TimeInForce, request.ExpireTime.ToString()));
    }

    [Fact]
    public void A_bracket_has_an_entry_a_target_and_a_stop()
    {
        var list = Assert.IsType<StdioCommand.OrderList>(StdioParser.Parse("BRACKET BUY BTCUSDT 2 100 target=110 trail=2% gtd=2026-12-01T00:00:00Z mine")).Request;
        var exit = new OrderRequest { Instrument = InstrumentId.Parse("BTC-USDT.SIM"), Side = OrderSide.Sell, Type = OrderType.Limit, Quantity = 2, Price = 110, IsReduceOnly = true, Role = OrderRole.Exit };
        Assert.Equal((OrderSide.Buy, OrderType.Limit, 2m, 100m, TimeInForce.Gtd, "mine"), (list.Entry!.Side, list.Entry.Type, list.Entry.Quantity, list.Entry.Price, list.Entry.TimeInForce, list.Entry.ClientReference));
        Assert.Equal([exit, exit with { Type = OrderType.TrailingStopMarket, Price = null, TrailingOffset = 0.02m, TrailingIsFraction = true, Role = OrderRole.Protective }], list.Orders);
        Assert.Equal(Contingency.Ouo, list.Peers);
        var sold = Assert.IsType<StdioCommand.OrderList>(StdioParser.Parse("BRACKET SELL BTCUSDT 2 MARKET target=90 stop=105")).Request;
        Assert.All(sold.Orders, order => Assert.Equal(OrderSide.Buy, order.Side));
        Assert.Equal(105m, sold.Orders[1].TriggerPrice);
    }

    [Fact]
    public void An_amendment_says_what_changes()
    {
        var id = ClientOrderId.Create('p', 0, 1, 2, OrderRole.Working);
        Assert.Equal(new StdioCommand.Amend(id, 2, 99.5m, null), StdioParser.Parse($"AMEND {id} price=99.5 quantity=2"));
        Assert.Equal(new StdioCommand.Amend(id, null, null, 95), StdioParser.Parse($"amend {id} trigger=95"));
        Assert.Contains("must go on with quantity=, price= or trigger=", Assert.Throws<StdioSyntaxException>(() => StdioParser.Parse($"AMEND {id}")).Message, StringComparison.Ordinal);
    }

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void A_cancel_names_an_order_or_all()
    {
        var id = ClientOrderId.Create('p', 0, 1, 2, OrderRole.Working);
        Assert.Equal(new StdioCommand.Cancel(id), StdioParser.Parse($"CANCEL {id}"));
        Assert.Equal(new StdioCommand.CancelAll(), StdioParser.Parse("CANCEL ALL"));
    }

    [Fact]
    public void A_strategy_is_started_with_parameters()
    {
        var start = Assert.IsType<StdioCommand.StartStrategy>(StdioParser.Parse("STRATEGY START ma-cross fast=3 slow=9"));
        Assert.Equal(("ma-cross", 3, 9), (start.Definition.Id, start.Parameters.Integer("fast"), start.Parameters.Integer("slow")));
    }

    [Fact]
    public void A_kill_takes_a_reason_of_many_words()
    {
        Assert.Equal(new StdioCommand.Kill(KillSwitchScope.All, "", "I do not like this"), StdioParser.Parse("KILL ALL I do not  like this"));
        Assert.Equal(new StdioCommand.Kill(KillSwitchScope.Venue, "SIM", ""), StdioParser.Parse("KILL venue sim"));
    }

    [Fact]
    public void Every_line_of_the_grammar_is_known()
    {
        foreach (var line in StdioParser.Grammar)
        {
            var words = line.Split(' ');
            var exception = Record.Exception(() => StdioParser.Parse(words.Length > 1 && words[1].All(char.IsUpper) ? $"{words[0]} {words[1]}" : words[0]));
            Assert.True(exception is null or StdioSyntaxException { Code: "command_malformed" }, $"{line}: {exception?.Message}");
        }
    }

    [Fact]
    public void The_page_has_the_grammar_as_the_program_tells_it() =>
        Assert.Contains("```\n" + string.Join('\n', StdioParser.Grammar) + "\n```", File.ReadAllText(Repository.PathOf("streaming-engine/Engine/Stdio/STDIO-PROTOCOL.md")), StringComparison.Ordinal);

    [Fact]
    public void An_unknown_command_is_told_apart() => Assert.Equal("command_unknown", Assert.Throws<StdioSyntaxException>(() => StdioParser.Parse("SELL EVERYTHING")).Code);

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_line_is_told_what_it_was_and_what_it_must_be(string line, string expected)
    {
        var exception = Assert.Throws<StdioSyntaxException>(() => StdioParser.Parse(line));
        Assert.Equal("command_malformed", exception.Code);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_lines_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(7);
        var words = StdioParser.Grammar.SelectMany(line => line.Split(' ')).Concat(["1", "0.5", "btcusdt", "=", "a=b", "fast=3", "\0", "é"]).ToArray();
        for (var count = 0; count < TestKit.Tier.Pick(5_000, 50_000, 1_000_000); count++)
        {
            var line = string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(words.Length)]));
            Assert.True(Record.Exception(() => StdioParser.Parse(line)) is null or StdioSyntaxException, line);
        }
    }
}
