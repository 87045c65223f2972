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
// soak MINUTES QUIET_SECONDS FOLDER PROTOCOL=ADDRESS...: engines at loopback venues; exits with 1 where something did not hold. Started by .ci/venue-soak.
if (args is ["soak", var minutes, var quiet, var folder, .. var venues])
{
    if (!(double.TryParse(minutes, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) && length is > 0 and <= 10_000
        && int.TryParse(quiet, NumberStyles.None, CultureInfo.InvariantCulture, out var silence) && venues.Length > 0 && Array.TrueForAll(venues, static venue => venue.Contains('=', StringComparison.Ordinal))))
    {
        await Console.Error.WriteLineAsync($"soak takes minutes, seconds of quiet, a folder and PROTOCOL=ADDRESS, once or more; it was given \"{string.Join(' ', args[1..])}\"");
        return 2;
    }
    return await VenueSoak.RunAsync(TimeSpan.FromMinutes(length), TimeSpan.FromSeconds(silence), folder, [.. venues.Select(static venue => (venue.Split('=', 2)[0], new Uri(venue.Split('=', 2)[1])))]) ? 0 : 1;
}
return BenchmarkSwitcher.FromAssembly(typeof(BarBacktestBenchmarks).Assembly).Run(args).Any() ? 0 : 1;
