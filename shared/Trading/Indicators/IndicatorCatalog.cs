using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The indicators that VeloZ brings.</summary>
public static class IndicatorCatalog
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<IndicatorDefinition> All { get; } =
    [
        new IndicatorDefinition
        {
            Name = "adx",
            Title = "Average Directional Index",
            Parameters = [Period(14, max: 1_000)],
            Outputs = ["adx", "plus_di", "minus_di"],
            WarmUpBars = parameters => 2 * parameters.Integer("period"),
            Create = parameters => new DirectionalMovement(parameters.Integer("period")),
        },
        new IndicatorDefinition
        {
            Name = "atr",
            Title = "Average True Range",
            Parameters = [Period(14)],
            Outputs = ["atr"],
            WarmUpBars = parameters => parameters.Integer("period") + 1,
            Create = parameters => new AverageTrueRange(parameters.Integer("period")),
        },
        new IndicatorDefinition
        {
            Name = "bollinger",
            Title = "Bollinger Bands",
            Parameters = [Period(20, min: 2), Factor("deviations", "Standard deviations from the middle to a band", 2)],
            Outputs = ["upper", "middle", "lower"],
            WarmUpBars = parameters => parameters.Integer("period"),
            Create = parameters => new BollingerBands(parameters.Integer("period"), parameters.Decimal("deviations")),
        },
        new IndicatorDefinition
        {
            Name = "cci",
            Title = "Commodity Channel Index",
            Parameters = [Period(20, min: 2)],
            Outputs = ["cci"],
            WarmUpBars = parameters => parameters.Integer("period"),
            Create = parameters => new CommodityChannelIndex(parameters.Integer("period")),
        },
        Average("dema", "Double Exponential Moving Average", period => (2 * period) - 1, period => new DoubleExponentialMovingAverage(period)),
        new IndicatorDefinition
        {
            Name = "donchian",
            Title = "Donchian Channel",
            Parameters = [Period(20)],
            Outputs = ["upper", "middle", "lower"],
            WarmUpBars = parameters => parameters.Integer("period"),
            Create = parameters => new DonchianChannel(parameters.Integer("period")),
        },
        Average("ema", "Exponential Moving Average", period => period, period => new ExponentialMovingAverage(period)),
        Average("hma", "Hull Moving Average", period => period + (int)Math.Sqrt(period) - 1, period => new HullMovingAverage(period), min: 2),
        new IndicatorDefinition
        {
            Name = "ichimoku",
            Title = "Ichimoku Cloud",
            Parameters =
            [
                Bars("conversion", "Bars of the conversion line (tenkan-sen)", 9),
                Bars("base", "Bars of the base line (kijun-sen)", 26),
                Bars("wide", "Bars of the second leading span (senkou span B)", 52),
                Bars("displacement", "Bars that spans are drawn ahead and back", 26, max: 1_000),
            ],
            Outputs = ["conversion", "base", "leading_a", "leading_b", "ahead_a", "ahead_b", "lagging_price"],
            WarmUpBars = parameters => Math.Max(Math.Max(parameters.Integer("conversion"), parameters.Integer("base")), parameters.Integer("wide")) + parameters.Integer("displacement"),
            Create = parameters => new IchimokuCloud(parameters.Integer("conversion"), parameters.Integer("base"), parameters.Integer("wide"), parameters.Integer("displacement")),
        },
        new IndicatorDefinition
        {
            Name = "keltner",
            Title = "Keltner Channel",
            Parameters = [Period(20), Bars("atr_period", "True ranges averaged", 10), Factor("multiple", "Average true ranges from the middle to a band", 2)],
            Outputs = ["upper", "middle", "lower"],
            WarmUpBars = parameters => Math.Max(parameters.Integer("period"), parameters.Integer("atr_period") + 1),
            Create = parameters => new KeltnerChannel(parameters.Integer("period"), parameters.Integer("atr_period"), parameters.Decimal("multiple")),
        },
        new IndicatorDefinition
        {
            Name = "macd",
            Title = "Moving-Average Convergence Divergence",
            Parameters = [Bars("fast", "Bars of the fast average", 12), Bars("slow", "Bars of the slow average; more than fast", 26, min: 2), Bars("signal", "Bars of the signal", 9)],
            Outputs = ["macd", "signal", "histogram"],
            WarmUpBars = parameters => parameters.Integer("slow") + parameters.Integer("signal") - 1,
            Create = parameters => new MovingAverageConvergence(parameters.Integer("fast"), parameters.Integer("slow"), parameters.Integer("signal")),
            Objection = parameters => parameters.Integer("fast") < parameters.Integer("slow")
                ? null
                : $"parameter fast was {parameters.Integer("fast")} and slow was {parameters.Integer("slow")}, fast must be less than slow",
        },
        new IndicatorDefinition
        {
            Name = "mfi",
            Title = "Money Flow Index",
            Parameters = [Period(14)],
            Outputs = ["mfi"],
            WarmUpBars = parameters => parameters.Integer("period") + 1,
            Create = parameters => new MoneyFlowIndex(parameters.Integer("period")),
        },
        new IndicatorDefinition
        {
            Name = "obv",
            Title = "On-Balance Volume",
            Parameters = [],
            Outputs = ["obv"],
            WarmUpBars = _ => 1,
            Create = _ => new OnBalanceVolume(),
        },
        new IndicatorDefinition
        {
            Name = "parabolic-sar",
            Title = "Parabolic Stop and Reverse",
            Parameters =
            [
                new DecimalParameter { Name = "step", Help = "Acceleration at first, and what each new extreme adds", Min = 0.0001m, Max = 1, Default = 0.02m },
                new DecimalParameter { Name = "max", Help = "Greatest acceleration; at least the step", Min = 0.0001m, Max = 1, Default = 0.2m },
            ],
            Outputs = ["sar", "direction"],
            WarmUpBars = _ => 2,
            Create = parameters => new ParabolicStop(parameters.Decimal("step"), parameters.Decimal("max")),
            Objection = parameters => parameters.Decimal("step") <= parameters.Decimal("max")
                ? null
                : $"parameter step was {DecimalText.Trimmed(parameters.Decimal("step"))} and max was {DecimalText.Trimmed(parameters.Decimal("max"))}, step must be at most max",
        },
        new IndicatorDefinition
        {
            Name = "rsi",
            Title = "Relative Strength Index",
            Parameters = [Period(14)],
            Outputs = ["rsi"],
            WarmUpBars = parameters => parameters.Integer("period") + 1,
            Create = parameters => new RelativeStrengthIndex(parameters.Integer("period")),
        },
        Average("sma", "Simple Moving Average", period => period, period => new SimpleMovingAverage(period)),
        new IndicatorDefinition
        {
            Name = "stoch-rsi",
            Title = "Stochastic Relative Strength Index",
            Parameters =
            [
                Bars("rsi_period", "Changes that the index averages", 14),
                Bars("period", "Values of the index it looks back on", 14),
                Bars("smoothing", "Values averaged to %K; 1 for the unsmoothed form of its authors", 3, max: 1_000),
                Bars("average", "Values of %K averaged to %D", 3, max: 1_000),
            ],
            Outputs = ["k", "d"],
            WarmUpBars = parameters => parameters.Integer("rsi_period") + parameters.Integer("period") + parameters.Integer("smoothing") + parameters.Integer("average") - 2,
            Create = parameters => new StochasticRelativeStrength(parameters.Integer("rsi_period"), parameters.Integer("period"), parameters.Integer("smoothing"), parameters.Integer("average")),
        },
        new IndicatorDefinition
        {
            Name = "stochastic",
            Title = "Stochastic Oscillator",
            Parameters =
            [
                Period(14),
                Bars("smoothing", "Values averaged to %K; 1 for the fast stochastic", 3, max: 1_000),
                Bars("average", "Values of %K averaged to %D", 3, max: 1_000),
            ],
            Outputs = ["k", "d"],
            WarmUpBars = parameters => parameters.Integer("period") + parameters.Integer("smoothing") + parameters.Integer("average") - 2,
            Create = parameters => new StochasticOscillator(parameters.Integer("period"), parameters.Integer("smoothing"), parameters.Integer("average")),
        },
        new IndicatorDefinition
        {
            Name = "supertrend",
            Title = "SuperTrend",
            Parameters = [Bars("period", "True ranges averaged", 10), Factor("multiple", "Average true ranges from the middle of a bar to a band", 3)],
            Outputs = ["supertrend", "direction", "upper", "lower"],
            WarmUpBars = parameters => parameters.Integer("period") + 1,
            Create = parameters => new SuperTrend(parameters.Integer("period"), parameters.Decimal("multiple")),
        },
        Average("tema", "Triple Exponential Moving Average", period => (3 * period) - 2, period => new TripleExponentialMovingAverage(period)),
        new IndicatorDefinition
        {
            Name = "vwap",
            Title = "Volume-Weighted Average Price",
            Parameters = [Factor("deviations", "Standard deviations from the average to a band", 2)],
            Outputs = ["vwap", "upper", "lower"],
            WarmUpBars = _ => 1,
            Create = parameters => new VolumeWeightedAveragePrice(parameters.Decimal("deviations")),
        },
        new IndicatorDefinition
        {
            Name = "vwma",
            Title = "Volume-Weighted Moving Average",
            Parameters = [Period(20)],
            Outputs = ["vwma"],
            WarmUpBars = parameters => parameters.Integer("period"),
            Create = parameters => new VolumeWeightedMovingAverage(parameters.Integer("period")),
        },
        new IndicatorDefinition
        {
            Name = "williams-r",
            Title = "Williams %R",
            Parameters = [Period(14)],
            Outputs = ["williams_r"],
            WarmUpBars = parameters => parameters.Integer("period"),
            Create = parameters => new WilliamsPercentRange(parameters.Integer("period")),
        },
        Average("wma", "Weighted Moving Average", period => period, period => new WeightedMovingAverage(period)),
    ];

    /// <summary>The indicator of that name; null when there is none.</summary>
    public static IndicatorDefinition? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>The indicator of that name.</summary>
    /// <exception cref="StrategySettingException">There is none.</exception>
    public static IndicatorDefinition Get(string name) => Find(name)
        ?? throw new StrategySettingException($"indicator was '{name}', must be one of {string.Join(", ", All.Select(one => one.Name))}");

    private static IntegerParameter Period(int @default, int min = 1, int max = 5_000) => Bars("period", "Bars it looks back on", @default, min, max);

    private static IntegerParameter Bars(string name, string help, int @default, int min = 1, int max = 5_000) =>
        new() { Name = name, Help = help, Min = min, Max = max, Default = @default };

    private static DecimalParameter Factor(string name, string help, decimal @default) =>
        new() { Name = name, Help = help, Min = 0.1m, Max = 10, Default = @default };

    private static IndicatorDefinition Average(string name, string title, Func<int, int> warmUpBars, Func<int, MovingAverage> create, int min = 1) => new()
    {
        Name = name,
        Title = title,
        Parameters = [Period(20, min)],
        Outputs = [name],
        WarmUpBars = parameters => warmUpBars(parameters.Integer("period")),
        Create = parameters => create(parameters.Integer("period")),
    };
}
