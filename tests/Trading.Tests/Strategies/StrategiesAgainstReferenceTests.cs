using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Trading.Tests;

/// <summary>Each strategy against its rule as a plain loop over random bars, worked out anew at every bar: an order of a close fills whole at the next open.</summary>
public sealed class StrategiesAgainstReferenceTests
{
    private const decimal FeeRate = 0.001m;

    // What to order at the close of a bar; null for nothing.
    private delegate (OrderSide Side, decimal Quantity)? Rule(int bar, decimal position, decimal equity, decimal lastPrice);

    [Fact]
    public void Trades_of_macd_are_the_reference_s() => Compare("macd", MacdRule, ("fast", "4"), ("slow", "9"), ("signal", "3"), ("quantity", "0.01"));

    [Fact]
    public void Trades_of_rsi2_are_the_reference_s() => Compare("rsi2", RsiRule, ("trend", "30"), ("exit", "4"), ("enter", "25"), ("quantity", "0.01"));

    [Fact]
    public void Trades_of_donchian_are_the_reference_s() => Compare("donchian", DonchianRule, ("entry", "12"), ("exit", "6"), ("atr", "8"), ("unit_risk", "0.002"), ("max_units", "3"), ("stop", "1.5"), ("max_exposure", "0.6"));

    private static Rule MacdRule(List<BarRow> bars)
    {
        var closes = bars.Select(bar => (double)bar.Close).ToArray();
        var (fast, slow) = (Exponential(closes, 4, first: 3), Exponential(closes, 9, first: 8));
        var line = closes.Select((_, index) => fast[index] - slow[index]).ToArray();
        var signal = Exponential(line, 3, first: 10);
        int? Relation(int bar) => bar < 10 ? null : Math.Sign(line[bar] - signal[bar]);
        return (bar, position, _, _) =>
        {
            if (bar == 0 || Relation(bar - 1) is not { } before)
                return null;
            var now = Relation(bar)!.Value;
            return position == 0 && before <= 0 && now > 0 ? (OrderSide.Buy, 0.01m) : position > 0 && before >= 0 && now < 0 ? (OrderSide.Sell, position) : null;
        };
    }

    private static Rule RsiRule(List<BarRow> bars) => (bar, position, _, _) =>
    {
        if (bar < 29)
            return null;
        var close = bars[bar].Close;
        if (position > 0)
            return close * 4 > Sum(bars, bar, 4) ? (OrderSide.Sell, position) : null;
        return close * 30 > Sum(bars, bar, 30) && Strength(bars, bar) < 25 ? (OrderSide.Buy, 0.01m) : null;
    };

    private static Rule DonchianRule(List<BarRow> bars)
    {
        var (unit, n, units) = (0m, 0m, 0);
        return (bar, position, equity, lastPrice) =>
        {
            if (bar < 12)
                return null;
            var close = bars[bar].Close;
            if (position == 0)
            {
                if (close <= bars.Skip(bar - 12).Take(12).Max(one => one.High))
                    return null;
                n = (decimal)Range(bars, bar);
                var quantity = Math.Min(equity * 0.002m / n, equity * (0.6m / 3) / close);
                (unit, units) = (decimal.Floor(quantity * 100_000) / 100_000, 1);
                return (OrderSide.Buy, unit);
            }
            if (close < bars.Skip(bar - 6).Take(6).Min(one => one.Low) || close <= lastPrice - (1.5m * n))
                return (OrderSide.Sell, position);
            if (units == 3 || close < lastPrice + (0.5m * n))
                return null;
            units++;
            return (OrderSide.Buy, unit);
        };
    }

    // The mean of the first values up to the one numbered first, and so on; without meaning before.
    private static double[] Exponential(double[] values, int period, int first)
    {
        var means = new double[values.Length];
        means[first] = values[(first - period + 1)..(first + 1)].Average();
        for (var index = first + 1; index < values.Length; index++)
            means[index] = means[index - 1] + ((values[index] - means[index - 1]) * 2 / (period + 1));
        return means;
    }

    private static decimal Sum(List<BarRow> bars, int bar, int count) => Enumerable.Range(bar - count + 1, count).Sum(index => bars[index].Close);

    private static double Strength(List<BarRow> bars, int bar)
    {
        var (rise, fall) = (0.0, 0.0);
        for (var index = 1; index <= bar; index++)
        {
            var change = (double)(bars[index].Close - bars[index - 1].Close);
            rise = index <= 2 ? rise + (Math.Max(change, 0) / 2) : (rise + Math.Max(change, 0)) / 2;
            fall = index <= 2 ? fall + (Math.Max(-change, 0) / 2) : (fall + Math.Max(-change, 0)) / 2;
        }
        return rise + fall == 0 ? 50 : 100 * rise / (rise + fall);
    }

    private static double Range(List<BarRow> bars, int bar)
    {
        var (sum, mean) = (0.0, 0.0);
        for (var index = 1; index <= bar; index++)
        {
            var range = (double)(Math.Max(bars[index].High, bars[index - 1].Close) - Math.Min(bars[index].Low, bars[index - 1].Close));
            sum += index <= 8 ? range : 0;
            mean = index < 8 ? 0 : index == 8 ? sum / 8 : ((mean * 7) + range) / 8;
        }
        return mean;
    }

    private static void Compare(string strategy, Func<List<BarRow>, Rule> rule, params (string Name, string Value)[] parameters)
    {
        var fills = 0;
        for (var seed = 0; seed < Tier.Pick(quick: 40, full: 400, nightly: 4_000); seed++)
        {
            var table = RandomBars.Make(seed, 500);
            var wanted = Trade(table.Rows, rule(table.Rows));
            wanted.AssertSameAs(ReferenceCases.Run(ReferenceCases.Settings(table.Bind(ReferenceCases.Market), start: 0, strategy, participation: null, parameters)), $"{strategy}, {table.Name}");
            fills += wanted.Fills.Count;
        }
        Assert.True(fills > 500, $"only {fills} fills");
    }

    private static ReferenceRun Trade(List<BarRow> bars, Rule rule)
    {
        var fills = new List<ReferenceFill>();
        var (cash, position, lastPrice, orders) = (ReferenceCases.Cash, 0m, 0m, 0);
        (OrderSide Side, decimal Quantity)? pending = null;
        for (var bar = 0; bar < bars.Count; bar++)
        {
            if (pending is var (side, quantity))
            {
                lastPrice = bars[bar].Open;
                var fee = decimal.Round(lastPrice * quantity * FeeRate, 8, MidpointRounding.ToEven);
                var sign = side == OrderSide.Buy ? 1 : -1;
                cash -= (sign * lastPrice * quantity) + fee;
                position += sign * quantity;
                fills.Add(new ReferenceFill(bars[bar].OpenTime, side, lastPrice, quantity, fee, Liquidity.Taker));
            }
            pending = rule(bar, position, cash + (position * bars[bar].Close), lastPrice);
            orders += pending is null ? 0 : 1;
        }
        return new ReferenceRun(fills, orders, cash + (position * bars[^1].Close));
    }
}
