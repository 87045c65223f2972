using Amazon.Kinesis.Model;
using Amazon.Runtime;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>Answers of which the headers and a byte come, and then nothing. Without a limit of each attempt they are waited for without end.</summary>
public sealed class StalledAnswerTests(DynamoFixture dynamo)
{
    private const int Limit = 60_000;

    // Far beyond what a test may take: nothing but the clock that it moves ends an attempt.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("DescribeTable")]
    [InlineData("GetItem")]
    [InlineData("Query")]
    public async Task Items_are_asked_for_again(string operation)
    {
        var (direct, table, item) = (await dynamo.OptionsAsync(), await dynamo.CreateTableAsync(Stop), ItemSamples.Item("a", 1));
        await using (var store = await DynamoItemStore.OpenAsync(direct, table, _time, Stop))
            await store.PutAsync(item, ItemCondition.New, Stop);
        await using var proxy = await HttpFaultProxy.StartAsync(direct.Endpoint!);

        await MustGoOnAsync(proxy.Faults, request => OperationOf(request) == operation, async () =>
        {
            await using var store = await DynamoItemStore.OpenAsync(Patient(direct with { Endpoint = proxy.Address }), table, _time, Stop);
            Assert.NotNull(await store.GetAsync(item.Key, Stop));
            Assert.Single((await store.QueryAsync(new ItemQuery(item.Key.PartitionKey, ItemRange.All, limit: 10), cursor: null, Stop)).Items);
        });
        Assert.Equal(2, proxy.BodiesOf(operation).Count);
    }

    [Fact(Timeout = Limit)]
    public async Task Secrets_are_asked_for_again()
    {
        await using var bench = new SecretsBench();
        await bench.StartAsync();
        var name = SecretName.Parse("pepper");
        await bench.Open(_time).PutAsync(name, Secret.OfText("one"), Stop);
        var store = bench.Open(Patient(TestAws.At(bench.Server.Address)), _time);

        await MustGoOnAsync(bench.Server.Faults, request => OperationOf(request) == "GetSecretValue", async () => Assert.Equal("one", (await store.GetAsync(name, Stop))!.Value.RevealText()));
    }

    [Fact(Timeout = Limit)]
    public async Task Lists_of_blobs_are_asked_for_again()
    {
        await using var bench = new S3Bench();
        await bench.StartAsync();
        var key = BlobKey.Parse("snapshots/0/1");
        await (await bench.OpenAsync()).PutAsync(key, "1"u8.ToArray(), BlobCondition.New, Stop);

        await MustGoOnAsync(bench.Server.Faults, request => request.Query.ContainsKey("list-type"), async () =>
        {
            var store = await bench.OpenAsync(Patient(TestAws.At(bench.Server.Address)));
            Assert.Equal([key], (await store.ListAsync("snapshots/", 10, cursor: null, Stop)).Blobs.Select(blob => blob.Key));
        });
    }

    [Fact(Timeout = Limit)]
    public async Task A_blob_that_is_refused_is_asked_for_again()
    {
        await using var bench = new S3Bench();
        await bench.StartAsync();
        var store = await bench.OpenAsync(Patient(TestAws.At(bench.Server.Address)) with { TransferTimeout = AttemptTimeout });

        await MustGoOnAsync(bench.Server.Faults, request => request.Path.Value!.EndsWith("none", StringComparison.Ordinal), async () => Assert.Null(await store.OpenAsync(BlobKey.Parse("snapshots/none"), Stop)));
    }

    [Theory(Timeout = Limit)]
    [InlineData("DescribeStreamSummary")]
    [InlineData("ListShards")]
    [InlineData("PutRecord")]
    [InlineData("GetShardIterator")]
    [InlineData("GetRecords")]
    public async Task The_append_that_begins_an_epoch_comes_back(string operation)
    {
        await using var bench = await KinesisBench.StartAsync();

        await MustGoOnAsync(bench.Proxy.Faults, request => OperationOf(request) == operation, async () =>
        {
            await using var journal = await bench.OpenAsync(options => options with { Clock = _time, AttemptTimeout = AttemptTimeout, ReadTimeout = AttemptTimeout, Patience = AttemptTimeout * 10, RetryWaitFirst = TimeSpan.Zero });
            await journal.AppendAsync(bench.Frames.Begin(1), Stop);
        });
        Assert.Equal(2, bench.Proxy.BodiesOf(operation).Count);
    }

