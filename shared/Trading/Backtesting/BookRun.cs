using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>A backtest over a captured market: book, quotes and prints. An order meets the book as it is when it arrives.</summary>
internal sealed class BookRun : BacktestRun
{
    private const int EventsPerProgress = 1_048_576;

    private readonly BookBacktestSettings _settings;
    private readonly BookVenue _venue;
    private readonly OrderBook _book;
    private readonly BarBuilder _bars;
    private long _events;
    private bool _hasBegun;

    public BookRun(BookBacktestSettings settings, Action<JournalEntry>? journal)
        : this(settings, new OrderBook(settings.Feed.Instrument), journal)
    {
    }

    private BookRun(BookBacktestSettings settings, OrderBook book, Action<JournalEntry>? journal)
        : this(settings, book, new BookVenue(book, settings.Simulation, settings.Cash), journal)
    {
    }

    private BookRun(BookBacktestSettings settings, OrderBook book, BookVenue venue, Action<JournalEntry>? journal)
        : base(settings, settings.Feed.Instrument, venue, "capture", journal)
    {
        _settings = settings;
        _book = book;
        _venue = venue;
        _bars = new BarBuilder(settings.Interval);
    }

    public async Task<BacktestResult> RunAsync(Action<long>? progress, CancellationToken cancellationToken)
    {
        while (!IsRuined && await _settings.Feed.LoadAsync(cancellationToken))
            RunLoaded(progress, cancellationToken);
        if (_events == 0)
            throw new BacktestSettingException($"nothing was captured of {Instrument.Id} in the time asked for, must have a print or a whole book");
        if (!_hasBegun)
            throw new BacktestSettingException("the captured market had neither a print nor a whole book in the time asked for, must have one");
        if (_bars.TryClose(UnixNanos.MaxValue, out var last) && !IsRuined)
            Close(in last);
        Drain();
        progress?.Invoke(_events);
        CheckFunding(Recorder.From, Recorder.To);
        return Recorder.Finish(_settings, SettingsText.Of(_settings, Instrument, "capture", warmUpBars: 0), Instrument, _settings.Interval, _bars.Missing) with { Events = _events };
    }

    private bool IsRuined => _hasBegun && Recorder.IsRuined;

    private void RunLoaded(Action<long>? progress, CancellationToken cancellationToken)
    {
        while (_settings.Feed.TryRead(out var happened))
        {
            if (_hasBegun)
                Run(in happened);
            else
                TryBegin(in happened);
            if (IsRuined)
                return;
            if (++_events % EventsPerProgress != 0)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(_events);
        }
    }

    // It begins with the first print, or the first book that has both sides.
    private void TryBegin(in MarketEvent first)
    {
        _venue.Apply(in first);
        if (first.IsLead || _venue.LastPrice == 0)
            return;
        _hasBegun = true;
        var span = Math.Max(1, _settings.Feed.EndTime.Value - first.ReceivedTime.Value);
        Recorder = new BacktestRecorder(Kernel, first.ReceivedTime, _venue.LastPrice, _settings.Cash, span / _settings.Interval.Nanos);
        SetUp(first.ReceivedTime);
        SkipFunding(first.ReceivedTime);
        Give(in first);
        RunUntil(first.ReceivedTime);
    }

    private void Run(in MarketEvent happened)
    {
        var time = happened.ReceivedTime;
        if (time >= _bars.CloseTime && _bars.TryClose(time, out var bar))
            Close(in bar);
        var isQuiet = _venue.IsIdle && Kernel.NextDueTime > time && NextFundingTime > time;
        if (!isQuiet)
            RunAndPayUntil(time);
        _venue.Apply(in happened);
        SettleLiquidation();
        if (!_venue.IsIdle)
            RunUntil(time);
        Give(in happened);
        if (!_venue.IsIdle)
            RunUntil(time);
    }

    // What is told only so that the book is right is no event of the market.
    private void Give(in MarketEvent happened)
    {
        if (happened.IsLead)
            return;
        switch (happened.Kind)
        {
            case MarketEventKind.Trade:
                var trade = happened.ToTrade(Instrument, happened.ReceivedTime);
                _bars.Add(in trade);
                Decide(new TradeSeen(0, trade));
                break;
            case MarketEventKind.Quote:
                Decide(new QuoteSeen(0, happened.ToQuote(Instrument, happened.ReceivedTime)));
                break;
            case MarketEventKind.BookSnapshot or MarketEventKind.BookDelta:
                Decide(new BookChanged(0, _book));
                break;
        }
    }

    private void Close(in Bar bar)
    {
        if (!_venue.IsIdle || Kernel.NextDueTime <= bar.CloseTime || NextFundingTime <= bar.CloseTime)
            RunAndPayUntil(bar.CloseTime);
        Decide(new BarClosed(0, in bar));
        Recorder.Add(in bar);
    }
}
