using VeloZ.Domain;

namespace VeloZ.Venues;

/// <content>How an account begins, goes on after a start, and keeps what its market says.</content>
internal sealed partial class PaperExecution
{
    private void Begin()
    {
        Keep(new InstrumentChanged(_now, _instrument));
        foreach (var money in _options.Balances)
            Keep(new AccountUpdate(_now, money, BalanceReason.Initial, Reference: ""));
        Write();
    }

    // The market has nothing but what the books say.
    private void Resume()
    {
        var history = _books.TakeHistory();
        foreach (var money in _books.PaidIn)
            _market.Deposit(money);
        foreach (var (side, fill) in history)
            _market.ResumeFill(side, fill.TradeId, fill.Price, fill.Quantity, fill.Fee, fill.VenueTime);
        if (_books.LastVenueOrderId.Length > 0)
            _market.ResumeAfter(_books.LastVenueOrderId);
        foreach (var order in _books.Open.ToArray())
        {
            if (PaperRules.EndAtStart(order, _instrument) is { } reason)
                Keep(new OrderUpdate(_now, order.Id, OrderEvent.Canceled, order.VenueOrderId, reason, UpdateSource.Engine, _now));
            else
                _market.ResumeOrder(order.Id, order.VenueOrderId, order.Terms, order.Terms.Quantity - order.Filled, order.IsTriggered);
        }
        Write();
    }

    // Our clock never falls, and market data may have been had before a request that came meanwhile.
    private void MoveTo(UnixNanos time)
    {
        if (time > _now)
            _now = time;
    }

    // On its way a request can be neither held up nor called back.
    private Task<T> ArriveAsync<T>(TimeSpan? latency, Func<T> arrive, Func<string, T> unknown, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var way = latency ?? _options.Latency;
        if (way > TimeSpan.Zero)
            _ = Task.Delay(way, _clock.Time, CancellationToken.None).ContinueWith(_ => Arrive(answer, arrive, unknown), TaskScheduler.Default);
        else
            Arrive(answer, arrive, unknown);
        return answer.Task.WaitAsync(cancellationToken);
    }

    private void Arrive<T>(TaskCompletionSource<T> answer, Func<T> arrive, Func<string, T> unknown)
    {
        try
        {
            lock (_gate)
            {
                MoveTo(_clock.Now);
                var outcome = arrive();
                _journal.Tell(_now + _options.Latency, () => answer.TrySetResult(outcome), () => answer.TrySetResult(unknown("paper_books_failed")));
            }
        }
        catch (Exception exception)
        {
            // The edge of a request: its fault is told to who asked.
            answer.TrySetException(exception);
        }
    }

    // Answered once all that it says is durable.
    private async Task<T?> AskAsync<T>(Func<PaperBooks, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        var answer = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            var found = read(_books);
            _journal.Tell(_now, () => answer.TrySetResult(found), () => answer.TrySetResult(null));
        }
        return await answer.Task.WaitAsync(cancellationToken);
    }

    // What the market did is kept, and told once it is durable; what it refused has happened to nobody but who asked.
    private void Settle(Func<ClientOrderId, OrderTerms?>? added = null, OrderAmend? amended = null)
    {
        while (_market.NextEventTime is { } next && next <= _now)
            _market.Step();
        _reports.Clear();
        while (_market.NextReportTime is not null)
        {
            var report = _market.TakeReport();
            _reports.Add(report);
            if (Keep(report, added, amended))
                _told.Add(report);
        }
        Write();
        foreach (var report in _told)
            _journal.Tell(_now + _options.Latency, () => _listener?.Told(report), static () => { });
        _told.Clear();
    }

    private bool Keep(VenueReport report, Func<ClientOrderId, OrderTerms?>? added, OrderAmend? amended)
    {
        switch (report)
        {
            case VenueReport.Accepted accepted:
                Keep(new OrderNew(report.VenueTime, report.Id, added!(report.Id)!, ReservedPerUnit: 0, IsEmulated: false, ListId: "", ParentId: "", UserId: "", IdempotencyKey: "", LimitsVersion: 0));
                Keep(new OrderUpdate(report.VenueTime, report.Id, OrderEvent.Accepted, accepted.VenueOrderId, Reason: "", report.Source, report.VenueTime));
                return true;
            case VenueReport.Filled filled:
                var fee = filled.Fee.Currency == _instrument.Id.Quote ? filled.Fee.Amount : filled.Fee.Amount * filled.Price.Value;
                Keep(new OrderFill(report.VenueTime, report.Id, filled.TradeId, filled.VenueOrderId, filled.Price, filled.Quantity, filled.Fee, fee, filled.Liquidity, report.VenueTime));
                return true;
            case VenueReport.Changed { Happened: OrderEvent.UpdateRejected or OrderEvent.CancelRejected }:
                return false;
            case VenueReport.Changed { Happened: OrderEvent.Updated }:
                Keep(amended!);
                return true;
            case VenueReport.Changed changed when _books.Find(report.Id) is { } order:
                Keep(new OrderUpdate(report.VenueTime, report.Id, changed.Happened, order.VenueOrderId, changed.Reason, report.Source, report.VenueTime));
                return true;
            default:
                return false;
        }
    }

    private void Keep(JournalEntry entry)
    {
        _books.Fold(entry);
        _entries.Add(entry);
    }

    private void Write()
    {
        _journal.Write([.. _entries]);
        _entries.Clear();
    }
}
