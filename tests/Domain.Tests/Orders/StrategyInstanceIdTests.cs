namespace VeloZ.Domain.Tests;

public sealed class StrategyInstanceIdTests
{
    [Theory]
    [InlineData("stg_01h4zz")]
    [InlineData("ma-cross")]
    [InlineData("A9_-")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg")] // 64.
    public void Letters_digits_underscores_and_hyphens_are_taken(string text)
    {
        Assert.Equal(text, StrategyInstanceId.Parse(text).Text);
        Assert.Equal(text, StrategyInstanceId.Parse(text).ToString());
        Assert.False(StrategyInstanceId.Parse(text).IsNone);
    }

    [Theory]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggh")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a\n")]
    [InlineData("\u00E4")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => StrategyInstanceId.Parse(text));

    [Fact]
    public void Empty_text_is_no_strategy_and_comes_first()
    {
        Assert.Equal(default, StrategyInstanceId.Parse(""));
        Assert.True(default(StrategyInstanceId).IsNone);
        StrategyInstanceId[] ids = [StrategyInstanceId.Parse("b"), StrategyInstanceId.Parse("B"), default, StrategyInstanceId.Parse("a")];
        Assert.Equal([default, StrategyInstanceId.Parse("B"), StrategyInstanceId.Parse("a"), StrategyInstanceId.Parse("b")], ids.Order());
    }
}
