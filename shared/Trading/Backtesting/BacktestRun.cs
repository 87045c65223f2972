using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>What backtests over bars, prints and books have in common: the kernel, the simulated venue and the recorder, driven in the order of time.</summary>
/// <remarks>
/// At one moment: reports of the venue, then timers, then orders that expire here, then the venue's next event, and the market data last. A fill that the venue made
/// before the end of the data counts even where its report was still on its way. Nothing is liquidated at the end. A run whose equity is lost ends there: nobody
/// would let it trade on.
/// </remarks>
internal abstract class BacktestRun
{
    private static readonly StrategyInstanceId Instance = StrategyInstanceId.Parse("backtest");

    private readonly Decision _decision = new();
    private readonly Action<JournalEntry>? _journal;
    private readonly VenueCore _venue;
    private readonly HashSet<ClientOrderId> _closing = []; // While a liquidation is booked: its orders.
    private int _nextFunding;

    private protected BacktestRun(BacktestTerms terms, Instrument instrument, VenueCore venue, string feedSource, Action<JournalEntry>? journal)
    {
        _journal = journal;
        _venue = venue;
        Terms = terms;
        Instrument = instrument;
        Kernel = new Kernel(new KernelOptions
        {
            Mode = RunMode.Backtest,
            AccountKind = terms.Simulation.AccountKind,
            Leverage = terms.Simulation.Leverage,
            ReportingCurrency = instrument.Id.Quote,
            FeedSource = feedSource,
            ClosedOrdersMax = 1_000, // The simulated venue has no late news.
            OpenOrdersMax = int.MaxValue,
            DefaultFeatures = terms.Simulation.Features,
        });
    }

    private protected BacktestTerms Terms { get; }

    private protected Instrument Instrument { get; }

    private protected Kernel Kernel { get; }

    private protected BacktestRecorder Recorder
    {
        get => field ?? throw new InvariantException("the recorder was asked for before the run began");
        set
        {
            field = value;
            _venue.Filled = (terms, fill) => value.Add(terms, fill, isLiquidation: _closing.Contains(fill.Id));
        }
    }

    /// <summary>Says what does not go together, whatever the data.</summary>
    public static void Check(BacktestTerms terms, Instrument instrument)
    {
        if (terms.Cash <= 0)
            throw new BacktestSettingException($"cash was {DecimalText.Trimmed(terms.Cash)}, must be above 0");
        var simulation = terms.Simulation;
        if (instrument.Id.Kind != InstrumentKind.Spot)
            CheckPerpetual(terms, instrument);
        else if (terms.Funding is not null)
            throw new BacktestSettingException($"funding was given for {instrument.Id}, which is spot; only a perpetual has funding");
        if (simulation.AccountKind == AccountKind.Cash && terms.Strategy.SellsShort(terms.Parameters))
            throw new BacktestSettingException($"{terms.Strategy.Id} sells short with these parameters, which a cash account cannot; must be a margin account (--account margin)");
        if (simulation.Participation is <= 0 or > 1 || simulation.SlippageBps < 0 || simulation.ImpactBps < 0 || simulation.Leverage <= 0)
            throw new BacktestSettingException("participation must be above 0 and at most 1; slippage and impact 0 or more; leverage above 0");
        if (simulation.Latency < TimeSpan.Zero || simulation.SubmitLatency < TimeSpan.Zero || simulation.AmendLatency < TimeSpan.Zero || simulation.CancelLatency < TimeSpan.Zero)
            throw new BacktestSettingException("latencies must be 0 or more");
        if (simulation.MaintenanceRate is <= 0 or >= 1)
            throw new BacktestSettingException($"maintenance rate was {DecimalText.Trimmed(simulation.MaintenanceRate)}, must be above 0 and below 1");
    }

