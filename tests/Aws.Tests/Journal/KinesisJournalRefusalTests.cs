using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

public sealed class KinesisJournalRefusalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_is_not_there_is_refused()
    {
        var fault = await RefusedAsync("veloz-nowhere-journal");
        Assert.Equal(StoreFault.Missing, fault.Fault);
        Assert.StartsWith("kinesis:DescribeStreamSummary of stream veloz-nowhere-journal: there is none in us-east-1 at http://127.0.0.1:", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("deploy the stack there, or name the region and environment that it is in", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_on_demand_is_refused()
    {
        var stream = await KinesisStreams.MakeAsync(mode: StreamMode.ON_DEMAND);
        var fault = await RefusedAsync(stream);
        Assert.Equal((StoreFault.OtherShape, $"stream {stream} in us-east-1 had mode ON_DEMAND, must be PROVISIONED: only that keeps its shards as they are"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task A_stream_of_another_count_of_shards_is_refused()
    {
        var stream = await KinesisStreams.MakeAsync(shards: 2);
        var fault = await RefusedAsync(stream);
        Assert.Equal((StoreFault.OtherShape, $"stream {stream} in us-east-1 had 2 shards, must have 1: one for each partition"), (fault.Fault, fault.Message));
    }

    [Theory]
    [InlineData("AccessDeniedException", StoreFault.Denied)]
    [InlineData("ExpiredTokenException", StoreFault.Denied)]
    [InlineData("InternalFailure", StoreFault.Unavailable)]
    public async Task A_stream_that_may_not_be_looked_at_is_refused(string code, StoreFault expected)
    {
        var stream = await KinesisStreams.MakeAsync();
        await using var proxy = await HttpFaultProxy.StartAsync(await KinesisStreams.AddressAsync());
        var aws = KinesisStreams.At(proxy.Address);
        for (var time = 0; time <= aws.RetriesMax; time++)
            proxy.Faults.Add(HttpFault.Answer.Json(400, code, "told by the proxy"), "DescribeStreamSummary");
        var fault = await Assert.ThrowsAsync<StoreException>(() => KinesisJournal.OpenAsync(Options(stream), aws, Stop));
        Assert.Equal(expected, fault.Fault);
    }

    [Fact]
    public async Task A_stream_that_keeps_records_for_less_time_is_refused()
    {
        var stream = await KinesisStreams.MakeAsync();
        var aws = KinesisStreams.At(await KinesisStreams.AddressAsync());
        var fault = await Assert.ThrowsAsync<StoreException>(() => KinesisJournal.OpenAsync(Options(stream) with { RetentionHours = 25 }, aws, Stop));
        Assert.Equal(StoreFault.OtherShape, fault.Fault);
        Assert.StartsWith($"stream {stream} in us-east-1 kept records for 24 hours, must keep them for 25 or more:", fault.Message, StringComparison.Ordinal);
        await using var journal = await KinesisJournal.OpenAsync(Options(stream) with { RetentionHours = 24 }, aws, Stop);
    }

    [Fact]
    public async Task Shards_of_all_pages_are_looked_at()
    {
        var stream = await KinesisStreams.MakeAsync(shards: 3);
        await using var proxy = await HttpFaultProxy.StartAsync(await KinesisStreams.AddressAsync());
        proxy.Faults.Add(new HttpFault.OtherRequest(_ => Encoding.UTF8.GetBytes($$"""{"StreamName":"{{stream}}","MaxResults":2}""")), "ListShards");
        await using var journal = await KinesisJournal.OpenAsync(Options(stream) with { Partition = 2, ShardCount = 3 }, KinesisStreams.At(proxy.Address), Stop);
        Assert.Equal(2, proxy.BodiesOf("ListShards").Count);
    }

    [Fact]
    public async Task Partitions_are_shards_in_the_order_of_their_hash_keys_and_do_not_mix()
    {
        var stream = await KinesisStreams.MakeAsync(shards: 3);
        var aws = KinesisStreams.At(await KinesisStreams.AddressAsync());
        var hashes = new List<FrameHash>();
        for (var partition = 0; partition < 3; partition++)
        {
            await using var journal = await KinesisJournal.OpenAsync(Options(stream) with { Partition = partition, ShardCount = 3 }, aws, Stop);
            var frame = new JournalFrames(partition).Begin(1);
            await journal.AppendAsync(frame, Stop);
            hashes.Add(frame.Hash);
            Assert.Equal(1, await CountAsync(aws, stream, $"shardId-00000000000{partition}"));
        }
        for (var partition = 0; partition < 3; partition++)
        {
            await using var journal = await KinesisJournal.OpenAsync(Options(stream) with { Partition = partition, ShardCount = 3 }, aws, Stop);
            var read = new List<FrameHash>();
            await foreach (var stored in journal.ReadAsync(JournalPosition.Start, Stop))
                read.Add(stored.Frame.Hash);
            Assert.Equal([hashes[partition]], read);
        }
    }

    [Fact]
    public async Task A_partition_that_the_stream_cannot_have_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => KinesisJournal.OpenAsync(Options("any") with { Partition = 1 }, new AwsOptions { Region = "us-east-1" }, Stop));

    private static async Task<int> CountAsync(AwsOptions aws, string stream, string shard)
    {
        using var client = KinesisClients.Make(aws);
        var iterator = await client.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = stream, ShardId = shard, ShardIteratorType = ShardIteratorType.TRIM_HORIZON }, Stop);
        return (await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator.ShardIterator }, Stop)).Records!.Count;
    }

    private static KinesisJournalOptions Options(string stream) =>
        new() { Stream = stream, Clock = TimeProvider.System, ReadPeriod = TimeSpan.Zero, AttemptTimeout = TimeSpan.FromSeconds(10) };

    private static async Task<StoreException> RefusedAsync(string stream)
    {
        var aws = KinesisStreams.At(await KinesisStreams.AddressAsync());
        return await Assert.ThrowsAsync<StoreException>(() => KinesisJournal.OpenAsync(Options(stream), aws, Stop));
    }
}
