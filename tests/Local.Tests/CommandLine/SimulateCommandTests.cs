namespace VeloZ.Local.Tests;

public sealed class SimulateCommandTests
{
    [Fact]
    public async Task A_seed_does_the_same_in_every_process()
    {
        var first = await Veloz.RunAsync("simulate", "--seed", "7", "--trace");
        var second = await Veloz.RunAsync("simulate", "--seed", "7", "--trace");
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("all invariants held", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task Some_seeds_tell_how_often_each_fault_came_and_each_invariant_was_checked()
    {
        var run = await Veloz.RunAsync("simulate", "--seeds", "20", "--workers", "2");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"power_loss_in_append +\d+", run.Output);
        Assert.Matches(@"no_false_negative +[\d,]+", run.Output);
        Assert.Contains("0 seeds failed", run.Output, StringComparison.Ordinal);
        Assert.Contains("journal crash matrix:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_guard_it_fails_and_prints_a_small_case_that_fails_the_same()
    {
        var run = await Veloz.RunAsync("simulate", "--seed", "0", "--without", "timeout-is-unknown");
        Assert.Equal(1, run.ExitCode);
        var shrunk = run.Output.Split('\n').Single(line => line.StartsWith("shrunk", StringComparison.Ordinal))["shrunk".Length..].Trim();
        var again = await Veloz.RunAsync("simulate", "--case", shrunk);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("FAILED     no_false_negative", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds", "none")]
    [InlineData("--seed", "-1")]
    [InlineData("--without", "luck")]
    [InlineData("--case", "faults=answer_lost#1")]
    [InlineData("--workers", "0")]
    public async Task Bad_input_is_told_in_one_line(string option, string value)
    {
        var run = await Veloz.RunAsync("simulate", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(value, run.ErrorLine, StringComparison.Ordinal);
    }
}
