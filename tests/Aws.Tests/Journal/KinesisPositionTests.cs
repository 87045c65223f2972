using System.Text.Json.Nodes;
using VeloZ.Domain;

namespace VeloZ.Aws.Tests;

/// <summary>Positions whose records the stream has dropped. For such a one AWS gives an iterator at the oldest record that it has.</summary>
public sealed class KinesisPositionTests : IAsyncLifetime
{
    private KinesisBench? _bench;
    private KinesisJournal? _journal;
    private List<JournalPosition> _at = [];
    private List<JournalPosition> _behind = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private KinesisBench Bench => _bench!;

    private KinesisJournal Journal => _journal!;

    public async ValueTask InitializeAsync()
    {
        _bench = await KinesisBench.StartAsync();
        _journal = await Bench.OpenAsync();
        for (var index = 0; index < 3; index++)
            await Journal.AppendAsync(index == 0 ? Bench.Frames.Begin(1) : Bench.Frames.Next(), Stop);
        var stored = await KinesisBench.ReadAsync(Journal, JournalPosition.Start);
        _at = [.. stored.Select(frame => frame.Position)];
        _behind = [.. stored.Select(frame => frame.Next)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
        if (_bench is not null)
            await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_position_older_than_the_oldest_record_is_told_with_both(bool isBehind)
    {
        KeepOnlyFrom(_at[2]);
        KeepOnlyFrom(_at[2]);
        var from = isBehind ? _behind[0] : _at[0];
        var fault = await Assert.ThrowsAsync<JournalPositionException>(() => KinesisBench.ReadAsync(Journal, from));
        Assert.Contains($"record {_at[0].Token} is not kept any more: the oldest that is kept is {_at[2].Token}, frame 1/2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("start from a newer snapshot, or from the journal's archive", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_in_a_shard_that_keeps_nothing_is_told()
    {
        KeepNothing();
        KeepNothing();
        var fault = await Assert.ThrowsAsync<JournalPositionException>(() => KinesisBench.ReadAsync(Journal, _at[0]));
        Assert.Contains($"record {_at[0].Token} is not kept any more: no record is", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_position_that_is_kept_is_read_from()
    {
        Assert.Equal(_at, (await KinesisBench.ReadAsync(Journal, _at[0])).Select(stored => stored.Position));
        Assert.Equal(_at[1..], (await KinesisBench.ReadAsync(Journal, _behind[0])).Select(stored => stored.Position));
        Assert.Empty(await KinesisBench.ReadAsync(Journal, _behind[2]));
    }

    [Fact]
    public async Task A_position_that_is_not_readable_yet_is_no_old_one()
    {
        KeepNothing(); // As a reader sees it that does not see the newest record yet.
        Assert.Empty(await KinesisBench.ReadAsync(Journal, _at[2]));
    }

    [Fact]
    public async Task A_position_that_was_read_to_a_moment_ago_is_not_proved_anew()
    {
        await Journal.AppendAsync(Bench.Frames.Next(), Stop);
        var asked = Bench.Proxy.BodiesOf("GetShardIterator").Count;
        Assert.Single(await KinesisBench.ReadAsync(Journal, _behind[2]));
        Assert.Equal(asked + 1, Bench.Proxy.BodiesOf("GetShardIterator").Count);
    }

    private void KeepOnlyFrom(JournalPosition oldest) => Bench.Ask("GetShardIterator", request => Point(request, "AT_SEQUENCE_NUMBER", oldest));

    private void KeepNothing() => Bench.Ask("GetShardIterator", request => Point(request, "AFTER_SEQUENCE_NUMBER", _at[2]));

    private static void Point(JsonObject request, string type, JournalPosition position) => (request["ShardIteratorType"], request["StartingSequenceNumber"]) = (type, position.Token);
}
