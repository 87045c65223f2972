using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Gives a live account what its venue tells, and the times it waits for.</summary>
internal sealed class LivePump(LiveSession session, LiveAccount live, MarketTape tape) : IMarketPump
{
    private const int StepsPerLook = 256;

    private LiveInbox.Buffer? _taken;
    private int _next; // Of the events that were taken.
    private bool _hasDropped;

    public void Look()
    {
        live.Pulse.Beat();
        session.MoveTo(live.Clock.Now);
    }

    // News of orders go before the market, and nothing is taken that a frame has no room for.
    public bool Advance(bool isAway)
    {
        if (_taken is null)
        {
            _taken = live.Inbox.TakeAll(out _hasDropped);
            _next = 0;
        }
        var steps = 0;
        while (steps < StepsPerLook && !session.Loop.IsFull && Step())
            steps++;
        return steps > 0;
    }

    public TimeSpan? Wait(bool isHeldUp)
    {
        if (_taken is not null)
            return session.Loop.IsFull ? null : TimeSpan.Zero;
        return session.NextDue == UnixNanos.MaxValue ? null : session.NextDue - live.Clock.Now;
    }

    private bool Step()
    {
        if (_taken!.News.TryDequeue(out var news))
        {
            Give(news);
            return true;
        }
        if (session.Tick())
            return true;
        if (_next < _taken.Events.Count)
        {
            var happened = _taken.EventAt(_next++);
            live.Latency.SocketToKernel.Add(live.Clock.Now - happened.ReceivedTime);
            if (!session.Take(in happened))
                live.Data.Resync(0);
            return true;
        }
        if (_hasDropped)
            Miss();
        _taken = null;
        return false;
    }

    private void Give(object news)
    {
        switch (news)
        {
            case VenueReport report:
                session.Take(report);
                break;
            case ExecutionInput input:
                session.Take(input);
                break;
            case Bar bar:
                session.TakeBar(in bar);
                tape.Add(in bar);
                break;
        }
    }

    private void Miss()
    {
        _hasDropped = false;
        session.Take(new MarketEvent { Kind = MarketEventKind.BookInvalidated, VenueTime = live.Clock.Now, ReceivedTime = live.Clock.Now });
        live.Data.Resync(0);
    }
}
