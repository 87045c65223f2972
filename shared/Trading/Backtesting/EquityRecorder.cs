using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Follows equity from close to close: daily samples, greatest drawdown, points for the chart.</summary>
internal sealed class EquityRecorder
{
    private const int ChartPointsMax = 2_000;

    private readonly List<DailyEquity> _daily = [];
    private readonly List<ChartPoint> _chart = [];
    private long _barsPerPoint;
    private UnixNanos _nextDay;
    private UnixNanos _lastClose;
    private decimal _equity;
    private decimal _price;
    private decimal _peak;
    private UnixNanos _peakTime;
    private decimal _trough;
    private decimal _maxDrawdown;
    private TimeSpan _longest;
    private long _pointBars;
    private UnixNanos _pointOpenTime;
    private decimal _pointOpen;
    private decimal _pointHigh;
    private decimal _pointLow;
    private decimal _pointTrough; // Lowest equity at a close since the point or the peak began.
    private decimal _pointDrawdown;

    public EquityRecorder(UnixNanos from, decimal cash, decimal price, long bars)
    {
        _barsPerPoint = Math.Max(1, (bars + ChartPointsMax - 1) / ChartPointsMax);
        var day = from.StartOfDay;
        _nextDay = day == from ? day : new UnixNanos(day.Value + UnixNanos.PerDay);
        _equity = _peak = _trough = _pointTrough = cash;
        _price = price;
        _peakTime = _lastClose = from;
    }

    public decimal MaxDrawdown => Math.Max(_maxDrawdown, DrawdownOf(_trough));

    public TimeSpan MaxDrawdownDuration => _longest;

    public IReadOnlyList<DailyEquity> Daily => _daily;

    public IReadOnlyList<ChartPoint> Chart => _chart;

    public void Add(in Bar bar, decimal equity)
    {
        // A day that began before this close is told by what was known then.
        while (_nextDay < bar.CloseTime)
            AddDay();
        if (equity != _equity)
            Move(equity, bar.CloseTime);
        else if (equity == _peak)
            _peakTime = bar.CloseTime;
        _price = bar.Close.Value;
        _lastClose = bar.CloseTime;
        if (_nextDay == bar.CloseTime)
            AddDay();
        AddToPoint(in bar);
    }

    public void Finish()
    {
        EndDrawdown(_lastClose);
        if (_pointBars > 0)
            AddPoint(_lastClose);
        if (_chart.Count > ChartPointsMax)
            Condense();
    }

    private void AddDay()
    {
        _daily.Add(new DailyEquity(_nextDay, _equity, _price));
        _nextDay = new UnixNanos(_nextDay.Value + UnixNanos.PerDay);
    }

    private void Move(decimal equity, UnixNanos time)
    {
        _equity = equity;
        if (equity >= _peak)
        {
            EndDrawdown(time);
            _maxDrawdown = MaxDrawdown;
            EndPointDrawdown();
            _peak = _trough = _pointTrough = equity;
            _peakTime = time;
            return;
        }
        if (equity < _trough)
            _trough = equity;
        if (equity < _pointTrough)
            _pointTrough = equity;
    }

    // A drawdown lasts from its peak to the close that reaches the peak again.
    private void EndDrawdown(UnixNanos time)
    {
        if (_trough < _peak && time - _peakTime > _longest)
            _longest = time - _peakTime;
    }

    private decimal DrawdownOf(decimal trough) => (_peak - trough) / _peak;

    private void AddToPoint(in Bar bar)
    {
        if (_pointBars == 0)
        {
            _pointOpenTime = bar.OpenTime;
            _pointOpen = bar.Open.Value;
            _pointHigh = bar.High.Value;
            _pointLow = bar.Low.Value;
        }
        _pointBars++;
        if (bar.High.Value > _pointHigh)
            _pointHigh = bar.High.Value;
        if (bar.Low.Value < _pointLow)
            _pointLow = bar.Low.Value;
        if (_pointBars == _barsPerPoint)
            AddPoint(bar.CloseTime);
    }

    private void EndPointDrawdown()
    {
        if (_pointTrough < _peak)
            _pointDrawdown = Math.Max(_pointDrawdown, DrawdownOf(_pointTrough));
    }

    private void AddPoint(UnixNanos closeTime)
    {
        EndPointDrawdown();
        _chart.Add(new ChartPoint(_pointOpenTime, closeTime, _pointOpen, _pointHigh, _pointLow, _price, _equity, _pointDrawdown));
        _pointBars = 0;
        _pointDrawdown = 0;
        _pointTrough = _equity;
        if (_chart.Count == 2 * ChartPointsMax)
            Condense();
    }

    // There were more bars than were told: two points become one.
    private void Condense()
    {
        for (var index = 0; index < (_chart.Count + 1) / 2; index++)
        {
            var (first, second) = (_chart[2 * index], _chart[Math.Min((2 * index) + 1, _chart.Count - 1)]);
            _chart[index] = new ChartPoint(
                first.OpenTime,
                second.CloseTime,
                first.Open,
                Math.Max(first.High, second.High),
                Math.Min(first.Low, second.Low),
                second.Close,
                second.Equity,
                Math.Max(first.Drawdown, second.Drawdown));
        }
        _chart.RemoveRange((_chart.Count + 1) / 2, _chart.Count / 2);
        _barsPerPoint *= 2;
    }
}
