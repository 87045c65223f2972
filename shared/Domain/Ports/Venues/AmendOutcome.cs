namespace VeloZ.Domain;

/// <summary>What became of a request to amend an order, as far as its answer tells.</summary>
public abstract record AmendOutcome
{
    private AmendOutcome()
    {
    }

    /// <summary>The new values hold.</summary>
    /// <param name="VenueTime">When the venue says they do.</param>
    public sealed record Amended(UnixNanos VenueTime) : AmendOutcome;

    /// <summary>The venue took the request; whether the new values hold is told later.</summary>
    public sealed record Taken : AmendOutcome;

    /// <summary>The venue refused; the order is as it was, or is closed.</summary>
    /// <param name="Reason">Lower snake-case.</param>
    public sealed record Rejected(string Reason) : AmendOutcome;

    /// <summary>It never left this process: the order is as it was.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record NotSent(string Cause) : AmendOutcome;

    /// <summary>It may have taken effect: no answer, or one that proves nothing.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record Unknown(string Cause) : AmendOutcome;
}
