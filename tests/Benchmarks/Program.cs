using System.Globalization;
using BenchmarkDotNet.Running;
using VeloZ.Benchmarks;

// kinesis [SECONDS]: the engine on a journal in Kinesis; exits with 1 where it is slower than it must be. All else is BenchmarkDotNet's.
if (args is ["kinesis", .. var rest])
{
    var seconds = 20;
    if (rest.Length > 1 || (rest is [var text] && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is >= 1 and <= 3_600)))
    {
        await Console.Error.WriteLineAsync($"kinesis takes one number, the seconds of each measure from 1 to 3600; it was given \"{string.Join(' ', rest)}\"");
        return 2;
    }
    return await KinesisJournalBenchmark.RunAsync([1, 64, 512], TimeSpan.FromSeconds(seconds)) ? 0 : 1;
}
return BenchmarkSwitcher.FromAssembly(typeof(BarBacktestBenchmarks).Assembly).Run(args).Any() ? 0 : 1;
