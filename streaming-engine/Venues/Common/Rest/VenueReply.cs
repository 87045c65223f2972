namespace VeloZ.Venues;

/// <summary>What came of a call, as far as the venue's own words tell.</summary>
internal abstract record VenueReply
{
    private VenueReply()
    {
    }

    /// <summary>It was answered.</summary>
    public sealed record Done(ReadOnlyMemory<byte> Body) : VenueReply;

    /// <summary>The venue says why not, and that proves that nothing was done.</summary>
    /// <param name="Code">Its own; the status of HTTP where it gave none.</param>
    /// <param name="Message">Its own words.</param>
    public sealed record Refused(string Code, string Message) : VenueReply
    {
        public string Reason => VenueReason.Of(Code, Message);
    }

    /// <summary>Nothing left this process.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    /// <param name="Wait">For how long it makes no sense to try again; zero where that is not known.</param>
    public sealed record NotSent(string Cause, TimeSpan Wait) : VenueReply;

    /// <summary>It may have been done.</summary>
    public sealed record Unknown(string Cause) : VenueReply;
}
