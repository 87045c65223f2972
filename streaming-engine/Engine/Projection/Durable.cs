using VeloZ.Domain;

namespace VeloZ.Engine;

/// <summary>What the loop tells the projector, in order: frames that are durable, and effects that were released.</summary>
internal abstract record Durable
{
    private Durable()
    {
    }

    /// <param name="Id">The frame.</param>
    /// <param name="Hash">Of the frame.</param>
    /// <param name="Position">Where it is in the journal.</param>
    /// <param name="Entries">Its entries.</param>
    public sealed record Frame(FrameId Id, FrameHash Hash, JournalPosition Position, JournalEntry[] Entries) : Durable;

    /// <summary>Only wakes the projector.</summary>
    public sealed record Nothing : Durable
    {
        /// <summary>The one there is.</summary>
        public static readonly Nothing Instance = new();
    }

    /// <param name="Released">The effect.</param>
    public sealed record Effect(Trading.Effect Released) : Durable;
}
