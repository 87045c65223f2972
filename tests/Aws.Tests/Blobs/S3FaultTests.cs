using System.Text;
using VeloZ.Domain;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

public sealed class S3FaultTests : IAsyncLifetime
{
    private const int Limit = 60_000;
    private const int LargeBytes = 17 << 20;

    private static readonly BlobKey Key = BlobKey.Parse("snapshots/0/1");

    private readonly S3Bench _bench = new();

    public static TheoryData<string> Unanswered => ["dropped before", "dropped after", "failed after"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HttpFaults Faults => _bench.Server.Faults;

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Missing_bucket_is_told() => await MustFailAsync(StoreFault.Missing, "veloz-none", () => _bench.OpenAsync(TestAws.At(_bench.Server.Address), "veloz-none"));

    [Fact]
    public async Task Bucket_of_another_region_is_told()
    {
        _bench.Server.CreateBucket("veloz-elsewhere", region: "us-east-1");
        await MustFailAsync(StoreFault.OtherShape, "in another region, must be in eu-central-1", () => _bench.OpenAsync(TestAws.At(_bench.Server.Address), "veloz-elsewhere"));
    }

    [Fact]
    public async Task Client_of_another_region_is_told() =>
        await MustFailAsync(StoreFault.Denied, "must be made for the region it is in", () => _bench.OpenAsync(TestAws.At(_bench.Server.Address) with { Region = "us-west-2" }));

    [Fact]
    public async Task Who_may_not_is_told_why()
    {
        await MustFailAsync(StoreFault.Denied, "does not know these credentials", () => _bench.OpenAsAsync("AKIANOBODY"));
        await MustFailAsync(StoreFault.Denied, "with the right secret key", () => _bench.OpenAsAsync(TestAws.AccessKey, "another-key"));
        await MustFailAsync(StoreFault.Denied, "the credentials have expired", () => _bench.OpenAsAsync(S3Bench.ExpiredKey));
        await MustFailAsync(StoreFault.Denied, "the role must allow that action", () => _bench.OpenAsAsync(S3Bench.DeniedKey));
        var reader = await _bench.OpenAsAsync(S3Bench.ReaderKey);
        await MustFailAsync(StoreFault.Denied, "s3:PutObject", async () => await reader.PutAsync(Key, "1"u8.ToArray(), BlobCondition.Any, Stop));
        await MustFailAsync(StoreFault.Denied, "s3:DeleteObject", async () => await reader.DeleteAsync(Key, Stop));
    }

    [Fact]
    public async Task Blob_that_is_too_large_is_told()
    {
        var store = await _bench.OpenAsync();
        Faults.Add(HttpFault.Answer.Xml(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size."), IsPut);
        await MustFailAsync(StoreFault.OtherShape, "too large", async () => await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.Any, Stop));
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Put_whose_answer_is_lost_takes_place_once(string how)
    {
        var store = await _bench.OpenAsync();
        Faults.Add(FaultOf(how), IsPut);
        var first = Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.New, Stop)).Head;
        Faults.Add(FaultOf(how), IsPut);
        var second = Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(Key, "2"u8.ToArray(), BlobCondition.Matches(first.ETag), Stop)).Head;
        Assert.Equal(second.ETag, (await store.HeadAsync(Key, Stop))!.ETag);
        Assert.Equal(0, Faults.Pending);
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Upload_whose_answers_are_lost_takes_place_once(string how)
    {
        var store = await _bench.OpenAsync();
        Faults.Add(FaultOf(how), request => request.Query.ContainsKey("partNumber"));
        Faults.Add(FaultOf(how), request => request.Method == "POST" && request.Query.ContainsKey("uploadId"));
        var put = Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(Key, new byte[LargeBytes], BlobCondition.New, Stop)).Head;
        Assert.Equal((LargeBytes, put.ETag), ((await store.HeadAsync(Key, Stop))!.SizeBytes, (await store.HeadAsync(Key, Stop))!.ETag));
        Assert.Equal((0, 0), (Faults.Pending, _bench.Server.OpenUploads(S3Bench.Bucket)));
    }

