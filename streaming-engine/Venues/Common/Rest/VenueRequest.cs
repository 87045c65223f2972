using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>One request to a venue, ready to be sent once.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Address">With its query.</param>
/// <param name="Kind">What it is for.</param>
internal sealed record VenueRequest(HttpMethod Method, Uri Address, RequestKind Kind)
{
    /// <summary>Names and values.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Sent always where the request changes something, be it empty: .NET sends one without a body a second time by itself where its connection breaks.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether it places, amends or cancels: then it has a body, and nobody sends it again.</summary>
    public bool IsMutating { get; init; }

    /// <summary>By our own clock; after it nothing is sent. The latest moment there is for a question.</summary>
    public UnixNanos Deadline { get; init; } = UnixNanos.MaxValue;

    /// <summary>What it takes of the budget, by the limit's name.</summary>
    public IReadOnlyList<(string Name, int Weight)> Weights { get; init; } = [];
}

/// <summary>What became of a request, as far as the wire tells.</summary>
internal abstract record VenueAnswer
{
    private VenueAnswer()
    {
    }

    /// <summary>An answer came.</summary>
    /// <param name="Status">Of HTTP.</param>
    /// <param name="Headers">Names in lower case.</param>
    /// <param name="Body">Whole.</param>
    /// <param name="SentStamp">Of the monotonic clock.</param>
    /// <param name="AnsweredStamp">Of the monotonic clock.</param>
    public sealed record Answered(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, long SentStamp, long AnsweredStamp) : VenueAnswer;

    /// <summary>Nothing of it left this process.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    /// <param name="Wait">For how long it makes no sense to try again; zero where that is not known.</param>
    public sealed record NotSent(string Cause, TimeSpan Wait) : VenueAnswer;

    /// <summary>It may have arrived, and been done.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record Unanswered(string Cause) : VenueAnswer;
}
