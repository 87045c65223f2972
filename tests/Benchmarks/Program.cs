using BenchmarkDotNet.Running;
using VeloZ.Benchmarks;

return BenchmarkSwitcher.FromAssembly(typeof(BarBacktestBenchmarks).Assembly).Run(args).Any() ? 0 : 1;
