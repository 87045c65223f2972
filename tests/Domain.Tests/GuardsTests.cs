namespace VeloZ.Domain.Tests;

public sealed class GuardsTests
{
    [Fact]
    public void All_are_in_force_but_the_one_that_was_taken_out()
    {
        Assert.All(Enum.GetValues<Guard>(), guard => Assert.True(Guards.All.Has(guard)));
        Assert.All(Enum.GetValues<Guard>(), removed => Assert.All(Enum.GetValues<Guard>(), guard => Assert.Equal(guard != removed, Guards.Without(removed).Has(guard))));
    }
}
