using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Keeps a book right by its venue's rule.</summary>
internal interface IBookFeed
{
    /// <summary>Whether the book is right, as far as is known.</summary>
    bool IsLive { get; }

    /// <summary>Something is missing: what comes next follows on nothing.</summary>
    void Lose(UnixNanos receivedTime);
}
