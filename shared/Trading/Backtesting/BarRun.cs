using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A backtest over bars.</summary>
internal sealed class BarRun : BacktestRun
{
    private const int BarsPerProgress = 65_536;

    private readonly BacktestSettings _settings;
    private readonly SimulatedVenue _venue;

    public BarRun(BacktestSettings settings, Action<JournalEntry>? journal)
        : this(settings, new SimulatedVenue(settings.Bars.Instrument, settings.Simulation, settings.Cash), journal)
    {
    }

    private BarRun(BacktestSettings settings, SimulatedVenue venue, Action<JournalEntry>? journal)
        : base(settings, settings.Bars.Instrument, venue, "bars", journal)
    {
        _settings = settings;
        _venue = venue;
        _venue.UnlinkedStopOf = Kernel.UnlinkedStopOf;
        var (start, count) = settings.Range.GetOffsetAndLength(settings.Bars.Count);
        var first = settings.Bars[start];
        Recorder = new BacktestRecorder(Kernel, first.OpenTime, first.Open.Value, settings.Cash, count);
    }

    public BacktestResult Run(Action<int>? progress, CancellationToken cancellationToken)
    {
        var bars = _settings.Bars;
        var (start, count) = _settings.Range.GetOffsetAndLength(bars.Count);
        var warmUp = Math.Min(start, _settings.Strategy.WarmUpBars(_settings.Parameters));
        CheckFunding(bars[start].OpenTime, bars[start + count - 1].CloseTime);
        SetUp(bars[start].OpenTime);
        SkipFunding(bars[start].OpenTime);
        for (var index = start - warmUp; index < start; index++)
            Kernel.WarmUp(new BarClosed(0, bars[index]));
        for (var index = start; index < start + count; index++)
        {
            Run(new BarClosed(0, bars[index]));
            if (Recorder.IsRuined)
                break;
            if ((index - start + 1) % BarsPerProgress != 0)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(index - start + 1);
        }
        Drain();
        progress?.Invoke(count);
        var series = bars.Series;
        var missing = ((series.OpenTimes[start + Recorder.Bars - 1] - series.OpenTimes[start]) / series.Interval.Nanos) + 1 - Recorder.Bars;
        return Recorder.Finish(_settings, SettingsText.Of(_settings, Instrument, "bars", warmUp), Instrument, series.Interval, missing);
    }

    private void Run(in BarClosed input)
    {
        ref readonly var bar = ref input.Bar;
        if (_venue.IsIdle && Kernel.NextDueTime > bar.CloseTime && NextFundingTime > bar.CloseTime)
        {
            _venue.Skip(in bar);
        }
        else
        {
            _venue.Begin(in bar);
            RunAndPayUntil(bar.CloseTime);
        }
        Decide(in input);
        // Where orders meet the close they were decided on, they do so now.
        if (!_venue.IsIdle)
            RunUntil(bar.CloseTime);
        Recorder.Add(in bar);
    }
}