    private static void CheckPerpetual(BacktestTerms terms, Instrument instrument)
    {
        if (terms.Simulation.AccountKind != AccountKind.Margin)
            throw new BacktestSettingException($"{instrument.Id} is a perpetual, which is held on margin; must be a margin account (--account margin)");
        if (terms.Simulation.FeeCurrency != FeeCurrency.Quote)
            throw new BacktestSettingException($"{instrument.Id} is a perpetual, whose fees are taken in {instrument.Id.Quote}; must be fees in quote currency (--fee-currency quote)");
        if (terms.Simulation.Leverage * terms.Simulation.MaintenanceRate >= 1)
            throw new BacktestSettingException($"leverage {DecimalText.Trimmed(terms.Simulation.Leverage)} with a maintenance rate of {DecimalText.Trimmed(terms.Simulation.MaintenanceRate)} would be liquidated at once, must be below 1 / {DecimalText.Trimmed(terms.Simulation.MaintenanceRate)}");
        if (terms.Funding is not { Count: > 0 })
            throw new BacktestSettingException($"{instrument.Id} is a perpetual and no funding rates were given, without which its result would flatter; import them: {HowToImport(instrument)}");
    }

    /// <summary>Says that a perpetual's funding rates have nothing to do with the run. Where they have gaps, the result tells them.</summary>
    private protected void CheckFunding(UnixNanos from, UnixNanos to)
    {
        if (Terms.Funding is { } rates && FundingCoverage.Of(rates, from, to) is { Settlements: 0, Missing: > 0 } coverage)
            throw new BacktestSettingException($"the funding rates of {Instrument.Id} were from {coverage.From} to {coverage.To} and the run is from {from} to {to}: none of the settlements within it ({coverage.Missing}) is there, without which its result would flatter; import them: {HowToImport(Instrument)}");
    }

    private static string HowToImport(Instrument instrument) => $"veloz import FILE --kind funding --symbol {instrument.Id}";

    private protected void SetUp(UnixNanos time)
    {
        Command(new KernelCommand.SetInstrument(time, Instrument));
        Command(new KernelCommand.ChangeBalance(time, new Money(Terms.Cash, Instrument.Id.Quote), BalanceReason.Initial, ""));
        Command(new KernelCommand.SetLimits(time, Terms.Limits, "backtest"));
        Command(new KernelCommand.StartStrategy(time, Instance, Terms.Strategy, [Instrument.Id], Terms.Parameters, "backtest"));
    }

    private protected void Command(KernelCommand command)
    {
        if (Kernel.Decide(command, Clear()) is { } refusal)
            throw new BacktestSettingException(refusal.Message);
        CarryOut();
    }

    /// <summary>All that happens up to a moment, that moment included, but for market data.</summary>
    private protected void RunUntil(UnixNanos end)
    {
        while (true)
        {
            var report = _venue.NextReportTime ?? UnixNanos.MaxValue;
            var due = Kernel.NextDueTime;
            var happens = _venue.NextEventTime ?? UnixNanos.MaxValue;
            if (report > end && due > end && happens > end)
                return;
            if (report <= due && report <= happens)
                Report(_venue.TakeReport());
            else if (due <= happens)
                Fire(due);
            else
                Step();
        }
    }

    /// <summary>When the next funding is settled; the latest moment there is without one.</summary>
    private protected UnixNanos NextFundingTime => Terms.Funding is { } rates && _nextFunding < rates.Count ? rates[_nextFunding].Time : UnixNanos.MaxValue;

    /// <summary>What was settled before the run begins is nobody's here.</summary>
    private protected void SkipFunding(UnixNanos before)
    {
        while (NextFundingTime < before)
            _nextFunding++;
    }

