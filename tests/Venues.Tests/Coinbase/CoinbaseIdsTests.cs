using VeloZ.Domain;

namespace VeloZ.Venues.Tests;

/// <summary>Which of Coinbase's ids are remembered, and for how long.</summary>
public sealed class CoinbaseIdsTests
{
    private const int Many = 100_000;

    private readonly CoinbaseIds _ids = new();

    // The books tell each order that works every few seconds.
    [Fact]
    public void Order_that_is_told_again_and_again_is_not_forgotten_over_newer_ones()
    {
        _ids.Sent(IdOf(0), new UnixNanos(7));
        for (var number = 1; number <= Many; number++)
        {
            if (number % 5_000 == 1)
                _ids.Learn(IdOf(0).Text, "v0");
            _ids.Learn(IdOf(number).Text, $"v{number}");
        }
        Assert.Equal(("v0", IdOf(0).Text, new UnixNanos(7)), (_ids.Find(IdOf(0)), _ids.ClientIdOf("v0"), _ids.SentTimeOf(IdOf(0))));
        Assert.Equal("v99999", _ids.Find(IdOf(Many - 1)));
    }

    [Fact]
    public void Order_that_nobody_speaks_of_is_forgotten_at_last()
    {
        for (var number = 0; number <= Many; number++)
            _ids.Learn(IdOf(number).Text, $"v{number}");
        Assert.Equal((null, null, null), (_ids.Find(IdOf(0)), _ids.ClientIdOf("v0"), _ids.SentTimeOf(IdOf(0))));
    }

    private static ClientOrderId IdOf(int number) => ClientOrderId.Create('l', partition: 0, epoch: 1, number, OrderRole.Working);
}
