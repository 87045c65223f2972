using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Local;

/// <summary><c>veloz demo</c>: demonstration backtests over generated data, served as pages.</summary>
internal static class DemonstrationCommand
{
    private const int Bars = 2 * 365 * 24;
    private const ulong SeedDefault = 7;

    private static readonly UnixNanos Start = UnixNanos.From(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static Command Make()
    {
        var port = OptionText.Make("--port", "Port of the page on 127.0.0.1; 0 takes a free one (VELOZ_PORT) [8080]", "N");
        var seed = OptionText.Make("--seed", "Seed of the generated data [7]", "N");
        var command = new Command("demo", "Serve reports of two strategies over two years of generated hourly bars.") { port, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosenPort = parsed.GetValue(port) is { } text ? OptionText.Whole("--port", text, 0, 65_535) : LocalSettings.Port;
            var chosenSeed = parsed.GetValue(seed) is { } number ? Seed(number) : SeedDefault;
            return await DemonstrationHost.RunAsync(chosenPort, Run(chosenSeed), cancellationToken);
        });
        return command;
    }

    /// <summary>A report for each strategy, over the same generated data.</summary>
    internal static IReadOnlyList<BacktestReport> Run(ulong seed)
    {
        var bars = GeneratedBars.Make(BarInterval.Parse("1h"), Start, Bars, seed);
        var instrument = new Instrument(InstrumentId.Parse("BTC-USDT.SIM"), 0.01m, 0.00001m, FeeSchedule.Flat(0.001m, 0.001m));
        return
        [
            Run(MovingAverageCross.Definition, bars.BindTo(instrument)),
            Run(BollingerReversion.Definition, bars.BindTo(instrument)),
        ];
    }

    private static BacktestReport Run(StrategyDefinition strategy, BoundBars bars)
    {
        var clock = Stopwatch.StartNew();
        var settings = new BacktestSettings { Strategy = strategy, Parameters = strategy.Read([]), Bars = bars, Range = .. };
        var result = Backtest.Run(settings, journal: null, progress: null, CancellationToken.None);
        return BacktestReport.Of(result, clock.Elapsed.TotalSeconds, result.Bars / clock.Elapsed.TotalSeconds);
    }

    private static ulong Seed(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : throw new UsageException($"--seed was '{text}', must be a whole number from 0");
}
