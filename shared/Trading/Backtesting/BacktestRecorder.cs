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
    private readonly SortedDictionary<string, int> _warnings = new(StringComparer.Ordinal);
    private readonly List<FundingPayment> _funding = [];
    private int _orders;
    private int _bars;
    private decimal _fees;
    private int _liquidations;
    private decimal _turnover;
    private UnixNanos _lastClose;
    private decimal _lastPrice;
    private UnixNanos _positionSince;
    private decimal _position;
    private long _exposedNanos;
    private long _longNanos;
    private UnixNanos? _ruinTime;

    /// <param name="kernel">Whose state is read.</param>
    /// <param name="from">When the run begins.</param>
    /// <param name="firstPrice">The market's price then.</param>
    /// <param name="cash">What the account starts with.</param>
    /// <param name="bars">About how many there will be.</param>
    public BacktestRecorder(Kernel kernel, UnixNanos from, decimal firstPrice, decimal cash, long bars)
    {
        _kernel = kernel;
        _cash = cash;
        _from = from;
        _firstPrice = firstPrice;
        _positionSince = from;
        _equity = new EquityRecorder(from, cash, firstPrice, bars);
    }

    /// <summary>Whether equity was lost.</summary>
    public bool IsRuined => _ruinTime is not null;

    public void AddDenial(RefusalCode code) => Count(_denials, code.Text());

    public void AddLiquidation() => _liquidations++;

    public void AddWarning(string code) => Count(_warnings, code);

    public void Add(FundingPayment payment) => _funding.Add(payment);

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

    /// <summary>When the run began.</summary>
    public UnixNanos From => _from;

    /// <summary>Close of the last bar so far.</summary>
    public UnixNanos To => _lastClose;

    /// <summary>Bars so far.</summary>
    public int Bars => _bars;

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

    public BacktestResult Finish(BacktestTerms terms, IReadOnlyList<NamedValue> settings, Instrument instrument, BarInterval interval, long missingBars)
    {
        Expose(_lastClose);
        var total = (_lastClose - _from).Ticks * 100;
        _equity.Finish();
        return new BacktestResult
        {
            Strategy = terms.Strategy.Id,
            Parameters = [.. terms.Parameters.Values.Select(one => new NamedValue(one.Key, one.Value))],
            Settings = settings,
            Instrument = instrument,
            Interval = interval,
            Bars = _bars,
            MissingBars = missingBars,
            From = _from,
            To = _lastClose,
            Orders = _orders,
            Denials = Counts(_denials),
            Rejections = Counts(_rejections),
            Warnings = Counts(_warnings),
            Fills = _fills,
            Trades = _trips.Closed,
            OpenTrades = _trips.HasOpen ? 1 : 0,
            StartEquity = _cash,
            EndEquity = _kernel.Equity,
            Fees = _fees,
            FundingPayments = _funding,
            FundingCoverage = terms.Funding is { } rates ? FundingCoverage.Of(rates, _from, _lastClose) : null,
            Liquidations = _liquidations,
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
    public void Add(OrderTerms terms, VenueReport.Filled fill, bool isLiquidation)
    {
        var instrument = _kernel.State.Portfolio.Holdings[_kernel.State.Portfolio.IndexOf(terms.Instrument)].Instrument;
        Expose(fill.VenueTime);
        var feeInBase = fill.Fee.Currency == instrument.Id.Base ? fill.Fee.Amount : 0;
        var isReduced = terms.Side == OrderSide.Sell ? _position > 0 : _position < 0;
        _position += (terms.Side == OrderSide.Buy ? fill.Quantity.Value : -fill.Quantity.Value) - feeInBase;
        if (isReduced && Math.Abs(_position) < instrument.QuantityIncrement)
            _position = 0; // What fees leave below an increment is no position.
        _fees += feeInBase == 0 ? fill.Fee.Amount : feeInBase * fill.Price.Value;
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
            _position,
            isLiquidation));
        _trips.Add(instrument, terms.Side, fill, feeInBase);
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
