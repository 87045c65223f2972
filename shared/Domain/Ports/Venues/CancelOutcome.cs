namespace VeloZ.Domain;

/// <summary>What became of a request to cancel an order, as far as its answer tells.</summary>
public abstract record CancelOutcome
{
    private CancelOutcome()
    {
    }

    /// <summary>The order is canceled.</summary>
    /// <param name="Filled">Base units that had filled before.</param>
    /// <param name="VenueTime">When the venue says it was.</param>
    public sealed record Canceled(Quantity Filled, UnixNanos VenueTime) : CancelOutcome;

    /// <summary>The venue took the request; whether the order is canceled is told later.</summary>
    public sealed record Taken : CancelOutcome;

    /// <summary>The venue refused: it does not know the order, or it is too late.</summary>
    /// <param name="Reason">Lower snake-case.</param>
    public sealed record Rejected(string Reason) : CancelOutcome;

    /// <summary>It never left this process: it may be asked for again.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record NotSent(string Cause) : CancelOutcome;

    /// <summary>It may have taken effect: no answer, or one that proves nothing.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record Unknown(string Cause) : CancelOutcome;
}
