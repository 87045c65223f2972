namespace VeloZ.Domain.Tests;

public sealed class FeeScheduleTests
{
    private static readonly FeeSchedule Tiered = new([new(0, 0.001m, 0.002m), new(1_000, 0.0005m, 0.001m), new(50_000, -0.0001m, 0.0005m)]);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("999.99999999", 0)]
    [InlineData("1000", 1)]
    [InlineData("1000.00000001", 1)]
    [InlineData("49999.99999999", 1)]
    [InlineData("50000", 2)]
    [InlineData("1000000000000000", 2)]
    public void A_step_holds_from_its_volume_on(string volume, int expected) => Assert.Same(Tiered.Tiers[expected], Tiered.For(Markets.Read(volume)));

    [Fact]
    public void A_flat_schedule_has_one_rate_for_every_volume()
    {
        var flat = FeeSchedule.Flat(makerRate: 0.001m, takerRate: 0.002m);
        Assert.Equal(new FeeTier(0, 0.001m, 0.002m), Assert.Single(flat.Tiers));
        Assert.Same(flat.Tiers[0], flat.For(1e20m));
    }

    [Fact]
    public void A_schedule_without_a_first_step_from_zero_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new FeeSchedule([]));
        Assert.Throws<ArgumentException>(() => new FeeSchedule([new(1, 0, 0)]));
        Assert.Throws<ArgumentException>(() => new FeeSchedule([new(-1, 0, 0)]));
    }

    [Fact]
    public void Volumes_that_do_not_rise_are_refused()
    {
        Assert.Equal(
            "fee tier from volume 10 must come after the one from 10",
            Assert.Throws<ArgumentException>(() => new FeeSchedule([new(0, 0, 0), new(10, 0, 0), new(10.0m, 0, 0)])).Message);
        Assert.Throws<ArgumentException>(() => new FeeSchedule([new(0, 0, 0), new(10, 0, 0), new(9, 0, 0)]));
    }

    [Theory]
    [InlineData("1", "0")]
    [InlineData("0", "1")]
    [InlineData("-1", "0")]
    [InlineData("0", "-1.5")]
    public void Rates_that_are_no_fractions_are_refused(string maker, string taker) =>
        Assert.Throws<ArgumentException>(() => FeeSchedule.Flat(Markets.Read(maker), Markets.Read(taker)));

    [Fact]
    public void The_steps_are_the_schedules_own()
    {
        var tiers = new List<FeeTier> { new(0, 0, 0) };
        var schedule = new FeeSchedule(tiers);
        tiers.Add(new FeeTier(-5, 9, 9));
        Assert.Single(schedule.Tiers);
    }
}
