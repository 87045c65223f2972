using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Simulation;

namespace VeloZ.Local;

/// <summary><c>veloz simulate</c>: runs the engine in simulated worlds where everything goes wrong, and checks that money is right in all of them.</summary>
internal static class SimulateCommand
{
    private const int TraceLines = 200;
    private const int MatrixWorkloads = 50;
    private const int FailuresShown = 20;

    public static Command Make()
    {
        var seeds = OptionText.Make("--seeds", "Worlds that are run [2000]", "N");
        var first = OptionText.Make("--first", "The first seed [0]", "N");
        var seed = OptionText.Make("--seed", "Run this one alone", "N");
        var shrunk = OptionText.Make("--case", "Run this case alone, as a shrunk one is printed", "TEXT");
        var trace = new Option<bool>("--trace") { Description = $"Print the last {TraceLines} lines of what happened" };
        var without = OptionText.Make("--without", "Take a guard out, to see it needed", "GUARD");
        var mutations = new Option<bool>("--mutations") { Description = "Take each guard out in turn and print the first seed that shows it" };
        var workers = OptionText.Make("--workers", "Threads; the result does not depend on them [one for each processor]", "N");
        var command = new Command("simulate", "Run the engine against a simulated venue, disk, clock and client, in which requests are lost, late and done twice, power fails and processes die; check every invariant.")
        {
            seeds, first, seed, shrunk, trace, without, mutations, workers,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var guard = parsed.GetValue(without) is { } name ? GuardNames.Parse(name) : (Guard?)null;
            var count = OptionText.Whole("--seeds", parsed.GetValue(seeds) ?? "2000", 1, 10_000_000);
            var threads = OptionText.Whole("--workers", parsed.GetValue(workers) ?? Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), 1, 256);
            if (parsed.GetValue(shrunk) is { } text)
                return Task.FromResult(RunOne(SimulationCase.Parse(text), parsed.GetValue(trace), cancellationToken));
            if (parsed.GetValue(seed) is { } one)
                return Task.FromResult(RunOne(new SimulationCase((ulong)OptionText.Whole("--seed", one, 0, int.MaxValue)) { Without = guard }, parsed.GetValue(trace), cancellationToken));
            var start = (ulong)OptionText.Whole("--first", parsed.GetValue(first) ?? "0", 0, int.MaxValue);
            return Task.FromResult(parsed.GetValue(mutations) ? RunMutations(count, threads, cancellationToken) : RunMany(start, count, guard, threads, cancellationToken));
        });
        return command;
    }

    private static int RunOne(SimulationCase simulation, bool isTraced, CancellationToken cancellationToken)
    {
        var result = SimulationResult.Of(simulation, isTraced ? TraceLines : 0);
        Console.WriteLine($"case       {simulation}");
        Console.WriteLine($"world      {Swarm.Of(simulation.Seed)}");
        foreach (var line in result.Trace)
            Console.WriteLine($"  {line}");
        Console.WriteLine($"faults     {string.Join(' ', result.Faults)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"events     {result.Events}, trace {result.TraceHash:x16}, decisions {result.DecisionHash:x16}"));
        if (result.Holds)
        {
            Console.WriteLine("all invariants held");
            return ExitCode.Done;
        }
        Tell(result, cancellationToken);
        return ExitCode.Failed;
    }

    private static int RunMany(ulong first, int count, Guard? without, int workers, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var summary = ProgressLine.Show("seeds", count, progress => new SimulationSweep(workers, progress).Run(first, count, without, cancellationToken));
        var took = watch.Elapsed;
        Print<FaultKind>("faults", summary.Faults);
        Print<Happening>("what came of them", summary.Happenings);
        Print<Invariant>("invariants, how often each was checked", summary.Checked);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Seeds} seeds, {summary.Events:N0} events in {took.TotalSeconds:F1} s: {summary.Seeds / took.TotalSeconds:F0} seeds/s on {workers} threads"));
        foreach (var failure in summary.Failures.Take(FailuresShown))
            Console.WriteLine($"seed {failure.Case.Seed}: {SnakeCase.From(failure.Invariant!.Value.ToString())}: {failure.Message}");
        Console.WriteLine($"{summary.Failures.Count} seeds failed");
        if (summary.Failures.Count > 0)
        {
            Tell(summary.Failures[0], cancellationToken);
            return ExitCode.Failed;
        }
        RunMatrix(count, cancellationToken);
        if (without is null && summary.TooSeldom.Count > 0)
        {
            Console.WriteLine($"too seldom to prove anything: {string.Join(", ", summary.TooSeldom)}");
            return ExitCode.Failed;
        }
        return ExitCode.Done;
    }

    // As much of it as there are seeds.
    private static void RunMatrix(int seeds, CancellationToken cancellationToken)
    {
        var workloads = Math.Clamp(MatrixWorkloads * seeds / SimulationSummary.FullSeeds, 1, MatrixWorkloads);
        var watch = Stopwatch.StartNew();
        var matrix = new JournalCrashMatrix(1);
        var troubles = matrix.RunTroubles(workloads, cancellationToken);
        var flips = matrix.RunFlips(MatrixWorkloads / workloads, cancellationToken);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"journal crash matrix: {troubles.Cases:N0} troubles ({troubles.Dropped:N0} frames dropped, {troubles.Kept:N0} kept), {flips.Cases:N0} flipped bytes ({flips.Refused:N0} refused) in {watch.Elapsed.TotalSeconds:F1} s"));
    }

    private static int RunMutations(int seeds, int workers, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{"guard taken out",-24} noticed by");
        var trials = new List<GuardTrial>();
        foreach (var guard in Enum.GetValues<Guard>())
        {
            var trial = GuardTrial.Of(guard, seeds, new SimulationSweep(workers, new Progress<long>()), cancellationToken);
            trials.Add(trial);
            Console.WriteLine($"{GuardNames.Text(guard),-24} {Text(trial, seeds)}");
        }
        return trials.TrueForAll(trial => trial.IsNoticed) ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Text(GuardTrial trial, int seeds) => trial switch
    {
        { Directed: { } directed } => $"its own case: {directed}",
        { Failure: { } failure } => $"seed {failure.Case.Seed}, {SnakeCase.From(failure.Invariant!.Value.ToString())}: {failure.Message.Split('\n')[0]}",
        _ => $"nothing in {seeds} seeds",
    };

    private static void Tell(SimulationResult failure, CancellationToken cancellationToken)
    {
        Console.WriteLine($"FAILED     {SnakeCase.From(failure.Invariant!.Value.ToString())}: {failure.Message}");
        var shrunk = CaseShrinker.Shrink(failure, cancellationToken);
        Console.WriteLine($"shrunk     {shrunk}");
        Console.WriteLine($"look       veloz simulate --case '{shrunk}' --trace");
    }

    private static void Print<T>(string title, IReadOnlyList<long> counts)
        where T : struct, Enum
    {
        Console.WriteLine(title);
        var names = Enum.GetNames<T>();
        for (var index = 0; index < names.Length; index++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {SnakeCase.From(names[index]),-28} {counts[index],12:N0}"));
    }
}
