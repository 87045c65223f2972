namespace VeloZ.Storage;

/// <summary>A store of market data refuses what was asked of it, and nothing was changed.</summary>
public sealed class MarketStoreException(string message, Exception? cause = null) : Exception(message, cause);
