namespace VeloZ.Trading.Tests;

public sealed class ParametersTests
{
    public static TheoryData<string, string, string> Bad => new()
    {
        { "fast", "1,5", "parameter fast was '1,5', must be a whole number from 1 to 1000" },
        { "fast", "0", "parameter fast was '0', must be a whole number from 1 to 1000" },
        { "fast", "1001", "parameter fast was '1001', must be a whole number from 1 to 1000" },
        { "fast", "1.0", "parameter fast was '1.0', must be a whole number from 1 to 1000" },
        { "fast", "", "parameter fast was '', must be a whole number from 1 to 1000" },
        { "fast", "-5", "parameter fast was '-5', must be a whole number from 1 to 1000" },
        { "quantity", "1,5", "parameter quantity was '1,5', must be a decimal number from 0 to 1000000000 with a point" },
        { "quantity", "1e3", "parameter quantity was '1e3', must be a decimal number" },
        { "size_fraction", "1.01", "parameter size_fraction was '1.01', must be a decimal number from 0.0001 to 1 with a point" },
        { "size_fraction", "0", "parameter size_fraction was '0', must be a decimal number" },
        { "ma_type", "SMA", "parameter ma_type was 'SMA', must be one of sma, ema" },
        { "allow_short", "yes", "parameter allow_short was 'yes', must be true or false" },
        { "speed", "1", "strategy ma-cross has no parameter 'speed', must be one of fast, slow, ma_type, quantity, size_fraction, allow_short" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_value_that_does_not_hold_says_what_was_and_what_is_needed(string name, string value, string message)
    {
        var exception = Assert.Throws<StrategySettingException>(() => MovingAverageCross.Definition.Read([new(name, value)]));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_given_twice_is_refused()
    {
        var exception = Assert.Throws<StrategySettingException>(() => MovingAverageCross.Definition.Read([new("fast", "5"), new("fast", "6")]));
        Assert.Equal("parameter fast was given twice, must be given once", exception.Message);
    }

    [Fact]
    public void The_fast_average_must_be_the_shorter()
    {
        var exception = Assert.Throws<StrategySettingException>(() => MovingAverageCross.Definition.Read([new("fast", "50"), new("slow", "50")]));
        Assert.Equal("parameter fast was 50 and slow was 50, fast must be less than slow", exception.Message);
    }

    [Fact]
    public void What_is_not_given_has_its_default_and_values_have_one_text_form()
    {
        var parameters = MovingAverageCross.Definition.Read([new("quantity", "0.0100"), new("slow", "0060")]);
        Assert.Equal(
            ["fast=20", "slow=60", "ma_type=ema", "quantity=0.01", "size_fraction=0.95", "allow_short=false"],
            parameters.Values.Select(one => $"{one.Key}={one.Value}"));
    }

    [Fact]
    public void An_unknown_strategy_is_refused_with_those_there_are()
    {
        var exception = Assert.Throws<StrategySettingException>(() => StrategyCatalog.Get("moon"));
        Assert.Equal("strategy was 'moon', must be one of bollinger-reversion, donchian, grid, ibs-reversion, ma-cross, macd, market-making, rsi2, safety-dca", exception.Message);
    }

    [Fact]
    public void Every_strategy_of_the_catalog_runs_with_its_defaults_and_tells_its_warm_up() =>
        Assert.All(StrategyCatalog.All, strategy =>
        {
            var parameters = strategy.Read([]);
            Assert.NotNull(strategy.Create(parameters));
            Assert.True(strategy.WarmUpBars(parameters) >= 0);
            Assert.All(strategy.Parameters, parameter => Assert.Equal(parameter.DefaultText, parameter.Normalize(parameter.DefaultText)));
        });
}
