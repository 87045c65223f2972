using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Follows equity from close to close: daily samples, greatest drawdown, points for the chart.</summary>
internal sealed class EquityRecorder
{
    private const int ChartPointsMax = 2_000;

    private readonly List<DailyEquity> _daily = [];
    private readonly List<ChartPoint> _chart = [];
    private readonly int _barsPerPoint;
    private UnixNanos _nextDay;
    private UnixNanos _lastClose;
    private decimal _equity;
    private decimal _price;
    private decimal _peak;
    private UnixNanos _peakTime;
    private decimal _trough;
    private decimal _maxDrawdown;
    private TimeSpan _longest;
    private int _pointBars;
    private UnixNanos _pointOpenTime;
    private decimal _pointOpen;
    private decimal _pointHigh;
    private decimal _pointLow;
    private double _pointDrawdown;
    private double _drawdown;

    public EquityRecorder(UnixNanos from, decimal cash, decimal price, int bars)
    {
        _barsPerPoint = Math.Max(1, (bars + ChartPointsMax - 1) / ChartPointsMax);
        var day = from.StartOfDay;
        _nextDay = day == from ? day : new UnixNanos(day.Value + UnixNanos.PerDay);
        _equity = _peak = _trough = cash;
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
            _peak = _trough = equity;
            _peakTime = time;
            _drawdown = 0;
            return;
        }
        if (equity < _trough)
            _trough = equity;
        _drawdown = 1 - ((double)equity / (double)_peak); // For the chart; the greatest is kept exact.
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
            _pointDrawdown = 0;
        }
        _pointBars++;
        if (bar.High.Value > _pointHigh)
            _pointHigh = bar.High.Value;
        if (bar.Low.Value < _pointLow)
            _pointLow = bar.Low.Value;
        if (_drawdown > _pointDrawdown)
            _pointDrawdown = _drawdown;
        if (_pointBars == _barsPerPoint)
            AddPoint(bar.CloseTime);
    }

    private void AddPoint(UnixNanos closeTime)
    {
        _chart.Add(new ChartPoint(_pointOpenTime, closeTime, _pointOpen, _pointHigh, _pointLow, _price, _equity, (decimal)_pointDrawdown));
        _pointBars = 0;
    }
}