    [Fact]
    public async Task Put_that_is_written_over_before_its_answer_is_known_is_not_called_a_conflict()
    {
        var other = await _bench.OpenAsync();
        var store = await _bench.OpenAsync(TestAws.At(_bench.Server.Address) with { Pause = async (_, stop) => await other.PutAsync(Key, "2"u8.ToArray(), BlobCondition.Any, stop) });
        Faults.Add(HttpFault.DropAfter, IsPut);
        await MustFailAsync(StoreFault.Unavailable, "whether it took place is not known", async () => await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.New, Stop));
    }

    [Fact]
    public async Task Refused_for_now_is_tried_again_and_for_ever_is_told()
    {
        var store = await _bench.OpenAsync();
        Faults.Add(HttpFault.Answer.Xml(503, "SlowDown", "Please reduce your request rate."), IsPut);
        Faults.Add(HttpFault.Answer.Xml(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation."), IsPut);
        Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.New, Stop));
        for (var time = 0; time <= TestAws.At(_bench.Server.Address).RetriesMax; time++)
            Faults.Add(HttpFault.Answer.Xml(503, "SlowDown", "Please reduce your request rate."), IsPut);
        await MustFailAsync(StoreFault.Unavailable, "refused it for now (503 SlowDown); nothing was done", async () => await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.Any, Stop));
    }

    [Fact]
    public async Task Upload_that_is_stopped_leaves_no_parts()
    {
        var store = await _bench.OpenAsync();
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await store.PutAsync(Key, new EndlessStream(LargeBytes), BlobCondition.Any, Stop));
        Assert.Equal(0, _bench.Server.OpenUploads(S3Bench.Bucket));
        await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.New, Stop);
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(Key, new byte[LargeBytes], BlobCondition.New, Stop));
        Assert.Equal(0, _bench.Server.OpenUploads(S3Bench.Bucket));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = new HttpFault.Held();
        Faults.Add(held, request => request.Query["partNumber"] == "2");
        var put = store.PutAsync(Key, new byte[LargeBytes], BlobCondition.Any, leaving.Token).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, put));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Equal(0, _bench.Server.OpenUploads(S3Bench.Bucket));
    }

    [Fact]
    public async Task Content_that_is_not_what_was_put_is_never_read_to_its_end()
    {
        var store = await _bench.OpenAsync();
        await store.PutAsync(Key, Encoding.UTF8.GetBytes("0123456789"), BlobCondition.Any, Stop);
        Faults.Add(new HttpFault.Flip(3), IsGet);
        await using var blob = await store.OpenAsync(Key, Stop);
        using var read = new MemoryStream();
        await MustFailAsync(StoreFault.Damaged, "did not match the CRC-64", async () => await blob!.Content.CopyToAsync(read, Stop));
        Assert.Equal(0, read.Length);
    }

    [Fact]
    public async Task Content_that_breaks_off_is_told()
    {
        var store = await _bench.OpenAsync();
        await store.PutAsync(Key, new byte[100_000], BlobCondition.Any, Stop);
        var cut = new HttpFault.Cut(50_000);
        Faults.Add(cut, IsGet);
        await using var blob = await store.OpenAsync(Key, Stop);
        cut.Break();
        await MustFailAsync(StoreFault.Unavailable, "s3:GetObject", async () => await blob!.Content.CopyToAsync(Stream.Null, Stop));
    }

    [Fact]
    public async Task Range_that_breaks_off_is_read_again()
    {
        var store = await _bench.OpenAsync();
        await store.PutAsync(Key, new byte[100_000], BlobCondition.Any, Stop);
        var cut = new HttpFault.Cut(50_000);
        cut.Break();
        Faults.Add(cut, IsGet);
        Assert.Equal(90_000, (await store.ReadRangeAsync(Key, 0, 90_000, Stop))!.Bytes.Length);
    }

    [Fact(Timeout = Limit)]
    public async Task Range_that_stalls_is_read_again_and_one_that_stalls_for_ever_is_told()
    {
        await (await _bench.OpenAsync()).PutAsync(Key, new byte[100_000], BlobCondition.Any, Stop);
        var store = await _bench.OpenAsync(Impatient());
        Faults.Add(new HttpFault.Cut(50_000), IsGet);
        Assert.Equal(90_000, (await store.ReadRangeAsync(Key, 0, 90_000, Stop))!.Bytes.Length);
        for (var time = 0; time <= Impatient().RetriesMax; time++)
            Faults.Add(new HttpFault.Cut(50_000), IsGet);
        await MustFailAsync(StoreFault.Unavailable, "s3:GetObject", async () => await store.ReadRangeAsync(Key, 0, 90_000, Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Theory(Timeout = Limit)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_stalls_is_told(bool isSynchronous)
    {
        await (await _bench.OpenAsync()).PutAsync(Key, new byte[100_000], BlobCondition.Any, Stop);
        var store = await _bench.OpenAsync(Impatient());
        Faults.Add(new HttpFault.Cut(50_000), IsGet);
        await using var blob = await store.OpenAsync(Key, Stop);
        await MustFailAsync(StoreFault.Unavailable, "s3:GetObject", () => isSynchronous ? Task.Run(() => blob!.Content.CopyTo(Stream.Null), Stop) : blob!.Content.CopyToAsync(Stream.Null, Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Upload_that_meets_another_is_begun_anew()
    {
        var store = await _bench.OpenAsync();
        Faults.Add(Met(), IsComplete);
        await using var content = new MemoryStream();
        content.Write("left"u8);
        content.Write(LargeContent());
        content.Position = 4;
        Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(Key, content, BlobCondition.New, Stop));
        Assert.Equal(2, Faults.Seen.Count(seen => seen.StartsWith("POST", StringComparison.Ordinal) && seen.EndsWith("?uploads", StringComparison.Ordinal)));
        Assert.Equal(0, _bench.Server.OpenUploads(S3Bench.Bucket));
        await using var blob = await store.OpenAsync(Key, Stop);
        using var read = new MemoryStream();
        await blob!.Content.CopyToAsync(read, Stop);
        Assert.True(LargeContent().AsSpan().SequenceEqual(read.ToArray()));
    }

    [Fact]
    public async Task Upload_that_meets_others_for_ever_is_told_and_leaves_no_parts()
    {
        var store = await _bench.OpenAsync();
        for (var time = 0; time <= TestAws.At(_bench.Server.Address).RetriesMax; time++)
            Faults.Add(Met(), IsComplete);
        await MustFailAsync(StoreFault.Unavailable, "nothing was written; put it again", async () => await store.PutAsync(Key, LargeContent(), BlobCondition.New, Stop));
        Assert.Equal((0, 0), (Faults.Pending, _bench.Server.OpenUploads(S3Bench.Bucket)));
    }

    [Fact]
    public async Task Upload_that_meets_another_and_cannot_be_read_again_is_told()
    {
        var store = await _bench.OpenAsync();
        Faults.Add(Met(), IsComplete);
        await using var content = new OneWayStream(LargeContent());
        await MustFailAsync(StoreFault.Unavailable, "nothing was written; put it again", async () => await store.PutAsync(Key, content, BlobCondition.New, Stop));
        Assert.Equal(0, _bench.Server.OpenUploads(S3Bench.Bucket));
        Assert.Null(await store.HeadAsync(Key, Stop));
    }

    [Fact]
    public async Task Upload_that_meets_another_after_a_lost_answer_is_not_called_a_conflict()
    {
        var store = await _bench.OpenAsync();
        Faults.Add(HttpFault.DropBefore, IsComplete);
        Faults.Add(Met(), IsComplete);
        await MustFailAsync(StoreFault.Unavailable, "whether it took place is not known", async () => await store.PutAsync(Key, LargeContent(), BlobCondition.New, Stop));
        Assert.Equal(0, _bench.Server.OpenUploads(S3Bench.Bucket));
    }

    [Fact]
    public async Task Page_without_objects_that_is_not_the_last_is_gone_on_from()
    {
        var store = await _bench.OpenAsync();
        await store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.Any, Stop);
        var token = Convert.ToBase64String("a"u8);
        Faults.Add(
            new HttpFault.Answer(200, "application/xml", $"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><KeyCount>0</KeyCount><IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken></ListBucketResult>"),
            IsGet);
        var page = await store.ListAsync("snapshots/", 10, cursor: null, Stop);
        Assert.Equal([Key], page.Blobs.Select(blob => blob.Key));
        Assert.Null(page.NextCursor);
        Assert.Contains(Faults.Seen, seen => seen.Contains("continuation-token=" + Uri.EscapeDataString(token), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blob_that_is_not_there_is_not_told_as_absent_to_who_may_not_list()
    {
        const string Needed = "the role must allow s3:GetObject of it and s3:ListBucket of snapshots/0/";
        var store = await _bench.OpenAsAsync(S3Bench.HalfBlindKey);
        await MustFailAsync(StoreFault.Denied, Needed, async () => await store.HeadAsync(Key, Stop));
        await MustFailAsync(StoreFault.Denied, Needed, async () => await store.OpenAsync(Key, Stop));
        await MustFailAsync(StoreFault.Denied, Needed, async () => await store.ReadRangeAsync(Key, 0, 1, Stop));
        await MustFailAsync(StoreFault.Denied, "s3:ListBucket", async () => await store.ListAsync("snapshots/", 1, cursor: null, Stop));
        await (await _bench.OpenAsync()).PutAsync(Key, "1"u8.ToArray(), BlobCondition.Any, Stop);
        Assert.Equal(1, (await store.HeadAsync(Key, Stop))!.SizeBytes);
        Assert.Null(await store.HeadAsync(BlobKey.Parse("plans/none"), Stop));
    }

    [Fact]
    public async Task Endpoint_that_goes_away_in_the_middle_of_a_call_is_told()
    {
        var store = await _bench.OpenAsync();
        var held = new HttpFault.Held();
        Faults.Add(held, IsPut);
        var put = store.PutAsync(Key, "1"u8.ToArray(), BlobCondition.New, Stop).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, put));
        await _bench.Server.DisposeAsync();
        await MustFailAsync(StoreFault.Unavailable, "whether a write took place is not known", () => put);
    }

    private AwsOptions Impatient() => TestAws.At(_bench.Server.Address) with { TransferTimeout = TimeSpan.FromMilliseconds(500) };

    private static byte[] LargeContent()
    {
        var content = new byte[LargeBytes];
        for (var index = 0; index < content.Length; index += 4_096)
            content[index] = (byte)((index >> 12) & 0xFF);
        return content;
    }

    private static HttpFault.Answer Met() => HttpFault.Answer.Xml(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation against this resource.");

    private static bool IsComplete(Microsoft.AspNetCore.Http.HttpRequest request) => request.Method == "POST" && request.Query.ContainsKey("uploadId");

    private static bool IsPut(Microsoft.AspNetCore.Http.HttpRequest request) => request.Method == "PUT";

    private static bool IsGet(Microsoft.AspNetCore.Http.HttpRequest request) => request.Method == "GET";

    private static HttpFault FaultOf(string how) => how switch
    {
        "dropped before" => HttpFault.DropBefore,
        "dropped after" => HttpFault.DropAfter,
        _ => HttpFault.Answer.Xml(500, "InternalError", "We encountered an internal error. Please try again.", isDone: true),
    };

    private static async Task MustFailAsync(StoreFault expected, string needed, Func<Task> work)
    {
        var fault = await Assert.ThrowsAsync<StoreException>(work);
        Assert.Equal(expected, fault.Fault);
        Assert.Contains(needed, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Cannot be read twice, as what comes over a network.</summary>
    private sealed class OneWayStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }

    /// <summary>Gives that many bytes and breaks.</summary>
    private sealed class EndlessStream(long bytes) : MemoryStream
    {
        private long _left = bytes;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                throw new EndOfStreamException("connection broke");
            var count = (int)Math.Min(buffer.Length, _left);
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
