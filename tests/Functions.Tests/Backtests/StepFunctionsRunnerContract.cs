using VeloZ.Aws;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

public sealed class StepFunctionsRunnerContract : BacktestRunnerContract, IAsyncDisposable
{
    private readonly List<TemporaryFolder> _folders = [];
    private readonly List<StepFunctionsBacktestRunner> _runners = [];
    private readonly List<LocalStateMachine> _machines = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
            runner.Dispose();
        foreach (var machine in _machines)
            await machine.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    protected override IBlobStore OpenBlobs()
    {
        _folders.Add(new TemporaryFolder());
        return FileBlobStore.Open(_folders[^1].In("blobs"), TimeProvider.System);
    }

    protected override async ValueTask<IBacktestRunner> OpenAsync(IBlobStore blobs)
    {
        _machines.Add(await LocalStateMachine.StartAsync(blobs, _folders[^1].Path));
        _runners.Add(_machines[^1].Runner(blobs));
        return _runners[^1];
    }

    protected override Task EndAsync(IBacktestRunner runner, BacktestJobId job) => Executions.EndAsync(runner, job);
}
