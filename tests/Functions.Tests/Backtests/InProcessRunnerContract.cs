using VeloZ.Backtests;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

public sealed class InProcessRunnerContract : BacktestRunnerContract, IAsyncDisposable
{
    private readonly List<TemporaryFolder> _folders = [];
    private readonly List<InProcessBacktestRunner> _runners = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
            await runner.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    protected override IBlobStore OpenBlobs()
    {
        _folders.Add(new TemporaryFolder());
        return FileBlobStore.Open(_folders[^1].In("blobs"), TimeProvider.System);
    }

    protected override ValueTask<IBacktestRunner> OpenAsync(IBlobStore blobs)
    {
        _runners.Add(new InProcessBacktestRunner(blobs));
        return ValueTask.FromResult<IBacktestRunner>(_runners[^1]);
    }

    protected override Task EndAsync(IBacktestRunner runner, BacktestJobId job) => ((InProcessBacktestRunner)runner).WaitAsync(job, Stop);
}