    // Some providers ask a server of their own, with limits of theirs or none; the SDK gives them no token.
    [Fact(Timeout = Limit)]
    public async Task Items_are_asked_for_again_where_credentials_do_not_come()
    {
        var credentials = new SlowCredentials();
        var table = await dynamo.CreateTableAsync(Stop);
        var asked = credentials.StallAsync();
        var open = DynamoItemStore.OpenAsync(Patient(await dynamo.OptionsAsync()) with { Credentials = credentials }, table, _time, Stop);
        await asked.WaitAsync(Stop);
        _time.Advance(AttemptTimeout);
        await using var store = await open;
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_is_put_again_where_credentials_do_not_come()
    {
        var credentials = new SlowCredentials();
        var options = new KinesisJournalOptions { Stream = await KinesisStreams.MakeAsync(), Clock = _time, AttemptTimeout = AttemptTimeout, Patience = AttemptTimeout * 10, RetryWaitFirst = TimeSpan.Zero, ReadPeriod = TimeSpan.Zero };
        await using var journal = await KinesisJournal.OpenAsync(options, KinesisStreams.At(await KinesisStreams.AddressAsync()) with { Credentials = credentials }, Stop);
        var asked = credentials.StallAsync();
        var append = journal.AppendAsync(new JournalFrames().Begin(1), Stop).AsTask();
        await asked.WaitAsync(Stop);
        _time.Advance(AttemptTimeout);
        await append;
    }

    // Who waits within the SDK keeps a thread: what the client waits for ends by itself as well.
    [Fact(Timeout = Limit)]
    public async Task A_client_ends_its_own_call()
    {
        await using var bench = await KinesisBench.StartAsync();
        bench.Proxy.Faults.Add(new HttpFault.Cut(1));
        using var client = KinesisClients.Make(KinesisStreams.At(bench.Proxy.Address) with { AttemptTimeout = TimeSpan.FromMilliseconds(300), RetriesMax = 0 });
        await Assert.ThrowsAsync<TimeoutException>(() => client.DescribeStreamSummaryAsync(new DescribeStreamSummaryRequest { StreamName = bench.Stream }, Stop));
    }

    private AwsOptions Patient(AwsOptions options) => options with { Clock = _time, AttemptTimeout = AttemptTimeout };

    private static string OperationOf(Microsoft.AspNetCore.Http.HttpRequest request) => request.Headers["X-Amz-Target"].ToString().Split('.')[^1];

    private async Task MustGoOnAsync(HttpFaults faults, Func<Microsoft.AspNetCore.Http.HttpRequest, bool> isMeant, Func<Task> work)
    {
        var stalled = new HttpFault.Cut(1);
        faults.Add(stalled, isMeant);
        var working = work();
        await Task.WhenAny(stalled.Sent, working);
        Assert.True(stalled.Sent.IsCompleted, "the work ended before the answer that was to stall");
        _time.Advance(AttemptTimeout);
        await working;
    }

    /// <summary>Come at once, but for one time.</summary>
    private sealed class SlowCredentials : AWSCredentials
    {
        private readonly TaskCompletionSource<ImmutableCredentials> _never = new();
        private TaskCompletionSource? _stalled;

        /// <summary>The next time they do not come.</summary>
        /// <returns>Ends when they are asked for.</returns>
        public Task StallAsync() => (_stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public override ImmutableCredentials GetCredentials() => new(TestAws.AccessKey, TestAws.SecretKey, token: null);

        public override Task<ImmutableCredentials> GetCredentialsAsync() => _stalled?.TrySetResult() == true ? _never.Task : Task.FromResult(GetCredentials());
    }
}
