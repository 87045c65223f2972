using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>What an engine tells those who listen, in order, once it is durable.</summary>
public abstract record EngineNews
{
    private EngineNews()
    {
    }

    /// <summary>An entry was journaled.</summary>
    /// <param name="Entry">The fact.</param>
    /// <param name="Order">The order it is about, as it stands after it; null where it is about none.</param>
    public sealed record Journaled(JournalEntry Entry, OrderView? Order) : EngineNews;

    /// <summary>An order was refused.</summary>
    /// <param name="Request">What was asked for.</param>
    /// <param name="Refusal">Why not.</param>
    public sealed record Refused(OrderRequest Request, Refusal Refusal) : EngineNews;

    /// <summary>Something happened that should not.</summary>
    /// <param name="Incident">What.</param>
    public sealed record Happened(Effect.Incident Incident) : EngineNews;
}
