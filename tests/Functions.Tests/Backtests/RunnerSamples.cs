using VeloZ.Contract;
using VeloZ.Domain;

namespace VeloZ.Functions.Tests;

/// <summary>What the contract of runners runs, for other tests of them.</summary>
internal abstract class RunnerSamples : BacktestRunnerContract
{
    public static new byte[] BarFile() => BacktestRunnerContract.BarFile();

    public static new BacktestSweep Sweep(string[] fast, string[] slow) => BacktestRunnerContract.Sweep(fast, slow);
}
