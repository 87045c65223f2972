namespace VeloZ.Domain.Tests;

public sealed class InstrumentTests
{
    [Theory]
    [InlineData("0.01", "1.234", "1.23", "1.24")]
    [InlineData("0.01", "1.23", "1.23", "1.23")]
    [InlineData("0.01", "-1.234", "-1.24", "-1.23")]
    [InlineData("0.01", "0.004", "0", "0.01")]
    [InlineData("0.01", "-0.004", "-0.01", "0")]
    [InlineData("0.5", "7.3", "7", "7.5")]
    [InlineData("0.5", "7.5", "7.5", "7.5")]
    [InlineData("0.5", "-7.3", "-7.5", "-7")]
    [InlineData("0.25", "1.3", "1.25", "1.5")]
    [InlineData("5", "12", "10", "15")]
    [InlineData("5", "-12", "-15", "-10")]
    [InlineData("0.00000001", "0.123456789", "0.12345678", "0.12345679")]
    [InlineData("0.00000001", "99999.999999999", "99999.99999999", "100000")]
    [InlineData("0.0003", "0.001", "0.0009", "0.0012")]
    public void Price_rounds_the_way_it_is_told(string increment, string value, string down, string up)
    {
        var instrument = Markets.Of(Markets.Read(increment));
        Assert.Equal(Markets.Read(down), instrument.ToPrice(Markets.Read(value), GridRounding.Down).Value);
        Assert.Equal(Markets.Read(up), instrument.ToPrice(Markets.Read(value), GridRounding.Up).Value);
        if (down == up)
            Assert.Equal(Markets.Read(value), instrument.ToPrice(Markets.Read(value), GridRounding.Exact).Value);
        else
            Assert.Throws<OffGridException>(() => instrument.ToPrice(Markets.Read(value), GridRounding.Exact));
        Assert.Equal(down == up, instrument.IsOnPriceGrid(Markets.Read(value)));
    }

    [Theory]
    [InlineData("0.001", "0.0019", "0.001", "0.002")]
    [InlineData("0.25", "0.74", "0.5", "0.75")]
    [InlineData("5", "4.999", "0", "5")]
    [InlineData("1", "3", "3", "3")]
    public void Quantity_rounds_the_way_it_is_told(string increment, string value, string down, string up)
    {
        var instrument = Markets.Of(quantityIncrement: Markets.Read(increment));
        Assert.Equal(Markets.Read(down), instrument.ToQuantity(Markets.Read(value), GridRounding.Down).Value);
        Assert.Equal(Markets.Read(up), instrument.ToQuantity(Markets.Read(value), GridRounding.Up).Value);
        if (down != up)
            Assert.Throws<OffGridException>(() => instrument.ToQuantity(Markets.Read(value), GridRounding.Exact));
        Assert.Equal(down == up, instrument.IsOnQuantityGrid(Markets.Read(value)));
    }

