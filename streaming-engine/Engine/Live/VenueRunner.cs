using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Makes the requests of the loop at a venue, each beside the others, and brings what became of it back.</summary>
internal sealed class VenueRunner : IVenueRequests, IAsyncDisposable
{
    // A request that throws is a fault of ours; its order is in doubt like any other.
    private const string Fault = "adapter_fault";

    // What could not leave is wanted again at once by what decides; it must not go round without end.
    private static readonly TimeSpan UnsentPause = TimeSpan.FromMilliseconds(500);

    private readonly IExecutionVenue _venue;
    private readonly LiveInbox _inbox;
    private readonly IReadOnlyList<InstrumentId> _instruments;
    private readonly TimeSpan _requestWindow;
    private readonly MonotonicClock _clock;
    private readonly VenueLatency _latency;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <param name="venue">Where.</param>
    /// <param name="inbox">Takes what became of them.</param>
    /// <param name="instruments">The markets of the account.</param>
    /// <param name="requestWindow">From a decision to the deadline of its request.</param>
    /// <param name="clock">The engine's.</param>
    /// <param name="latency">Counts how long they take.</param>
    public VenueRunner(IExecutionVenue venue, LiveInbox inbox, IReadOnlyList<InstrumentId> instruments, TimeSpan requestWindow, MonotonicClock clock, VenueLatency latency) =>
        (_venue, _inbox, _instruments, _requestWindow, _clock, _latency) = (venue, inbox, instruments, requestWindow, clock, latency);

    /// <summary>Requests that are on their way.</summary>
    public QueueGauge Requests { get; } = new("venue_requests", int.MaxValue);

    public void Make(Effect.Submit submit)
    {
        var (id, attempt, request) = (submit.Order.Id, submit.Attempt, new VenueSubmit(submit.Order.Id, submit.Terms, submit.Deadline));
        Leave(submit.Deadline);
        _latency.Send(id);
        Run(
            () => _venue.SubmitAsync(request, _stop.Token),
            outcome =>
            {
                _latency.Answer(id, outcome is SubmitOutcome.Accepted);
                return new ExecutionInput.SubmitAnswered(default, id, attempt, outcome);
            },
            static () => new SubmitOutcome.Unknown(Fault));
    }

    public void Make(Effect.Amend amend)
    {
        var (key, change) = (KeyOf(amend.Order), amend.Change);
        var request = new VenueAmend(key, amend.Order.Terms with { Quantity = amend.Order.Quantity }, change.Quantity, change.Price, change.TriggerPrice, amend.Deadline);
        Leave(amend.Deadline);
        Run(
            () => _venue.AmendAsync(request, _stop.Token),
            outcome => new ExecutionInput.AmendAnswered(default, key.Id, change.Time, outcome),
            static () => new AmendOutcome.Unknown(Fault));
    }

    public void Make(Effect.Cancel cancel)
    {
        var key = KeyOf(cancel.Order);
        Run(() => _venue.CancelAsync(key, _stop.Token), outcome => new ExecutionInput.CancelAnswered(default, key.Id, outcome), static () => new CancelOutcome.Unknown(Fault));
    }

    public void Make(Effect.Query query)
    {
        var (key, attempt, number) = (KeyOf(query.Order), query.Attempt, query.Number);
        Run(() => _venue.FindAsync(key, _stop.Token), answer => new ExecutionInput.OrderAnswered(default, key.Id, attempt, number, answer), static () => new OrderAnswer.Failed(Fault));
    }

    public void Make(Effect.Reconcile reconcile)
    {
        var (venue, number, since) = (reconcile.Venue, reconcile.Number, reconcile.Since);
        Run(() => _venue.ReadBooksAsync(_instruments, since, _stop.Token), books => new ExecutionInput.BooksAnswered(default, venue, number, books), static () => null);
    }

    /// <summary>Waits for nothing any more: the next start asks.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running);
        _stop.Dispose();
    }

    private void Leave(UnixNanos deadline)
    {
        if (deadline != UnixNanos.MaxValue)
            _latency.KernelToWire.Add(_clock.Now - (deadline - _requestWindow));
    }

    private static VenueOrderKey KeyOf(Order order) => new(order.Id, order.Terms.Instrument, order.Terms.Type);

    /// <summary>Whether it is the answer to a request that changes something.</summary>
    internal static bool IsAck(object? outcome) => outcome is SubmitOutcome.Accepted or SubmitOutcome.Rejected or SubmitOutcome.Duplicate
        or AmendOutcome.Amended or AmendOutcome.Taken or AmendOutcome.Rejected
        or CancelOutcome.Canceled or CancelOutcome.Taken or CancelOutcome.Rejected;

    private void Run<T>(Func<Task<T>> ask, Func<T, ExecutionInput> tell, Func<T> fault)
    {
        var task = RunAsync(ask, tell, fault);
        if (task.IsCompleted)
            return;
        Requests.Add();
        lock (_gate)
            _running.Add(task);
        _ = task.ContinueWith(
            done =>
            {
                lock (_gate)
                    _running.Remove(done);
                Requests.Remove();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task RunAsync<T>(Func<Task<T>> ask, Func<T, ExecutionInput> tell, Func<T> fault)
    {
        try
        {
            var made = _clock.Time.GetTimestamp();
            var outcome = await ask();
            if (IsAck(outcome))
                _latency.WireToAck.Add(_clock.Time.GetElapsedTime(made));
            if (outcome is SubmitOutcome.NotSent or AmendOutcome.NotSent or CancelOutcome.NotSent)
                await Task.Delay(UnsentPause, _clock.Time, _stop.Token);
            _inbox.Answer(tell(outcome));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The engine ends.
        }
        catch (Exception exception)
        {
            // The edge of a request.
            _inbox.Noticed(Fault, $"a request to {_venue.Venue} ended by a fault of its adapter, which is an error to report: {exception.GetType().Name}: {exception.Message}; the venue is asked what became of it");
            _inbox.Answer(tell(fault()));
        }
    }
}
