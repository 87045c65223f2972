using System.Globalization;
using BenchmarkDotNet.Running;
using VeloZ.Benchmarks;

// kinesis [SECONDS]: the engine on a journal in Kinesis. All else is BenchmarkDotNet's.
if (args is ["kinesis", ..])
{
    await KinesisJournalBenchmark.RunAsync([1, 64, 512], TimeSpan.FromSeconds(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20));
    return 0;
}
return BenchmarkSwitcher.FromAssembly(typeof(BarBacktestBenchmarks).Assembly).Run(args).Any() ? 0 : 1;
