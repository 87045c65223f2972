using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>Each indicator with its defaults, worked out from all bars so far by the formulas of its source, plainly: the reference that the fast ones are held against.</summary>
internal static class NaiveIndicators
{
    /// <summary>Outputs after the last of these bars, of which there are as many as the warm-up or more.</summary>
    public static double[] Of(string name, Bar[] bars)
    {
        var high = bars.Select(bar => (double)bar.High.Value).ToArray();
        var low = bars.Select(bar => (double)bar.Low.Value).ToArray();
        var close = bars.Select(bar => (double)bar.Close.Value).ToArray();
        var volume = bars.Select(bar => (double)bar.Volume).ToArray();
        var typical = bars.Select(bar => (double)((bar.High.Value + bar.Low.Value + bar.Close.Value) / 3)).ToArray();
        return name switch
        {
            "sma" => [close[^20..].Average()],
            "ema" => [Exponential(close, 20, 20)[^1]],
            "wma" => [Weighted(close, 20)[^1]],
            "hma" => [Weighted([.. Weighted(close, 10).Skip(10).Zip(Weighted(close, 20), (half, whole) => (2 * half) - whole)], 4)[^1]],
            "dema" => [Double(close)],
            "tema" => [Triple(close)],
            "vwma" => [volume[^20..].Sum() == 0 ? close[^20..].Average() : Dot(close[^20..], volume[^20..]) / volume[^20..].Sum()],
            "bollinger" => Around(close[^20..].Average(), 2 * Deviation(close[^20..])),
            "keltner" => Around(Exponential(close, 20, 20)[^1], 2 * Wilder(Ranges(high, low, close), 10)[^1]),
            "donchian" => [high[^20..].Max(), (high[^20..].Max() + low[^20..].Min()) / 2, low[^20..].Min()],
            "atr" => [Wilder(Ranges(high, low, close), 14)[^1]],
            "rsi" => [Strength(close, 14)[^1]],
            "macd" => Convergence(close),
            "stochastic" => Smoothed([.. Windows(bars, 14).Select(window => Place(window))]),
            "stoch-rsi" => Smoothed([.. Windows(Strength(close, 14), 14).Select(PlaceOfStrength)]),
            "williams-r" => [Place(bars[^14..]) - 100],
            "adx" => Directional(high, low, close),
            "cci" => [Channel(typical[^20..])],
            "obv" => [Enumerable.Range(1, close.Length - 1).Sum(index => Math.Sign(close[index] - close[index - 1]) * volume[index])],
            "mfi" => [MoneyFlow(bars)],
            "vwap" => SessionPrice(bars, typical, volume),
            "supertrend" => Trend(high, low, close),
            "ichimoku" => Ichimoku(high, low, close),
            "parabolic-sar" => Parabolic(high, low),
            _ => throw new ArgumentException($"no reference for {name}"),
        };
    }

    private static double[] Exponential(double[] values, int period, int seed)
    {
        List<double> means = [values[..seed].Average()];
        foreach (var value in values[seed..])
            means.Add((value * 2 / (period + 1)) + (means[^1] * (period - 1) / (period + 1)));
        return [.. means];
    }

    private static double[] Wilder(double[] values, int period)
    {
        List<double> means = [values[..period].Average()];
        foreach (var value in values[period..])
            means.Add(means[^1] + ((value - means[^1]) / period));
        return [.. means];
    }

    private static double[] Weighted(double[] values, int period) =>
        [.. Windows(values, period).Select(window => window.Select((value, index) => value * (index + 1)).Sum() * 2 / (period * (period + 1)))];

    private static double Double(double[] close)
    {
        var once = Exponential(close, 20, 20);
        return (2 * once[^1]) - Exponential(once, 20, 1)[^1];
    }

    private static double Triple(double[] close)
    {
        var once = Exponential(close, 20, 20);
        var twice = Exponential(once, 20, 1);
        return (3 * once[^1]) - (3 * twice[^1]) + Exponential(twice, 20, 1)[^1];
    }

