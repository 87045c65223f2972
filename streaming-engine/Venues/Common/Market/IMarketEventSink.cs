using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Takes the events of markets, in order.</summary>
internal interface IMarketEventSink
{
    /// <summary>An event of a market. Its levels are the sender's again when this returns.</summary>
    void Take(WireMarket market, in MarketEvent happened);
}
