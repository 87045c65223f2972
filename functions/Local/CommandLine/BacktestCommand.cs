using System.CommandLine;
using System.Diagnostics;
using VeloZ.Storage;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary><c>veloz backtest</c>.</summary>
internal static class BacktestCommand
{
    public static Command Make()
    {
        var options = new BacktestOptions();
        var report = OptionText.Make("--report", "Folder for report.html, report.json and the tables as CSV; made when missing", "DIR");
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object on the last line, and nothing else on standard output" };
        var command = new Command("backtest", "Run a strategy over bars and tell what it would have done.");
        options.AddTo(command);
        command.Options.Add(report);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed), parsed.GetValue(report), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(BacktestRequest request, string? reportDirectory, bool isJson, CancellationToken cancellationToken)
    {
        if (reportDirectory?.Length == 0)
            throw new UsageException("--report was empty, must be a folder, or one that can be made");
        if (File.Exists(reportDirectory))
            throw new UsageException($"--report was '{reportDirectory}', which is a file; must be a folder, or one that can be made");
        var clock = new Stopwatch();
        var result = request.Over switch
        {
            BacktestData.Bars => RunOverBars(request, clock, cancellationToken),
            BacktestData.Capture => await RunOverCaptureAsync(request, clock, cancellationToken),
            _ => RunOverTrades(request, clock, cancellationToken),
        };
        var elapsed = clock.Elapsed.TotalSeconds;
        var report = BacktestReport.Of(result, elapsed, Math.Max(result.Bars, Math.Max(result.Prints, result.Events)) / elapsed);
        if (reportDirectory is not null)
            BacktestReportFiles.Write(report, reportDirectory);
        if (isJson)
            Console.Out.WriteLine(BacktestSummaryJson.Line(report));
        else
            BacktestSummaryText.Write(Console.Out, report, reportDirectory);
        return ExitCode.Done;
    }

    private static BacktestResult RunOverBars(BacktestRequest request, Stopwatch clock, CancellationToken cancellationToken)
    {
        var loaded = ProgressLine.Show("Reading", request.DataBytes, progress => request.Load(progress, cancellationToken));
        var settings = request.Settings(loaded);
        var count = settings.Range.GetOffsetAndLength(settings.Bars.Count).Length;
        clock.Start();
        return ProgressLine.Show("Running", count, progress => Backtest.Run(settings, journal: null, bars => progress.Report(bars), cancellationToken));
    }

    // Prints are read while it runs over them: how many there are is known at the end.
    private static BacktestResult RunOverTrades(BacktestRequest request, Stopwatch clock, CancellationToken cancellationToken)
    {
        clock.Start();
        return ProgressLine.Show("Running", 0, progress => request.RunOverTrades(progress, cancellationToken));
    }

    private static Task<BacktestResult> RunOverCaptureAsync(BacktestRequest request, Stopwatch clock, CancellationToken cancellationToken)
    {
        clock.Start();
        return request.RunOverCaptureAsync(new Progress<long>(), cancellationToken);
    }
}
