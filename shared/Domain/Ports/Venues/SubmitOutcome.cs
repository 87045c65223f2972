namespace VeloZ.Domain;

/// <summary>What became of a request to place an order, as far as its answer tells.</summary>
public abstract record SubmitOutcome
{
    private SubmitOutcome()
    {
    }

    /// <summary>The venue has it.</summary>
    /// <param name="VenueOrderId">The venue's id.</param>
    /// <param name="VenueTime">When the venue says it took it.</param>
    public sealed record Accepted(string VenueOrderId, UnixNanos VenueTime) : SubmitOutcome;

    /// <summary>The venue says that it did not take it. Only what proves this; a timeout or a 5xx does not.</summary>
    /// <param name="Reason">Lower snake-case.</param>
    public sealed record Rejected(string Reason) : SubmitOutcome;

    /// <summary>The venue says that it knows an order of that id already: ours exists, or has existed.</summary>
    public sealed record Duplicate : SubmitOutcome;

    /// <summary>It never left this process.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record NotSent(string Cause) : SubmitOutcome;

    /// <summary>It may be live: no answer, or one that proves nothing.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record Unknown(string Cause) : SubmitOutcome;
}
