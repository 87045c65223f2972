namespace VeloZ.Domain;

/// <summary>Equity at 00:00 UTC.</summary>
/// <param name="Time">00:00 UTC.</param>
/// <param name="Equity">Cash and positions at the last close at or before that moment, in the reporting currency.</param>
/// <param name="Price">That close, in quote currency: the benchmark that buys and holds.</param>
public readonly record struct DailyEquity(UnixNanos Time, decimal Equity, decimal Price);

/// <summary>A stretch of consecutive bars, condensed for a chart.</summary>
/// <param name="OpenTime">Open of its first bar.</param>
/// <param name="CloseTime">Close of its last bar.</param>
/// <param name="Open">First trade.</param>
/// <param name="High">Highest trade.</param>
/// <param name="Low">Lowest trade.</param>
/// <param name="Close">Last trade.</param>
/// <param name="Equity">Equity at the close of its last bar.</param>
/// <param name="Drawdown">Greatest fraction below the peak of equity at a close within it, 0 to 1 or more when equity is lost altogether.</param>
public readonly record struct ChartPoint(
    UnixNanos OpenTime,
    UnixNanos CloseTime,
    decimal Open,
    decimal High,
    decimal Low,
    decimal Close,
    decimal Equity,
    decimal Drawdown);
