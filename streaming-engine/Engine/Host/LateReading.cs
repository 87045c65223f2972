using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Reads a journal whose frames can be read only some time after they were confirmed, and whose answer may be empty though it has frames: what is
/// known to be durable and is not there is looked for again before it is said to be lost.
/// </summary>
/// <param name="patience">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class LateReading(TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads until nothing is missing, or patience ends.</summary>
    /// <exception cref="DataFolderException">What items and snapshots prove is missing, or is another account's.</exception>
    /// <exception cref="JournalShortException">The journal ends before what was read of it earlier.</exception>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await read();
            }
            catch (Exception fault) when (fault is DataFolderException or JournalShortException && time.GetElapsedTime(began) < patience)
            {
                // Once more.
            }
            await Task.Delay(Period, time, cancellationToken);
        }
    }
}
