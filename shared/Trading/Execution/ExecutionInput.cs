using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What the host tells the kernel about requests it made, and that a time has come.</summary>
/// <param name="Time">The input's time: the venue's, as estimated over a clock that does not jump.</param>
public abstract record ExecutionInput(UnixNanos Time)
{
    /// <summary>The process has started and its epoch has begun: venues are asked before anything is traded.</summary>
    /// <param name="Time">The input's time.</param>
    public sealed record Recover(UnixNanos Time) : ExecutionInput(Time);

    /// <summary>The resolver's time has come: <see cref="Kernel.NextResolverTime"/>.</summary>
    /// <param name="Time">The input's time.</param>
    public sealed record ResolverTick(UnixNanos Time) : ExecutionInput(Time);

    /// <summary>A request to place an order has an outcome.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    /// <param name="Attempt">Of the request.</param>
    /// <param name="Outcome">What became of it.</param>
    public sealed record SubmitAnswered(UnixNanos Time, ClientOrderId Id, int Attempt, SubmitOutcome Outcome) : ExecutionInput(Time);

    /// <summary>A request to cancel an order has an outcome.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    /// <param name="Outcome">What became of it.</param>
    public sealed record CancelAnswered(UnixNanos Time, ClientOrderId Id, CancelOutcome Outcome) : ExecutionInput(Time);

    /// <summary>A request to amend an order has an outcome.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    /// <param name="AskedTime">When the amendment was asked for: <see cref="OrderAmend"/>'s time. That of another than is on its way settles nothing.</param>
    /// <param name="Outcome">What became of it.</param>
    public sealed record AmendAnswered(UnixNanos Time, ClientOrderId Id, UnixNanos AskedTime, AmendOutcome Outcome) : ExecutionInput(Time);

    /// <summary>A question about an order has an answer.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    /// <param name="Attempt">Of the effect.</param>
    /// <param name="Number">Of the effect.</param>
    /// <param name="Answer">What the venue said.</param>
    public sealed record OrderAnswered(UnixNanos Time, ClientOrderId Id, int Attempt, long Number, OrderAnswer Answer) : ExecutionInput(Time);

    /// <summary>A venue's books are there.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Venue">The venue.</param>
    /// <param name="Number">Of the effect.</param>
    /// <param name="Books">What it said; null when the question failed.</param>
    public sealed record BooksAnswered(UnixNanos Time, string Venue, long Number, VenueBooks? Books) : ExecutionInput(Time);

    /// <summary>A venue's stream told too little of an order: the venue is asked for it.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Id">The order.</param>
    public sealed record OrderDoubted(UnixNanos Time, ClientOrderId Id) : ExecutionInput(Time);

    /// <summary>A venue's stream of the account broke, or was refused.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Venue">The venue.</param>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record StreamInterrupted(UnixNanos Time, string Venue, string Cause) : ExecutionInput(Time);

    /// <summary>A venue's stream flows again after a break: its books are asked for, at once, for what was missed.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Venue">The venue.</param>
    public sealed record StreamResumed(UnixNanos Time, string Venue) : ExecutionInput(Time);

    /// <summary>A venue told something of the account that could not be read: nothing that adds risk is traded before its books were compared and agreed.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Venue">The venue.</param>
    /// <param name="What">What was wrong.</param>
    public sealed record MessageUnreadable(UnixNanos Time, string Venue, string What) : ExecutionInput(Time);

    /// <summary>Something about a venue that people should know of, and that changes nothing by itself.</summary>
    /// <param name="Time">The input's time.</param>
    /// <param name="Code">Of the incident, in lower snake-case.</param>
    /// <param name="Message">What was, and what follows.</param>
    public sealed record Noticed(UnixNanos Time, string Code, string Message) : ExecutionInput(Time);
}
