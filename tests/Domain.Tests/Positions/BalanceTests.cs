namespace VeloZ.Domain.Tests;

public sealed class BalanceTests
{
    [Fact]
    public void What_is_locked_is_not_free()
    {
        var balance = new Balance(Currency.Parse("USDT"));
        balance.Add(100);
        balance.Lock(30);
        Assert.Equal((100m, 30m, 70m), (balance.Total, balance.Locked, balance.Free));
        balance.Add(-120);
        Assert.Equal((-20m, 30m, -50m), (balance.Total, balance.Locked, balance.Free));
        balance.Lock(-30);
        Assert.Equal((-20m, 0m, -20m), (balance.Total, balance.Locked, balance.Free));
    }

    [Fact]
    public void More_is_never_released_than_was_locked()
    {
        var balance = new Balance(Currency.Parse("USDT"));
        balance.Lock(1);
        Assert.Equal("locked USDT was -0.5, must be 0 or more", Assert.Throws<InvariantException>(() => balance.Lock(-1.5m)).Message);
    }
}
