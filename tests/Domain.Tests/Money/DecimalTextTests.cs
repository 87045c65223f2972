using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class DecimalTextTests
{
    private static readonly Regex OneForm = new(@"\A(?!-0\z)-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?\z", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    // Mantissas whose 32-bit words have the top bit set: 2^31, 2^63 and 2^95.
    [Theory]
    [InlineData("21.47483648", "2147483648", 8)]
    [InlineData("-21.47483648", "-2147483648", 8)]
    [InlineData("92233720368.54775808", "9223372036854775808", 8)]
    [InlineData("39614081257.132168796771975168", "39614081257132168796771975168", 18)]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335", 0)]
    [InlineData("-7.9228162514264337593543950335", "-79228162514264337593543950335", 28)]
    [InlineData("0.00", "0", 2)]
    public void Split_takes_any_mantissa_and_join_gives_it_back(string text, string mantissa, int scale)
    {
        var value = Markets.Read(text);
        var split = DecimalText.Split(value);
        Assert.Equal((Int128.Parse(mantissa, CultureInfo.InvariantCulture), scale), split);
        Assert.Equal(value, DecimalText.Join(split.Mantissa, split.Scale));
    }

    [Fact]
    public void Join_gives_back_every_decimal_bit_for_bit() => Prop.ForAll(Markets.Decimals.ToArbitrary(), value =>
    {
        var (mantissa, scale) = DecimalText.Split(value);
        return decimal.GetBits(DecimalText.Join(mantissa, scale)).SequenceEqual(decimal.GetBits(value)) || value == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Join_puts_the_point_where_the_scale_says() => Prop.ForAll(
        Markets.Decimals.Select(value => DecimalText.Split(value).Mantissa).ToArbitrary(),
        Gen.Choose(0, 28).ToArbitrary(),
        (mantissa, scale) => DecimalText.Join(mantissa, scale) == WithPoint(mantissa, scale)).QuickCheckThrowOnFailure();

    [Fact]
    public void Small_join_puts_the_point_where_the_scale_says() => Prop.ForAll(
        Gen.Frequency((20, Markets.Longs), (1, Gen.Elements(long.MinValue, long.MaxValue, 0L))).ToArbitrary(),
        Gen.Choose(0, 28).ToArbitrary(),
        (mantissa, scale) => DecimalText.JoinSmall(mantissa, (byte)scale) == WithPoint(mantissa, scale)).QuickCheckThrowOnFailure();

    [Fact]
    public void Join_refuses_mantissas_over_96_bits_and_scales_over_28()
    {
        var most = ((Int128)1 << 96) - 1;
        Assert.Equal(decimal.MaxValue, DecimalText.Join(most, 0));
        Assert.Equal(decimal.MinValue, DecimalText.Join(-most, 0));
        Assert.Throws<OverflowException>(() => DecimalText.Join(most + 1, 0));
        Assert.Throws<OverflowException>(() => DecimalText.Join(-most - 1, 0));
        Assert.Throws<OverflowException>(() => DecimalText.Join(Int128.MinValue, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecimalText.Join(1, 29));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecimalText.Join(1, 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecimalText.Join(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecimalText.JoinSmall(1, 29));
    }

    [Theory]
    [InlineData("1.500", "1.5")]
    [InlineData("100", "100")]
    [InlineData("100.00", "100")]
    [InlineData("0.00", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("-1.10", "-1.1")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    public void Trimmed_drops_trailing_zeros_and_the_sign_of_zero(string value, string expected) =>
        Assert.Equal(expected, DecimalText.Trimmed(Markets.Read(value)));

    [Fact]
    public void Trimmed_text_has_one_form_and_reads_back() => Prop.ForAll(Markets.Decimals.ToArbitrary(), value =>
    {
        var text = DecimalText.Trimmed(value);
        return Markets.Read(text) == value && OneForm.IsMatch(text);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1.5", 3, "1.500")]
    [InlineData("1.2300", 2, "1.23")]
    [InlineData("7", 0, "7")]
    [InlineData("-0.0", 2, "0.00")]
    [InlineData("-0.05", 2, "-0.05")]
    [InlineData("1", 28, "1.0000000000000000000000000000")]
    public void Text_on_a_grid_has_the_digits_of_the_grid(string value, int scale, string expected) =>
        Assert.Equal(expected, DecimalText.OnGrid(Markets.Read(value), scale));

    [Theory]
    [InlineData("0.004", 2)]
    [InlineData("0.005", 2)]
    [InlineData("-1.5", 0)]
    public void Text_on_a_grid_never_hides_digits(string value, int scale) =>
        Assert.Throws<ArgumentException>(() => DecimalText.OnGrid(Markets.Read(value), scale));

    [Theory]
    [InlineData("0.0100", 2)]
    [InlineData("5", 0)]
    [InlineData("500", 0)]
    [InlineData("0.000", 0)]
    [InlineData("-0.25", 2)]
    [InlineData("0.0000000000000000000000000001", 28)]
    public void Scale_counts_digits_after_the_point_without_trailing_zeros(string value, int expected) =>
        Assert.Equal(expected, DecimalText.ScaleOf(Markets.Read(value)));

    // An independent way to the same value: digits as text, with the point put between them.
    private static decimal WithPoint(Int128 mantissa, int scale)
    {
        var digits = BigInteger.Abs((BigInteger)mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return Markets.Read((mantissa < 0 ? "-" : "") + digits[..^scale] + "." + digits[^scale..]);
    }
}
