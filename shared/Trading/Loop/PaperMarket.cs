using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>
/// A market of a paper account: bars drive a simulated venue, and what that does goes through the loop like the news of a real one.
/// The order of events is that of <see cref="Backtest"/>, so the same bars make the same trades.
/// </summary>
/// <remarks>
/// Its time is the feed's, and stands still while an effect waits to be durable: call <see cref="Step"/> only while the loop holds none.
/// What it holds is journaled in every frame (<see cref="Save"/>), so that after a crash it goes on from the last durable frame, within a bar too.
/// </remarks>
public sealed class PaperMarket
{
    private readonly EngineLoop _loop;
    private readonly SimulatedVenue _venue;
    private readonly int _instrumentIndex;
    private readonly InstrumentId _instrument;
    private readonly string _feedSource;
    private readonly MessageWriter _writer = new();
    private readonly Queue<(Held Kind, Order Order)> _keptBack = new(); // Not wanted any more, and still to be told.
    private Bar _bar;
    private Phase _phase;

    /// <summary>A market that has seen nothing yet.</summary>
    /// <param name="loop">The account's loop; it knows the instrument.</param>
    /// <param name="venue">Its simulated venue.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="feedSource">Name of the feed.</param>
    public PaperMarket(EngineLoop loop, SimulatedVenue venue, InstrumentId instrument, string feedSource)
    {
        _loop = loop;
        _venue = venue;
        _instrument = instrument;
        _instrumentIndex = loop.Kernel.State.Portfolio.IndexOf(instrument);
        if (_instrumentIndex < 0)
            throw new InvariantException($"paper market {instrument} was made before the kernel knew it");
        _feedSource = feedSource;
    }

    private enum Phase : byte
    {
        Done,
        WithinBar,
        Closed,
    }

    private enum Held : byte
    {
        Submit,
        Cancel,
        KeptBack,
        Amend,
        KeptAmend,
    }

    /// <summary>Whether its bar is done: the next may <see cref="Begin"/>.</summary>
    public bool IsDone => _phase == Phase.Done;

    /// <summary>Close time of the last bar that was given to the kernel.</summary>
    public UnixNanos FeedPosition { get; private set; }

    /// <summary>The last bar that has begun.</summary>
    public ref readonly Bar Bar => ref _bar;

    /// <summary>The next bar of the feed; its events follow by <see cref="Step"/>.</summary>
    public void Begin(in Bar bar)
    {
        if (!IsDone)
            throw new InvariantException($"bar {bar.OpenTime} began before the one before it was done");
        _bar = bar;
        _phase = Phase.WithinBar;
        if (_venue.IsIdle && _loop.Kernel.NextDueTime > bar.CloseTime)
            _venue.Skip(in bar);
        else
            _venue.Begin(in bar);
    }

    /// <summary>The next event of the bar. Reports come first, then timers, then the venue's own; the closed bar last.</summary>
    public void Step()
    {
        if (IsDone)
            throw new InvariantException("a step was made without a bar");
        var end = _bar.CloseTime;
        var report = _venue.NextReportTime ?? UnixNanos.MaxValue;
        var due = _loop.Kernel.NextDueTime;
        var happens = _venue.NextEventTime ?? UnixNanos.MaxValue;
        if (report > end && due > end && happens > end)
            Close();
        else if (report <= due && report <= happens)
            _loop.Take(_venue.TakeReport());
        else if (due <= happens)
            Fire(due);
        else
            _venue.Step();
    }

    /// <summary>After the last bar: the next report that is still on its way; false when there is none.</summary>
    public bool TryDrain()
    {
        if (_venue.NextReportTime is null)
            return false;
        _loop.Take(_venue.TakeReport());
        return true;
    }

    /// <summary>
    /// Carries out an effect that was released: an order, an amendment or a cancel goes to the venue. What waited while a kill switch was
    /// engaged or trading halted stays here: an order ends as not placed, an amendment that asks for more than a smaller size as rejected.
    /// </summary>
    /// <returns>Whether it was one of these.</returns>
    public bool TryRun(Effect effect) => TryRun(effect, _loop.Kernel.Now);

