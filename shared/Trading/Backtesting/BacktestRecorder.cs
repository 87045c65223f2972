using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Collects what a backtest tells: fills, round trips, equity. It reads the kernel's state and changes nothing.</summary>
internal sealed class BacktestRecorder
{
    private readonly Kernel _kernel;
    private readonly decimal _cash;
    private readonly UnixNanos _from;
    private readonly decimal _firstPrice;
    private readonly EquityRecorder _equity;
    private readonly RoundTripTracker _trips = new();
    private readonly BlockList<BacktestFill> _fills = new(); // Some bytes a bar, where a strategy trades often.
    private readonly SortedDictionary<string, int> _denials = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _rejections = new(StringComparer.Ordinal);
    private int _orders;
    private int _bars;
    private decimal _fees;
    private decimal _turnover;
    private UnixNanos _lastClose;
    private decimal _lastPrice;
    private UnixNanos _positionSince;
    private decimal _position;
    private long _exposedNanos;
    private long _longNanos;
    private UnixNanos? _ruinTime;

    public BacktestRecorder(Kernel kernel, in Bar first, decimal cash, int bars)
    {
        _kernel = kernel;
        _cash = cash;
        _from = first.OpenTime;
        _firstPrice = first.Open.Value;
        _positionSince = first.OpenTime;
        _equity = new EquityRecorder(first.OpenTime, cash, first.Open.Value, bars);
    }

    /// <summary>Whether equity was lost.</summary>
    public bool IsRuined => _ruinTime is not null;

    public void AddDenial(RefusalCode code) => Count(_denials, code.Text());

    public void AddWarning(string code) => Count(_rejections, code);

    public void Add(JournalEntry entry)
    {
        switch (entry)
        {
            case OrderNew:
                _orders++;
                break;
            case OrderUpdate { Happened: OrderEvent.Rejected or OrderEvent.Canceled, Reason.Length: > 0 } update
                when update.Happened == OrderEvent.Rejected || update.Reason == "insufficient_balance":
                Count(_rejections, update.Reason);
                break;
        }
    }

    public void Add(in Bar bar)
    {
        _bars++;
        _lastClose = bar.CloseTime;
        _lastPrice = bar.Close.Value;
        _trips.Add(in bar);
        var equity = _kernel.Equity;
        _equity.Add(in bar, equity);
        if (equity <= 0)
            _ruinTime = bar.CloseTime;
    }

    public BacktestResult Finish(BacktestSettings settings, int warmUpBars)
    {
        Expose(_lastClose);
        var total = (_lastClose - _from).Ticks * 100;
        _equity.Finish();
        var series = settings.Bars.Series;
        var (start, _) = settings.Range.GetOffsetAndLength(settings.Bars.Count);
        return new BacktestResult
        {
            Strategy = settings.Strategy.Id,
            Parameters = [.. settings.Parameters.Values.Select(one => new NamedValue(one.Key, one.Value))],
            Settings = SettingsText.Of(settings, warmUpBars),
            Instrument = settings.Bars.Instrument,
            Interval = series.Interval,
            Bars = _bars,
            MissingBars = ((series.OpenTimes[start + _bars - 1] - series.OpenTimes[start]) / series.Interval.Nanos) + 1 - _bars,
            From = _from,
            To = _lastClose,
            Orders = _orders,
            Denials = Counts(_denials),
            Rejections = Counts(_rejections),
            Fills = _fills,
            Trades = _trips.Closed,
            OpenTrades = _trips.HasOpen ? 1 : 0,
            StartEquity = _cash,
            EndEquity = _kernel.Equity,
            Fees = _fees,
            Turnover = _turnover,
            MaxDrawdown = _equity.MaxDrawdown,
            MaxDrawdownDuration = _equity.MaxDrawdownDuration,
            Exposure = total == 0 ? 0 : (double)_exposedNanos / total,
            LongExposure = total == 0 ? 0 : (double)_longNanos / total,
            FirstPrice = _firstPrice,
            LastPrice = _lastPrice,
            Daily = _equity.Daily,
            Chart = _equity.Chart,
            TradeHash = TradeHash.Of(_fills),
            StateHash = _kernel.State.Hash(),
            RuinTime = _ruinTime,
        };
    }

    // Fills are taken when the venue makes them: with latency, the kernel hears of them later.
    public void Add(OrderTerms terms, VenueReport.Filled fill)
    {
        var instrument = _kernel.State.Portfolio.Holdings[_kernel.State.Portfolio.IndexOf(terms.Instrument)].Instrument;
        Expose(fill.VenueTime);
        _position += terms.Side == OrderSide.Buy ? fill.Quantity.Value : -fill.Quantity.Value;
        _fees += fill.Fee.Amount; // The simulated venue takes its fees in quote currency.
        _turnover += (fill.Price * fill.Quantity).Value;
        _fills.Add(new BacktestFill(
            _fills.Count + 1,
            fill.VenueTime,
            instrument,
            terms.Side,
            fill.Price,
            fill.Quantity,
            fill.Fee.Amount,
            fill.Fee.Currency,
            fill.Liquidity,
            _position));
        _trips.Add(instrument, terms.Side, fill);
    }

    private void Expose(UnixNanos until)
    {
        var nanos = until.Value - _positionSince.Value;
        _positionSince = until;
        if (_position != 0)
            _exposedNanos += nanos;
        if (_position > 0)
            _longNanos += nanos;
    }

    private static void Count(SortedDictionary<string, int> counts, string code) => counts[code] = counts.GetValueOrDefault(code) + 1;

    private static RefusalCount[] Counts(SortedDictionary<string, int> counts) => [.. counts.Select(one => new RefusalCount(one.Key, one.Value))];
}
