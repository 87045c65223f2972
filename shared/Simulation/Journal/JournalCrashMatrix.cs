using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Simulation;

/// <summary>How often each thing happened in a run of the matrix.</summary>
/// <param name="Cases">Runs with a trouble, or with a flipped byte.</param>
/// <param name="NothingInFlight">Troubles that met no append: all confirmed frames were there and no other.</param>
/// <param name="Dropped">Troubles after which the frame on its way was not there.</param>
/// <param name="Kept">Troubles after which the frame on its way was there whole.</param>
/// <param name="Refused">Flips that were refused with file and offset.</param>
/// <param name="Harmless">Flips that left all frames as they were.</param>
public sealed record JournalCrashMatrixResult(long Cases, long NothingInFlight, long Dropped, long Kept, long Refused, long Harmless)
{
    /// <summary>Nothing yet.</summary>
    public static JournalCrashMatrixResult None => new(0, 0, 0, 0, 0, 0);
}

/// <summary>Runs the journal of files into every trouble at every call to the disk, and into every flipped byte, and checks what comes back.</summary>
/// <remarks>After each trouble: every confirmed frame is there and equal, in order; no other but the one on its way, whole; and opening again finds nothing to mend.</remarks>
/// <param name="seed">The same seed does the same.</param>
/// <param name="guards">Those in force.</param>
public sealed class JournalCrashMatrix(ulong seed, Guards guards)
{
    private static readonly DiskTrouble[] Troubles = Enum.GetValues<DiskTrouble>();

    private JournalCrashMatrixResult _result = JournalCrashMatrixResult.None;

    /// <summary>Every trouble at every call of so many workloads.</summary>
    /// <exception cref="InvariantException">A frame was lost, changed or made up, or the journal did not open; the message says how to run the case again.</exception>
    public JournalCrashMatrixResult RunTroubles(int workloads, CancellationToken cancellationToken)
    {
        _result = JournalCrashMatrixResult.None;
        for (var index = 0; index < workloads; index++)
        {
            var workloadSeed = SplitMix64.Stream(seed, "journal.matrix", (ulong)index).Next();
            var calls = CountCalls(workloadSeed);
            foreach (var trouble in Troubles)
            {
                for (long call = 0; call < calls; call++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Case(workloadSeed, new DiskPlan(call, trouble));
                }
            }
        }
        return _result;
    }

    /// <summary>One byte flipped, in each file of a journal of 64 KiB.</summary>
    /// <param name="step">1 for every byte, 2 for every other, and so on.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="InvariantException">A frame was lost or changed without a word.</exception>
    public JournalCrashMatrixResult RunFlips(int step, CancellationToken cancellationToken)
    {
        _result = JournalCrashMatrixResult.None;
        var disk = new SimulatedDisk(seed);
        var workload = SmallJournal(disk);
        var random = SplitMix64.Stream(seed, "journal.flips", 0);
        foreach (var path in FilesWithFrames(disk))
        {
            var size = disk.Content(path).Length;
            for (long offset = 0; offset < size; offset += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var mask = (byte)(1 << (int)random.NextBelow(8));
                disk.Flip(path, offset, mask);
                Flip(disk, workload, path, offset, mask);
                disk.Flip(path, offset, mask);
            }
        }
        return _result;
    }

    /// <summary>A matrix with all guards.</summary>
    public JournalCrashMatrix(ulong seed)
        : this(seed, Guards.All)
    {
    }

    private JournalWorkload Workload(ulong workloadSeed) => new(workloadSeed, frames: 14, frameBytesMax: 3_000, guards);

    private long CountCalls(ulong workloadSeed)
    {
        var disk = new SimulatedDisk(workloadSeed);
        Workload(workloadSeed).Run(disk);
        return disk.Calls;
    }

    private void Case(ulong workloadSeed, DiskPlan plan)
    {
        var disk = new SimulatedDisk(unchecked(workloadSeed + (ulong)plan.Call)) { Plan = plan };
        var workload = Workload(workloadSeed);
        try
        {
            RunInto(disk, workload);
            CheckDurable(disk.Clone(), workload);
            var found = Recover(disk, workload);
            Count(workload, found);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new InvariantException($"journal crash matrix, seed {seed}, workload {workloadSeed}, {plan.Trouble} at call {plan.Call}: {fault.Message}\n{fault.StackTrace}");
        }
    }

    private static void RunInto(SimulatedDisk disk, JournalWorkload workload)
    {
        try
        {
            workload.Run(disk);
            disk.Restart();
        }
        catch (SimulatedCrashException)
        {
            disk.Crash();
        }
        catch (Exception fault) when (fault is JournalFailedException or DataFolderException or JournalDamagedException { InnerException: DiskException })
        {
            disk.Restart();
        }
    }

