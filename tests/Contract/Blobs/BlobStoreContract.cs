using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Contract;

/// <summary>What every blob store must do. An adapter derives from it and opens its own store, empty for each test.</summary>
public abstract class BlobStoreContract
{
    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Bytes of the largest blob that is put.</summary>
    protected virtual int LargeBytes => Tier.Pick(quick: 3_000_001, full: 20_000_001, nightly: 100_000_001);

    /// <summary>Opens an empty store.</summary>
    protected abstract ValueTask<IBlobStore> OpenAsync();

    [Fact]
    public async Task BS01_blob_comes_back_as_it_was_put()
    {
        var store = await OpenAsync();
        var put = await PutAsync(store, "a/b", "content");
        Assert.Equal((BlobKey.Parse("a/b"), 7L), (put.Key, put.SizeBytes));
        Assert.Equal("content", await TextAsync(store, "a/b"));
    }

    [Fact]
    public async Task BS02_blob_that_is_not_there_is_null()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a/b", "content");
        foreach (var key in (string[])["a", "b", "a/b/c", "a/bc"])
        {
            Assert.Null(await store.OpenAsync(BlobKey.Parse(key), Stop));
            Assert.Null(await store.HeadAsync(BlobKey.Parse(key), Stop));
            Assert.Null(await store.ReadRangeAsync(BlobKey.Parse(key), 0, 1, Stop));
        }
    }

    [Fact]
    public async Task BS03_head_tells_what_the_put_told()
    {
        var store = await OpenAsync();
        var put = await PutAsync(store, "a", "content");
        Assert.Equal((put.Key, put.SizeBytes, put.ETag), await HeadAsync(store, "a"));
        await using var content = await store.OpenAsync(BlobKey.Parse("a"), Stop);
        Assert.Equal(put.ETag, content!.Head.ETag);
    }

    [Fact]
    public async Task BS04_put_replaces_the_whole_and_changes_the_tag()
    {
        var store = await OpenAsync();
        var first = await PutAsync(store, "a", "long content");
        var second = await PutAsync(store, "a", "short");
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal("short", await TextAsync(store, "a"));
        Assert.Equal((second.Key, 5L, second.ETag), await HeadAsync(store, "a"));
    }

    [Fact]
    public async Task BS05_put_of_what_must_be_new_finds_what_is_there()
    {
        var store = await OpenAsync();
        Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(BlobKey.Parse("a"), "1"u8.ToArray(), BlobCondition.New, Stop));
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(BlobKey.Parse("a"), "2"u8.ToArray(), BlobCondition.New, Stop));
        Assert.Equal("1", await TextAsync(store, "a"));
    }

    [Fact]
    public async Task BS06_put_of_a_tag_takes_place_at_that_tag_only()
    {
        var store = await OpenAsync();
        var first = await PutAsync(store, "a", "1");
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(BlobKey.Parse("b"), "2"u8.ToArray(), BlobCondition.Matches(first.ETag), Stop));
        Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(BlobKey.Parse("a"), "2"u8.ToArray(), BlobCondition.Matches(first.ETag), Stop));
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(BlobKey.Parse("a"), "3"u8.ToArray(), BlobCondition.Matches(first.ETag), Stop));
        Assert.Equal("2", await TextAsync(store, "a"));
        Assert.Null(await store.HeadAsync(BlobKey.Parse("b"), Stop));
    }

    [Fact]
    public async Task BS07_range_is_cut_at_the_end()
    {
        var store = await OpenAsync();
        var put = await PutAsync(store, "a", "0123456789");
        foreach (var (offset, length, expected) in ((int, int, string)[])[(0, 3, "012"), (3, 4, "3456"), (8, 5, "89"), (10, 5, ""), (99, 5, ""), (0, 0, ""), (0, 10, "0123456789")])
        {
            var range = await store.ReadRangeAsync(BlobKey.Parse("a"), offset, length, Stop);
            Assert.Equal((expected, put.ETag, 10L), (Encoding.UTF8.GetString(range!.Bytes.Span), range.Head.ETag, range.Head.SizeBytes));
        }
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ReadRangeAsync(BlobKey.Parse("a"), -1, 1, Stop));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ReadRangeAsync(BlobKey.Parse("a"), 0, -1, Stop));
    }

    [Fact]
    public async Task BS08_empty_blob_is_a_blob()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a", "");
        Assert.Equal("", await TextAsync(store, "a"));
        Assert.Equal(0, (await store.HeadAsync(BlobKey.Parse("a"), Stop))!.SizeBytes);
        Assert.Equal(0, (await store.ReadRangeAsync(BlobKey.Parse("a"), 0, 10, Stop))!.Bytes.Length);
    }

    [Fact]
    public async Task BS09_large_blob_goes_through_streams()
    {
        var store = await OpenAsync();
        var content = new byte[LargeBytes];
        var chance = new SplitMix64(9);
        for (var at = 0; at < content.Length; at += 997)
            content[at] = unchecked((byte)chance.Next());
        using var source = new MemoryStream(content);
        Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(BlobKey.Parse("a"), source, BlobCondition.Any, Stop));
        Assert.True(source.CanRead);
        await using var blob = await store.OpenAsync(BlobKey.Parse("a"), Stop);
        using var target = new MemoryStream();
        await blob!.Content.CopyToAsync(target, Stop);
        Assert.True(content.AsSpan().SequenceEqual(target.ToArray()));
    }

    [Fact]
    public async Task BS10_list_is_in_the_order_of_bytes()
    {
        var store = await OpenAsync();
        // - . / 0 = _ a in ASCII.
        string[] ordered = ["a", "a-b", "a.b", "a/b", "a/b-c", "a/b/c", "a0", "a=b", "a_b", "ab", "b"];
        foreach (var key in ordered.Reverse())
            await PutAsync(store, key, key);
        var page = await store.ListAsync("", 500, cursor: null, Stop);
        Assert.Equal(ordered, page.Blobs.Select(blob => blob.Key.Text));
        Assert.Null(page.NextCursor);
        Assert.Equal(await store.HeadAsync(BlobKey.Parse("a/b"), Stop), page.Blobs[3]);
    }

    [Fact]
    public async Task BS11_list_takes_what_begins_so()
    {
        var store = await OpenAsync();
        foreach (var key in (string[])["snap/0/1", "snap/0/10", "snap/0/2", "snap/1/1", "snapshot", "other"])
            await PutAsync(store, key, key);
        Assert.Equal(["snap/0/1", "snap/0/10", "snap/0/2"], await KeysAsync(store, "snap/0/", 500));
        Assert.Equal(["snap/0/1", "snap/0/10"], await KeysAsync(store, "snap/0/1", 500));
        Assert.Equal(["snap/0/1", "snap/0/10", "snap/0/2", "snap/1/1", "snapshot"], await KeysAsync(store, "snap", 500));
        Assert.Empty(await KeysAsync(store, "none/", 500));
        await Assert.ThrowsAsync<FormatException>(async () => await store.ListAsync("../", 500, cursor: null, Stop));
    }

    [Fact]
    public async Task BS12_pages_hold_each_blob_once()
    {
        var store = await OpenAsync();
        var keys = Enumerable.Range(0, 11).Select(number => $"p/{number % 3}/{number:D2}").Order(StringComparer.Ordinal).ToArray();
        foreach (var key in keys)
            await PutAsync(store, key, key);
        foreach (var limit in (int[])[1, 4, 10, 11, 12])
            Assert.Equal(keys, await KeysAsync(store, "p/", limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ListAsync("", 0, cursor: null, Stop));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.ListAsync("", 501, cursor: null, Stop));
    }

    [Fact]
    public async Task BS13_deleted_blob_is_gone_and_others_stay()
    {
        var store = await OpenAsync();
        foreach (var key in (string[])["a/b", "a/b/c", "a/d"])
            await PutAsync(store, key, key);
        await store.DeleteAsync(BlobKey.Parse("a/b"), Stop);
        await store.DeleteAsync(BlobKey.Parse("a/b"), Stop);
        await store.DeleteAsync(BlobKey.Parse("none"), Stop);
        Assert.Equal(["a/b/c", "a/d"], await KeysAsync(store, "", 500));
        await store.DeleteAsync(BlobKey.Parse("a/b/c"), Stop);
        await PutAsync(store, "a/b/c", "again");
        Assert.Equal("again", await TextAsync(store, "a/b/c"));
    }

    [Fact]
    public async Task BS14_reader_keeps_what_it_began_to_read()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a", "old");
        await using var blob = await store.OpenAsync(BlobKey.Parse("a"), Stop);
        await PutAsync(store, "a", "new");
        using var reader = new StreamReader(blob!.Content);
        Assert.Equal("old", await reader.ReadToEndAsync(Stop));
        Assert.Equal("new", await TextAsync(store, "a"));
    }

    [Fact]
    public async Task BS15_put_whose_stream_breaks_leaves_what_was()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a", "old");
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await store.PutAsync(BlobKey.Parse("a"), new BreakingStream(), BlobCondition.Any, Stop));
        Assert.Equal("old", await TextAsync(store, "a"));
        Assert.Equal(["a"], await KeysAsync(store, "", 500));
    }

    [Fact]
    public async Task BS16_of_many_who_put_what_must_be_new_one_does()
    {
        var store = await OpenAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Task.Run(async () => await store.PutAsync(BlobKey.Parse("a"), Encoding.UTF8.GetBytes($"{number}"), BlobCondition.New, Stop), Stop)));
        var written = Assert.Single(outcomes.OfType<BlobPutOutcome.Written>());
        Assert.Equal((written.Head.Key, written.Head.SizeBytes, written.Head.ETag), await HeadAsync(store, "a"));
    }

    [Fact]
    public async Task BS17_longest_key_is_kept()
    {
        var store = await OpenAsync();
        var key = string.Join('/', Enumerable.Repeat(new string('a', 200), 5)) + "/" + new string('b', 19);
        Assert.Equal(BlobKey.LengthMax, key.Length);
        await PutAsync(store, key, "content");
        Assert.Equal("content", await TextAsync(store, key));
        Assert.Equal([key], await KeysAsync(store, "aa", 500));
    }

    [Fact]
    public async Task BS18_large_blob_is_under_conditions_too()
    {
        var store = await OpenAsync();
        var (first, second) = (new byte[LargeBytes], new byte[LargeBytes]);
        second[^1] = 1;
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(BlobKey.Parse("a"), new MemoryStream(first), BlobCondition.Matches("\"0\""), Stop));
        var put = Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(BlobKey.Parse("a"), new MemoryStream(first), BlobCondition.New, Stop)).Head;
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(BlobKey.Parse("a"), new MemoryStream(second), BlobCondition.New, Stop));
        Assert.Equal((put.Key, (long)LargeBytes, put.ETag), await HeadAsync(store, "a"));
        var next = Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(BlobKey.Parse("a"), second, BlobCondition.Matches(put.ETag), Stop)).Head;
        Assert.NotEqual(put.ETag, next.ETag);
        Assert.IsType<BlobPutOutcome.Conflict>(await store.PutAsync(BlobKey.Parse("a"), first, BlobCondition.Matches(put.ETag), Stop));
        var end = await store.ReadRangeAsync(BlobKey.Parse("a"), LargeBytes - 1, 1, Stop);
        Assert.Equal((next.ETag, (byte)1), (end!.Head.ETag, end.Bytes.Span[0]));
    }

    [Fact]
    public async Task BS19_put_whose_stream_breaks_late_leaves_what_was()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a", "old");
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await store.PutAsync(BlobKey.Parse("a"), new BreakingStream(LargeBytes), BlobCondition.Any, Stop));
        Assert.Equal("old", await TextAsync(store, "a"));
        Assert.Equal(["a"], await KeysAsync(store, "", 500));
    }

    [Fact]
    public async Task BS20_cursor_of_another_prefix_is_refused()
    {
        var store = await OpenAsync();
        foreach (var key in (string[])["a/1", "a/2", "b/1"])
            await PutAsync(store, key, key);
        var page = await store.ListAsync("a/", limit: 1, cursor: null, Stop);
        await Assert.ThrowsAsync<FormatException>(async () => await store.ListAsync("b/", limit: 1, page.NextCursor, Stop));
    }

    private static async Task<BlobHead> PutAsync(IBlobStore store, string key, string content) =>
        Assert.IsType<BlobPutOutcome.Written>(await store.PutAsync(BlobKey.Parse(key), Encoding.UTF8.GetBytes(content), BlobCondition.Any, Stop)).Head;

    private static async Task<(BlobKey Key, long SizeBytes, string ETag)> HeadAsync(IBlobStore store, string key)
    {
        var head = (await store.HeadAsync(BlobKey.Parse(key), Stop))!;
        return (head.Key, head.SizeBytes, head.ETag);
    }

    private static async Task<string> TextAsync(IBlobStore store, string key)
    {
        await using var blob = await store.OpenAsync(BlobKey.Parse(key), Stop);
        using var reader = new StreamReader(blob!.Content);
        return await reader.ReadToEndAsync(Stop);
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(IBlobStore store, string prefix, int limit)
    {
        var keys = new List<string>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(prefix, limit, cursor, Stop);
            Assert.True(page.Blobs.Count <= limit, $"page had {page.Blobs.Count} blobs, must have at most {limit}");
            keys.AddRange(page.Blobs.Select(blob => blob.Key.Text));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return keys;
    }
}
