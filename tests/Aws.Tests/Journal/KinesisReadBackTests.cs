using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.Emulators;

namespace VeloZ.Aws.Tests;

/// <summary>What an epoch's first frame waits for, and what ends the wait.</summary>
public sealed class KinesisReadBackTests : IAsyncLifetime
{
    private const int Limit = 60_000;

    private KinesisBench? _bench;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private KinesisBench Bench => _bench!;

    public async ValueTask InitializeAsync() => _bench = await KinesisBench.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
            await _bench.DisposeAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_that_stands_changed_where_it_was_confirmed_ends_the_journal_at_once()
    {
        await using var journal = await Bench.OpenAsync();
        Bench.Ask("PutRecord", Change);
        var own = Bench.Frames.Begin(1);
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(own, Stop));
        Assert.Contains("frame 1/0 was confirmed and stands there as another", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"must be {own.Hash}", fault.Message, StringComparison.Ordinal);
        Assert.False(journal.HasRoom);
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_that_is_missing_before_later_ones_ends_the_journal_at_once()
    {
        await using var journal = await Bench.OpenAsync();
        await using var other = await Bench.OpenAsync();
        var later = await other.AppendAsync(Bench.Frames.Begin(1), Stop);
        // Confirmed as if it stood before that one.
        var place = (BigInteger.Parse(later.Token!, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture);
        Bench.Proxy.Faults.Add(new HttpFault.Answer(200, "application/x-amz-json-1.1", $$"""{"ShardId":"shardId-000000000000","SequenceNumber":"{{place}}"}"""), "PutRecord");
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(Bench.Frames.Begin(2), Stop));
        Assert.Contains("frame 2/0 was confirmed and does not stand there", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Another_candidate_that_came_first_is_gone_past()
    {
        var candidate = new JournalFrames();
        candidate.Begin(5); // Its beginning of epoch 1 follows another frame, so it is another one.
        await using (var other = await Bench.OpenAsync())
            await other.AppendAsync(candidate.Begin(1), Stop);
        await using var journal = await Bench.OpenAsync();
        var own = Bench.Frames.Begin(1);
        var position = await journal.AppendAsync(own, Stop);
        Assert.Equal(own.Hash, (await KinesisBench.ReadAsync(journal, position))[0].Frame.Hash);
    }

    [Fact(Timeout = Limit)]
    public async Task Reads_that_fail_for_a_while_are_tried_until_patience_ends()
    {
        await using var journal = await Bench.OpenAsync();
        var attempts = KinesisStreams.At(Bench.Proxy.Address).RetriesMax + 1;
        Bench.Refuse("GetRecords", attempts, 500, "InternalFailure");
        await journal.AppendAsync(Bench.Frames.Begin(1), Stop);
        Assert.Equal(attempts + 1, Bench.Proxy.BodiesOf("GetRecords").Count);
    }

    [Fact(Timeout = Limit)]
    public async Task Reads_that_may_not_be_made_end_the_journal()
    {
        await using var journal = await Bench.OpenAsync();
        Bench.Refuse("GetRecords", 1, 400, "AccessDeniedException");
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(Bench.Frames.Begin(1), Stop));
        Assert.Contains("frame 1/0 was confirmed and could not be read back: kinesis:GetRecords", fault.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("PutRecord")]
    [InlineData("GetRecords")]
    public async Task Closing_ends_it(string operation)
    {
        var journal = await Bench.OpenAsync();
        var held = new HttpFault.Held(IsDone: true);
        Bench.Proxy.Faults.Add(held, operation);
        var append = journal.AppendAsync(Bench.Frames.Begin(1), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await journal.DisposeAsync();
        var fault = await Assert.ThrowsAsync<JournalFailedException>(() => append);
        Assert.Contains("the journal was closed while frame 1/0 was on its way", fault.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("PutRecord")]
    [InlineData("GetRecords")]
    public async Task Who_starts_and_is_stopped_does_not_wait(string operation)
    {
        await using var journal = await Bench.OpenAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = new HttpFault.Held(IsDone: true);
        Bench.Proxy.Faults.Add(held, operation);
        var append = journal.AppendAsync(Bench.Frames.Begin(1), leaving.Token).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        // Whether the frame is durable is not known, so there can be no other.
        Assert.False(journal.HasRoom);
        var again = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(Bench.Frames.Next(), Stop));
        Assert.Contains("frame 1/0 was given up by who appended it", again.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_frame_that_went_to_another_shard_ends_the_journal()
    {
        await using var journal = await Bench.OpenAsync();
        Bench.Tell("PutRecord", answer => answer["ShardId"] = "shardId-000000000007");
        var fault = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.AppendAsync(Bench.Frames.Begin(1), Stop));
        Assert.Contains("frame 1/0 went to shard shardId-000000000007, must be shardId-000000000000: the stream was split or merged", fault.Message, StringComparison.Ordinal);
        Assert.Single(Bench.Proxy.BodiesOf("PutRecord"));
        Assert.False(journal.HasRoom);
    }

    [Fact(Timeout = Limit)]
    public async Task A_shard_that_is_closed_ends_reading()
    {
        await using var journal = await Bench.OpenAsync();
        await journal.AppendAsync(Bench.Frames.Begin(1), Stop);
        Bench.Tell("GetRecords", answer => answer.Remove("NextShardIterator"));
        var fault = await Assert.ThrowsAsync<StoreException>(() => KinesisBench.ReadAsync(journal, JournalPosition.Start));
        Assert.Equal(StoreFault.OtherShape, fault.Fault);
        Assert.Contains("shard shardId-000000000000 was closed, must be open: the stream was split or merged", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_whose_connection_breaks_is_not_sent_again_behind_the_journals_back()
    {
        using var jitter = new HeldJitter();
        // No attempt of the journal's own may be added by a machine that is slow.
        await using var journal = await Bench.OpenAsync(options => options with { Jitter = jitter, AttemptTimeout = TimeSpan.FromMilliseconds(Limit) });
        await journal.AppendAsync(Bench.Frames.Begin(1), Stop);
        Bench.Proxy.Faults.Add(HttpFault.DropBefore, "PutRecord");
        // On another thread: an answer that is there at once takes the caller's own to the jitter, which holds it.
        var append = Task.Run(async () => await journal.AppendAsync(Bench.Frames.Next(), Stop), Stop);
        // The journal is about to put it again, and has not yet.
        Assert.Same(jitter.Asked, await Task.WhenAny(jitter.Asked, append));
        Assert.Equal(2, Bench.Proxy.BodiesOf("PutRecord").Count);
        jitter.Release();
        await append;
        Assert.Equal(3, Bench.Proxy.BodiesOf("PutRecord").Count);
    }

    // Another time of writing, and a checksum that is right again.
    private static void Change(JsonObject request)
    {
        const int WallTimeOffset = 62;
        var frame = Convert.FromBase64String(request["Data"]!.GetValue<string>());
        frame[WallTimeOffset] ^= 1;
        KinesisFrame.Seal(frame);
        request["Data"] = Convert.ToBase64String(frame);
    }

    /// <summary>Gives no number until it is let.</summary>
    private sealed class HeldJitter : Random, IDisposable
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Asked => _asked.Task;

        public void Release() => _released.Set();

        public override double NextDouble()
        {
            _asked.TrySetResult();
            _released.Wait(TestContext.Current.CancellationToken);
            return 0;
        }

        public void Dispose()
        {
            _released.Set();
            _released.Dispose();
        }
    }
}
