using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class DecimalTextParseTests
{
    private static readonly Regex Form = new(@"\A(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?\z", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("1E5")]
    [InlineData("10^30")]
    [InlineData("1000000000000000000000000000000")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("123456789012345678.123456789012345678")]
    [InlineData("1234567890123456")]
    [InlineData("0.1234567890123")]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("1.000.000")]
    [InlineData("0x10")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("1\0")]
    [InlineData("\u0661")] // Arabic-Indic one.
    [InlineData("1\u0661")]
    [InlineData("1.\u0661")]
    [InlineData("\uFF11")] // Full-width one.
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData(".")]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("00.5")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("(1)")]
    [InlineData("$1")]
    public void Other_forms_are_refused_and_give_zero(string text)
    {
        Assert.False(DecimalText.TryParse(text, out var value));
        Assert.Equal(0, value);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("7", "7")]
    [InlineData("10", "10")]
    [InlineData("0.0", "0")]
    [InlineData("0.5", "0.5")]
    [InlineData("1.50", "1.5")]
    [InlineData("0.000000000001", "0.000000000001")]
    [InlineData("999999999999999", "999999999999999")]
    [InlineData("999999999999999.999999999999", "999999999999999.999999999999")]
    public void The_form_of_amounts_reads_exactly(string text, string expected)
    {
        Assert.True(DecimalText.TryParse(text, out var value));
        Assert.Equal(Markets.Read(expected), value);
    }

    [Fact]
    public void Exactly_the_texts_of_the_pattern_are_taken() => Prop.ForAll(
        Gen.Elements("0123456789012345678901234567890123456789....-+e, \u0661".ToCharArray()).ArrayOf().ToArbitrary(),
        letters => DecimalText.TryParse(letters, out _) == Form.IsMatch(new string(letters))).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Trimmed_text_of_an_amount_reads_back() => Prop.ForAll(
        Gen.Choose(0, 999_999_999).Three().ToArbitrary(),
        parts =>
        {
            // 27 digits, of which 12 stand after the point.
            var mantissa = (((Int128)parts.Item1 * 1_000_000_000) + parts.Item2) * 1_000_000_000 + parts.Item3;
            var value = DecimalText.Join(mantissa, 12);
            return DecimalText.TryParse(DecimalText.Trimmed(value), out var read) && read == value;
        }).QuickCheckThrowOnFailure();
}
