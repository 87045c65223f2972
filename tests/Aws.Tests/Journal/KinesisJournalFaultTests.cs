using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

/// <summary>The journal behind a proxy that loses, delays, doubles and refuses.</summary>
public sealed class KinesisJournalFaultTests : IAsyncLifetime
{
    // A journal whose frame is never confirmed tries for ten minutes, and one that waits without a limit for ever.
    private const int Limit = 60_000;

    private readonly JournalFrames _frames = new();
    private HttpFaultProxy? _proxy;
    private string _stream = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HttpFaultProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _stream = await KinesisStreams.MakeAsync();
        _proxy = await HttpFaultProxy.StartAsync(await KinesisStreams.AddressAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_names_the_shard_and_what_it_comes_after()
    {
        await using var journal = await OpenAsync();
        var first = await journal.AppendAsync(_frames.Begin(1), Stop);
        Proxy.Faults.Add(HttpFault.DropBefore, "PutRecord");
        await journal.AppendAsync(_frames.Next(), Stop);
        using var begin = JsonDocument.Parse(Proxy.BodiesOf("PutRecord")[0]);
        Assert.Equal("0", begin.RootElement.GetProperty("ExplicitHashKey").GetString());
        Assert.False(begin.RootElement.TryGetProperty("SequenceNumberForOrdering", out _));
        // Both attempts are the same request, of the same bytes.
        Assert.Equal(Proxy.BodiesOf("PutRecord")[1], Proxy.BodiesOf("PutRecord")[2]);
        using var second = JsonDocument.Parse(Proxy.BodiesOf("PutRecord")[2]);
        Assert.Equal(first.Token, second.RootElement.GetProperty("SequenceNumberForOrdering").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task A_throttled_frame_is_put_again_until_it_is_confirmed()
    {
        await using var journal = await OpenAsync();
        Refuse("PutRecord", 400, "ProvisionedThroughputExceededException");
        Refuse("PutRecord", 400, "KMSThrottlingException");
        Refuse("PutRecord", 500, "InternalFailure");
        Refuse("PutRecord", 400, "ProvisionedThroughputExceededException");
        await journal.AppendAsync(_frames.Begin(1), Stop);
        Assert.Equal(5, Proxy.BodiesOf("PutRecord").Count);
        Assert.Single(await RecordsAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_whose_answer_was_lost_is_put_again_with_the_same_bytes_and_counts_once()
    {
        await using var journal = await OpenAsync();
        var first = _frames.Begin(1);
        await journal.AppendAsync(first, Stop);
        Proxy.Faults.Add(HttpFault.DropAfter, "PutRecord");
        var second = _frames.Next(0);
        var position = await journal.AppendAsync(second, Stop);
        var records = await RecordsAsync();
        Assert.Equal(3, records.Count);
        Assert.Equal(records[1], records[2]);
        Assert.Equal(1, journal.Counters.Syncs.Count - 1); // One confirmation a frame.
        Assert.Equal((1, 0), await FilterAsync(journal, first, second));
        Assert.Equal(second.Hash, (await ReadAsync(journal, position))[0].Frame.Hash);
    }

    [Fact(Timeout = Limit)]
    public async Task A_request_that_was_reset_is_put_again_and_stored_once()
    {
        await using var journal = await OpenAsync();
        Proxy.Faults.Add(HttpFault.DropBefore, "PutRecord");
        Proxy.Faults.Add(HttpFault.DropBefore, "PutRecord");
        await journal.AppendAsync(_frames.Begin(1), Stop);
        Assert.Single(await RecordsAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_copy_that_arrives_after_later_frames_is_dropped_by_readers()
    {
        await using var journal = await OpenAsync();
        var first = _frames.Begin(1);
        await journal.AppendAsync(first, Stop);
        Proxy.Faults.Add(new HttpFault.Late(4), "PutRecord");
        var later = new List<SealedFrame> { first };
        for (var index = 0; index < 4; index++)
        {
            later.Add(_frames.Next(0));
            await journal.AppendAsync(later[^1], Stop);
        }
        var records = await RecordsAsync();
        Assert.Equal(6, records.Count);
        Assert.Equal(records[1], records[4]); // Three frames came between.
        Assert.Equal((1, 0), await FilterAsync(journal, [.. later]));
    }

    [Fact(Timeout = Limit)]
    public async Task A_doubled_append_counts_once()
    {
        await using var journal = await OpenAsync();
        Proxy.Faults.Add(HttpFault.DoTwice, "PutRecord");
        var first = _frames.Begin(1);
        await journal.AppendAsync(first, Stop);
        Assert.Equal(2, (await RecordsAsync()).Count);
        Assert.Equal((1, 0), await FilterAsync(journal, first));
    }

    [Fact(Timeout = Limit)]
    public async Task An_answer_that_takes_too_long_is_not_waited_for()
    {
        var time = new ManualTimeProvider();
        await using var journal = await OpenAsync(time, options => options with { RetryWaitFirst = TimeSpan.Zero });
        var held = new HttpFault.Held(IsDone: true);
        Proxy.Faults.Add(held, "PutRecord");
        var append = journal.AppendAsync(_frames.Begin(1), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        time.Advance(TimeSpan.FromSeconds(11)); // The clock stands still but for this, so nothing but the limit ends the first attempt.
        await append;
        Assert.Equal(2, Proxy.BodiesOf("PutRecord").Count);
        held.Release();
    }

    [Theory(Timeout = Limit)]
    [InlineData("AccessDeniedException", "kinesis:PutRecord of stream", "not permitted; the role must allow that action there")]
    [InlineData("UnrecognizedClientException", "kinesis:PutRecord of stream", "does not know these credentials (UnrecognizedClientException); must be those of the account that the stack is in")]
    [InlineData("InvalidSignatureException", "kinesis:PutRecord of stream", "must be made for the region it is in, with the right secret key, by a clock that is right")]
    [InlineData("InvalidArgumentException", "kinesis:PutRecord of stream", "does not take what was sent (InvalidArgumentException)")]
    [InlineData("ResourceNotFoundException", "kinesis:PutRecord of stream", "there is none in us-east-1 at http://127.0.0.1")]
    public async Task What_cannot_mend_itself_is_not_tried_again_and_ends_the_journal(string code, string call, string needed)
    {
        await using var journal = await OpenAsync();
        Refuse("PutRecord", 400, code);
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(_frames.Begin(1), Stop));
        Assert.Contains(call, fault.Message, StringComparison.Ordinal);
        Assert.Contains(needed, fault.Message, StringComparison.Ordinal);
        Assert.Single(Proxy.BodiesOf("PutRecord"));
        Assert.False(journal.HasRoom);
        var again = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(_frames.Next(), Stop));
        Assert.Equal(fault.Message, again.Message);
        Assert.Single(Proxy.BodiesOf("PutRecord"));
    }

    [Fact(Timeout = Limit)]
    public async Task An_endpoint_that_stays_away_ends_the_journal_once_its_patience_has()
    {
        await using var journal = await OpenAsync(TimeProvider.System, options => options with { Patience = TimeSpan.FromMilliseconds(200) });
        await Proxy.DisposeAsync();
        _proxy = null;
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(_frames.Begin(1), Stop));
        Assert.Contains("did not answer as it should; whether a write took place is not known", fault.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFault.Unavailable, Assert.IsType<StoreException>(fault.InnerException).Fault);
    }

    [Fact(Timeout = Limit)]
    public async Task Closing_ends_a_frame_that_is_on_its_way()
    {
        var journal = await OpenAsync(TimeProvider.System, options => options with { AttemptTimeout = TimeSpan.FromMinutes(1) });
        var held = new HttpFault.Held(IsDone: true);
        Proxy.Faults.Add(held, "PutRecord");
        var append = journal.AppendAsync(_frames.Begin(1), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await journal.DisposeAsync();
        var fault = await Assert.ThrowsAsync<JournalFailedException>(() => append);
        Assert.Contains("the journal was closed while frame 1/0 was on its way", fault.Message, StringComparison.Ordinal);
        held.Release();
    }

    [Fact(Timeout = Limit)]
    public async Task Once_an_epoch_has_begun_all_that_stands_before_it_can_be_read()
    {
        await using (var before = await OpenAsync())
            await before.AppendAsync(_frames.Begin(1), Stop);
        await using var journal = await OpenAsync();
        Assert.Single(await ReadAsync(journal, JournalPosition.Start));
        // The leader before was confirmed one more frame, which this engine could not read yet.
        await using (var late = await OpenAsync())
            await late.AppendAsync(_frames.Next(0), Stop);
        var beginning = _frames.Begin(2);
        var reads = Proxy.BodiesOf("GetRecords").Count;
        await journal.AppendAsync(beginning, Stop);
        Assert.True(Proxy.BodiesOf("GetRecords").Count > reads, "the beginning was not read back");
        Assert.Equal(beginning.Hash, (await ReadAsync(journal, JournalPosition.Start))[2].Frame.Hash);
    }

    [Fact(Timeout = Limit)]
    public async Task A_late_copy_before_the_epochs_beginning_is_no_harm()
    {
        var old = _frames.Begin(1);
        await using (var before = await OpenAsync())
        {
            await before.AppendAsync(old, Stop);
            await before.AppendAsync(_frames.Next(0), Stop);
        }
        await using var journal = await OpenAsync();
        _ = await ReadAsync(journal, JournalPosition.Start);
        await using (var late = await OpenAsync())
            await late.AppendAsync(old, Stop);
        await journal.AppendAsync(_frames.Begin(2), Stop);
        Assert.Equal(4, (await RecordsAsync()).Count);
    }

    [Fact(Timeout = Limit)]
    public async Task A_beginning_that_is_not_readable_at_once_is_waited_for()
    {
        await using var journal = await OpenAsync();
        // A page that ends before the own frame, as while it is still on its way to readers: the iterator is asked for anew.
        Refuse("GetRecords", 400, "ExpiredIteratorException");
        Refuse("GetRecords", 400, "ProvisionedThroughputExceededException");
        await journal.AppendAsync(_frames.Begin(1), Stop);
        Assert.Equal(3, Proxy.BodiesOf("GetRecords").Count);
    }

    [Fact(Timeout = Limit)]
    public async Task An_iterator_that_expires_between_two_pages_is_made_anew_and_nothing_is_left_out()
    {
        await using var journal = await OpenAsync(TimeProvider.System, options => options with { RecordsPerRead = 2 });
        var appended = new List<FrameHash>();
        for (var index = 0; index < 6; index++)
        {
            var frame = index == 0 ? _frames.Begin(1) : _frames.Next();
            await journal.AppendAsync(frame, Stop);
            appended.Add(frame.Hash);
        }
        var read = new List<FrameHash>();
        await foreach (var stored in journal.ReadAsync(JournalPosition.Start, Stop))
        {
            read.Add(stored.Frame.Hash);
            if (read.Count == 2)
                Refuse("GetRecords", 400, "ExpiredIteratorException");
        }
        Assert.Equal(appended, read);
    }

    [Fact(Timeout = Limit)]
    public async Task A_record_that_is_no_frame_stops_reading()
    {
        await using var journal = await OpenAsync();
        await journal.AppendAsync(_frames.Begin(1), Stop);
        await PutAsync("not a frame"u8.ToArray());
        var fault = await Assert.ThrowsAsync<JournalDamagedException>(() => ReadAsync(journal, JournalPosition.Start));
        Assert.Contains("frame had 11 bytes, must have at least 74; something else writes to this stream", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, journal.Counters.CorruptedEntries);
    }

    [Fact(Timeout = Limit)]
    public async Task A_record_that_was_changed_stops_reading()
    {
        await using var journal = await OpenAsync();
        await journal.AppendAsync(_frames.Begin(1), Stop);
        var changed = Convert.FromHexString((await RecordsAsync())[0]);
        changed[^1] ^= 1;
        await PutAsync(changed);
        var fault = await Assert.ThrowsAsync<JournalDamagedException>(() => ReadAsync(journal, JournalPosition.Start));
        Assert.Matches("frame 1/0 had checksum [0-9a-f]{8}, must be [0-9a-f]{8}", fault.Message);
    }

    private void Refuse(string operation, int status, string code) => Proxy.Faults.Add(HttpFault.Answer.Json(status, code, "told by the proxy"), operation);

    private Task<KinesisJournal> OpenAsync() => OpenAsync(TimeProvider.System);

    private Task<KinesisJournal> OpenAsync(TimeProvider time, Func<KinesisJournalOptions, KinesisJournalOptions>? change = null)
    {
        var options = new KinesisJournalOptions
        {
            Stream = _stream,
            Clock = time,
            AttemptTimeout = TimeSpan.FromSeconds(10),
            RetryWaitFirst = TimeSpan.FromMilliseconds(1),
            RetryWaitMax = TimeSpan.FromMilliseconds(2),
            ReadPeriod = TimeSpan.FromMilliseconds(1),
        };
        return KinesisJournal.OpenAsync(change is null ? options : change(options), KinesisStreams.At(Proxy.Address), Stop);
    }

    private static async Task<List<StoredFrame>> ReadAsync(KinesisJournal journal, JournalPosition from)
    {
        var stored = new List<StoredFrame>();
        await foreach (var frame in journal.ReadAsync(from, Stop))
            stored.Add(frame);
        return stored;
    }

    // Duplicates and zombies that the filter dropped; what it accepted must be these frames.
    private static async Task<(long Duplicates, long Zombies)> FilterAsync(KinesisJournal journal, params SealedFrame[] frames)
    {
        var filter = new FrameFilter(0);
        var accepted = new List<FrameHash>();
        foreach (var stored in await ReadAsync(journal, JournalPosition.Start))
        {
            if (filter.Take(stored.Frame) == FrameVerdict.Accepted)
                accepted.Add(stored.Frame.Hash);
        }
        Assert.Equal(frames.Select(frame => frame.Hash), accepted);
        return (filter.DuplicateFrames, filter.ZombieFrames);
    }

    // What is in the shard, as hexadecimal text, not through the journal.
    private async Task<List<string>> RecordsAsync()
    {
        using var client = KinesisClients.Make(KinesisStreams.At(await KinesisStreams.AddressAsync()));
        var shards = await client.ListShardsAsync(new ListShardsRequest { StreamName = _stream }, Stop);
        var iterator = await client.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = _stream, ShardId = shards.Shards![0].ShardId, ShardIteratorType = ShardIteratorType.TRIM_HORIZON }, Stop);
        var answer = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator.ShardIterator }, Stop);
        return [.. answer.Records!.Select(record => Convert.ToHexString(record.Data!.ToArray()))];
    }

    private async Task PutAsync(byte[] bytes)
    {
        using var client = KinesisClients.Make(KinesisStreams.At(await KinesisStreams.AddressAsync()));
        await client.PutRecordAsync(new PutRecordRequest { StreamName = _stream, Data = new MemoryStream(bytes), PartitionKey = "0" }, Stop);
    }
}
