using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>Moves a clock on by the same step at every wait, which itself does not last.</summary>
internal sealed class SteppingJitter(ManualTimeProvider time, TimeSpan step) : Random
{
    public override double NextDouble()
    {
        time.Advance(step);
        return 0;
    }
}
