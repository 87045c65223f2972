using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>For how long the journal goes on with one thing that fails. It begins with the first attempt.</summary>
/// <remarks>Of credentials that have expired, or a time of signing that is wrong, it counts from when these began: they may come after a long outage.</remarks>
internal sealed class KinesisPatience(KinesisJournalOptions options)
{
    private readonly long _began = options.Clock.GetTimestamp();
    private long? _outOfTimeSince;

    /// <summary>Whether no other attempt is to be made after that fault.</summary>
    public bool EndsWith(StoreException fault)
    {
        _outOfTimeSince = AwsFault.IsOutOfTime(fault.InnerException) ? _outOfTimeSince ?? options.Clock.GetTimestamp() : null;
        if (options.Clock.GetElapsedTime(_began) >= options.Patience)
            return true;
        return _outOfTimeSince is { } since ? options.Clock.GetElapsedTime(since) >= options.CredentialsPatience : fault.Fault != StoreFault.Unavailable;
    }
}
