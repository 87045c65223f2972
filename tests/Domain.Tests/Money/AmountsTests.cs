namespace VeloZ.Domain.Tests;

public sealed class AmountsTests
{
    private static readonly Currency Usdt = Currency.Parse("USDT");
    private static readonly Currency Btc = Currency.Parse("BTC");

    [Fact]
    public void Money_of_one_currency_adds_and_subtracts()
    {
        Assert.Equal(new Money(3.75m, Usdt), new Money(1.5m, Usdt) + new Money(2.25m, Usdt));
        Assert.Equal(new Money(-0.75m, Usdt), new Money(1.5m, Usdt) - new Money(2.25m, Usdt));
        Assert.Equal(new Money(-1.5m, Usdt), -new Money(1.5m, Usdt));
        Assert.Equal("-1.5 USDT", new Money(-1.50m, Usdt).ToString());
    }

    [Fact]
    public void Money_of_two_currencies_never_mixes()
    {
        var (dollars, coins) = (new Money(1, Usdt), new Money(1, Btc));
        Assert.Equal("amounts in USDT and BTC were mixed, must be in one currency", Assert.Throws<InvariantException>(() => dollars + coins).Message);
        Assert.Throws<InvariantException>(() => dollars - coins);
        Assert.Throws<InvariantException>(() => dollars + default(Money));
        Assert.NotEqual(dollars, coins);
    }

    [Fact]
    public void Money_overflows_loudly() =>
        Assert.Throws<OverflowException>(() => new Money(decimal.MaxValue, Usdt) + new Money(1, Usdt));

    [Fact]
    public void Price_times_quantity_is_an_exact_notional()
    {
        // 6123457 x 12345678 = 75598228368846 in whole numbers, with ten digits after the point.
        Assert.Equal(new Notional(7559.8228368846m), Markets.Price(61234.57m) * Markets.Quantity(0.12345678m));
        Assert.Equal(new Notional(-15), Markets.Price(-7.5m) * Markets.Quantity(2));
        Assert.Equal(default, default(Price) * Markets.Quantity(2));
    }

    [Fact]
    public void Prices_compare_by_value_and_their_distance_has_a_sign()
    {
        var (low, high) = (Markets.Price(-1.50m), Markets.Price(2));
        Assert.True(low < high && low <= high && high > low && high >= low);
        Assert.False(high < low || high <= low || low > high || low >= high);
        Assert.True(low <= Markets.Price(-1.5m) && low >= Markets.Price(-1.5m));
        Assert.Equal(low, Markets.Price(-1.5m));
        Assert.Equal(-1, Math.Sign(low.CompareTo(high)));
        Assert.Equal(new PriceDelta(-3.5m), low - high);
        Assert.Equal("-3.5", (low - high).ToString());
        Assert.Equal("-1.5", low.ToString());
        Assert.Equal(default, Markets.Price(0));
    }

    [Fact]
    public void Quantities_add_subtract_and_compare()
    {
        var (small, large) = (Markets.Quantity(0.10m), Markets.Quantity(0.25m));
        Assert.Equal(Markets.Quantity(0.35m), small + large);
        Assert.Equal(Markets.Quantity(0.15m), large - small);
        Assert.Equal(default, large - large);
        Assert.True((large - large).IsZero && default(Quantity).IsZero && !small.IsZero);
        Assert.True(small < large && small <= large && large > small && large >= small);
        Assert.False(large < small || large <= small || small > large || small >= large);
        Assert.Equal(small, Quantity.Min(small, large));
        Assert.Equal(small, Quantity.Min(large, small));
        Assert.Equal("0.1", small.ToString());
    }

    [Fact]
    public void Quantity_is_never_negative()
    {
        Assert.Equal("quantity was -1, must be 0 or more", Assert.Throws<InvariantException>(() => Markets.Quantity(-1.0m)).Message);
        Assert.Throws<InvariantException>(() => Markets.Quantity(1) - Markets.Quantity(1.0000000000000000000000000001m));
        Assert.Equal(0, Markets.Quantity(-0.0m).Value);
    }

    [Fact]
    public void Notionals_add_and_compare()
    {
        var (small, large) = (new Notional(-1), new Notional(2.5m));
        Assert.Equal(new Notional(1.5m), small + large);
        Assert.True(small < large && small <= large && large > small && large >= small);
        Assert.False(large < small || large <= small || small > large || small >= large);
        Assert.Equal(1, Math.Sign(large.CompareTo(small)));
        Assert.Equal("2.5", large.ToString());
    }
}
