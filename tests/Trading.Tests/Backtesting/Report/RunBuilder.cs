using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>
/// Makes a finished run from a made-up price path: a plain loop that opens and closes positions, accounts for them and condenses the chart.
/// Same settings, same run.
/// </summary>
internal sealed class RunBuilder
{
    private const int ChartPointsMax = 2_000;
    private ulong _state;

    public string Strategy { get; init; } = "ma-cross";
    public string Id { get; init; } = "BTC-USDT.BINANCE";
    public string Interval { get; init; } = "1h";
    public string From { get; init; } = "2024-01-10T00:00:00Z";
    public int Bars { get; init; } = 24 * 60;
    public ulong Seed { get; init; } = 7;
    public decimal StartEquity { get; init; } = 10_000;
    public decimal FirstPrice { get; init; } = 42_000;

    /// <summary>Bars from an entry to its exit; 0 never trades.</summary>
    public int Hold { get; init; } = 20;

    /// <summary>Bars from an exit to the next entry.</summary>
    public int Pause { get; init; } = 12;

    /// <summary>Share of equity in a position; above 1 is leverage.</summary>
    public decimal Size { get; init; } = 0.9m;

    /// <summary>Greatest move of a bar, as a fraction.</summary>
    public decimal Volatility { get; init; } = 0.008m;

    /// <summary>Mean move of a bar, as a fraction.</summary>
    public decimal Drift { get; init; }

    public decimal FeeRate { get; init; } = 0.001m;
    public bool IsShortToo { get; init; } = true;
    public long MissingBars { get; init; }
    public IReadOnlyList<NamedValue> Parameters { get; init; } = [new("fast", "20"), new("slow", "50"), new("size-fraction", "0.9")];
    public IReadOnlyList<NamedValue> Settings { get; init; } =
        [new("fill", "next-open"), new("limit-fill", "through"), new("maker-fee", "0.001"), new("taker-fee", "0.001"), new("slippage-bps", "1"), new("latency", "0 ms"), new("seed", "7")];
    public IReadOnlyList<RefusalCount> Denials { get; init; } = [];
    public IReadOnlyList<RefusalCount> Rejections { get; init; } = [];

    public IReadOnlyList<RefusalCount> Warnings { get; init; } = [];

    /// <summary>What a perpetual adds to the finished run.</summary>
    public Func<BacktestResult, BacktestResult> Finish { get; init; } = result => result;

    public BacktestReport Report() => BacktestReport.Of(Build(), elapsedSeconds: 0.25, barsPerSecond: Bars / 0.25);

    public BacktestResult Build()
    {
        _state = Seed;
        var instrument = new Instrument(InstrumentId.Parse(Id), 0.01m, 0.00001m, FeeSchedule.Flat(FeeRate, FeeRate));
        var interval = BarInterval.Parse(Interval);
        var from = UnixNanos.From(DateTimeOffset.Parse(From, System.Globalization.CultureInfo.InvariantCulture));
        var book = new Book(instrument, StartEquity, FeeRate);
        var points = new List<ChartPoint>();
        var daily = new List<DailyEquity>();
        var (close, peak, deepest, longest, peakTime) = (FirstPrice, StartEquity, 0m, TimeSpan.Zero, from);
        var (held, waited, inMarket, inLong) = (0, 0, 0, 0);
        if (from.StartOfDay == from)
            daily.Add(new DailyEquity(from, StartEquity, FirstPrice));
        for (var bar = 0; bar < Bars; bar++)
        {
            var openTime = from + (interval.Duration * bar);
            var open = close;
            close = Math.Max(0.01m, decimal.Round(open * (1 + Drift + Next(Volatility)), 2));
            var high = decimal.Round(Math.Max(open, close) * (1 + Math.Abs(Next(Volatility / 2))), 2);
            var low = decimal.Round(Math.Min(open, close) * (1 - Math.Abs(Next(Volatility / 2))), 2);
            if (Hold > 0 && book.Position == 0 && ++waited > Pause)
            {
                book.Trade((IsShortToo && Next(1) < 0 ? -1 : 1) * decimal.Round(Math.Max(0, book.EquityAt(open)) * Size / open, 5), open, openTime);
                held = 0;
            }
            else if (book.Position != 0 && ++held >= Hold)
            {
                book.Trade(-book.Position, open, openTime);
                waited = 0;
            }
            book.See(high, low);
            var closeTime = openTime + interval.Duration;
            inMarket += book.Position != 0 ? 1 : 0;
            inLong += book.Position > 0 ? 1 : 0;
            var equity = book.EquityAt(close);
            longest = closeTime - peakTime > longest && equity < peak ? closeTime - peakTime : longest;
            (peak, peakTime) = equity >= peak ? (equity, closeTime) : (peak, peakTime);
            deepest = Math.Max(deepest, (peak - equity) / peak);
            points.Add(new ChartPoint(openTime, closeTime, open, high, low, close, equity, (peak - equity) / peak));
            if (closeTime.StartOfDay == closeTime)
                daily.Add(new DailyEquity(closeTime, equity, close));
        }
        return Finish(new BacktestResult
        {
            Strategy = Strategy,
            Parameters = Parameters,
            Settings = Settings,
            Instrument = instrument,
            Interval = interval,
            Bars = Bars,
            MissingBars = MissingBars,
            From = from,
            To = from + (interval.Duration * Bars),
            Orders = book.Fills.Count,
            Denials = Denials,
            Rejections = Rejections,
            Warnings = Warnings,
            Fills = book.Fills,
            Trades = book.Trades,
            OpenTrades = book.Position == 0 ? 0 : 1,
            StartEquity = StartEquity,
            EndEquity = book.EquityAt(close),
            Fees = book.Fees,
            Turnover = book.Fills.Sum(fill => fill.Price.Value * fill.Quantity.Value),
            MaxDrawdown = deepest,
            MaxDrawdownDuration = longest,
            Exposure = (double)inMarket / Bars,
            LongExposure = (double)inLong / Bars,
            FirstPrice = FirstPrice,
            LastPrice = close,
            Daily = daily,
            Chart = Condensed(points),
            TradeHash = VeloZ.Trading.TradeHash.Of(book.Fills),
            StateHash = new string('0', 64),
        });
    }