    /// <summary>All that happens up to a moment, and the funding that is settled by then: a position pays its notional at the last price times the rate.</summary>
    private protected void RunAndPayUntil(UnixNanos end)
    {
        while (NextFundingTime <= end)
        {
            var rate = Terms.Funding![_nextFunding++];
            RunUntil(rate.Time);
            var (position, price) = (_venue.Position, _venue.LastPrice);
            var paid = Currency.Round(position * price * rate.Rate);
            if (paid == 0)
                continue;
            Command(new KernelCommand.ChangeBalance(rate.Time, new Money(-paid, Instrument.Id.Quote), BalanceReason.Funding, ""));
            _venue.Deposit(new Money(-paid, Instrument.Id.Quote));
            Recorder.Add(new FundingPayment(rate.Time, Instrument, rate.Rate, price, position, paid));
        }
        RunUntil(end);
    }

    /// <summary>The venue's next event; where it took the position for want of margin, the kernel hears of it at once, and before it of all that was before it.</summary>
    private void Step()
    {
        _venue.Step();
        SettleLiquidation();
    }

    private protected void SettleLiquidation()
    {
        if (_venue.LiquidationTime is not { } time)
            return;
        Recorder.AddLiquidation();
        while (_venue.TakeReportBeforeLiquidation() is { } report)
            Report(report);
        if (Kernel.Decide(new KernelCommand.Liquidate(time, Instrument.Id), Clear()) is { } refusal)
            throw new InvariantException($"the liquidation at {time} was refused: {refusal.Message}");
        FindClosing();
        CarryOut();
        _closing.Clear();
        _venue.EndLiquidation();
        if (_venue.Position != 0)
            throw new InvariantException($"after the liquidation at {time} the venue held {DecimalText.Trimmed(_venue.Position)}, must hold nothing");
    }

    // The kernel is liquidating while it makes them; what strategies order when they hear of it comes after.
    private void FindClosing()
    {
        var isLiquidating = false;
        foreach (var entry in _decision.Entries)
        {
            if (entry is RiskState risk)
                isLiquidating = risk.State == TradingState.Liquidating;
            else if (entry is OrderNew made && isLiquidating)
                _closing.Add(made.Id);
        }
    }

    /// <summary>What is still on its way when the data has ended.</summary>
    private protected void Drain()
    {
        while (_venue.NextReportTime is not null)
            Report(_venue.TakeReport());
    }

    private protected void Decide<TInput>(in TInput input)
        where TInput : struct, IMarketInput
    {
        Kernel.Decide(in input, Clear());
        CarryOut();
    }

    private void Report(VenueReport report)
    {
        Kernel.Decide(report, Clear());
        CarryOut();
    }

    // Timers come before orders that expire.
    private void Fire(UnixNanos due)
    {
        if (Kernel.State.NextTimer is { } timer && timer.DueTime <= due)
            Kernel.Decide(new TimerFired(timer.DueTime, timer.Strategy, timer.Name), Clear());
        else
            Kernel.Decide(new OrderExpired(due), Clear());
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
            Recorder.Add(entry);
        }
        for (var index = 0; index < _decision.Effects.Count; index++)
            CarryOut(_decision.Effects[index]);
    }

    private void CarryOut(Effect effect)
    {
        switch (effect)
        {
            case Effect.Submit submit when _closing.Count > 0 && _closing.Contains(submit.Order.Id):
                _venue.SubmitAtLiquidation(submit);
                break;
            case Effect.Submit submit:
                _venue.Submit(submit, Kernel.Now);
                break;
            case Effect.Amend amend:
                _venue.Amend(amend, Kernel.Now);
                break;
            case Effect.Cancel cancel when _closing.Count > 0:
                _venue.CancelAtLiquidation(cancel.Order.Id, Kernel.Now);
                break;
            case Effect.Cancel cancel:
                _venue.Cancel(cancel.Order.Id, Kernel.Now);
                break;
            case Effect.Refused refused:
                Recorder.AddDenial(refused.Refusal.Code);
                break;
            case Effect.Incident { IsOfMarket: true } warning:
                Recorder.AddWarning(warning.Code);
                break;
            case Effect.Incident incident:
                throw new InvariantException($"the simulated venue and the kernel did not agree at {incident.Time}: {incident.Code}: {incident.Message}");
        }
    }
}
