namespace VeloZ.Domain;

/// <summary>A venue for one account: its parts share a clock and a budget of requests.</summary>
public interface IVenueConnection : IAsyncDisposable
{
    /// <summary>Its markets.</summary>
    IMarketDataSource MarketData { get; }

    /// <summary>What each account there carries out by itself; known before one is opened, and asked of nobody.</summary>
    VenueFeatures Features { get; }

    /// <summary>Its clock beside ours, as last known; without samples where it was never asked.</summary>
    ClockEstimate Clock { get; }

    /// <summary>Orders of the account there; closed by who opened them.</summary>
    /// <param name="markets">All that the account trades.</param>
    /// <param name="leverage">Of perpetuals: exposure as a multiple of equity that the venue must allow, above 0; without meaning for spot.</param>
    /// <param name="cancellationToken">Ends the wait for the venue's time.</param>
    /// <exception cref="VenueException">It does not tell its time, or the account there is not one that such markets can be traded with.</exception>
    Task<IExecutionVenue> OpenAccountAsync(IReadOnlyList<VenueMarket> markets, decimal leverage, CancellationToken cancellationToken);
}
