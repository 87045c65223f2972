using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Items in one table of DynamoDB, for as many processes as there are.</summary>
/// <remarks>
/// Every write has a condition on what was there and an id of its own, so that no change is lost and a write whose answer was lost
/// is known again. A delete that asks for a version is a transaction, whose token does the same. An index that was made to carry only some
/// attributes answers items with those alone: they are not whole, and what needs all of one gets it by its key.
/// </remarks>
public sealed class DynamoItemStore : IItemStore
{
    private const int WriteIdBytes = 16;

    // So long DynamoDB knows the token of a transaction again.
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    // Of those who contend for one item one gets on each time, so this is far beyond what can happen by chance.
    private const int ContentionMax = 100;

    private readonly AmazonDynamoDBClient _client;
    private readonly AwsAttempts _attempts;
    private readonly string _table;
    private readonly IReadOnlyList<IndexShape> _indexes;
    private readonly TimeProvider _timeProvider;

    private DynamoItemStore(AmazonDynamoDBClient client, AwsOptions options, TableShape table, TimeProvider timeProvider)
    {
        _client = client;
        _attempts = new AwsAttempts(options);
        _table = table.Name;
        _indexes = table.Indexes;
        _timeProvider = timeProvider;
    }

    /// <summary>Opens the store and proves that its table is there with the keys and indexes that are needed.</summary>
    /// <param name="options">Where AWS is.</param>
    /// <param name="table">What is needed.</param>
    /// <param name="timeProvider">Tells what has expired.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="StoreException">The table is missing or of another shape, or it may not be asked. Nothing was changed.</exception>
    public static async Task<DynamoItemStore> OpenAsync(AwsOptions options, TableShape table, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var client = DynamoTables.NewClient(options);
        try
        {
            await DynamoTables.CheckAsync(client, options, table, cancellationToken);
            return new DynamoItemStore(client, options, table, timeProvider);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredItem?> GetAsync(ItemKey key, CancellationToken cancellationToken) => Existing(await ReadAsync(key, cancellationToken), Now());

    /// <inheritdoc/>
    public async ValueTask<ItemPutOutcome> PutAsync(Item item, ItemCondition condition, CancellationToken cancellationToken)
    {
        RequireIndexes(item);
        if (condition is ItemCondition.Nothing)
            return new ItemPutOutcome.Written(await PutAnyAsync(item, cancellationToken));
        var (now, version) = (Now(), VersionAfter(condition));
        var put = await TryPutAsync(item, version, ItemExpression.Of(condition, now), cancellationToken);
        return put.IsWritten ? new ItemPutOutcome.Written(version) : new ItemPutOutcome.Conflict(Existing(put.Current, now));
    }

    /// <inheritdoc/>
    public async ValueTask<ItemDeleteOutcome> DeleteAsync(ItemKey key, ItemCondition condition, CancellationToken cancellationToken)
    {
        var delete = new ItemWrite.Delete(key, condition);
        if (condition is not ItemCondition.Nothing)
        {
            return await TransactAsync(new ItemTransaction(delete), cancellationToken) is ItemTransactionOutcome.Conflict { Conflicts: [var conflict] }
                ? new ItemDeleteOutcome.Conflict(conflict.Current)
                : new ItemDeleteOutcome.Deleted();
        }
        await DeleteAnyAsync(key, cancellationToken);
        return new ItemDeleteOutcome.Deleted();
    }

    /// <inheritdoc/>
    public async ValueTask<ItemPage> QueryAsync(ItemQuery query, string? cursor, CancellationToken cancellationToken)
    {
        if (query.Index is { } index)
            _ = IndexOf(index);
        var after = cursor is null ? null : PlaceOf(query, cursor);
        if (ItemExpression.Of(query) is not { } keys)
            return new ItemPage([], NextCursor: null);
        var request = new QueryRequest
        {
            TableName = _table,
            IndexName = query.Index,
            KeyConditionExpression = keys.Text,
            ExpressionAttributeValues = keys.Values,
            ExclusiveStartKey = after,
            ConsistentRead = query.Index is null, // DynamoDB refuses it of an index.
            Limit = query.Limit,
            ScanIndexForward = !query.IsDescending,
        };
        var page = await RunAsync("Query", (_, stop) => _client.QueryAsync(request, stop), cancellationToken);
        var now = Now();
        var items = (page.Items ?? []).Select(attributes => Existing(attributes, now)).OfType<StoredItem>().ToList();
        // A page ends at DynamoDB's 1 MiB too, and may be all of expired items: what was read last is told apart.
        return new ItemPage(items, page.LastEvaluatedKey is { Count: > 0 } last ? CursorAfter(query, last) : null);
    }

    /// <inheritdoc/>
    public async ValueTask<ItemTransactionOutcome> TransactAsync(ItemTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var put in transaction.Writes.OfType<ItemWrite.Put>())
            RequireIndexes(put.Item);
        for (var tries = 0; tries < ContentionMax; tries++)
        {
            var now = Now();
            var writes = await Task.WhenAll(transaction.Writes.Select(write => PlanAsync(write, now, cancellationToken)));
            var canceled = await TryTransactAsync(writes, cancellationToken);
            if (canceled is null)
                return new ItemTransactionOutcome.Committed([.. writes.Select(write => write.Version)]);
            var conflicts = Enumerable.Range(0, writes.Length)
                .Where(index => transaction.Writes[index].Condition is not ItemCondition.Nothing && IsConditionFailed(canceled[index]))
                .Select(index => new ItemConflict(index, Existing(canceled[index].Item is { Count: > 0 } item ? item : null, now)))
                .ToList();
            if (conflicts.Count > 0)
                return new ItemTransactionOutcome.Conflict(conflicts);
            // Only what was to be put over anything has changed since it was read: read it again.
        }
        throw Contended("TransactWriteItems");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    // DynamoDB replaces a whole item only by a put, and a put counts no version up: so the version is read, and asked for again.
    private async Task<long> PutAnyAsync(Item item, CancellationToken cancellationToken)
    {
        var current = await ReadAsync(item.Key, cancellationToken);
        for (var tries = 0; tries < ContentionMax; tries++)
        {
            var version = VersionAfter(current, Now());
            var put = await TryPutAsync(item, version, ItemExpression.Unchanged(current), cancellationToken);
            if (put.IsWritten)
                return version;
            current = put.Current;
        }
        throw Contended("PutItem");
    }

    // Only ever what was read: a delete that is repeated because its answer was lost must not take what others put since.
    private async Task DeleteAnyAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var current = await ReadAsync(key, cancellationToken);
        for (var tries = 0; current is not null; tries++)
        {
            if (tries == ContentionMax)
                throw Contended("DeleteItem");
            current = await TryDeleteAsync(key, ItemExpression.Unchanged(current), cancellationToken);
        }
    }

    // Null when it is gone, or what is there instead of what was asked for.
    private Task<Dictionary<string, AttributeValue>?> TryDeleteAsync(ItemKey key, ItemExpression must, CancellationToken cancellationToken) => RunAsync<Dictionary<string, AttributeValue>?>(
        "DeleteItem",
        async (mayBeDone, stop) =>
        {
            var request = new DeleteItemRequest
            {
                TableName = _table,
                Key = ItemAttributes.Write(key),
                ConditionExpression = must.Text,
                ExpressionAttributeValues = must.Values,
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            };
            try
            {
                await _client.DeleteItemAsync(request, stop);
                return null;
            }
            catch (ConditionalCheckFailedException failed)
            {
                var current = failed.Item is { Count: > 0 } found ? found : null;
                return mayBeDone && current is not null ? throw AwsAttempts.Unknown(CallOf("DeleteItem")) : current;
            }
        },
        cancellationToken);

    // False, and what is there, when the expression does not hold.
    private async Task<(bool IsWritten, Dictionary<string, AttributeValue>? Current)> TryPutAsync(Item item, long version, ItemExpression must, CancellationToken cancellationToken)
    {
        var writeId = NewWriteId();
        return await RunAsync<(bool, Dictionary<string, AttributeValue>?)>(
            "PutItem",
            async (mayBeDone, stop) =>
            {
                var request = new PutItemRequest
                {
                    TableName = _table,
                    Item = ItemAttributes.Write(item, version, writeId),
                    ConditionExpression = must.Text,
                    ExpressionAttributeValues = must.Values,
                    ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
                };
                try
                {
                    await _client.PutItemAsync(request, stop);
                    return (true, null);
                }
                catch (ConditionalCheckFailedException failed)
                {
                    var current = failed.Item is { Count: > 0 } found ? found : null;
                    if (mayBeDone)
                        return current is not null && ItemAttributes.WriteIdOf(current).AsSpan().SequenceEqual(writeId) ? (true, null) : throw AwsAttempts.Unknown(CallOf("PutItem"));
                    return (false, current);
                }
            },
            cancellationToken);
    }

    // Null when it is committed. A repetition has the token of the first attempt, and what that did stands: refused, it tells that
    // the first did nothing, as long as the token is known.
    private Task<List<CancellationReason>?> TryTransactAsync(PlannedWrite[] writes, CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(NewWriteId());
        var begin = _timeProvider.GetTimestamp();
        return RunAsync<List<CancellationReason>?>(
            "TransactWriteItems",
            async (mayBeDone, stop) =>
            {
                try
                {
                    await _client.TransactWriteItemsAsync(new TransactWriteItemsRequest { ClientRequestToken = token, TransactItems = [.. writes.Select(write => write.ToRequest(_table))] }, stop);
                    return null;
                }
                catch (TransactionCanceledException canceled) when (canceled.CancellationReasons?.Exists(IsConditionFailed) == true)
                {
                    return mayBeDone && _timeProvider.GetElapsedTime(begin) >= TokenLife ? throw AwsAttempts.Unknown(CallOf("TransactWriteItems")) : canceled.CancellationReasons;
                }
            },
            cancellationToken);
    }

    private async Task<PlannedWrite> PlanAsync(ItemWrite write, UnixNanos now, CancellationToken cancellationToken)
    {
        if (write is not ItemWrite.Put put)
            return new PlannedWrite(write, Version: 0, ItemExpression.Of(write.Condition, now), []);
        if (write.Condition is not ItemCondition.Nothing)
            return new PlannedWrite(put, VersionAfter(put.Condition), ItemExpression.Of(put.Condition, now), NewWriteId());
        var current = await ReadAsync(put.Key, cancellationToken);
        return new PlannedWrite(put, VersionAfter(current, now), ItemExpression.Unchanged(current), NewWriteId());
    }

    private async Task<Dictionary<string, AttributeValue>?> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = _table, Key = ItemAttributes.Write(key), ConsistentRead = true };
        var got = await RunAsync("GetItem", (_, stop) => _client.GetItemAsync(request, stop), cancellationToken);
        return got.Item is { Count: > 0 } item ? item : null;
    }

    private async Task<T> RunAsync<T>(string action, Func<bool, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _attempts.RunAsync(CallOf(action), attempt, cancellationToken);
    }

    private StoredItem? Existing(Dictionary<string, AttributeValue>? attributes, UnixNanos now)
    {
        if (attributes is null)
            return null;
        try
        {
            var stored = ItemAttributes.Read(attributes);
            return stored.Item.IsExpired(now) ? null : stored;
        }
        catch (FormatException fault)
        {
            throw new StoreException(StoreFault.Damaged, $"table {_table}: an item was not as it was written ({fault.Message}); restore it, or take it away", fault);
        }
    }

    private long VersionAfter(Dictionary<string, AttributeValue>? current, UnixNanos now) => (Existing(current, now)?.Version ?? 0) + 1;

    private static long VersionAfter(ItemCondition condition) => condition is ItemCondition.MustBeVersion must ? Math.Min(must.Expected, long.MaxValue - 1) + 1 : 1;

    // The key that DynamoDB is to go on behind. One out of the range it would refuse in words of its own.
    private Dictionary<string, AttributeValue> PlaceOf(ItemQuery query, string cursor)
    {
        (string sortKey, ItemKey? key) = query.Index is null ? (ItemCursor.SortKeyOf(query, cursor), null) : ItemCursor.PlaceOf(query, cursor);
        if (!Utf8Order.IsIn(query.Range, sortKey))
            throw new FormatException("cursor was not of this query, must be the one that its last page gave");
        return key is null ? ItemAttributes.Write(new ItemKey(query.PartitionKey, sortKey)) : ItemAttributes.Write(IndexOf(query.Index!), query.PartitionKey, sortKey, key);
    }

    private string CursorAfter(ItemQuery query, Dictionary<string, AttributeValue> last) => query.Index is { } index
        ? ItemCursor.After(query, last[IndexOf(index).SortKey].S, ItemAttributes.ReadKey(last))
        : ItemCursor.After(query, last[TableShape.SortKey].S);

    // DynamoDB keeps keys of an index that a table lacks as attributes like any other, and the item would be found nowhere.
    private void RequireIndexes(Item item)
    {
        foreach (var key in item.IndexKeys)
            _ = IndexOf(key.Index);
    }

    private IndexShape IndexOf(string name) => _indexes.FirstOrDefault(index => index.Name == name)
        ?? throw new StoreException(StoreFault.OtherShape, $"table {_table}: index was {name}, must be {(_indexes.Count == 0 ? "none" : string.Join(" or ", _indexes.Select(index => index.Name)))}");

    private static bool IsConditionFailed(CancellationReason reason) => reason.Code == "ConditionalCheckFailed";

    private static byte[] NewWriteId() => RandomNumberGenerator.GetBytes(WriteIdBytes);

    private string CallOf(string action) => $"dynamodb:{action} of table {_table}";

    private StoreException Contended(string action) => new(StoreFault.Unavailable, $"{CallOf(action)}: others wrote the same item {ContentionMax} times in between; must be less contended");

    private UnixNanos Now() => UnixNanos.From(_timeProvider.GetUtcNow());
}
