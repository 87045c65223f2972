using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

public sealed class FileBlobStoreTests : IDisposable
{
    private static readonly BlobKey Key = BlobKey.Parse("a/b");

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    private string File => _folder.File("a/b~");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_is_the_content_and_a_trailer()
    {
        // Worked out apart from the code by BLOB-FORMAT.md; SHA-256 of "abc" is in FIPS 180-2, B.1. 2026-01-01 is 1767225600 s.
        var head = Assert.IsType<BlobPutOutcome.Written>(await Open().PutAsync(Key, "abc"u8.ToArray(), BlobCondition.Any, Stop)).Head;
        Assert.Equal(new BlobHead(Key, 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", new UnixNanos(1_767_225_600_000_000_000)), head);
        Assert.Equal(
            "616263" + "0300000000000000" + "0000FAED51728618" + "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD" + "01000000" + "E0D2C77C" + "565A424C4F423031",
            Convert.ToHexString(await System.IO.File.ReadAllBytesAsync(File, Stop)));
    }

    [Fact]
    public async Task Blobs_are_there_after_a_restart_and_leftovers_are_not()
    {
        await PutAsync("content");
        System.IO.File.WriteAllText(_folder.File("~new/17"), "half");
        var store = Open();
        Assert.Equal("content", await ReadAsync(store));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("~new")));
    }

    [Fact]
    public async Task Put_leaves_no_buffer_in_the_pool()
    {
        // One for each thread that ever put a blob would stay there for good.
        using var content = new WatchedStream("content"u8.ToArray());
        Assert.NotSame(await PutAndRentAsync(content), content.Buffer);
    }

    [Fact]
    public async Task Put_leaves_no_other_file_and_delete_no_folder()
    {
        await PutAsync("1");
        await PutAsync("2");
        Assert.Equal(["a", "a/b~", "~new"], Entries());
        await Open().DeleteAsync(Key, Stop);
        Assert.Equal(["~new"], Entries());
    }

    [Fact]
    public async Task Any_flipped_byte_is_told()
    {
        await PutAsync("some content of a blob");
        var whole = await System.IO.File.ReadAllBytesAsync(File, Stop);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            await System.IO.File.WriteAllBytesAsync(File, damaged, Stop);
            var fault = await Assert.ThrowsAsync<StoreException>(async () => await ReadAsync(Open()));
            Assert.Equal(StoreFault.Damaged, fault.Fault);
        }
    }

    [Fact]
    public async Task File_cut_at_any_length_is_told()
    {
        await PutAsync("some content of a blob");
        var whole = await System.IO.File.ReadAllBytesAsync(File, Stop);
        for (var length = 0; length < whole.Length; length++)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..length], Stop);
            Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(async () => await Open().HeadAsync(Key, Stop))).Fault);
        }
    }

    [Fact]
    public async Task Last_bytes_of_a_damaged_blob_are_not_given()
    {
        await PutAsync("some content of a blob");
        var damaged = await System.IO.File.ReadAllBytesAsync(File, Stop);
        damaged[0] ^= 1;
        await System.IO.File.WriteAllBytesAsync(File, damaged, Stop);
        await using var blob = await Open().OpenAsync(Key, Stop);
        var buffer = new byte[100];
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await blob!.Content.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, Stop));
        Assert.Equal($"{File}: content did not match its SHA-256; restore a backup", fault.Message);
    }

    [Fact]
    public async Task Blob_of_another_version_is_refused()
    {
        await PutAsync("abc");
        var bytes = await System.IO.File.ReadAllBytesAsync(File, Stop);
        bytes[^16] = 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 12), Crc32C.Of(bytes.AsSpan(bytes.Length - 64, 52)));
        await System.IO.File.WriteAllBytesAsync(File, bytes, Stop);
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await Open().HeadAsync(Key, Stop));
        Assert.Equal((StoreFault.OtherVersion, $"{File}: blob had layout version 2, must be 1; use the program that wrote it"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Files_of_others_are_not_listed()
    {
        await PutAsync("abc");
        foreach (var name in (string[])["notes.txt", "a/Upper~", "a/.hidden~", "~"])
            System.IO.File.WriteAllText(_folder.File(name), "x");
        Assert.Equal([Key], (await Open().ListAsync("", 500, cursor: null, Stop)).Blobs.Select(blob => blob.Key));
    }

    [Fact]
    public async Task Cursor_of_another_prefix_is_refused()
    {
        await Assert.ThrowsAsync<FormatException>(async () => await Open().ListAsync("a/", 500, "b/c", Stop));
        await Assert.ThrowsAsync<FormatException>(async () => await Open().ListAsync("", 500, "../c", Stop));
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_told()
    {
        System.IO.File.WriteAllText(_folder.File("file"), "x");
        var fault = Assert.Throws<StoreException>(() => FileBlobStore.Open(_folder.File("file/blobs"), _time));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.StartsWith(_folder.File("file/blobs/~new") + ": disk failed: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_for_the_owner_only()
    {
        await PutAsync("abc");
        Assert.Equal(OwnerOnly.File, OwnerOnly.ModeOf(File));
        Assert.Equal(OwnerOnly.File | UnixFileMode.UserExecute, OwnerOnly.ModeOf(_folder.File("a")));
    }

    private FileBlobStore Open() => FileBlobStore.Open(_folder.Path, _time);

    private async Task PutAsync(string content) => Assert.IsType<BlobPutOutcome.Written>(await Open().PutAsync(Key, Encoding.UTF8.GetBytes(content), BlobCondition.Any, Stop));

    private static async Task<string> ReadAsync(FileBlobStore store)
    {
        await using var blob = await store.OpenAsync(Key, Stop);
        using var reader = new StreamReader(blob!.Content);
        return await reader.ReadToEndAsync(Stop);
    }

    private string[] Entries() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal)];

    // Goes on where the put ended: what that thread gave to the pool, it gets from it.
    private async Task<byte[]> PutAndRentAsync(WatchedStream content)
    {
        await Open().PutAsync(Key, content, BlobCondition.Any, Stop).ConfigureAwait(false);
        return ArrayPool<byte>.Shared.Rent(content.Buffer!.Length);
    }

    // Keeps the buffer that it was read into last.
    private sealed class WatchedStream(byte[] content) : MemoryStream(content)
    {
        public byte[]? Buffer { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (MemoryMarshal.TryGetArray<byte>(buffer, out var array))
                Buffer = array.Array;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
