using System.Text;
using Json.Schema;

namespace VeloZ.Trading.Tests;

/// <summary>Documents that do not hold: each is refused with its code, its place, what was and what is needed; and by the schema, where a schema can tell.</summary>
public sealed class DocumentRefusalTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(Encoding.UTF8.GetString(ShippedDocuments.Schema()));

    private const string Condition = """{ "above": ["close", "level"] }""";
    private const string Mean = """{ "indicator": "sma", "with": { "period": "bars" } }""";
    private const string Gap = """{ "subtract": ["close", "mean"] }""";

    // Part of the least document, what stands for it, the message without its beginning, and whether the schema refuses it too.
    public static TheoryData<string, string, string, bool> Faults => new()
    {
        { "\"format\": \"veloz-strategy/1\",", "", "the document had no 'format', must have one (member_missing)", true },
        { "veloz-strategy/1", "veloz-strategy/2", "format was 'veloz-strategy/2', must be 'veloz-strategy/1' (format_unknown)", true },
        { "\"id\": \"least\"", "\"id\": \"Least\"", "id was 'Least', must be words of a-z and 0-9 with single hyphens between, beginning with a letter, at most 32 in all (name_invalid)", true },
        { "\"id\": \"least\"", "\"id\": \"a--b\"", "id was 'a--b', must be words of a-z and 0-9 with single hyphens between, beginning with a letter, at most 32 in all (name_invalid)", true },
        { "\"id\": \"least\"", "\"id\": \"abcdefghijabcdefghijabcdefghijabc\"", "id was 'abcdefghijabcdefghijabcdefghijabc', must be words of a-z and 0-9 with single hyphens between, beginning with a letter, at most 32 in all (name_invalid)", true },
        { "\"title\": \"Least\"", "\"title\": 7", "title was a number, must be a text (type_wrong)", true },
        { "\"title\": \"Least\"", "\"title\": \"\"", "title had 0 letters, must have 1 to 80 (text_invalid)", true },
        { "\"title\": \"Least\"", "\"title\": \"a\\u001b[31mb\"", "title had a line break or another control character, must have none (text_invalid)", true },
        { "\"title\": \"Least\"", "\"title\": \"a\\u2028b\"", "title had a line break or another control character, must have none (text_invalid)", true },
        { "\"category\": \"momentum\"", "\"category\": \"magic\"", "category was 'magic', must be one of momentum, mean reversion, grid, market making, DCA, arbitrage (text_invalid)", true },
        { "\"sizing\":", "\"sise\":", "the document had 'sise', must have only format, id, title, category, description, parameters, requires, values, entry, exit, sizing, protection (member_unknown)", true },
        { "\"sizing\": { \"quantity\": 1 }", "\"sizing\": { \"quantity\": 1 }, \"sizing\": { \"quantity\": 2 }", "the document had 'sizing' twice, must have it once (member_repeated)", false },
        { "\"sizing\": { \"quantity\": 1 }", "\"sizing\": {}", "sizing had neither 'quantity' nor 'equity_fraction', must have one of them at least (member_missing)", true },
        { "\"quantity\": 1", "\"quantity\": -1", "sizing.quantity was -1, must be from 0 to 1000000000 (number_out_of_range)", false },
        { "\"quantity\": 1", "\"quantity\": 0", "sizing had quantity 0 and equity_fraction 0, must have a quantity above 0, or a fraction above 0 and at most 1 (number_out_of_range)", false },
        { "\"quantity\": 1", "\"quantity\": 0.5", "sizing.quantity was 0.5, must be a whole number of at most 15 digits, or a decimal as text, such as \"0.5\" (number_invalid)", true },
        { "\"quantity\": 1", "\"quantity\": 1e-3", "sizing.quantity was 1e-3, must be a whole number of at most 15 digits, or a decimal as text, such as \"0.5\" (number_invalid)", true },
        { "\"quantity\": 1", "\"quantity\": 1234567890123456", "sizing.quantity was 1234567890123456, must be a whole number of at most 15 digits, or a decimal as text, such as \"0.5\" (number_invalid)", true },
        { "\"quantity\": 1", "\"quantity\": \"1e3\"", "sizing.quantity was '1e3', must be a decimal such as \"0.5\": at most 15 digits before the point and 12 after it, no exponent (number_invalid)", true },
        { "\"quantity\": 1", "\"quantity\": \"01\"", "sizing.quantity was '01', must be a decimal such as \"0.5\": at most 15 digits before the point and 12 after it, no exponent (number_invalid)", true },
        { "\"quantity\": 1", "\"quantity\": \"NaN\"", "sizing.quantity was 'NaN', must be 1 to 32 of a-z, 0-9 and _, beginning with a letter (name_invalid)", true },
        { "\"quantity\": 1", "\"quantity\": null", "sizing.quantity was null, must be a name (type_wrong)", true },
        { "\"quantity\": 1", "\"quantity\": \"mean\"", "sizing.quantity was 'mean', must be a number or a parameter: level, bars (name_unknown)", false },
        { "\"quantity\": 1", "\"equity_fraction\": \"1.5\"", "sizing.equity_fraction was 1.5, must be from 0 to 1 (number_out_of_range)", false },
        { "\"type\": \"integer\", \"min\": 1", "\"type\": \"integer\", \"min\": 200", "parameters.bars had min 200 and max 100, min must be at most max (number_out_of_range)", false },
        { "\"type\": \"integer\", \"min\": 1", "\"type\": \"integer\", \"min\": -1", "parameters.bars.min was -1, must be a whole number from 0 to 1000000000 (number_out_of_range)", false },
        { "\"default\": 3", "\"default\": \"3.5\"", "parameters.bars.default was 3.5, must be a whole number from 1 to 100 (number_out_of_range)", false },
        { "\"default\": 3", "\"default\": 101", "parameters.bars.default was 101, must be a whole number from 1 to 100 (number_out_of_range)", false },
        { "\"default\": true", "\"default\": 1", "parameters.on.default was a number, must be true or false (type_wrong)", true },
        { "\"type\": \"boolean\"", "\"type\": \"boolean\", \"min\": 0", "parameters.on had 'min', and is true or false; must have only type, default, help (member_unknown)", true },
        { "\"type\": \"boolean\"", "\"type\": \"choice\"", "parameters.on.type was 'choice', must be integer, decimal or boolean (text_invalid)", true },
        { "\"help\": \"Bars\"", "\"help\": [\"Bars\"]", "parameters.bars.help was a list, must be a text (type_wrong)", true },
        { ", \"help\": \"Bars\"", "", "parameters.bars had no 'help', must have one (member_missing)", true },
        { "\"bars\": {", "\"Bars\": {", "parameters.Bars was 'Bars', must be 1 to 32 of a-z, 0-9 and _, beginning with a letter (name_invalid)", true },
        { "\"bars\": {", "\"close\": {", "parameters.close has the name of a price, must have its own (name_taken)", false },
        { "\"gap\":", "\"level\":", "values.level has the name of a parameter, must have its own (name_taken)", false },
        { "\"gap\":", "\"mean\":", "values had 'mean' twice, must have it once (member_repeated)", false },
        { "\"sma\"", "\"smma\"", "values.mean.indicator was 'smma', must be one of adx, atr, bollinger, cci, dema, donchian, ema, hma, ichimoku, keltner, macd, mfi, obv, parabolic-sar, rsi, sma, stoch-rsi, stochastic, supertrend, tema, vwap, vwma, williams-r, wma (indicator_unknown)", true },
        { Mean, """{ "indicator": "macd" }""", "values.mean had no 'output', must have one of macd, signal, histogram (member_missing)", false },
        { Mean, """{ "indicator": "macd", "output": "line" }""", "values.mean.output was 'line', must be one of macd, signal, histogram (output_unknown)", false },
        { Mean, """{ "indicator": "obv", "with": { "period": 3 } }""", "values.mean.with had 'period', must have only what indicator obv takes: nothing (member_unknown)", false },
        { Mean, """{ "indicator": "atr", "of": "close" }""", "values.mean.of was given, and indicator atr is of whole bars; must not be given (setting_invalid)", false },
        { Mean, """{ "indicator": "sma", "with": { "length": 3 } }""", "values.mean.with had 'length', must have only what indicator sma takes: period (member_unknown)", false },
        { Mean, """{ "indicator": "sma", "with": { "period": "level" } }""", "values.mean.with.period was 'level', must be a whole number or an integer parameter: bars (name_unknown)", false },
        { Mean, """{ "indicator": "sma", "with": { "period": 100000 } }""", "values.mean does not hold: parameter period was '100000', must be a whole number from 1 to 5000 (number_out_of_range)", false }, // Unused.
        { Gap, """{ "subtract": ["close", "meen"] }""", "values.gap.subtract[1] was 'meen', must be a number, a price, a value or a parameter: open, high, low, close, volume, hl2, hlc3, ohlc4, mean, gap, level, bars (name_unknown)", false },
        { Gap, """{ "subtract": ["close", "on"] }""", "values.gap.subtract[1] was 'on', which is true or false; must be a number, a price, a value or a parameter that is a number (name_unknown)", false },
        { Gap, """{ "subtract": ["close"] }""", "values.gap.subtract had 1 items, must have 2 (count_invalid)", true },
        { Gap, """{ "subtract": "close" }""", "values.gap.subtract was a text, must be a list (type_wrong)", true },
        { Gap, """{ "power": ["close", 2] }""", "values.gap had 'power', must have 'indicator', 'previous', or one of add, subtract, multiply, divide, min, max (member_unknown)", true },
        { Gap, """{ "add": ["close", 2], "min": ["close", 2] }""", "values.gap had 2 members, must have 'indicator', 'previous', or one of add, subtract, multiply, divide, min, max (count_invalid)", true },
        { Gap, """{ "previous": "close", "bars": 1001 }""", "values.gap.bars was 1001, must be a whole number from 1 to 1000 (number_out_of_range)", false },
        { Gap, """{ "subtract": ["close", "gap"] }""", "values had a cycle gap -> gap, must be made of prices, parameters and other values (value_cycle)", false },
        { Gap, """{ "previous": "gap" }""", "values had a cycle gap -> gap, must be made of prices, parameters and other values (value_cycle)", false },
        { Gap, """{ "add": ["x", 1] }, "x": { "indicator": "ema", "of": "y" }, "y": { "min": ["close", "gap"] }""", "values had a cycle gap -> x -> y -> gap, must be made of prices, parameters and other values (value_cycle)", false },
        { Condition, """{}""", "entry.long.when had 0 members, must have one of above, below, at_least, at_most, equal, crosses_above, crosses_below, all, any, not, is (count_invalid)", true },
        { Condition, """{ "over": ["close", 1] }""", "entry.long.when had 'over', must have only above, below, at_least, at_most, equal, crosses_above, crosses_below, all, any, not, is (member_unknown)", true },
        { Condition, """{ "all": [] }""", "entry.long.when.all had 0 items, must have 1 to 256 (count_invalid)", true },
        { Condition, """{ "any": [{ "above": ["close", "level"] }, { "not": { "is": "level" } }] }""", "entry.long.when.any[1].not.is was 'level', must be a boolean parameter: on (name_unknown)", false },
        { Condition, "true", "entry.long.when was true or false, must be an object (type_wrong)", true },
        { """{ "long": { "when": { "above": ["close", "level"] } } }""", "{}", "entry had neither 'long' nor 'short', must have one of them at least (member_missing)", true },
        { "\"entry\": {", "\"entry\": { \"from\": \"now\",", "entry.from was 'now', must be flat or any (text_invalid)", true },
        { "\"exit\": { \"long\":", "\"exit\": { \"short\":", "the document had no way out of a long position, must have exit.long, exit.after_bars or protection (member_missing)", false },
        { "\"exit\": {", "\"exit\": { \"short\": { \"is\": \"on\" },", "the document had exit.short and no entry.short, must have both (setting_invalid)", false },
        { "\"exit\": {", "\"exit\": { \"after_bars\": 0,", "exit.after_bars was 0, must be a whole number from 1 to 1000000000 (number_out_of_range)", false },
        { "\"sizing\"", "\"protection\": {}, \"sizing\"", "protection had none of 'take_profit', 'stop', 'trailing', must have one of them at least (member_missing)", true },
        { "\"sizing\"", """ "protection": { "stop": { "fraction": "0.1" }, "trailing": { "fraction": "0.1" } }, "sizing" """, "protection had 'stop' and 'trailing', must have one of the two: a position has one stop (setting_invalid)", true },
        { "\"sizing\"", """ "protection": { "stop": { "fraction": "0.1", "price": 3 } }, "sizing" """, "protection.stop had 2 members, must have one of fraction, distance, price (count_invalid)", true },
        { "\"sizing\"", """ "protection": { "trailing": { "price": 3 } }, "sizing" """, "protection.trailing had 'price', must have only fraction, distance (member_unknown)", true },
        { "\"sizing\"", """ "protection": { "stop": { "fraction": 1 } }, "sizing" """, "protection.stop.fraction was 1, must be above 0 and below 1 (number_out_of_range)", false },
        { "\"sizing\"", """ "protection": { "trailing": { "distance": 0 } }, "sizing" """, "protection.trailing.distance was 0, must be above 0 (number_out_of_range)", false },
        { "\"sizing\"", """ "protection": { "stop": { "distance": "-1.5" } }, "sizing" """, "protection.stop.distance was -1.5, must be above 0 (number_out_of_range)", false },
        { "\"sizing\"", """ "protection": { "take_profit": { "price": 0 } }, "sizing" """, "protection.take_profit.price was 0, must be above 0 (number_out_of_range)", false },
        { "\"sizing\"", """ "protection": { "take_profit": { "price": 90 }, "stop": { "price": "95.5" } }, "sizing" """, "protection had take_profit at 90 and stop at 95.5, must have the stop below for a long position (setting_invalid)", false },
        { "\"entry\": {", """ "protection": { "stop": { "fraction": "0.1" } }, "entry": { "from": "any", """, "the document had 'protection' and entry.from 'any', must enter from 'flat': what protects a position cannot be turned with it (setting_invalid)", false },
        { "\"values\"", """ "requires": [{ "above": ["bars", "close"] }], "values" """, "requires[0].above[1] was 'close', must be a number or a parameter: level, bars (name_unknown)", false },
        { "\"values\"", """ "requires": [{ "above": ["bars", "level"] }], "values" """, "parameters with their defaults: parameter bars was 3 and parameter level was 10, bars must be above level (setting_invalid)", false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_document_that_does_not_hold_is_refused_with_its_place_and_code(string part, string by, string message, bool isStructural)
    {
        var text = Documents.With(part, by);
        var exception = Assert.Throws<StrategyDocumentException>(() => Documents.Read(text));
        Assert.Equal("strategy document: " + message, exception.Message);
        Assert.EndsWith($"({exception.Code})", message, StringComparison.Ordinal);
        Assert.StartsWith(exception.Path, message, StringComparison.Ordinal);
        Assert.Equal(!isStructural, HoldsBySchema(text));
    }

    [Fact]
    public void Every_code_has_a_document_that_is_refused_with_it()
    {
        var codes = Faults.Select(row => row.Data.Item3).Concat(["(document_too_large)", "(json_invalid)", "(depth_exceeded)", "(look_back_exceeded)"]);
        Assert.All(Enum.GetNames<DocumentFault>(), name => Assert.Contains(codes, message => message.EndsWith($"({VeloZ.Domain.SnakeCase.From(name)})", StringComparison.Ordinal)));
    }

    [Fact]
    public void Documents_that_hold_hold_by_the_schema()
    {
        string[] held =
        [
            Documents.Least,
            .. ShippedDocuments.Examples.Select(id => Encoding.UTF8.GetString(ShippedDocuments.Example(id))),
            .. Enumerable.Range(0, 200).Select(seed => RandomDocuments.Make((ulong)seed)),
        ];
        foreach (var text in held)
        {
            Assert.NotNull(Documents.Read(text));
            Assert.True(HoldsBySchema(text), text);
        }
    }

    [Fact]
    public void Ten_megabytes_are_refused_and_not_read()
    {
        using var stream = new CountedStream(10_000_000);
        var exception = Assert.Throws<StrategyDocumentException>(() => StrategyDocument.Read(stream, stream.Length));
        Assert.Equal("strategy document: the document had 10000000 bytes, must have at most 65536 (document_too_large)", exception.Message);
        Assert.Equal(65_537, stream.Given);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"not\":", "}")]
    public void A_thousand_levels_are_refused(string open, string close)
    {
        var text = Documents.With(Condition, string.Concat(Enumerable.Repeat(open, 1_000)) + "1" + string.Concat(Enumerable.Repeat(close, 1_000)));
        var exception = Assert.Throws<StrategyDocumentException>(() => Documents.Read(text));
        Assert.StartsWith("strategy document: the document was nested deeper than 32 at byte ", exception.Message, StringComparison.Ordinal);
        Assert.Equal("depth_exceeded", exception.Code);
    }

    [Fact]
    public void Thirty_two_levels_are_read_and_one_more_is_not()
    {
        // The document, entry and long are three; each "not" is one, and the list in the last is one.
        string Nested(int levels) => Documents.With(Condition, string.Concat(Enumerable.Repeat("{\"not\":", levels)) + Condition + new string('}', levels));
        Assert.NotNull(Documents.Read(Nested(27)));
        Assert.Equal("depth_exceeded", Assert.Throws<StrategyDocumentException>(() => Documents.Read(Nested(28))).Code);
    }

    [Theory]
    [InlineData("", "line 1, byte 1")]
    [InlineData("{", "line 1, byte 2")]
    [InlineData("{\n  \"id\": x }", "line 2, byte 9")]
    [InlineData("{} {}", "line 1, byte 4")]
    [InlineData("{ \"id\": 1, }", "line 1, byte 12")]
    [InlineData("{ /* why */ }", "line 1, byte 3")]
    [InlineData("{ \"quantity\": NaN }", "line 1, byte 15")]
    public void What_is_no_json_is_told_with_its_place(string text, string place) => Assert.Equal(
        $"strategy document: the document was no JSON at {place}; must be one JSON object without comments and trailing commas (json_invalid)",
        Assert.Throws<StrategyDocumentException>(() => Documents.Read(text)).Message);

    [Fact]
    public void A_text_that_is_no_unicode_is_refused()
    {
        Assert.Contains("is no Unicode", Assert.Throws<StrategyDocumentException>(() => Documents.Read(Documents.With("\"Least\"", "\"\\ud800\""))).Message, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(Documents.Least);
        bytes[Documents.Least.IndexOf("Buys", StringComparison.Ordinal)] = 0xFF;
        Assert.Contains("is no Unicode", Assert.Throws<StrategyDocumentException>(() => StrategyDocument.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_are_bounded()
    {
        static string Many(int count, Func<int, string> one) => string.Join(", ", Enumerable.Range(0, count).Select(one));
        Assert.Equal("strategy document: parameters had 33 members, must have at most 32 (count_invalid)", Refusal(Documents.With("\"bars\": {", Many(30, index => $$"""  "p{{index}}": { "type": "boolean", "default": true, "help": "h" }  """) + ", \"bars\": {")));
        Assert.Equal("strategy document: values had 65 members, must have at most 64 (count_invalid)", Refusal(Documents.With("\"gap\":", Many(63, index => $$"""  "v{{index}}": { "add": ["close", 1] }  """) + ", \"gap\":")));
        Assert.Equal("strategy document: entry.long.when.all had 257 items, must have 1 to 256 (count_invalid)", Refusal(Documents.With(Condition, $$"""{ "all": [{{Many(257, _ => Condition)}}] }""")));
        Assert.Equal("strategy document: entry.long.when.all[255] was condition 257 of the document, must be one of at most 256 (count_invalid)", Refusal(Documents.With(Condition, $$"""{ "all": [{{Many(256, _ => Condition)}}] }""")));
        Assert.Equal("strategy document: requires had 17 items, must have 0 to 16 (count_invalid)", Refusal(Documents.With("\"values\"", $$""" "requires": [{{Many(17, _ => """{ "above": [2, 1] }""")}}], "values" """)));
    }

    [Fact]
    public void Look_back_is_bounded_over_all_that_is_used()
    {
        string Text(int one, int other) => Documents.With(Mean, $$"""{ "indicator": "sma", "with": { "period": {{one}} } }""")
            .Replace(Gap, $$"""{ "indicator": "ema", "with": { "period": {{other}} }, "of": "mean" }""", StringComparison.Ordinal)
            .Replace(Condition, """{ "above": ["close", "gap"] }""", StringComparison.Ordinal);
        Assert.Equal(9_999, Documents.Read(Text(5_000, 5_000)).Definition.WarmUpBars(Documents.Read(Text(5_000, 5_000)).Definition.Read([])));
        var longer = Text(5_000, 5_000).Replace("""["close", "gap"]""", """["back", "gap"]""", StringComparison.Ordinal).Replace("\"gap\":", "\"back\": { \"previous\": \"close\" }, \"gap\":", StringComparison.Ordinal);
        Assert.Equal("strategy document: values looked back 10001 bars together, must look back at most 10000 (look_back_exceeded)", Refusal(longer));
        Assert.Equal("strategy document: values.mean does not hold: parameter period was '5001', must be a whole number from 1 to 5000 (number_out_of_range)", Refusal(Text(5_001, 1)));
    }

    [Fact]
    public void A_side_that_may_be_off_is_no_way_out_of_the_other()
    {
        static string Text(string only, string exit) => Documents.With("""{ "long": { "when": { "above": ["close", "level"] } } }""", $$"""{ "from": "any", "long": { "when": { "above": ["close", "level"] } }, "short": { "when": { "below": ["close", "level"] }{{only}} } }""")
            .Replace("\"exit\": { \"long\": { \"below\": [\"close\", \"level\"] } },", exit, StringComparison.Ordinal);
        Assert.NotNull(Documents.Read(Text("", "")));
        Assert.NotNull(Documents.Read(Text(", \"if\": \"on\"", "\"exit\": { \"long\": { \"below\": [\"close\", \"level\"] } },")));
        Assert.Equal("strategy document: the document had no way out of a long position, must have exit.long, exit.after_bars or protection (member_missing)", Refusal(Text(", \"if\": \"on\"", "")));
    }

    [Fact]
    public void A_level_that_can_never_work_is_refused_however_it_is_given()
    {
        var stop = Documents.With("\"sizing\"", """ "protection": { "stop": { "distance": "level" } }, "sizing" """);
        Assert.Equal("strategy document: protection.stop.distance was 0, must be above 0 (number_out_of_range)", Assert.Throws<StrategyDocumentException>(() => PaperAccounts.Read(Documents.Read(stop).Definition, "level=0")).Message);
        string OfGap(string value) => stop.Replace("\"distance\": \"level\"", "\"distance\": \"gap\"", StringComparison.Ordinal).Replace(Gap, value, StringComparison.Ordinal);
        Assert.Equal("strategy document: protection.stop.distance was -10, must be above 0 (number_out_of_range)", Refusal(OfGap("""{ "multiply": ["level", -1] }""")));
        Assert.Equal("strategy document: protection.stop.distance had no value, must be above 0 (number_out_of_range)", Refusal(OfGap("""{ "divide": ["level", 0] }""")));
        Assert.NotNull(Documents.Read(OfGap("""{ "subtract": ["close", 5] }""")));
        var shorts = Documents.With("""{ "long": { "when": { "above": ["close", "level"] } } }""", """{ "short": { "when": { "below": ["close", "level"] } } }""")
            .Replace("\"exit\": { \"long\": { \"below\": [\"close\", \"level\"] } },", """ "protection": { "take_profit": { "price": 90 }, "stop": { "price": 80 } }, """, StringComparison.Ordinal);
        Assert.Equal("strategy document: protection had take_profit at 90 and stop at 80, must have the stop above for a short position (setting_invalid)", Refusal(shorts));
    }

    [Fact]
    public void Parameters_that_a_document_does_not_bear_are_refused()
    {
        var definition = Documents.Example("rsi2-json").Definition;
        Assert.Equal("parameter exit was 7 and parameter trend was 7, exit must be below trend", Assert.Throws<StrategySettingException>(() => PaperAccounts.Read(definition, "exit=7", "trend=7")).Message);
        Assert.Equal("strategy rsi2-json has no parameter 'slow', must be one of rsi, enter, trend, exit, quantity, size_fraction", Assert.Throws<StrategySettingException>(() => PaperAccounts.Read(definition, "slow=7")).Message);
    }

    [Fact]
    public void Blanks_make_no_other_document_and_all_else_does()
    {
        var document = Documents.Read(Documents.Least);
        var compact = Documents.Read(document.ToString());
        Assert.Equal(document.Hash, compact.Hash);
        Assert.Equal(document.ToString(), compact.ToString());
        Assert.DoesNotContain(document.ToString(), letter => letter is '\n');
        Assert.NotEqual(document.Hash, Documents.Read(Documents.With("\"default\": 10", "\"default\": 11")).Hash);
        Assert.Equal(document.Hash, StrategyDocument.Read([0xEF, 0xBB, 0xBF, .. document.Utf8.Span]).Hash);
    }

    [Fact]
    public void Bytes_that_are_changed_anywhere_are_read_or_refused()
    {
        var bytes = ShippedDocuments.Example("macd-json");
        var random = new VeloZ.Domain.SplitMix64(5);
        for (var round = 0; round < 3_000; round++)
        {
            var mutated = bytes.ToArray();
            for (var change = 0; change <= (int)random.NextBelow(3); change++)
                mutated[(int)random.NextBelow((ulong)mutated.Length)] = (byte)random.NextBelow(256);
            try
            {
                Assert.NotNull(StrategyDocument.Read(mutated.AsSpan(0, round % 2 == 0 ? mutated.Length : (int)random.NextBelow((ulong)mutated.Length))));
            }
            catch (StrategyDocumentException)
            {
                // Refused: any other exception fails the test.
            }
        }
    }

    private static string Refusal(string text) => Assert.Throws<StrategyDocumentException>(() => Documents.Read(text)).Message;

    private static bool HoldsBySchema(string text)
    {
        using var json = System.Text.Json.JsonDocument.Parse(text);
        return Schema.Evaluate(json.RootElement).IsValid;
    }

    private sealed class CountedStream(long size) : MemoryStream
    {
        public long Given { get; private set; }

        public override long Length => size;

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
