using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Items in one SQLite file, for one process: write-ahead log, synced at every write. Layout: <c>ITEMS-FORMAT.md</c>.</summary>
/// <remarks>
/// Calls block while the disk works. The file must be opened by nothing else in the process: on Unix, closing it there lets go
/// of SQLite's lock. After a fault of the disk every call throws until the store is opened anew. It has all indexes; they do not lag
/// behind, and items of equal index keys are in the order of their own.
/// </remarks>
public sealed class SqliteItemStore : IItemStore
{
    internal const string Remedy = "keep the file and restore a backup";

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private bool _isDisposed;

    private SqliteItemStore(string path, SqliteConnection connection, TimeProvider timeProvider)
    {
        _path = path;
        _connection = connection;
        _timeProvider = timeProvider;
    }

    /// <summary>Opens the store and reads all of it once to prove that it is whole. Makes it where there is none.</summary>
    /// <param name="path">The database; SQLite puts a <c>-wal</c> file beside it.</param>
    /// <param name="timeProvider">Tells what has expired.</param>
    /// <param name="busyTimeout">How long to wait for a process that is about to end.</param>
    /// <exception cref="StoreException">It is in use, damaged, of another version or cannot be written. Nothing was changed.</exception>
    public static SqliteItemStore Open(string path, TimeProvider timeProvider, TimeSpan busyTimeout) => new(path, ItemDatabase.Open(path, busyTimeout), timeProvider);

