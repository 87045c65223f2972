using VeloZ.Emulators;

[assembly: AssemblyFixture(typeof(VeloZ.Aws.Tests.DynamoFixture))]

namespace VeloZ.Aws.Tests;

/// <summary>The one DynamoDB Local of all tests here.</summary>
public sealed class DynamoFixture : IAsyncDisposable
{
    private static readonly CloudSchema Schema = CloudSchema.Of(new CloudEnvironment("test", EnvironmentTier.Development));
    private static int _tables;

    private readonly Lazy<Task<DynamoDbLocal>> _server = new(DynamoDbLocal.StartAsync);

    public async Task<AwsOptions> OptionsAsync() => TestAws.At((await _server.Value).Address);

    /// <summary>A table of the schema without indexes, under a name of its own, without the TTL that would take away what a test's clock says is not expired.</summary>
    public Task<TableShape> CreateTableAsync(CancellationToken cancellationToken) => CreateAsync(Schema.Control, cancellationToken);

    /// <summary>One with all three indexes, which carry whole items.</summary>
    public Task<TableShape> CreateIndexedTableAsync(CancellationToken cancellationToken) => CreateAsync(Schema.State, cancellationToken);

    private async Task<TableShape> CreateAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var table = shape with { Name = NewName() };
        await DynamoTables.CreateAsync(await OptionsAsync(), table, cancellationToken);
        return table;
    }

    public static string NewName() => $"veloz-test-{Interlocked.Increment(ref _tables)}";

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
