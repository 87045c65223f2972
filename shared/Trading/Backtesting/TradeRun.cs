using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A backtest over prints. An order meets the first print after it arrived; bars are made of the prints for strategies that decide on them.</summary>
internal sealed class TradeRun : BacktestRun
{
    private const int TradesPerProgress = 1_048_576;

    private readonly TradeBacktestSettings _settings;
    private readonly SimulatedVenue _venue;
    private readonly BarBuilder _bars;
    private long _trades;

    public TradeRun(TradeBacktestSettings settings, Action<JournalEntry>? journal)
        : this(settings, new SimulatedVenue(settings.Instrument, settings.Simulation, settings.Cash), journal)
    {
    }

    private TradeRun(TradeBacktestSettings settings, SimulatedVenue venue, Action<JournalEntry>? journal)
        : base(settings, settings.Instrument, venue, "trades", journal)
    {
        _settings = settings;
        _venue = venue;
        _bars = new BarBuilder(settings.Interval);
    }

    public BacktestResult Run(Action<long>? progress, CancellationToken cancellationToken)
    {
        foreach (var piece in _settings.Pieces)
        {
            for (var index = 0; index < piece.Count;)
            {
                if (_trades == 0)
                    Begin(piece[0]);
                var end = EndOfQuiet(piece, index);
                if (end > index)
                    Pass(piece.TotalsOf(index, end));
                else
                    Run(new TradeSeen(0, piece[end++]));
                _trades += end - index;
                index = end;
                if (_trades % TradesPerProgress != 0)
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Invoke(_trades);
            }
            if (_trades > 0 && Recorder.IsRuined)
                break;
        }
        if (_trades == 0)
            throw new BacktestSettingException("there was no print in the time asked for, must be at least one");
        if (_bars.TryClose(UnixNanos.MaxValue, out var last) && !Recorder.IsRuined)
            Close(in last);
        Drain();
        progress?.Invoke(_trades);
        CheckFunding(Recorder.From, Recorder.To);
        return Recorder.Finish(_settings, SettingsText.Of(_settings, Instrument, "trades", warmUpBars: 0), Instrument, _settings.Interval, _bars.Missing) with { Prints = _trades };
    }

    private void Begin(in TradeTick first)
    {
        var span = Math.Max(1, _settings.To.Value - _settings.From.Value);
        Recorder = new BacktestRecorder(Kernel, first.ReceivedTime, first.Price.Value, _settings.Cash, span / _settings.Interval.Nanos);
        SetUp(first.ReceivedTime);
        SkipFunding(first.ReceivedTime);
    }

    // Up to there prints only move the bar at work and the last price: nothing is at the venue, nobody looks at each print, and nothing is due.
    private int EndOfQuiet(BoundTrades piece, int index)
    {
        if (!_bars.HasBar || !_venue.IsIdle || Kernel.NeedsEachTrade)
            return index;
        var end = Math.Min(Math.Min(_bars.CloseTime.Value, NextFundingTime.Value), Kernel.NextDueTime.Value);
        var room = TradesPerProgress - (_trades % TradesPerProgress);
        return (int)Math.Min(piece.FirstFrom(new UnixNanos(end), index), index + room);
    }

    // What each of them would have done in turn.
    private void Pass(in TradeTotals trades)
    {
        _venue.Skip(trades.Last);
        _bars.Add(in trades);
        Decide(new TradeSeen(0, trades.Last));
    }

    private void Run(in TradeSeen input)
    {
        ref readonly var trade = ref input.Trade;
        var time = trade.ReceivedTime;
        // A bar is known when its time is over, whether its next print comes at once or not.
        if (time >= _bars.CloseTime && _bars.TryClose(time, out var bar))
            Close(in bar);
        if (_venue.IsIdle && Kernel.NextDueTime > time && NextFundingTime > time)
        {
            _venue.Skip(in trade);
        }
        else
        {
            RunAndPayUntil(new UnixNanos(time.Value - 1));
            _venue.Begin(in trade);
            RunAndPayUntil(time);
        }
        _bars.Add(in trade);
        Decide(in input);
        if (!_venue.IsIdle)
            RunUntil(time);
    }

    private void Close(in Bar bar)
    {
        if (!_venue.IsIdle || Kernel.NextDueTime <= bar.CloseTime || NextFundingTime <= bar.CloseTime)
            RunAndPayUntil(bar.CloseTime);
        Decide(new BarClosed(0, in bar));
        Recorder.Add(in bar);
    }
}
