using System.Globalization;

namespace VeloZ.Emulators;

/// <summary>The emulator kinesis-local, one for all tests of a process. It keeps streams in memory and never throttles.</summary>
public sealed class KinesisLocal : IAsyncDisposable
{
    private readonly EmulatorProcess _process;

    private KinesisLocal(EmulatorProcess process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts one; the packages must be there (<see cref="EmulatorPackages.NeedAsync"/>).</summary>
    public static async Task<KinesisLocal> StartAsync()
    {
        var port = EmulatorProcess.FreePort();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KINESIS_MOCK_PLAIN_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["KINESIS_MOCK_TLS_PORT"] = EmulatorProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["CREATE_STREAM_DURATION"] = "10ms",
            ["LOG_LEVEL"] = "ERROR",
            ["SHARD_LIMIT"] = "1000", // Each test has a stream, and nobody deletes them.
        };
        // It reads its certificate from the folder that it runs in.
        var process = await EmulatorProcess.StartAsync(EmulatorPackages.PathOf("kinesis-local"), port, environment, "node", "main.js");
        return new KinesisLocal(process, new Uri($"http://127.0.0.1:{port}/"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