    private bool TryRun(Effect effect, UnixNanos now)
    {
        switch (effect)
        {
            case Effect.Submit submit when _loop.Kernel.MayTrade(submit.Order):
                _venue.Submit(submit, now);
                return true;
            case Effect.Submit submit:
                _keptBack.Enqueue((Held.KeptBack, submit.Order));
                return true;
            case Effect.Amend amend when _loop.Kernel.MayAmend(amend):
                _venue.Amend(amend, now);
                return true;
            case Effect.Amend amend:
                _keptBack.Enqueue((Held.KeptAmend, amend.Order));
                return true;
            case Effect.Cancel cancel when _keptBack.Contains((Held.KeptBack, cancel.Order)):
                return true; // Its order has not been there.
            case Effect.Cancel cancel:
                _venue.Cancel(cancel.Order.Id, now);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Ends the next order or amendment that was kept back: one at a time, since each is a decision, and frames are bounded.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryEndKeptBack()
    {
        if (!_keptBack.TryDequeue(out var kept))
            return false;
        var (kind, order) = kept;
        if (kind == Held.KeptAmend)
            _loop.Take(new VenueReport.Changed(_loop.Kernel.Now, order.Id, _loop.Kernel.Now, UpdateSource.Engine, OrderEvent.UpdateRejected, "not_wanted"));
        else
            _loop.Take(new ExecutionInput.SubmitAnswered(_loop.Kernel.Now, order.Id, order.Attempt, new SubmitOutcome.NotSent("not_wanted")));
        return true;
    }

    /// <summary>Money came to the account, or left it when negative: the venue's books have it too.</summary>
    public void Deposit(Money change) => _venue.Deposit(change);

    /// <summary>Journals what it holds, and what is held back from it: call it before each frame is sealed.</summary>
    public void Save()
    {
        _writer.Clear();
        _writer.Byte((byte)_phase);
        WriteBar(_bar);
        WriteHeld();
        _venue.Save(_writer);
        _loop.Take(
            new KernelCommand.SavePaperMarket(_loop.Kernel.Now, _instrument, _feedSource, FeedPosition, _writer.Written.ToArray()),
            ticket: null);
    }

    /// <summary>Goes on from what was journaled, and sends what was held back when it was: it was durable, and had not left.</summary>
    /// <exception cref="MessageFormatException">The state is of another form.</exception>
    public void Restore(PaperMarketState state)
    {
        var reader = new MessageReader(state.State);
        var phase = reader.Byte();
        _phase = phase <= (byte)Phase.Closed ? (Phase)phase : throw reader.Fault($"phase was {phase}, must be at most {(byte)Phase.Closed}");
        _bar = ReadBar(ref reader);
        FeedPosition = state.FeedPosition;
        var held = new (Held Kind, ClientOrderId Id)[reader.Count()];
        for (var index = 0; index < held.Length; index++)
            held[index] = (reader.Choice<Held>(), OrderCodec.ReadId(ref reader));
        _venue.Restore(ref reader);
        foreach (var (kind, id) in held)
        {
            var order = _loop.Kernel.State.FindOrder(id) ?? throw reader.Fault($"order {id} was held back and is not known");
            if (kind is Held.KeptBack or Held.KeptAmend)
                _keptBack.Enqueue((kind, order));
            else
                TryRun(EffectOf(kind, order), state.Time);
        }
    }

    private void Close()
    {
        if (_phase == Phase.Closed)
        {
            _phase = Phase.Done;
            return;
        }
        _phase = Phase.Closed;
        FeedPosition = _bar.CloseTime;
        _loop.Take(new BarClosed(_instrumentIndex, in _bar));
        if (_venue.IsIdle && !_loop.HoldsEffects)
            _phase = Phase.Done;
    }

    // One that waited for its strategy to be resumed fires now, not then. Timers come before orders that expire.
    private void Fire(UnixNanos due)
    {
        var now = due > _loop.Kernel.Now ? due : _loop.Kernel.Now;
        if (_loop.Kernel.State.NextTimer is { } timer && timer.DueTime <= due)
            _loop.Take(new TimerFired(now, timer.Strategy, timer.Name));
        else
            _loop.Take(new OrderExpired(now));
    }

    // At most one amendment of an order is on its way.
    private Effect EffectOf(Held kind, Order order) => kind switch
    {
        Held.Cancel => new Effect.Cancel(order),
        Held.Amend => _loop.Kernel.AmendOf(order),
        _ => _loop.Kernel.SubmitOf(order),
    };

    private void WriteHeld()
    {
        var held = _loop.HeldEffects.Where(effect => effect is Effect.Submit or Effect.Cancel or Effect.Amend).ToArray();
        _writer.Number(_keptBack.Count + held.Length);
        foreach (var (kind, order) in _keptBack)
            WriteHeld(kind, order);
        foreach (var effect in held)
        {
            if (effect is Effect.Submit submit)
                WriteHeld(Held.Submit, submit.Order);
            else if (effect is Effect.Amend amend)
                WriteHeld(Held.Amend, amend.Order);
            else
                WriteHeld(Held.Cancel, ((Effect.Cancel)effect).Order);
        }
    }

    private void WriteHeld(Held kind, Order order)
    {
        _writer.Byte((byte)kind);
        _writer.Text(order.Id.Text);
    }

    private void WriteBar(in Bar bar)
    {
        _writer.Time(bar.OpenTime);
        _writer.Time(bar.CloseTime);
        _writer.DecimalAsIs(bar.Open.Value);
        _writer.DecimalAsIs(bar.High.Value);
        _writer.DecimalAsIs(bar.Low.Value);
        _writer.DecimalAsIs(bar.Close.Value);
        _writer.DecimalAsIs(bar.Volume);
    }

    private static Bar ReadBar(ref MessageReader reader) => new(
        reader.Time(),
        reader.Time(),
        new Price(reader.Decimal()),
        new Price(reader.Decimal()),
        new Price(reader.Decimal()),
        new Price(reader.Decimal()),
        reader.Decimal());
}
