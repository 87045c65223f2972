namespace VeloZ.Engine;

/// <summary>When the loop was last seen at work. One thread beats, any may ask.</summary>
/// <param name="time">The machine's clock.</param>
internal sealed class LoopPulse(TimeProvider time)
{
    private long _stamp = time.GetTimestamp();

    /// <summary>For how long it has not beaten.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _stamp));

    /// <summary>The loop is at work.</summary>
    public void Beat() => Volatile.Write(ref _stamp, time.GetTimestamp());
}
