using VeloZ.Trading;

namespace VeloZ.Engine;

/// <summary>Gives a paper account the bars of its feed at the pace that is wanted.</summary>
internal sealed class PaperPump(PaperSession session, Projector projector, MarketTape tape, decimal? speed, TimeProvider time) : IMarketPump
{
    private const int StepsPerLook = 64;

    // What is shown and stored makes room without telling.
    private static readonly TimeSpan RoomPeriod = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan HeldUpPeriod = TimeSpan.FromMilliseconds(100);

    private readonly FeedPace _pace = new(speed, time);

    public void Look()
    {
        // Its time is the feed's.
    }

    // Several steps at a time: a feed at full speed must not pay for a look at clocks and queues at each bar.
    public bool Advance(bool isAway)
    {
        if (isAway)
            return false;
        for (var step = 0; step < StepsPerLook; step++)
        {
            if (session.TryPeek(out var closeTime) && (speed is not null && _pace.Wait(closeTime) > TimeSpan.Zero || !projector.HasRoom))
                return step > 0;
            var position = session.FeedPosition;
            if (!session.Advance())
                return step > 0;
            if (session.FeedPosition != position)
                tape.Add(in session.Bar);
        }
        return true;
    }

    public TimeSpan? Wait(bool isHeldUp)
    {
        if (session.Loop.FrameInFlight is not null || session.Loop.HoldsEffects || !session.TryPeek(out var closeTime))
            return null;
        return isHeldUp ? HeldUpPeriod : projector.HasRoom ? _pace.Wait(closeTime) : RoomPeriod;
    }
}
