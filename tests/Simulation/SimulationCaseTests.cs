using VeloZ.Domain;

namespace VeloZ.Simulation.Tests;

public sealed class SimulationCaseTests
{
    [Theory]
    [InlineData("seed=7")]
    [InlineData("seed=7; seconds=20; faults=answer_lost#3 power_loss_in_append#0; commands=0 2; without=fill_once")]
    [InlineData("seed=7; faults=; commands=")]
    public void A_case_reads_back_as_it_is_written(string text) => Assert.Equal(text, SimulationCase.Parse(text).ToString());

    [Fact]
    public void Parts_are_read()
    {
        var read = SimulationCase.Parse("seed=7; faults=answer_lost#3; commands=0 2; without=fill-once");
        Assert.Equal(7UL, read.Seed);
        Assert.Equal([new FaultId(FaultKind.AnswerLost, 3)], read.Faults);
        Assert.Equal([0, 2], read.Commands);
        Assert.Equal(Guard.FillOnce, read.Without);
        Assert.Null(read.Seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("seconds=3")]
    [InlineData("seed=x")]
    [InlineData("seed=1; color=red")]
    [InlineData("seed=1; faults=answer_lost")]
    [InlineData("seed=1; faults=answer_found#1")]
    [InlineData("seed=1; without=luck")]
    public void What_is_no_case_is_refused(string text) => Assert.Throws<FormatException>(() => SimulationCase.Parse(text));
}
