using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Venues;

/// <summary>What a paper account is, and how far it is from its venue.</summary>
public sealed record PaperVenueOptions
{
    /// <summary>What a new account has; one that is there goes on with its own.</summary>
    public required IReadOnlyList<Money> Balances { get; init; }

    /// <summary>What is taken of each fill.</summary>
    public required FeeSchedule Fees { get; init; }

    /// <summary>In which currency.</summary>
    public FeeCurrency FeeCurrency { get; init; }

    /// <summary>Time from us to the venue, and from the venue to us; 0 or more.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Time that a new order takes to the venue; null for <see cref="Latency"/>.</summary>
    public TimeSpan? SubmitLatency { get; init; }

    /// <summary>Time that an amendment takes to the venue; null for <see cref="Latency"/>.</summary>
    public TimeSpan? AmendLatency { get; init; }

    /// <summary>Time that a cancel takes to the venue; null for <see cref="Latency"/>.</summary>
    public TimeSpan? CancelLatency { get; init; }

    /// <summary>Orders that ended and are kept in memory; who asks for one before them is answered from the journal.</summary>
    public int ClosedOrdersMax { get; init; } = 10_000;
}
