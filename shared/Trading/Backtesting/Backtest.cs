using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Runs a strategy over bars, over prints, or over a captured market.</summary>
/// <remarks>The order of events at one moment is that of every backtest: reports of the venue, timers, the venue's next event, and market data last.</remarks>
public static class Backtest
{
    /// <summary>Runs a strategy over bars.</summary>
    /// <param name="settings">What to run.</param>
    /// <param name="journal">Takes every journal entry, in order; null for none.</param>
    /// <param name="progress">Takes the bars done so far, now and then; null for none.</param>
    /// <param name="cancellationToken">Ends it between two bars.</param>
    /// <exception cref="BacktestSettingException">The settings do not go together.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static BacktestResult Run(BacktestSettings settings, Action<JournalEntry>? journal, Action<int>? progress, CancellationToken cancellationToken)
    {
        var (_, count) = settings.Range.GetOffsetAndLength(settings.Bars.Count);
        if (count == 0)
            throw new BacktestSettingException("there was no bar in the time asked for, must be at least one");
        BacktestRun.Check(settings, settings.Bars.Instrument);
        return new BarRun(settings, journal).Run(progress, cancellationToken);
    }

    /// <summary>Runs a strategy over prints.</summary>
    /// <param name="settings">What to run.</param>
    /// <param name="journal">Takes every journal entry, in order; null for none.</param>
    /// <param name="progress">Takes the prints done so far, now and then; null for none.</param>
    /// <param name="cancellationToken">Ends it between two prints.</param>
    /// <exception cref="BacktestSettingException">The settings do not go together, or there is no print.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static BacktestResult Run(TradeBacktestSettings settings, Action<JournalEntry>? journal, Action<long>? progress, CancellationToken cancellationToken)
    {
        BacktestRun.Check(settings, settings.Instrument);
        return new TradeRun(settings, journal).Run(progress, cancellationToken);
    }

    /// <summary>Runs a strategy over a captured market.</summary>
    /// <param name="settings">What to run.</param>
    /// <param name="journal">Takes every journal entry, in order; null for none.</param>
    /// <param name="progress">Takes the events done so far, now and then; null for none.</param>
    /// <param name="cancellationToken">Ends it between two events.</param>
    /// <exception cref="BacktestSettingException">The settings do not go together, or there is no price.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static Task<BacktestResult> RunAsync(BookBacktestSettings settings, Action<JournalEntry>? journal, Action<long>? progress, CancellationToken cancellationToken)
    {
        BacktestRun.Check(settings, settings.Feed.Instrument);
        return new BookRun(settings, journal).RunAsync(progress, cancellationToken);
    }
}
