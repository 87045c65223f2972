using System.Globalization;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

/// <summary>One kinesis-local for the assembly, and streams of it.</summary>
internal static class KinesisStreams
{
    private static readonly Lazy<Task<KinesisLocal>> Emulator = new(KinesisLocal.StartAsync);
    private static int _made;

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("AKIDEXAMPLE", "secret");

    /// <summary>Where the emulator is; installs and starts it where it is not.</summary>
    public static async Task<Uri> AddressAsync()
    {
        await EmulatorPackages.NeedAsync();
        return (await Emulator.Value).Address;
    }

    public static AwsOptions At(Uri address) => new() { Region = "us-east-1", Endpoint = address, Credentials = Credentials, Pause = (_, _) => Task.CompletedTask };

    /// <summary>A new stream's name.</summary>
    public static async Task<string> MakeAsync(int shards = 1, StreamMode? mode = null)
    {
        var address = await AddressAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"veloz-test-journal-{Interlocked.Increment(ref _made)}");
        using var client = KinesisClients.Make(At(address));
        var isOnDemand = mode == StreamMode.ON_DEMAND;
        await client.CreateStreamAsync(
            new CreateStreamRequest { StreamName = name, ShardCount = isOnDemand ? null : shards, StreamModeDetails = new StreamModeDetails { StreamMode = mode ?? StreamMode.PROVISIONED } },
            TestContext.Current.CancellationToken);
        while (true)
        {
            var answer = await client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = name }, TestContext.Current.CancellationToken);
            if (answer.StreamDescriptionSummary!.StreamStatus == StreamStatus.ACTIVE)
                return name;
        }
    }
}
