using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

public sealed class ReportFormatTests
{
    [Theory]
    [InlineData("1234567.891", 2, "1,234,567.89")]
    [InlineData("-0.004", 2, "0.00")]
    [InlineData("-1.005", 2, "−1.01")]
    [InlineData("0.5", 8, "0.50000000")]
    public void Amounts_are_grouped_and_have_a_true_minus(string value, int scale, string expected) =>
        Assert.Equal(expected, ReportFormat.Amount(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), scale));

    [Theory]
    [InlineData("12.3", "+12.30")]
    [InlineData("-12.3", "−12.30")]
    [InlineData("0.001", "0.00")]
    public void Profits_carry_their_sign_unless_they_show_as_zero(string value, string expected) =>
        Assert.Equal(expected, ReportFormat.Signed(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), 2));

    [Theory]
    [InlineData(0.12345, "+12.35\u00A0%")]
    [InlineData(-0.0123, "−1.23\u00A0%")]
    [InlineData(0.00005, "+0.50\u00A0bp")]
    [InlineData(0.0, "0.00\u00A0%")]
    [InlineData(1e40, "+1e+42\u00A0%")]
    public void Fractions_are_per_cent_and_tiny_ones_basis_points(double value, string expected) => Assert.Equal(expected, ReportFormat.SignedPercent(value));

    [Theory]
    [InlineData(1.005, "1.01")]
    [InlineData(12345.6, "12,346")]
    [InlineData(0.0031, "0.0031")]
    [InlineData(-248.98, "−248.98")]
    public void Ratios_have_two_digits_unless_that_hides_them(double value, string expected) => Assert.Equal(expected, ReportFormat.Ratio(value));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(250, "250 ms")]
    [InlineData(45_000, "45 s")]
    [InlineData(8_100_000, "2 h 15 min")]
    [InlineData(86_400_000, "1 d")]
    [InlineData(273_600_000, "3 d 4 h")]
    public void Durations_have_their_two_greatest_units(long milliseconds, string expected) => Assert.Equal(expected, ReportFormat.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Amounts_of_coins_keep_eight_digits()
    {
        Assert.Equal(2, ReportFormat.ScaleOf(Currency.Parse("USDT")));
        Assert.Equal(8, ReportFormat.ScaleOf(Currency.Parse("BTC")));
    }

    [Theory]
    [InlineData("balance_insufficient", "Not enough free balance when the order was made. Use a smaller size, or leave room for fees.")]
    [InlineData("some_new_code", "Some new code.")]
    [InlineData("", "No reason was given.")]
    public void Refusals_are_told_in_words(string code, string expected) => Assert.Equal(expected, RefusalWords.Of(code));

    [Theory]
    [InlineData("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("bell\a null\0", "bell\uFFFD null\uFFFD")]
    [InlineData("whole \U0001F600", "whole \U0001F600")]
    public void Text_is_escaped(string text, string expected) => Assert.Equal(expected, HtmlWriter.Escape(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half \uFFFD", HtmlWriter.Escape("half " + (char)0xD83D));
}
