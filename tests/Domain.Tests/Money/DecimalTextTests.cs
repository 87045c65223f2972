namespace VeloZ.Domain.Tests;

public sealed class DecimalTextTests
{
    // Mantissas whose 32-bit words have the top bit set: 2^31, 2^63 and 2^95.
    [Theory]
    [InlineData("21.47483648", "2147483648", 8)]
    [InlineData("-21.47483648", "-2147483648", 8)]
    [InlineData("92233720368.54775808", "9223372036854775808", 8)]
    [InlineData("39614081257.132168796771975168", "39614081257132168796771975168", 18)]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335", 0)]
    public void Split_takes_any_mantissa_and_join_gives_it_back(string text, string mantissa, int scale)
    {
        var value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var split = DecimalText.Split(value);
        Assert.Equal((Int128.Parse(mantissa, System.Globalization.CultureInfo.InvariantCulture), scale), split);
        Assert.Equal(value, DecimalText.Join(split.Mantissa, split.Scale));
    }
}
