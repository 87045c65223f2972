using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

public sealed class AwsOptionsTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_pause_lasts_by_the_clock_that_is_given()
    {
        var time = new ManualTimeProvider();
        var pause = new AwsOptions { Region = "eu-central-1", Clock = time, Jitter = () => 0.5 }.Pause(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMilliseconds(50) - TimeSpan.FromTicks(1)); // Half of 100 ms.
        Assert.False(pause.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        await pause;
    }
}
