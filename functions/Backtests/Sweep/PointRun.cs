using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Backtests;

/// <summary>Runs single points of a sweep.</summary>
internal sealed class PointRun
{
    private readonly BacktestPlan _plan;
    private readonly StrategyDefinition _strategy;
    private readonly BoundBars _bars;
    private readonly Range _range;

    /// <summary>Looks at all that is the same for every point.</summary>
    /// <param name="plan">Of the sweep.</param>
    /// <param name="series">Its bars.</param>
    /// <exception cref="BacktestJobError">Strategy, market or bars do not hold.</exception>
    public PointRun(BacktestPlan plan, BarSeries series)
    {
        var sweep = plan.Sweep;
        _plan = plan;
        try
        {
            _strategy = StrategyCatalog.Get(sweep.Strategy);
            _bars = series.BindTo(new Instrument(sweep.Bars.Instrument, sweep.PriceIncrement, sweep.QuantityIncrement, FeeSchedule.Flat(sweep.MakerRate, sweep.TakerRate)));
        }
        catch (Exception exception) when (exception is StrategySettingException or OffGridException or ArgumentException)
        {
            throw new BacktestJobError(exception.Message, exception);
        }
        _range = series.Between(sweep.Bars.From ?? new UnixNanos(long.MinValue), sweep.Bars.To ?? UnixNanos.MaxValue);
    }

    /// <summary>Runs a point. Parameters that do not hold are its outcome: they would not hold again.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public PointResult Run(int point, CancellationToken cancellationToken)
    {
        var given = _plan.ParametersOf(point);
        try
        {
            var result = Backtest.Run(Settings(given), journal: null, progress: null, cancellationToken);
            return new PointResult.Done(point, given, result.TradeHash, result.StateHash, result.Fills.Count, result.Trades.Count, result.EndEquity, result.Fees, result.MaxDrawdown);
        }
        catch (Exception exception) when (exception is StrategySettingException or BacktestSettingException)
        {
            return new PointResult.Failed(point, given, "parameters_invalid", $"point {point} ({string.Join(' ', given.Select(one => $"{one.Key}={one.Value}"))}): {exception.Message}");
        }
    }

    private BacktestSettings Settings(IReadOnlyList<KeyValuePair<string, string>> given) => new()
    {
        Strategy = _strategy,
        Parameters = _strategy.Read(given),
        Bars = _bars,
        Range = _range,
        Cash = _plan.Sweep.Cash,
        Simulation = new SimulationOptions
        {
            SlippageBps = _plan.Sweep.SlippageBps,
            AccountKind = _plan.Sweep.Leverage is null ? AccountKind.Cash : AccountKind.Margin,
            Leverage = _plan.Sweep.Leverage ?? 1,
        },
    };
}