    /// <inheritdoc/>
    public ValueTask<StoredItem?> GetAsync(ItemKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Enter(cancellationToken);
            return ValueTask.FromResult(Find(key, Now()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ItemPutOutcome> PutAsync(Item item, ItemCondition condition, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ItemPutOutcome>(Write([new ItemWrite.Put(item, condition)], cancellationToken) switch
        {
            ItemTransactionOutcome.Committed { Versions: [var version] } => new ItemPutOutcome.Written(version),
            ItemTransactionOutcome.Conflict { Conflicts: [var conflict] } => new ItemPutOutcome.Conflict(conflict.Current),
            _ => throw new InvariantException("one write had several outcomes"),
        });

    /// <inheritdoc/>
    public ValueTask<ItemDeleteOutcome> DeleteAsync(ItemKey key, ItemCondition condition, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ItemDeleteOutcome>(Write([new ItemWrite.Delete(key, condition)], cancellationToken) switch
        {
            ItemTransactionOutcome.Conflict { Conflicts: [var conflict] } => new ItemDeleteOutcome.Conflict(conflict.Current),
            _ => new ItemDeleteOutcome.Deleted(),
        });

    /// <inheritdoc/>
    public ValueTask<ItemTransactionOutcome> TransactAsync(ItemTransaction transaction, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Write(transaction.Writes, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ItemPage> QueryAsync(ItemQuery query, string? cursor, CancellationToken cancellationToken)
    {
        var bounds = ItemBounds.Of(query, cursor);
        (string SortKey, ItemKey Key)? after = query.Index is null || cursor is null ? null : ItemCursor.PlaceOf(query, cursor);
        lock (_gate)
        {
            Enter(cancellationToken);
            return ValueTask.FromResult(Read(query, bounds, after));
        }
    }

    /// <summary>Frees the room of items that have expired, those that expired first before others.</summary>
    /// <param name="limit">Most items, so that others do not wait long.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>How many were there; fewer than the limit when none is left.</returns>
    public int RemoveExpired(int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Enter(cancellationToken);
            return InTransaction(() =>
            {
                var expired = new List<(string Pk, string Sk)>();
                Run("SELECT pk, sk FROM items WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2", select =>
                {
                    select.Bind(1, Now().Value);
                    select.Bind(2, (long)limit);
                    while (select.Step())
                        expired.Add((select.Text(0), select.Text(1)));
                });
                foreach (var (pk, sk) in expired)
                    Delete(pk, sk);
                return expired.Count;
            });
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return ValueTask.CompletedTask;
            _isDisposed = true;
            foreach (var statement in _statements.Values)
                statement.Dispose();
            _connection.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Runs SQL on the store's own connection, for tests of what the disk does.</summary>
    internal void Execute(string sql)
    {
        lock (_gate)
            _connection.Execute(sql);
    }

    private ItemTransactionOutcome Write(IReadOnlyList<ItemWrite> writes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Enter(cancellationToken);
            var now = Now();
            return InTransaction<ItemTransactionOutcome>(() =>
            {
                var currents = writes.Select(write => Find(write.Key, now)).ToArray();
                var conflicts = Enumerable.Range(0, writes.Count)
                    .Where(index => !writes[index].Condition.Holds(currents[index]?.Version))
                    .Select(index => new ItemConflict(index, currents[index]))
                    .ToList();
                return conflicts.Count > 0
                    ? new ItemTransactionOutcome.Conflict(conflicts)
                    : new ItemTransactionOutcome.Committed([.. writes.Select((write, index) => Apply(write, currents[index]))]);
            });
        }
    }

    private long Apply(ItemWrite write, StoredItem? current)
    {
        switch (write)
        {
            case ItemWrite.Put { Item: var item }:
                var version = (current?.Version ?? 0) + 1;
                Run($"INSERT OR REPLACE INTO items ({ItemRow.Columns}) VALUES ({ItemRow.Parameters})", insert =>
                {
                    ItemRow.Bind(insert, item, version);
                    insert.Step();
                });
                return version;
            case ItemWrite.Delete { Key: var key }:
                Delete(key.PartitionKey, key.SortKey);
                return 0;
            case ItemWrite.Check:
                return 0;
            default:
                throw new InvariantException("item write was of an unknown kind");
        }
    }

    private void Delete(string pk, string sk) => Run("DELETE FROM items WHERE pk = ?1 AND sk = ?2", delete =>
    {
        delete.Bind(1, pk);
        delete.Bind(2, sk);
        delete.Step();
    });

    private StoredItem? Find(ItemKey key, UnixNanos now)
    {
        StoredItem? found = null;
        Run($"SELECT {ItemRow.Columns} FROM items WHERE pk = ?1 AND sk = ?2", select =>
        {
            select.Bind(1, key.PartitionKey);
            select.Bind(2, key.SortKey);
            found = select.Step() ? Current(select) : null;
        });
        return found is null || found.Item.IsExpired(now) ? null : found;
    }

    private ItemPage Read(ItemQuery query, ItemBounds bounds, (string SortKey, ItemKey Key)? after)
    {
        var items = new List<StoredItem>();
        var size = 0L;
        var statement = Prepared(SqlOf(query, bounds, isAfter: after is not null));
        try
        {
            statement.Bind(1, query.PartitionKey);
            statement.Bind(2, bounds.Lower);
            statement.Bind(3, bounds.Upper);
            statement.Bind(4, Now().Value);
            if (after is { } place)
            {
                statement.Bind(5, place.SortKey);
                statement.Bind(6, place.Key.PartitionKey);
                statement.Bind(7, place.Key.SortKey);
            }
            while (statement.Step())
            {
                if (items.Count == query.Limit || size >= ItemQuery.PageBytes)
                    return new ItemPage(items, CursorAfter(query, items[^1].Item));
                items.Add(Current(statement));
                size += items[^1].Item.SizeBytes;
            }
            return new ItemPage(items, NextCursor: null);
        }
        finally
        {
            statement.Reset();
        }
    }

    // The name of an index is one of three. By INDEXED BY the statement is refused rather than made slow, should it not fit its index.
    private static string SqlOf(ItemQuery query, ItemBounds bounds, bool isAfter)
    {
        var (table, pk, sk) = query.Index is { } index ? ($"items INDEXED BY items_by_{index}", $"{index}pk", $"{index}sk") : ("items", "pk", "sk");
        var (beyond, direction) = query.IsDescending ? ("<", "DESC") : (">", "ASC");
        return $"""
            SELECT {ItemRow.Columns} FROM {table}
            WHERE {pk} = ?1 AND {sk} {(bounds.IsLowerIncluded ? ">=" : ">")} ?2 AND {sk} {(bounds.IsUpperIncluded ? "<=" : "<")} ?3
              AND (expires_at IS NULL OR expires_at > ?4) {(isAfter ? $"AND ({sk}, pk, sk) {beyond} (?5, ?6, ?7)" : "")}
            ORDER BY {sk} {direction}{(query.Index is null ? "" : $", pk {direction}, sk {direction}")}
            """;
    }

    private static string CursorAfter(ItemQuery query, Item last) => query.Index is { } index
        ? ItemCursor.After(query, last.FindIndexKey(index)!.SortKey, last.Key)
        : ItemCursor.After(query, last.Key.SortKey);

    private StoredItem Current(SqliteStatement statement)
    {
        try
        {
            return ItemRow.Read(statement);
        }
        catch (FormatException fault)
        {
            throw ItemDatabase.Damaged(_path, fault.Message, fault);
        }
    }

    // A transaction that changed nothing commits without touching the disk.
    private T InTransaction<T>(Func<T> work)
    {
        _connection.Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            _connection.Execute("COMMIT");
            return result;
        }
        catch
        {
            _connection.RollBack();
            throw;
        }
    }

    private void Run(string sql, Action<SqliteStatement> use)
    {
        var statement = Prepared(sql);
        try
        {
            use(statement);
        }
        finally
        {
            statement.Reset();
        }
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = _connection.Prepare(sql);
            _statements.Add(sql, statement);
        }
        return statement;
    }

    private UnixNanos Now() => UnixNanos.From(_timeProvider.GetUtcNow());

    private void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_connection.IsBroken)
            throw new StoreException(StoreFault.Unavailable, $"{_path}: database failed before; open it again when the disk is well");
    }
}
