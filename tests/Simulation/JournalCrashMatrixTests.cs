using VeloZ.TestKit;

namespace VeloZ.Simulation.Tests;

public sealed class JournalCrashMatrixTests
{
    [Fact]
    public void After_every_trouble_at_every_call_what_was_confirmed_is_there()
    {
        var result = new JournalCrashMatrix(1).RunTroubles(Tier.Pick(quick: 4, full: 50, nightly: 200), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(result.ToString());
        Assert.Equal(result.Cases, result.NothingInFlight + result.Dropped + result.Kept);
        Assert.True(result is { Dropped: > 0, Kept: > 0, NothingInFlight: > 0 }, result.ToString());
    }

    [Fact]
    public void No_flipped_byte_loses_or_changes_a_frame_without_a_word()
    {
        var result = new JournalCrashMatrix(1).RunFlips(Tier.Pick(quick: 16, full: 1, nightly: 1), TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(result.ToString());
        Assert.Equal(result.Cases, result.Refused + result.Harmless);
        Assert.True(result is { Refused: > 0, Harmless: > 0 }, result.ToString());
    }

    [Fact]
    public void The_same_seed_does_the_same() =>
        Assert.Equal(
            new JournalCrashMatrix(5).RunTroubles(1, TestContext.Current.CancellationToken),
            new JournalCrashMatrix(5).RunTroubles(1, TestContext.Current.CancellationToken));
}
