using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>One execution of ours in a backtest.</summary>
/// <param name="Sequence">1 for the first fill of the run.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Instrument">The market.</param>
/// <param name="Side">Of the order.</param>
/// <param name="Price">Paid or received, quote currency per base unit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Fee">What the venue took, in <paramref name="FeeCurrency"/>; negative for a rebate.</param>
/// <param name="FeeCurrency">The currency of the fee.</param>
/// <param name="Liquidity">Maker or taker.</param>
/// <param name="PositionAfter">Signed position after it, base units, less fees in base currency; 0 where less than a quantity increment is left.</param>
/// <param name="IsLiquidation">Whether the venue took the position by it, for want of margin.</param>
public readonly record struct BacktestFill(
    int Sequence,
    UnixNanos Time,
    Instrument Instrument,
    OrderSide Side,
    Price Price,
    Quantity Quantity,
    decimal Fee,
    Currency FeeCurrency,
    Liquidity Liquidity,
    decimal PositionAfter,
    bool IsLiquidation = false);

/// <summary>What a position in a perpetual paid, or was paid, at one moment.</summary>
/// <param name="Time">When it was settled.</param>
/// <param name="Instrument">The market.</param>
/// <param name="Rate">Fraction of the notional, as it was imported.</param>
/// <param name="Price">The last price there was.</param>
/// <param name="Position">Base units held; negative when short.</param>
/// <param name="Paid">Quote currency; negative where it was received.</param>
public readonly record struct FundingPayment(UnixNanos Time, Instrument Instrument, decimal Rate, decimal Price, decimal Position, decimal Paid);

/// <summary>A setting of the run and the value it had, as text: results say which assumptions were used.</summary>
/// <param name="Name">Kebab-case, as on the command line: <c>limit-fill</c>.</param>
/// <param name="Value">As it would be typed.</param>
public readonly record struct NamedValue(string Name, string Value);

/// <summary>How often something was refused or told, by its code.</summary>
/// <param name="Code">Lower snake-case.</param>
/// <param name="Count">At least 1.</param>
public readonly record struct RefusalCount(string Code, int Count);

/// <summary>All that a backtest found. Immutable; amounts are in the quote currency of the instrument.</summary>
public sealed record BacktestResult
{
    /// <summary>Catalogue id of the strategy, such as <c>ma-cross</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The strategy's parameters in the order they are declared.</summary>
    public required IReadOnlyList<NamedValue> Parameters { get; init; }

    /// <summary>The simulation's settings: fill rules, fees, slippage, latency, grid.</summary>
    public required IReadOnlyList<NamedValue> Settings { get; init; }

    /// <summary>The market.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>Length of a bar.</summary>
    public required BarInterval Interval { get; init; }

    /// <summary>Bars run over.</summary>
    public required int Bars { get; init; }

    /// <summary>Prints run over; 0 where it ran over bars.</summary>
    public long Prints { get; init; }

    /// <summary>Events of a captured market run over; 0 where it ran over bars or prints.</summary>
    public long Events { get; init; }

    /// <summary>Intervals between the first and the last bar for which there was no bar.</summary>
    public required long MissingBars { get; init; }

    /// <summary>Open of the first bar.</summary>
    public required UnixNanos From { get; init; }

    /// <summary>Close of the last bar.</summary>
    public required UnixNanos To { get; init; }

    /// <summary>Orders the strategy made that passed the risk checks.</summary>
    public required int Orders { get; init; }

    /// <summary>Orders refused by our risk checks, by code.</summary>
    public required IReadOnlyList<RefusalCount> Denials { get; init; }

    /// <summary>Orders refused by the simulated venue, by reason.</summary>
    public required IReadOnlyList<RefusalCount> Rejections { get; init; }

    /// <summary>What the engine told of orders that it took and could not carry out as they were meant, such as protection that ended, by code.</summary>
    public IReadOnlyList<RefusalCount> Warnings { get; init; } = [];

    /// <summary>Every fill, in order.</summary>
    public required IReadOnlyList<BacktestFill> Fills { get; init; }

    /// <summary>Closed round trips, by exit time.</summary>
    public required IReadOnlyList<RoundTrip> Trades { get; init; }

    /// <summary>Round trips still open at the end of the data: 0 or 1 an instrument. The end closes nothing.</summary>
    public required int OpenTrades { get; init; }

    /// <summary>Equity before the first bar.</summary>
    public required decimal StartEquity { get; init; }

    /// <summary>Equity at the last close.</summary>
    public required decimal EndEquity { get; init; }

    /// <summary>All fees, valued in quote currency at the fill.</summary>
    public required decimal Fees { get; init; }

    /// <summary>What was paid to holders of the other side of a perpetual, and by them, by time; empty for spot.</summary>
    public IReadOnlyList<FundingPayment> FundingPayments { get; init; } = [];

    /// <summary>What was paid to holders of the other side, 0 or more.</summary>
    public decimal FundingPaid => FundingPayments.Sum(payment => Math.Max(0, payment.Paid));

    /// <summary>What holders of the other side paid, 0 or more.</summary>
    public decimal FundingReceived => FundingPayments.Sum(payment => Math.Max(0, -payment.Paid));

    /// <summary>What was paid less what was received.</summary>
    public decimal Funding => FundingPaid - FundingReceived;

    /// <summary>How far the funding rates cover the run; null for spot.</summary>
    public FundingCoverage? FundingCoverage { get; init; }

    /// <summary>How often the venue took the position for want of margin. Its fills are marked.</summary>
    public int Liquidations { get; init; }

    /// <summary>Sum of price x quantity over all fills.</summary>
    public required decimal Turnover { get; init; }

    /// <summary>Greatest fraction below the peak of equity, over all closes; 0 or more.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Longest time from a peak of equity to the close that reached it again, or to the end of the data.</summary>
    public required TimeSpan MaxDrawdownDuration { get; init; }

    /// <summary>Fraction of the time from <see cref="From"/> to <see cref="To"/> with a position, 0 to 1; missing bars are time too.</summary>
    public required double Exposure { get; init; }

    /// <summary>Fraction of that time with a long position, 0 to 1.</summary>
    public required double LongExposure { get; init; }

    /// <summary>First open of the data, for the market's own change.</summary>
    public required decimal FirstPrice { get; init; }

    /// <summary>Last close of the data.</summary>
    public required decimal LastPrice { get; init; }

    /// <summary>Equity at each 00:00 UTC from the first open to the last close, oldest first.</summary>
    public required IReadOnlyList<DailyEquity> Daily { get; init; }

    /// <summary>The run condensed to at most 2,000 points, oldest first.</summary>
    public required IReadOnlyList<ChartPoint> Chart { get; init; }

    /// <summary>SHA-256 over the fills, lower hex: equal for equal trades. The line format is <see cref="TradeHash"/>'s.</summary>
    public required string TradeHash { get; init; }

    /// <summary>SHA-256 of the kernel's final state, lower hex: equal to that of a replay of the entries.</summary>
    public required string StateHash { get; init; }

    /// <summary>Close of the bar at which equity was 0 or less, where the run ended; null where it never was.</summary>
    public UnixNanos? RuinTime { get; init; }
}
