namespace VeloZ.Domain.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("USDT")]
    [InlineData("1INCH")]
    [InlineData("X")]
    [InlineData("1000000MOGAB")]
    public void Codes_are_capitals_and_digits(string text)
    {
        Assert.Equal(text, Currency.Parse(text).Code);
        Assert.Equal(text, Currency.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("usdt")]
    [InlineData("US-D")]
    [InlineData("US D")]
    [InlineData("USDT\n")]
    [InlineData("\u00C4")]
    [InlineData("\u0661")]
    [InlineData("ABCDEFGHIJKLM")] // 13.
    public void Other_codes_are_refused(string text)
    {
        Assert.False(Currency.TryParse(text, out var currency));
        Assert.Equal(default, currency);
        Assert.Equal($"currency was '{text}', must be 1 to 12 of A-Z and 0-9", Assert.Throws<FormatException>(() => Currency.Parse(text)).Message);
    }

    [Fact]
    public void No_currency_has_an_empty_code()
    {
        Assert.Equal("", default(Currency).Code);
        Assert.Equal("", default(Currency).ToString());
        Assert.NotEqual(default, Currency.Parse("USD"));
    }

    [Fact]
    public void Order_is_ordinal()
    {
        string[] codes = ["USDT", "1INCH", "BTC", "USD", "A1", "AA"];
        Assert.Equal("1INCH A1 AA BTC USD USDT", string.Join(' ', codes.Select(Currency.Parse).Order()));
    }

    // The ninth digit is a five alone: the eighth becomes even. Anything after the five rounds away from zero.
    [Theory]
    [InlineData("0.000000005", "0")]
    [InlineData("0.000000015", "0.00000002")]
    [InlineData("0.000000025", "0.00000002")]
    [InlineData("-0.000000015", "-0.00000002")]
    [InlineData("-0.000000025", "-0.00000002")]
    [InlineData("0.0000000050000000001", "0.00000001")]
    [InlineData("0.0000000049999999999", "0")]
    [InlineData("1.234567895", "1.23456790")]
    [InlineData("1.234567885", "1.23456788")]
    [InlineData("12345678901234567890.123456785", "12345678901234567890.12345678")]
    [InlineData("7.12345678", "7.12345678")]
    public void Amounts_round_half_to_even_at_eight_digits(string amount, string expected) =>
        Assert.Equal(Markets.Read(expected), Currency.Round(Markets.Read(amount)));
}
