using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Runs a strategy over bars: the kernel, the simulated venue and the recorder, driven in the order of time.</summary>
/// <remarks>
/// At one moment: reports of the venue, then timers, then the venue's next event, and the closed bar last. A fill that the venue made before the
/// end of the data counts even where its report was still on its way. Nothing is liquidated at the end. A run whose equity is lost ends there:
/// nobody would let it trade on.
/// </remarks>
public sealed class Backtest
{
    private const int BarsPerProgress = 65_536;

    private static readonly StrategyInstanceId Instance = StrategyInstanceId.Parse("backtest");

    private readonly BacktestSettings _settings;
    private readonly Kernel _kernel;
    private readonly SimulatedVenue _venue;
    private readonly BacktestRecorder _recorder;
    private readonly Decision _decision = new();
    private readonly Action<JournalEntry>? _journal;

    private Backtest(BacktestSettings settings, Action<JournalEntry>? journal)
    {
        _settings = settings;
        _journal = journal;
        var instrument = settings.Bars.Instrument;
        _kernel = new Kernel(new KernelOptions
        {
            Mode = RunMode.Backtest,
            AccountKind = settings.Simulation.AccountKind,
            Leverage = settings.Simulation.Leverage,
            ReportingCurrency = instrument.Id.Quote,
            FeedSource = "bars",
            ClosedOrdersMax = 1_000, // The simulated venue has no late news.
            OpenOrdersMax = int.MaxValue,
            DefaultFeatures = settings.Simulation.Features,
        });
        _venue = new SimulatedVenue(instrument, settings.Simulation, settings.Cash);
        var (start, count) = settings.Range.GetOffsetAndLength(settings.Bars.Count);
        _recorder = new BacktestRecorder(_kernel, settings.Bars[start], settings.Cash, count);
        _venue.Filled = _recorder.Add;
    }

