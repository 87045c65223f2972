using System.Globalization;

namespace VeloZ.Emulators;

/// <summary>Amazon's DynamoDB Local in memory, one for all tests of a process; each test names tables of its own.</summary>
public sealed class DynamoDbLocal : IAsyncDisposable
{
    private const string Package = "amplify-dynamodb-simulator/emulator";

    private readonly EmulatorProcess _process;

    private DynamoDbLocal(EmulatorProcess process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    public static async Task<DynamoDbLocal> StartAsync()
    {
        await EmulatorPackages.NeedAsync();
        var folder = EmulatorPackages.PathOf(Package);
        var port = EmulatorProcess.FreePort();
        // Its database is a library of C, found by that path. One database for all regions and keys, as tests use several.
        var process = await EmulatorProcess.StartAsync(
            folder,
            port,
            new Dictionary<string, string>(StringComparer.Ordinal),
            "java",
            "-Djava.library.path=" + Path.Combine(folder, "DynamoDBLocal_lib"),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Path.Combine(folder, "DynamoDBLocal.jar"),
            "-inMemory",
            "-sharedDb",
            "-port",
            port.ToString(CultureInfo.InvariantCulture));
        return new DynamoDbLocal(process, port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
