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
        { "ORDER BUY BTCUSDT 1 100 gtd", "must be gtc, ioc or fok" },
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
