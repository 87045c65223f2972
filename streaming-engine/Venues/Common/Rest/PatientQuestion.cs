namespace VeloZ.Venues;

/// <summary>Asks again what a full budget did not let out: a long past takes more than a minute's budget, and is not begun anew for it.</summary>
internal static class PatientQuestion
{
    private const int WaitsMax = 20;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(10); // A timer may be early.

    /// <summary>What came at last.</summary>
    /// <param name="ask">Asks once.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<VenueReply> AskAsync(Func<Task<VenueReply>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            var reply = await ask();
            if (reply is not VenueReply.NotSent { Cause: "rate_budget" } full || waits == WaitsMax || full.Wait > WaitMax)
                return reply;
            await Task.Delay(full.Wait + Margin, time, cancellationToken);
        }
    }
}