    // What a recovering engine reads must stay, even if the power goes the moment after.
    private static void CheckDurable(SimulatedDisk disk, JournalWorkload workload)
    {
        var shown = Read(disk, workload, out _);
        disk.CrashLosingAll();
        var kept = Read(disk, workload, out _);
        if (!shown.SequenceEqual(kept))
            throw new InvariantException($"{shown.Count} frames were read, {kept.Count} after losing power");
    }

    private static List<FrameHash> Recover(SimulatedDisk disk, JournalWorkload workload)
    {
        var found = Read(disk, workload, out _);
        var confirmed = workload.Confirmed;
        var isKept = workload.InFlight is { } inFlight && found.Count == confirmed.Count + 1 && found[^1] == inFlight;
        if (!found.Take(confirmed.Count).SequenceEqual(confirmed) || (found.Count != confirmed.Count && !isKept))
            throw new InvariantException($"{confirmed.Count} frames were confirmed{(workload.InFlight is null ? "" : " and one was on its way")}, {found.Count} were read");
        var again = new JournalWorkload(workload.Options);
        again.RunEpoch(disk, [100, 2_000, 5]);
        var after = Read(disk, workload, out var tornTails);
        if (tornTails != 0)
            throw new InvariantException("the second opening found an unfinished frame, must find none");
        return after.SequenceEqual(found.Concat(again.Confirmed)) ? found : throw new InvariantException($"{found.Count} frames and {again.Confirmed.Count} new ones were to be read, {after.Count} were");
    }

    private void Count(JournalWorkload workload, List<FrameHash> found)
    {
        _result = _result with { Cases = _result.Cases + 1 };
        if (workload.InFlight is null)
            _result = _result with { NothingInFlight = _result.NothingInFlight + 1 };
        else if (found.Count == workload.Confirmed.Count)
            _result = _result with { Dropped = _result.Dropped + 1 };
        else
            _result = _result with { Kept = _result.Kept + 1 };
    }

    private void Flip(SimulatedDisk disk, JournalWorkload workload, string path, long offset, byte mask)
    {
        _result = _result with { Cases = _result.Cases + 1 };
        var copy = disk.Clone();
        try
        {
            var found = Read(copy, workload, out _);
            if (!found.SequenceEqual(workload.Confirmed))
                throw new InvariantException($"journal crash matrix, seed {seed}, byte {offset} of {path} flipped by {mask}: {workload.Confirmed.Count} frames were confirmed, {found.Count} were read");
            _result = _result with { Harmless = _result.Harmless + 1 };
        }
        catch (JournalDamagedException)
        {
            if (!SameFiles(disk, copy))
                throw new InvariantException($"journal crash matrix, seed {seed}, byte {offset} of {path} flipped by {mask}: the journal was refused and changed");
            _result = _result with { Refused = _result.Refused + 1 };
        }
    }

    private static bool SameFiles(SimulatedDisk disk, SimulatedDisk copy) =>
        FilesWithFrames(disk).All(path => disk.Content(path).AsSpan().SequenceEqual(copy.Content(path)));

    private static IEnumerable<string> FilesWithFrames(SimulatedDisk disk) =>
        disk.Paths.Where(path => path.EndsWith(".wal", StringComparison.Ordinal) && !path.EndsWith("spare.wal", StringComparison.Ordinal));

    private JournalWorkload SmallJournal(SimulatedDisk disk)
    {
        var workload = new JournalWorkload(JournalWorkload.OptionsOf(seed, segmentBytes: 16_384, guards));
        while (FilesWithFrames(disk).Count() < 4)
            workload.RunEpoch(disk, [900, 30, 0, 1_700, 300, 64, 2_500]);
        workload.RunEpoch(disk, [300, 1_700, 64, 900]);
        return workload;
    }

    private static List<FrameHash> Read(SimulatedDisk disk, JournalWorkload workload, out long tornTails)
    {
        using var journal = SegmentJournal.Open(workload.Options, disk);
        var filter = new FrameFilter(workload.Options.Partition);
        var hashes = new List<FrameHash>();
        foreach (var stored in journal.Read(JournalPosition.Start))
        {
            if (filter.Take(stored.Frame) != FrameVerdict.Accepted)
                throw new InvariantException($"frame {stored.Frame.Id} was not accepted");
            hashes.Add(stored.Frame.Hash);
        }
        tornTails = journal.Counters.TornTails;
        return hashes;
    }
}
