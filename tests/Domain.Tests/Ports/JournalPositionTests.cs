namespace VeloZ.Domain.Tests;

public sealed class JournalPositionTests
{
    [Theory]
    [InlineData("0:0")]
    [InlineData("3:4096")]
    [InlineData("2:0:49590338271490256608559692538361571095921575989136588898")]
    [InlineData("2:0:a:b")]
    public void Text_comes_back(string text) => Assert.Equal(text, JournalPosition.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3:")]
    [InlineData("-3:0")]
    [InlineData("3: 1")]
    [InlineData("3:1:")]
    [InlineData("x:1")]
    public void Other_text_is_refused(string text) => Assert.Throws<FormatException>(() => JournalPosition.Parse(text));

    [Fact]
    public void The_start_is_the_default() => Assert.Equal(default, JournalPosition.Parse("0:0"));
}
