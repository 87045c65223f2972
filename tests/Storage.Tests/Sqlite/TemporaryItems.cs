using VeloZ.Contract;
using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Storage.Tests;

/// <summary>Item stores in a folder of their own, and what is done to their files.</summary>
internal sealed class TemporaryItems : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManualTimeProvider Time { get; } = new();

    public string Database => _folder.File("items.db");

    public string Log => _folder.File("items.db-wal");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SqliteItemStore Open() => SqliteItemStore.Open(Database, Time, TimeSpan.Zero);

    /// <summary>Opens a store that has this database and log for files.</summary>
    public SqliteItemStore Open(byte[] database, byte[]? log)
    {
        File.WriteAllBytes(Database, database);
        if (log is null)
            File.Delete(Log);
        else
            File.WriteAllBytes(Log, log);
        return Open();
    }

    /// <summary>Bytes of a file that SQLite has open.</summary>
    public static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>All items of the partition of samples.</summary>
    public static Task<IReadOnlyList<StoredItem>> AllAsync(SqliteItemStore store) => ReadAsync(store, new ItemQuery(ItemSamples.Partition, ItemRange.All, ItemQuery.LimitMax));

    /// <summary>All items of the partition of samples of an index.</summary>
    public static Task<IReadOnlyList<StoredItem>> IndexAsync(SqliteItemStore store, string index) =>
        ReadAsync(store, new ItemQuery(ItemSamples.IndexPartition, ItemRange.All, ItemQuery.LimitMax, isDescending: false, index));

    private static async Task<IReadOnlyList<StoredItem>> ReadAsync(SqliteItemStore store, ItemQuery query)
    {
        var items = new List<StoredItem>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(query, cursor, Stop);
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return items;
    }

    public void Dispose() => _folder.Dispose();
}