    /// <summary>Runs it.</summary>
    /// <param name="settings">What to run.</param>
    /// <param name="journal">Takes every journal entry, in order; null for none.</param>
    /// <param name="progress">Takes the bars done so far, now and then; null for none.</param>
    /// <param name="cancellationToken">Ends it between two bars.</param>
    /// <exception cref="BacktestSettingException">The settings do not go together.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public static BacktestResult Run(
        BacktestSettings settings,
        Action<JournalEntry>? journal,
        Action<int>? progress,
        CancellationToken cancellationToken)
    {
        Check(settings);
        return new Backtest(settings, journal).Run(progress, cancellationToken);
    }

    private static void Check(BacktestSettings settings)
    {
        var (_, count) = settings.Range.GetOffsetAndLength(settings.Bars.Count);
        if (count == 0)
            throw new BacktestSettingException("there was no bar in the time asked for, must be at least one");
        if (settings.Cash <= 0)
            throw new BacktestSettingException($"cash was {DecimalText.Trimmed(settings.Cash)}, must be above 0");
        if (settings.Bars.Instrument.Id.Kind != InstrumentKind.Spot)
            throw new BacktestSettingException($"instrument was {settings.Bars.Instrument.Id}, must be spot: this version simulates no funding and no liquidation, without which a perpetual's result would flatter");
        if (settings.Simulation.AccountKind == AccountKind.Cash && settings.Strategy.SellsShort(settings.Parameters))
            throw new BacktestSettingException($"{settings.Strategy.Id} sells short with these parameters, which a cash account cannot; must be a margin account (--account margin)");
        var simulation = settings.Simulation;
        if (simulation.Participation is <= 0 or > 1 || simulation.SlippageBps < 0 || simulation.ImpactBps < 0 || simulation.Latency < TimeSpan.Zero || simulation.Leverage <= 0)
            throw new BacktestSettingException("participation must be above 0 and at most 1; slippage, impact and latency 0 or more; leverage above 0");
    }

    private BacktestResult Run(Action<int>? progress, CancellationToken cancellationToken)
    {
        var bars = _settings.Bars;
        var (start, count) = _settings.Range.GetOffsetAndLength(bars.Count);
        var warmUp = Math.Min(start, _settings.Strategy.WarmUpBars(_settings.Parameters));
        SetUp(bars[start].OpenTime);
        for (var index = start - warmUp; index < start; index++)
            _kernel.WarmUp(new BarClosed(0, bars[index]));
        for (var index = start; index < start + count; index++)
        {
            Run(new BarClosed(0, bars[index]));
            if (_recorder.IsRuined)
                break;
            if ((index - start + 1) % BarsPerProgress != 0)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(index - start + 1);
        }
        while (_venue.NextReportTime is not null)
            Report();
        progress?.Invoke(count);
        return _recorder.Finish(_settings, warmUp);
    }

    private void SetUp(UnixNanos time)
    {
        var instrument = _settings.Bars.Instrument;
        Command(new KernelCommand.SetInstrument(time, instrument));
        Command(new KernelCommand.ChangeBalance(time, new Money(_settings.Cash, instrument.Id.Quote), BalanceReason.Initial, ""));
        Command(new KernelCommand.SetLimits(time, _settings.Limits, "backtest"));
        Command(new KernelCommand.StartStrategy(time, Instance, _settings.Strategy, [instrument.Id], _settings.Parameters, "backtest"));
    }

    private void Command(KernelCommand command)
    {
        if (_kernel.Decide(command, Clear()) is { } refusal)
            throw new BacktestSettingException(refusal.Message);
        CarryOut();
    }

    private void Run(in BarClosed input)
    {
        ref readonly var bar = ref input.Bar;
        if (_venue.IsIdle && _kernel.NextDueTime > bar.CloseTime)
        {
            _venue.Skip(in bar);
        }
        else
        {
            _venue.Begin(in bar);
            RunUntil(bar.CloseTime);
        }
        _kernel.Decide(in input, Clear());
        CarryOut();
        // Where orders meet the close they were decided on, they do so now.
        if (!_venue.IsIdle)
            RunUntil(bar.CloseTime);
        _recorder.Add(in bar);
    }

    private void RunUntil(UnixNanos end)
    {
        while (true)
        {
            var report = _venue.NextReportTime ?? UnixNanos.MaxValue;
            var due = _kernel.NextDueTime;
            var happens = _venue.NextEventTime ?? UnixNanos.MaxValue;
            if (report > end && due > end && happens > end)
                return;
            if (report <= due && report <= happens)
                Report();
            else if (due <= happens)
                Fire(due);
            else
                _venue.Step();
        }
    }

    private void Report()
    {
        _kernel.Decide(_venue.TakeReport(), Clear());
        CarryOut();
    }

    // Timers come before orders that expire.
    private void Fire(UnixNanos due)
    {
        if (_kernel.State.NextTimer is { } timer && timer.DueTime <= due)
            _kernel.Decide(new TimerFired(timer.DueTime, timer.Strategy, timer.Name), Clear());
        else
            _kernel.Decide(new OrderExpired(due), Clear());
        CarryOut();
    }

    private Decision Clear()
    {
        _decision.Clear();
        return _decision;
    }

    private void CarryOut()
    {
        if (_decision.IsEmpty)
            return;
        for (var index = 0; index < _decision.Entries.Count; index++)
        {
            var entry = _decision.Entries[index];
            _journal?.Invoke(entry);
            _recorder.Add(entry);
        }
        for (var index = 0; index < _decision.Effects.Count; index++)
        {
            switch (_decision.Effects[index])
            {
                case Effect.Submit submit:
                    _venue.Submit(submit, _kernel.Now);
                    break;
                case Effect.Amend amend:
                    _venue.Amend(amend, _kernel.Now);
                    break;
                case Effect.Cancel cancel:
                    _venue.Cancel(cancel.Order.Id, _kernel.Now);
                    break;
                case Effect.Refused refused:
                    _recorder.AddDenial(refused.Refusal.Code);
                    break;
                case Effect.Incident { IsOfMarket: true } warning:
                    _recorder.AddWarning(warning.Code);
                    break;
                case Effect.Incident incident:
                    throw new InvariantException($"the simulated venue and the kernel did not agree at {incident.Time}: {incident.Code}: {incident.Message}");
            }
        }
    }
}