    private static double[] Around(double middle, double distance) => [middle + distance, middle, middle - distance];

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => (value - values.Average()) * (value - values.Average())));

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double[] Ranges(double[] high, double[] low, double[] close) =>
    [
        .. Enumerable.Range(1, close.Length - 1).Select(index =>
            Math.Max(high[index] - low[index], Math.Max(Math.Abs(high[index] - close[index - 1]), Math.Abs(low[index] - close[index - 1])))),
    ];

    private static double[] Strength(double[] close, int period)
    {
        var changes = close.Skip(1).Zip(close, (now, before) => now - before).ToArray();
        var rise = Wilder([.. changes.Select(change => Math.Max(change, 0))], period);
        var fall = Wilder([.. changes.Select(change => Math.Max(-change, 0))], period);
        return [.. rise.Zip(fall, (up, down) => up == 0 && down == 0 ? 50 : down == 0 ? 100 : 100 - (100 / (1 + (up / down))))];
    }

    private static double[] Convergence(double[] close)
    {
        var slow = Exponential(close, 26, 26);
        var line = Exponential(close, 12, 12).Skip(14).Zip(slow, (fast, other) => fast - other).ToArray();
        var signal = Exponential(line, 9, 9)[^1];
        return [line[^1], signal, line[^1] - signal];
    }

    private static double Place(Bar[] window)
    {
        var (top, bottom) = (window.Max(bar => bar.High.Value), window.Min(bar => bar.Low.Value));
        return top == bottom ? 50 : 100 * (double)((window[^1].Close.Value - bottom) / (top - bottom));
    }

    private static double PlaceOfStrength(double[] window) =>
        window.Max() - window.Min() < 1e-9 ? 50 : 100 * (window[^1] - window.Min()) / (window.Max() - window.Min());

    private static double[] Smoothed(double[] raw)
    {
        var smooth = Windows(raw, 3).Select(window => window.Average()).ToArray();
        return [smooth[^1], smooth[^3..].Average()];
    }

    private static double[] Directional(double[] high, double[] low, double[] close)
    {
        var moves = Enumerable.Range(1, high.Length - 1).Select(index => (Up: high[index] - high[index - 1], Down: low[index - 1] - low[index])).ToArray();
        var range = Wilder(Ranges(high, low, close), 14);
        var plus = Wilder([.. moves.Select(move => move.Up > move.Down && move.Up > 0 ? move.Up : 0)], 14).Zip(range, (a, b) => b == 0 ? 0 : 100 * a / b).ToArray();
        var minus = Wilder([.. moves.Select(move => move.Down > move.Up && move.Down > 0 ? move.Down : 0)], 14).Zip(range, (a, b) => b == 0 ? 0 : 100 * a / b).ToArray();
        var index = Wilder([.. plus.Zip(minus, (a, b) => a + b == 0 ? 0 : 100 * Math.Abs(a - b) / (a + b))], 14);
        return [index[^1], plus[^1], minus[^1]];
    }

    private static double Channel(double[] typical)
    {
        var mean = typical.Average();
        var deviation = typical.Average(price => Math.Abs(price - mean));
        return typical.Distinct().Count() == 1 ? 0 : (typical[^1] - mean) / (0.015 * deviation);
    }

    private static double MoneyFlow(Bar[] bars)
    {
        var (rise, fall) = (0m, 0m);
        for (var index = bars.Length - 14; index < bars.Length; index++)
        {
            var (now, before) = (bars[index].High.Value + bars[index].Low.Value + bars[index].Close.Value, bars[index - 1].High.Value + bars[index - 1].Low.Value + bars[index - 1].Close.Value);
            rise += now > before ? now / 3 * bars[index].Volume : 0;
            fall += now < before ? now / 3 * bars[index].Volume : 0;
        }
        return rise == 0 && fall == 0 ? 50 : fall == 0 ? 100 : 100 - (100 / (1 + (double)(rise / fall)));
    }

    // No published table of the bands was found: this is their definition, in two passes.
    private static double[] SessionPrice(Bar[] bars, double[] typical, double[] volume)
    {
        var first = Array.FindIndex(bars, bar => bar.OpenTime.StartOfDay == bars[^1].OpenTime.StartOfDay);
        var (prices, weights) = (typical[first..], volume[first..]);
        if (weights.Sum() == 0)
            return [prices[^1], prices[^1], prices[^1]];
        var mean = Dot(prices, weights) / weights.Sum();
        var deviation = Math.Sqrt(Dot([.. prices.Select(price => (price - mean) * (price - mean))], weights) / weights.Sum());
        return [mean, mean + (2 * deviation), mean - (2 * deviation)];
    }

    private static double[] Trend(double[] high, double[] low, double[] close)
    {
        var range = Wilder(Ranges(high, low, close), 10);
        var (upper, lower, isUp) = (0.0, 0.0, false);
        for (var index = 10; index < close.Length; index++)
        {
            var middle = (high[index] + low[index]) / 2;
            var (basicUpper, basicLower) = (middle + (3 * range[index - 10]), middle - (3 * range[index - 10]));
            if (index == 10)
            {
                (upper, lower, isUp) = (basicUpper, basicLower, close[index] > middle);
                continue;
            }
            if (basicUpper < upper || close[index - 1] > upper)
                upper = basicUpper;
            if (basicLower > lower || close[index - 1] < lower)
                lower = basicLower;
            isUp = isUp ? close[index] > lower : close[index] > upper;
        }
        return [isUp ? lower : upper, isUp ? 1 : -1, upper, lower];
    }

    private static double[] Ichimoku(double[] high, double[] low, double[] close)
    {
        double Line(int period, int back)
        {
            var (from, to) = (high.Length - back - period, high.Length - back);
            return (high[from..to].Max() + low[from..to].Min()) / 2;
        }

        return [Line(9, 0), Line(26, 0), (Line(9, 26) + Line(26, 26)) / 2, Line(52, 26), (Line(9, 0) + Line(26, 0)) / 2, Line(52, 0), close[^27]];
    }

    private static double[] Parabolic(double[] high, double[] low)
    {
        var isLong = low[0] - low[1] <= Math.Max(0, high[1] - high[0]);
        var (stop, extreme, acceleration) = isLong ? (low[0], high[0], 0.02) : (high[0], low[0], 0.02);
        var shown = 0.0;
        for (var day = 1; day < high.Length; day++)
        {
            var isHit = isLong ? low[day] < stop || (low[day] == stop && extreme != stop) : high[day] > stop || (high[day] == stop && extreme != stop);
            if (isHit)
            {
                shown = isLong ? Math.Max(extreme, Math.Max(high[day], high[day - 1])) : Math.Min(extreme, Math.Min(low[day], low[day - 1]));
                isLong = !isLong;
                (extreme, acceleration) = (isLong ? high[day] : low[day], 0.02);
            }
            else
            {
                shown = stop;
                if (isLong ? high[day] > extreme : low[day] < extreme)
                    (extreme, acceleration) = (isLong ? high[day] : low[day], Math.Min(0.2, acceleration + 0.02));
            }
            stop = shown + (acceleration * (extreme - shown));
            stop = isLong ? Math.Min(stop, Math.Min(low[day], low[day - 1])) : Math.Max(stop, Math.Max(high[day], high[day - 1]));
        }
        return [shown, isLong ? 1 : -1];
    }

    private static IEnumerable<T[]> Windows<T>(T[] values, int period) => Enumerable.Range(0, values.Length - period + 1).Select(first => values[first..(first + period)]);
}
