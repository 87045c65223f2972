using System.Threading.Channels;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>
/// Makes what people see from what is durable: folds the same entries into a state of its own, so that nobody looks into the loop's.
/// </summary>
public sealed class Projector
{
    /// <summary>Ended orders that a view has at most.</summary>
    public const int ClosedOrdersShown = 100;

    /// <summary>Fills that a view has at most.</summary>
    public const int FillsShown = 200;

    /// <summary>Incidents that a view has at most.</summary>
    public const int IncidentsShown = 50;

    private const int QueueCapacity = 4_096;

    private static readonly TimeSpan PublishPeriod = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Durable> _queue = Channel.CreateBounded<Durable>(new BoundedChannelOptions(QueueCapacity)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
        SingleWriter = true,
    });

    private readonly KernelState _state;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<IProjection> _others;
    private readonly NewsDesk _news;
    private readonly ProjectedHistory _history = new();
    private readonly List<FillView> _frameFills = [];
    private FrameId _frame;
    private UnixNanos _now;
    private long _publishedStamp;
    private bool _isDirty;
    private volatile Exception? _fault;

    /// <param name="state">A copy of what recovery found; owned by the projector from here on.</param>
    /// <param name="frame">The last frame in it.</param>
    /// <param name="fills">Fills of before, newest first.</param>
    /// <param name="news">Told of everything.</param>
    /// <param name="others">Told of every batch, on the projector's own thread.</param>
    /// <param name="time">The clock.</param>
    internal Projector(KernelState state, FrameId frame, IReadOnlyList<FillView> fills, NewsDesk news, IReadOnlyList<IProjection> others, TimeProvider time)
    {
        (_state, _frame, _news, _others, _time) = (state, frame, news, others, time);
        _now = state.PaperMarkets.Count > 0 ? state.PaperMarkets[0].Time : default;
        _history.Begin(state, fills);
        View = Build();
    }

    /// <summary>What was last seen.</summary>
    public EngineView View { get; private set; }

    /// <summary>How full its queue is.</summary>
    public QueueGauge Queue { get; } = new("projector", QueueCapacity);

    /// <summary>Whether the queue takes another message without waiting.</summary>
    internal bool HasRoom => Queue.Depth < QueueCapacity;

    /// <summary>Tells of a frame that is durable, or an effect that was released; called by the loop, which waits while there is no room.</summary>
    internal void Tell(Durable message)
    {
        Queue.Add();
        var spin = default(SpinWait);
        while (!_queue.Writer.TryWrite(message))
        {
            if (_fault is { } fault)
                throw new InvariantException($"what is shown and stored could not be kept up: {fault.Message}");
            spin.SpinOnce();
        }
    }

    internal void Complete() => _queue.Writer.TryComplete();

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ProjectAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            // The loop must not go on unseen: its next word finds the queue closed, and ends it.
            _fault = exception;
            _queue.Writer.TryComplete(exception);
            throw;
        }
    }

    private async Task ProjectAsync(CancellationToken cancellationToken)
    {
        foreach (var other in _others)
            await other.StartAsync(_state, _frame, cancellationToken);
        while (await _queue.Reader.WaitToReadAsync(cancellationToken))
        {
            await DrainAsync(cancellationToken);
            // What comes in bursts is shown, and stored, once a period and not at every frame.
            if (PublishPeriod - _time.GetElapsedTime(_publishedStamp) is var left && left > TimeSpan.Zero && !_queue.Reader.Completion.IsCompleted)
                await Task.Delay(left, _time, cancellationToken);
            await DrainAsync(cancellationToken);
            await PublishAsync(cancellationToken);
        }
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (_queue.Reader.TryRead(out var message))
        {
            Queue.Remove();
            Take(message);
            if (_time.GetElapsedTime(_publishedStamp) >= PublishPeriod)
                await PublishAsync(cancellationToken);
        }
    }

    private void Take(Durable message)
    {
        _isDirty = true;
        switch (message)
        {
            case Durable.Frame frame:
                _frame = frame.Id;
                foreach (var entry in frame.Entries)
                    Fold(entry);
                foreach (var other in _others)
                    other.Take(_state, frame, _frameFills);
                _frameFills.Clear();
                break;
            case Durable.Effect { Released: Effect.Refused refused }:
                _history.Add(refused);
                _news.Tell(new EngineNews.Refused(refused.Request, refused.Refusal));
                break;
            case Durable.Effect { Released: Effect.Incident incident }:
                _history.Add(incident);
                _news.Tell(new EngineNews.Happened(incident));
                break;
        }
    }

    private void Fold(JournalEntry entry)
    {
        var order = OrderOf(entry);
        var realizedBefore = order is null || entry is not OrderFill ? 0 : RealizedOf(order);
        _state.Fold(entry);
        order ??= OrderOf(entry);
        _now = entry.Time > _now ? entry.Time : _now;
        if (entry is OrderFill fill)
            _frameFills.Add(new FillView(fill, order!.Terms.Instrument, order.Terms.Side, order.Terms.Strategy, RealizedOf(order) - realizedBefore));
        _history.Add(entry, order, entry is OrderFill ? _frameFills[^1] : null);
        _news.Tell(new EngineNews.Journaled(entry, order is null ? null : OrderView.Of(order)));
    }

    private decimal RealizedOf(Order order) => order.Terms.Strategy.IsNone
        ? _state.Portfolio.Holdings[_state.Portfolio.IndexOf(order.Terms.Instrument)].Position.RealizedPnl
        : _state.Portfolio.PositionOf(order.Terms.Strategy, order.Terms.Instrument).RealizedPnl;

    private Order? OrderOf(JournalEntry entry) => entry switch
    {
        OrderNew one => _state.FindOrder(one.Id),
        OrderUpdate one => _state.FindOrder(one.Id),
        OrderFill one => _state.FindOrder(one.Id),
        OrderCancel one => _state.FindOrder(one.Id),
        OrderAdopt one => _state.FindOrder(one.Id),
        OrderAmend one => _state.FindOrder(one.Id),
        OrderResubmit one => _state.FindOrder(one.Id),
        _ => null,
    };

    private async ValueTask PublishAsync(CancellationToken cancellationToken)
    {
        if (!_isDirty)
            return;
        _isDirty = false;
        _publishedStamp = _time.GetTimestamp();
        View = Build();
        foreach (var other in _others)
            await other.FlushAsync(_state, _frame, cancellationToken);
    }

    private EngineView Build() => new()
    {
        Frame = _frame,
        Time = _now,
        TradingState = _state.TradingState,
        KillSwitches = _state.KillSwitches,
        ReportingCurrency = _state.Portfolio.ReportingCurrency,
        OpenOrders = [.. _state.OpenOrders.Select(OrderView.Of)],
        ClosedOrders = _history.ClosedOrders(),
        Fills = _history.Fills(),
        Positions = [.. _state.Portfolio.Holdings.Select(holding => PositionView.Of(holding.Instrument, holding.Position))],
        Balances = [.. _state.Portfolio.Balances.Select(balance => new BalanceView(balance.Currency, balance.Total, balance.Locked))],
        Strategies = [.. _state.Strategies.Select(Describe)],
        Incidents = _history.Incidents(),
        OrderCount = _history.OrderCount,
        FillCount = _history.FillCount,
        PaidIn = _state.Portfolio.PaidIn,
    };

    private StrategyView Describe(StrategyRecord record)
    {
        var holding = _state.Portfolio.Holdings[_state.Portfolio.IndexOf(record.Instruments[0])];
        return new StrategyView(
            record.Id,
            record.Definition,
            record.Status,
            record.Reason,
            record.Parameters,
            PositionView.Of(holding.Instrument, _state.Portfolio.PositionOf(record.Id, holding.Instrument.Id)),
            new StrategyMetrics(
                record.OrderCount,
                _state.OpenOrders.Count(order => order.Terms.Strategy == record.Id),
                _history.RefusalsOf(record.Id),
                record.RejectionCount,
                record.FillCount,
                record.ClosingFillCount,
                record.WinCount,
                record.Turnover),
            record.FeedPosition);
    }
}
