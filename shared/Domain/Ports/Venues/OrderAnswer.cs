namespace VeloZ.Domain;

/// <summary>What a venue answers when it is asked for one order.</summary>
public abstract record OrderAnswer
{
    private OrderAnswer()
    {
    }

    /// <summary>It knows the order.</summary>
    /// <param name="Order">As it stands there.</param>
    /// <param name="Fills">Its fills; may lag behind the order.</param>
    public sealed record Found(VenueOrder Order, IReadOnlyList<VenueFill> Fills) : OrderAnswer;

    /// <summary>It does not know it; which proves something only late enough.</summary>
    public sealed record NotFound : OrderAnswer;

    /// <summary>The question failed.</summary>
    /// <param name="Cause">Lower snake-case.</param>
    public sealed record Failed(string Cause) : OrderAnswer;
}
