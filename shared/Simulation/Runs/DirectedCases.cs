using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Simulation;

/// <summary>Cases made for guards that chance seldom tries: each needs several rare things at once.</summary>
public static class DirectedCases
{
    private const ulong Seed = 11;

    /// <summary>Runs the case of a guard.</summary>
    /// <param name="guard">Of which guard.</param>
    /// <param name="guards">Those in force.</param>
    /// <returns>What went wrong; null when nothing did, or there is no case.</returns>
    public static string? Run(Guard guard, Guards guards) => guard switch
    {
        Guard.SingleFlight => AnswersOfAnAttemptBefore(guards),
        Guard.LaterRejection => RejectionOfASecondAttempt(guards),
        Guard.TornTail => TornTails(guards),
        Guard.HashChain => FrameOfAnotherHistory(guards),
        _ => null,
    };

    // Two questions about the first attempt are answered when the second is live: "not found" was true, and is not any more.
    private static string? AnswersOfAnAttemptBefore(Guards guards)
    {
        var desk = new DirectedDesk(guards);
        var order = desk.SubmitAndLose();
        desk.Advance(TimeSpan.FromSeconds(10));
        desk.AnswerNotFound(desk.AwaitQuery());
        var late = desk.AwaitQuery();
        desk.AnswerNotFound(late);
        desk.Answer(order, new SubmitOutcome.Unknown("timeout")); // The second attempt: live, its answer lost.
        desk.Advance(TimeSpan.FromSeconds(10));
        desk.AnswerNotFound(late);
        desk.AnswerNotFound(late);
        return order.Status == OrderStatus.NotPlaced ? $"order {order.Id} was called {order.Status} by answers about its first attempt, and its second is live" : null;
    }

    private static string? RejectionOfASecondAttempt(Guards guards)
    {
        var desk = new DirectedDesk(guards);
        var order = desk.SubmitAndLose();
        desk.Advance(TimeSpan.FromSeconds(10));
        desk.AnswerNotFound(desk.AwaitQuery());
        desk.AnswerNotFound(desk.AwaitQuery());
        desk.Answer(order, new SubmitOutcome.Rejected("order_exists")); // The venue had the first attempt after all, later than it promises.
        return order.Status == OrderStatus.Rejected ? $"order {order.Id} was called {order.Status} by the answer to its second attempt, and its first is live" : null;
    }

    // A large frame is torn at each call; what is appended then is smaller and does not cover it.
    private static string? TornTails(Guards guards)
    {
        var options = JournalWorkload.OptionsOf(Seed, segmentBytes: 16_384, guards);
        var begun = new SimulatedDisk(Seed);
        new JournalWorkload(options).RunEpoch(begun, [100]);
        for (var call = begun.Calls; ; call++)
        {
            var disk = begun.Clone();
            disk.Plan = new DiskPlan(call - begun.Calls, DiskTrouble.ShortTransferAndCrash);
            try
            {
                new JournalWorkload(options).RunEpoch(disk, [6_000]);
                return null; // Every call was tried.
            }
            catch (SimulatedCrashException)
            {
                disk.Crash();
            }
            new JournalWorkload(options).RunEpoch(disk, []);
            using var journal = SegmentJournal.Open(options, disk);
            if (journal.Counters.TornTails > 0)
                return "an unfinished frame is still there after a start that should have cut it off";
        }
    }

    // A file that was put back from an old copy: its frames are whole and follow each other, and are of another history.
    private static string? FrameOfAnotherHistory(Guards guards)
    {
        var filter = new FrameFilter(0, FramePrefix.Empty, guards);
        var (ours, others) = (FramesOf(writer: 1), FramesOf(writer: 2));
        filter.Take(ours[0]);
        filter.Take(ours[1]);
        try
        {
            return filter.Take(others[2]) == FrameVerdict.Accepted ? $"frame {others[2].Id} counts, and follows another frame than the one before it" : null;
        }
        catch (JournalHaltException)
        {
            return null;
        }
    }

    private static Frame[] FramesOf(ulong writer)
    {
        var builder = new FrameBuilder(0, writer);
        builder.Begin(1, 0, default);
        var frames = new Frame[3];
        for (var index = 0; index < frames.Length; index++)
        {
            builder.Add(index == 0 ? new LeaderEpoch(default, 1, "directed", 1, -1, -1) : new LeaderResign(default, index));
            frames[index] = FrameCodec.Read(builder.Seal(0, index - 1).Bytes.ToArray());
        }
        return frames;
    }
}
