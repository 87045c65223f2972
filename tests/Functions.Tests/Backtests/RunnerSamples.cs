using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Functions.Tests;

/// <summary>What the contract of runners runs, for other tests of them.</summary>
internal abstract class RunnerSamples : BacktestRunnerContract
{
    public static new byte[] BarFile(ulong seed = 11) => BacktestRunnerContract.BarFile(seed);

    public static new Task<BlobHead> PutBarsAsync(IBlobStore blobs, byte[] file) => BacktestRunnerContract.PutBarsAsync(blobs, file);

    public static new string ReplacedBars(BacktestJobId job, BlobHead planned, BlobHead found) => BacktestRunnerContract.ReplacedBars(job, planned, found);

    public static new BacktestSweep Sweep(string[] fast, string[] slow) => BacktestRunnerContract.Sweep(fast, slow);
}
