namespace VeloZ.Trading;

/// <summary>Makes requests to a venue; what becomes of each comes back as an <see cref="ExecutionInput"/>.</summary>
public interface IVenueRequests
{
    /// <summary>Places an order.</summary>
    void Make(Effect.Submit submit);

    /// <summary>Amends an order.</summary>
    void Make(Effect.Amend amend);

    /// <summary>Cancels an order.</summary>
    void Make(Effect.Cancel cancel);

    /// <summary>Asks for an order.</summary>
    void Make(Effect.Query query);

    /// <summary>Asks for the books.</summary>
    void Make(Effect.Reconcile reconcile);
}
