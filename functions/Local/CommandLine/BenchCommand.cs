using System.CommandLine;

namespace VeloZ.Local;

/// <summary><c>veloz bench</c>.</summary>
internal static class BenchCommand
{
    public static Command Make()
    {
        var mode = new Argument<string?>("MODE") { Description = "quick, full (the default), sustained: a steady load; stress: all that it takes", Arity = ArgumentArity.ZeroOrOne };
        var bars = OptionText.Make("--bars", "Bars of generated data [quick 200000, full 1000000]", "N");
        var runs = OptionText.Make("--runs", "Runs of each kind of backtest; the first is cold [quick 2, full 5]", "N");
        var seconds = OptionText.Make("--seconds", "Of sustained and stress [60]", "N");
        var rate = OptionText.Make("--rate", "Orders a second of sustained [1000]", "N");
        var folder = OptionText.Make("--folder", "Folder on the disk that the journal is measured on [the system's for temporary files]", "DIR");
        var gate = new Option<bool>("--gate") { Description = "Fail when a figure is below what must hold" };
        var command = new Command("bench", "Measure this machine: backtests, the durable journal, orders through all of it, market events, latency; and the trades' hash.") { mode, bars, runs, seconds, rate, folder, gate };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(mode) ?? "full";
            var isQuick = name == "quick";
            var output = new BenchOutput(parsed.GetValue(gate));
            var where = parsed.GetValue(folder);
            if (where is not null && !Directory.Exists(where))
                throw new UsageException($"--folder was '{where}', must be a folder that is there");
            var load = TimeSpan.FromSeconds(OptionText.Whole("--seconds", parsed.GetValue(seconds) ?? "60", 1, 86_400));
            switch (name)
            {
                case "quick" or "full":
                    BarBench.Run(
                        output,
                        OptionText.Whole("--bars", parsed.GetValue(bars) ?? (isQuick ? "200000" : "1000000"), 1_000, 20_000_000),
                        OptionText.Whole("--runs", parsed.GetValue(runs) ?? (isQuick ? "2" : "5"), 1, 100),
                        cancellationToken);
                    await TickBench.RunAsync(output, isQuick, OptionText.Whole("--runs", parsed.GetValue(runs) ?? (isQuick ? "2" : "5"), 1, 100), cancellationToken);
                    EngineBench.Run(output, isQuick, where);
                    break;
                case "sustained":
                    LoadBench.Sustained(output, load, OptionText.Whole("--rate", parsed.GetValue(rate) ?? "1000", 1, 1_000_000), where);
                    break;
                case "stress":
                    LoadBench.Stress(output, load, where);
                    break;
                default:
                    throw new UsageException($"MODE was '{name}', must be quick, full, sustained or stress");
            }
            return output.Holds ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