    private static List<ChartPoint> Condensed(List<ChartPoint> points)
    {
        var step = (points.Count + ChartPointsMax - 1) / ChartPointsMax;
        return [.. points.Chunk(Math.Max(1, step)).Select(part => part[^1] with
        {
            OpenTime = part[0].OpenTime,
            Open = part[0].Open,
            High = part.Max(point => point.High),
            Low = part.Min(point => point.Low),
            Drawdown = part.Max(point => point.Drawdown),
        })];
    }

    // SplitMix64, as a fraction between -span and span; the sum of two is nearer to how prices move.
    private decimal Next(decimal span) => ((Unit() + Unit()) / 2 * 2 * span) - span;

    private decimal Unit()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 24) / (decimal)(1UL << 40);
        }
    }

    /// <summary>One position at a time, opened and closed whole.</summary>
    private sealed class Book(Instrument instrument, decimal cash, decimal feeRate)
    {
        private readonly decimal _feeRate = feeRate;
        private decimal _cash = cash;
        private BacktestFill _entry;
        private decimal _worst;
        private decimal _best;

        public decimal Position { get; private set; }
        public decimal Fees { get; private set; }
        public List<BacktestFill> Fills { get; } = [];
        public List<RoundTrip> Trades { get; } = [];

        public decimal EquityAt(decimal price) => _cash + (Position * price);

        public void See(decimal high, decimal low)
        {
            var (one, other) = ((high - _entry.Price.Value) * Position, (low - _entry.Price.Value) * Position);
            _worst = Math.Min(_worst, Math.Min(one, other));
            _best = Math.Max(_best, Math.Max(one, other));
        }

        public void Trade(decimal change, decimal price, UnixNanos time)
        {
            if (change == 0)
                return;
            var fee = Currency.Round(Math.Abs(change) * price * _feeRate);
            _cash -= (change * price) + fee;
            Fees += fee;
            var before = Position;
            Position += change;
            var fill = new BacktestFill(
                Fills.Count + 1,
                time,
                instrument,
                change > 0 ? OrderSide.Buy : OrderSide.Sell,
                instrument.ToPrice(price, GridRounding.Exact),
                instrument.ToQuantity(Math.Abs(change), GridRounding.Exact),
                fee,
                instrument.Id.Quote,
                Liquidity.Taker,
                Position);
            Fills.Add(fill);
            if (before == 0)
                (_entry, _worst, _best) = (fill, 0, 0);
            else
                Close(before, fill);
        }

        private void Close(decimal position, in BacktestFill exit)
        {
            var gross = (exit.Price.Value - _entry.Price.Value) * position;
            var fees = _entry.Fee + exit.Fee;
            Trades.Add(new RoundTrip
            {
                Instrument = instrument.Id,
                Side = _entry.Side,
                EntryTime = _entry.Time,
                ExitTime = exit.Time,
                Quantity = Math.Abs(position),
                EntryPrice = _entry.Price.Value,
                ExitPrice = exit.Price.Value,
                GrossPnl = gross,
                Fees = fees,
                Return = decimal.Round((gross - fees) / (_entry.Price.Value * Math.Abs(position)), 12),
                MaxAdverseExcursion = -_worst,
                MaxFavorableExcursion = _best,
                Bars = 1,
                Fills = 2,
            });
        }
    }
}