    [Fact]
    public void Off_grid_value_is_told_with_its_market_and_step()
    {
        var fault = Assert.Throws<OffGridException>(() => Markets.Of(0.50m).ToPrice(7.30m, GridRounding.Exact));
        Assert.Equal("price of BTC-USDT.SIM was 7.3, must be a multiple of 0.5", fault.Message);
        Assert.Equal(0.5m, fault.Increment);
        Assert.StartsWith("quantity of BTC-USDT.SIM was 0.0001", Assert.Throws<OffGridException>(() => Markets.Of().ToQuantity(0.0001m, GridRounding.Exact)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_quantity_is_refused_in_every_rounding()
    {
        Assert.Throws<InvariantException>(() => Markets.Of().ToQuantity(-1, GridRounding.Exact));
        Assert.Throws<InvariantException>(() => Markets.Of().ToQuantity(-0.0001m, GridRounding.Down));
        Assert.Throws<InvariantException>(() => Markets.Of().ToQuantity(-1.0001m, GridRounding.Up));
    }

    // Its multiples of 0.0003 beside it have 32 digits: decimal arithmetic would round them to values off the grid.
    [Fact]
    public void Value_whose_neighbors_on_the_grid_have_too_many_digits_is_refused()
    {
        var instrument = Markets.Of(0.0003m);
        Assert.Throws<OverflowException>(() => instrument.ToPrice(7922816251426433759354395033.4m, GridRounding.Down));
        Assert.Throws<OverflowException>(() => instrument.ToPrice(7922816251426433759354395033.4m, GridRounding.Up));
        Assert.Throws<OverflowException>(() => Markets.Of(11m).ToPrice(decimal.MaxValue, GridRounding.Up));
    }

    [Fact]
    public void Ticks_and_lots_count_increments()
    {
        var instrument = Markets.Of(0.25m, 0.00001m);
        Assert.Equal(-6, instrument.ToTicks(instrument.ToPrice(-1.5m, GridRounding.Exact)));
        Assert.Equal(150_000, instrument.ToLots(instrument.ToQuantity(1.5m, GridRounding.Exact)));
        Assert.Equal(-1.5m, instrument.PriceFromTicks(-6).Value);
        Assert.Equal(1.5m, instrument.QuantityFromLots(150_000).Value);
        Assert.Throws<InvariantException>(() => instrument.QuantityFromLots(-1));
        Assert.Throws<OverflowException>(() => instrument.ToTicks(Markets.Price(1e19m)));
        Assert.Throws<OverflowException>(() => instrument.ToLots(Markets.Quantity(1e15m)));
    }

    [Fact]
    public void A_value_of_another_grid_has_no_ticks_or_lots()
    {
        var instrument = Markets.Of(0.25m, 0.5m);
        Assert.Throws<OffGridException>(() => instrument.ToTicks(Markets.Price(1.3m)));
        Assert.Throws<OffGridException>(() => instrument.ToTicks(Markets.Price(-0.1m)));
        Assert.Throws<OffGridException>(() => instrument.ToLots(Markets.Quantity(0.75m)));
    }

    [Fact]
    public void Values_are_written_with_the_digits_of_their_grid()
    {
        var instrument = Markets.Of(0.50m, 5);
        Assert.Equal("7.0", instrument.Format(instrument.ToPrice(7, GridRounding.Exact)));
        Assert.Equal("-7.5", instrument.Format(instrument.ToPrice(-7.500m, GridRounding.Exact)));
        Assert.Equal("10", instrument.Format(instrument.ToQuantity(10.0m, GridRounding.Exact)));
        Assert.Equal((1, 0), (instrument.PriceScale, instrument.QuantityScale));
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("-0.01", "1")]
    [InlineData("1", "0")]
    [InlineData("1", "-1")]
    [InlineData("0.000000001", "0.00000001")] // 9 + 8 digits.
    [InlineData("0.00000000000000001", "1")] // 17.
    [InlineData("0.0000000000000000000000000001", "1")]
    public void Increments_that_are_not_positive_or_too_fine_are_refused(string price, string quantity) =>
        Assert.Throws<ArgumentException>(() => Markets.Of(Markets.Read(price), Markets.Read(quantity)));

    [Theory]
    [InlineData("0.00000001", "0.00000001", 8, 8)]
    [InlineData("0.0000000000000001", "1", 16, 0)]
    [InlineData("0.0100000000", "0.0010000000", 2, 3)] // Trailing zeros are no digits.
    public void Increments_at_the_limit_are_taken(string price, string quantity, int priceScale, int quantityScale)
    {
        var instrument = Markets.Of(Markets.Read(price), Markets.Read(quantity));
        Assert.Equal((priceScale, quantityScale), (instrument.PriceScale, instrument.QuantityScale));
        Assert.Equal((Markets.Read(price), Markets.Read(quantity)), (instrument.PriceIncrement, instrument.QuantityIncrement));
    }

    [Fact]
    public void Negative_limits_are_refused()
    {
        static Instrument Make(decimal quantityMin = 0, decimal? quantityMax = null, decimal notionalMin = 0, decimal? notionalMax = null) =>
            new(Markets.Btc, 0.01m, 0.01m, FeeSchedule.Flat(0, 0)) { QuantityMin = quantityMin, QuantityMax = quantityMax, NotionalMin = notionalMin, NotionalMax = notionalMax };

        Assert.Equal("QuantityMin was -1, must be 0 or more", Assert.Throws<ArgumentException>(() => Make(quantityMin: -1)).Message);
        Assert.Throws<ArgumentException>(() => Make(quantityMax: -1));
        Assert.Throws<ArgumentException>(() => Make(notionalMin: -1));
        Assert.Throws<ArgumentException>(() => Make(notionalMax: -0.1m));
        Assert.Equal(5, Make(0, 5, 0, 0).QuantityMax);
    }
}
