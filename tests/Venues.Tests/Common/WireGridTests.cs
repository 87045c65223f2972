using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Decimal text as whole increments.</summary>
public sealed class WireGridTests
{
    [Theory]
    [InlineData("0.01", "65432.10000000", 6_543_210)]
    [InlineData("0.01", "65432.1", 6_543_210)]
    [InlineData("0.01", "65432", 6_543_200)]
    [InlineData("0.01", "0.00", 0)]
    [InlineData("0.00001", "0.00001000", 1)]
    [InlineData("0.5", "17.5", 35)]
    [InlineData("5", "25.000", 5)]
    [InlineData("0.01", "00012.30", 1_230)]
    [InlineData("0.00000001", "9999999999.99999999", 999_999_999_999_999_999)]
    public void What_is_on_the_grid_is_read(string increment, string text, long whole)
    {
        Assert.True(Read(increment, text, out var read));
        Assert.Equal(whole, read);
    }

    [Theory]
    [InlineData("0.01", "1.005")] // Finer than the grid.
    [InlineData("0.5", "17.25")]
    [InlineData("5", "26")]
    [InlineData("0.01", "")]
    [InlineData("0.01", ".")]
    [InlineData("0.01", ".5")]
    [InlineData("0.01", "5.")]
    [InlineData("0.01", "-1")]
    [InlineData("0.01", "+1")]
    [InlineData("0.01", " 1")]
    [InlineData("0.01", "1e3")]
    [InlineData("0.01", "1.2.3")]
    [InlineData("0.01", "1..2")]
    [InlineData("0.01", "NaN")]
    [InlineData("0.01", "1,000")]
    [InlineData("0.01", "1234567890123456789")] // 19 digits.
    [InlineData("0.00000001", "99999999999")] // More increments than 64 bits hold.
    public void What_is_not_is_refused(string increment, string text)
    {
        Assert.False(Read(increment, text, out var read));
        Assert.Equal(0, read);
    }

    // Against the instrument's own exact rounding.
    [Fact]
    public void It_is_what_the_instrument_says()
    {
        var chance = SplitMix64.Stream(7, "grid", 0);
        foreach (var increment in new[] { 0.01m, 0.05m, 0.00001m, 0.25m, 1m, 10m })
        {
            var instrument = new Instrument(InstrumentId.Parse("BTC-USDT.BINANCE"), increment, 0.001m, FeeSchedule.Flat(0, 0));
            var grid = new WireGrid(increment);
            for (var number = 0; number < 2_000; number++)
            {
                var value = chance.NextBelow(100_000_000) / (decimal)Math.Pow(10, chance.NextBelow(7));
                var text = value.ToString("F" + (4 + (int)chance.NextBelow(5)).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                var exact = decimal.Parse(text, CultureInfo.InvariantCulture);
                Assert.Equal(instrument.IsOnPriceGrid(exact), grid.TryRead(Encoding.ASCII.GetBytes(text), out var whole));
                if (instrument.IsOnPriceGrid(exact))
                    Assert.Equal(exact, whole * increment);
            }
        }
    }

    private static bool Read(string increment, string text, out long whole) =>
        new WireGrid(decimal.Parse(increment, CultureInfo.InvariantCulture)).TryRead(Encoding.UTF8.GetBytes(text), out whole);
}
