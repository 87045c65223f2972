using Amazon.Runtime;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>Credentials that the machine gives, and for a while does not.</summary>
public sealed class CredentialsTests(DynamoFixture dynamo)
{
    private const int Limit = 60_000;
    private const string Away = "Unable to get IAM security credentials from EC2 Instance Metadata Service.";
    private const string NoneFound = "Failed to resolve AWS credentials. The credential providers used to search for credentials returned the following errors:";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_is_put_once_they_are_back()
    {
        var credentials = new RenewedCredentials();
        var frames = new JournalFrames();
        await using var journal = await OpenJournalAsync(credentials);
        await journal.AppendAsync(frames.Begin(1), Stop);

        credentials.Fail(5, Away);
        var second = frames.Next(0);
        var position = await journal.AppendAsync(second, Stop);

        Assert.Equal(0, credentials.FailuresLeft);
        await foreach (var stored in journal.ReadAsync(position, Stop))
            Assert.Equal(second.Hash, stored.Frame.Hash);
    }

    [Fact]
    public async Task A_journal_whose_role_is_gone_ends_when_its_patience_does_and_says_so()
    {
        var credentials = new RenewedCredentials();
        var frames = new JournalFrames();
        await using var journal = await OpenJournalAsync(credentials);
        await journal.AppendAsync(frames.Begin(1), Stop);

        credentials.Fail(int.MaxValue, NoneFound);
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(frames.Next(0), Stop));
        Assert.Contains("no credentials were found; must be in the environment, a profile or a role", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_is_put_once_they_are_back()
    {
        var credentials = new RenewedCredentials();
        await using var store = await OpenItemsAsync(credentials);
        credentials.Fail(2, Away);
        var item = ItemSamples.Item("a", 1);
        await store.PutAsync(item, ItemCondition.New, Stop);
        Assert.Equal(0, credentials.FailuresLeft);
        Assert.NotNull(await store.GetAsync(item.Key, Stop));
    }

    [Fact]
    public async Task An_item_whose_credentials_stay_away_is_told_as_not_sent()
    {
        var credentials = new RenewedCredentials();
        await using var store = await OpenItemsAsync(credentials);
        credentials.Fail(int.MaxValue, Away);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(ItemSamples.Item("a", 1).Key, Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("the machine's source of credentials did not give any; nothing was sent", fault.Message, StringComparison.Ordinal);
    }

    // Each attempt is signed anew: with what the role gave meanwhile, and by a clock that was set right after the machine slept.
    [Theory(Timeout = Limit)]
    [InlineData("ExpiredTokenException", "The security token included in the request is expired")]
    [InlineData("InvalidSignatureException", "Signature expired: 20261128T210000Z is now earlier than 20261128T213500Z (20261128T214000Z - 5 min.)")]
    [InlineData("InvalidSignatureException", "Signature not yet current: 20261128T220000Z is still later than 20261128T214500Z (20261128T214000Z + 5 min.)")]
    public async Task A_frame_whose_signature_came_too_late_is_put_again(string code, string message)
    {
        await using var bench = await KinesisBench.StartAsync();
        await using var journal = await bench.OpenAsync();
        bench.Refuse("PutRecord", 2, 400, code, message);
        bench.Refuse("GetRecords", 2, 400, code, message);
        await journal.AppendAsync(bench.Frames.Begin(1), Stop);
        Assert.Equal((3, 3), (bench.Proxy.BodiesOf("PutRecord").Count, bench.Proxy.BodiesOf("GetRecords").Count));
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_whose_credentials_stay_expired_is_put_again_for_a_minute()
    {
        await using var bench = await KinesisBench.StartAsync();
        var time = new ManualTimeProvider();
        await using var journal = await bench.OpenAsync(options => options with { Clock = time, Jitter = new SteppingJitter(time, TimeSpan.FromSeconds(20)) });
        bench.Refuse("PutRecord", 10, 400, "ExpiredTokenException", "The security token included in the request is expired");
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(bench.Frames.Begin(1), Stop));
        Assert.Contains("the credentials have expired; sign in anew, or let the task's role give them", fault.Message, StringComparison.Ordinal);
        Assert.Equal(4, bench.Proxy.BodiesOf("PutRecord").Count); // After 0, 20, 40 and 60 seconds.
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_whose_credentials_expired_in_a_long_outage_is_put_once_there_are_new_ones()
    {
        await using var bench = await KinesisBench.StartAsync();
        var time = new ManualTimeProvider();
        await using var journal = await bench.OpenAsync(options => options with { Clock = time, Jitter = new SteppingJitter(time, TimeSpan.FromSeconds(20)) });
        bench.Refuse("PutRecord", 5, 500, "InternalFailure");
        bench.Refuse("PutRecord", 2, 400, "ExpiredTokenException", "The security token included in the request is expired");
        await journal.AppendAsync(bench.Frames.Begin(1), Stop);
        Assert.Equal(8, bench.Proxy.BodiesOf("PutRecord").Count);
    }

    [Fact(Timeout = Limit)]
    public async Task An_item_whose_signature_came_too_late_is_put_again()
    {
        var direct = await dynamo.OptionsAsync();
        await using var proxy = await HttpFaultProxy.StartAsync(direct.Endpoint!);
        await using var store = await DynamoItemStore.OpenAsync(direct with { Endpoint = proxy.Address }, await dynamo.CreateTableAsync(Stop), new ManualTimeProvider(), Stop);
        proxy.Faults.Add(HttpFault.Answer.Json(400, "ExpiredTokenException", "The security token included in the request is expired"), "PutItem");
        proxy.Faults.Add(HttpFault.Answer.Json(400, "InvalidSignatureException", "Signature expired: 20261128T210000Z is now earlier than 20261128T213500Z"), "PutItem");
        Assert.IsType<ItemPutOutcome.Written>(await store.PutAsync(ItemSamples.Item("a", 1), ItemCondition.New, Stop));
    }

    private static async Task<KinesisJournal> OpenJournalAsync(AWSCredentials credentials) => await KinesisJournal.OpenAsync(
        new KinesisJournalOptions { Stream = await KinesisStreams.MakeAsync(), Clock = TimeProvider.System, ReadPeriod = TimeSpan.Zero, RetryWaitFirst = TimeSpan.Zero },
        KinesisStreams.At(await KinesisStreams.AddressAsync()) with { Credentials = credentials },
        Stop);

    private async Task<DynamoItemStore> OpenItemsAsync(AWSCredentials credentials)
    {
        var options = await dynamo.OptionsAsync();
        return await DynamoItemStore.OpenAsync(options with { Credentials = credentials }, await dynamo.CreateTableAsync(Stop), new ManualTimeProvider(), Stop);
    }

    private sealed class RenewedCredentials : AWSCredentials
    {
        private string _message = "";

        public int FailuresLeft { get; private set; }

        public void Fail(int times, string message) => (FailuresLeft, _message) = (times, message);

        public override ImmutableCredentials GetCredentials()
        {
            if (FailuresLeft == 0)
                return new ImmutableCredentials(TestAws.AccessKey, TestAws.SecretKey, token: null);
            FailuresLeft--;
            throw new AmazonClientException(_message);
        }

        public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.FromResult(GetCredentials());
    }
}
