namespace VeloZ.Engine;

/// <summary>What a strategy has done since it was deployed; refusals, which are not journaled, since the engine started.</summary>
/// <param name="Orders">Orders it made.</param>
/// <param name="OpenOrders">Those that may still fill.</param>
/// <param name="Refusals">Orders that were refused to it.</param>
/// <param name="Rejections">Orders that the venue refused.</param>
/// <param name="Fills">Fills it had.</param>
/// <param name="Trades">Fills that made its position smaller.</param>
/// <param name="Wins">Those of them that gained, before fees.</param>
/// <param name="Turnover">Sum of price x quantity, quote currency.</param>
public sealed record StrategyMetrics(long Orders, int OpenOrders, long Refusals, long Rejections, long Fills, long Trades, long Wins, decimal Turnover);
