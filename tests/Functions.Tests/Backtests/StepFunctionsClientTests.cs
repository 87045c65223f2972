using VeloZ.Aws;
using VeloZ.Domain;
using VeloZ.Storage;

namespace VeloZ.Functions.Tests;

public sealed class StepFunctionsClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_state_machine_that_is_not_there_is_told()
    {
        var blobs = FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System);
        await using var machine = await LocalStateMachine.StartAsync(blobs, _folder.Path);
        var arn = LocalStateMachine.Arn.Replace("test", "prod", StringComparison.Ordinal);
        using var runner = new StepFunctionsBacktestRunner(machine.Options, arn, blobs);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await runner.StartAsync(BacktestJobId.Parse("bt_x"), RunnerSamples.Sweep(["3"], ["10"]), Stop));
        Assert.Equal(StoreFault.Missing, fault.Fault);
        Assert.StartsWith($"states:StartExecution of {arn}: there is none in us-east-1 at ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_told()
    {
        var blobs = FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System);
        var options = new AwsOptions
        {
            Region = "us-east-1",
            Endpoint = new Uri($"http://127.0.0.1:{Emulators.EmulatorProcess.FreePort()}"),
            Credentials = new Amazon.Runtime.BasicAWSCredentials("test", "test"),
            RetriesMax = 0,
        };
        using var runner = new StepFunctionsBacktestRunner(options, LocalStateMachine.Arn, blobs);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await runner.GetProgressAsync(BacktestJobId.Parse("bt_x"), Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("veloz-dev-backtest")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:x")]
    [InlineData("arn:aws:states:us-east-1:000000000000:stateMachine:")]
    public void An_ARN_of_something_else_is_refused(string arn) =>
        Assert.Throws<FormatException>(() => new StepFunctionsBacktestRunner(new AwsOptions { Region = "us-east-1" }, arn, FileBlobStore.Open(_folder.In("blobs"), TimeProvider.System)));
}
