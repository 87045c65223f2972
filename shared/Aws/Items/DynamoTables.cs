using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Tables as the schema tells them: made for emulators, and checked at the start of every process.</summary>
public static class DynamoTables
{
    /// <summary>Makes a table and waits until it can be used. For emulators: in AWS the stack makes them.</summary>
    /// <exception cref="StoreException">It is there already, or may not be made.</exception>
    public static async Task CreateAsync(AwsOptions options, TableShape table, CancellationToken cancellationToken)
    {
        using var client = NewClient(options);
        var attempts = new AwsAttempts(options);
        var indexes = table.Indexes.Select(index => new GlobalSecondaryIndex
        {
            IndexName = index.Name,
            KeySchema = KeysOf(index.PartitionKey, index.SortKey),
            Projection = index.IncludedAttributes is { } included
                ? new Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. included] }
                : new Projection { ProjectionType = ProjectionType.ALL },
        }).ToList();
        var request = new CreateTableRequest
        {
            TableName = table.Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = KeysOf(TableShape.PartitionKey, TableShape.SortKey),
            AttributeDefinitions = [.. KeyNamesOf(table).Select(name => new AttributeDefinition(name, ScalarAttributeType.S))],
            GlobalSecondaryIndexes = indexes.Count > 0 ? indexes : null,
            StreamSpecification = table.Stream == TableStream.None ? null : new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
        };
        await attempts.RunAsync(CallOf("CreateTable", table), (_, stop) => client.CreateTableAsync(request, stop), cancellationToken);
        for (var asked = 1; (await DescribeAsync(client, options, table, cancellationToken)).TableStatus != TableStatus.ACTIVE; asked++)
            await options.Pause(asked, cancellationToken);
        if (!table.HasTimeToLive)
            return;
        var expiry = new UpdateTimeToLiveRequest { TableName = table.Name, TimeToLiveSpecification = new TimeToLiveSpecification { Enabled = true, AttributeName = TableShape.TimeToLiveAttribute } };
        await attempts.RunAsync(CallOf("UpdateTimeToLive", table), (_, stop) => client.UpdateTimeToLiveAsync(expiry, stop), cancellationToken);
    }

    /// <summary>Proves that a table is there with the keys and indexes that are needed. More indexes do no harm.</summary>
    internal static async Task CheckAsync(AmazonDynamoDBClient client, AwsOptions options, TableShape table, CancellationToken cancellationToken)
    {
        var found = await DescribeAsync(client, options, table, cancellationToken);
        var kinds = found.AttributeDefinitions.ToDictionary(definition => definition.AttributeName, definition => definition.AttributeType.Value, StringComparer.Ordinal);
        Must(table, "keys", Shown(found.KeySchema, kinds), ShownKeys(TableShape.PartitionKey, TableShape.SortKey));
        foreach (var index in table.Indexes)
        {
            var present = found.GlobalSecondaryIndexes?.Find(one => one.IndexName == index.Name);
            Must(table, $"keys of index {index.Name}", present is null ? "missing" : Shown(present.KeySchema, kinds), ShownKeys(index.PartitionKey, index.SortKey));
        }
    }

    /// <summary>A client that repeats nothing by itself.</summary>
    internal static AmazonDynamoDBClient NewClient(AwsOptions options)
    {
        var config = options.ConfigureOnce(new AmazonDynamoDBConfig());
        return options.Credentials is { } credentials ? new AmazonDynamoDBClient(credentials, config) : new AmazonDynamoDBClient(config);
    }

    private static async Task<TableDescription> DescribeAsync(AmazonDynamoDBClient client, AwsOptions options, TableShape table, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var described = await new AwsAttempts(options).RunAsync(CallOf("DescribeTable", table), (_, stop) => client.DescribeTableAsync(table.Name, stop), cancellationToken);
        return described.Table;
    }

    private static void Must(TableShape table, string what, string was, string needed)
    {
        if (was != needed)
            throw new StoreException(StoreFault.OtherShape, $"table {table.Name}: {what} were {was}, must be {needed}; deploy the stack of this version, or name another environment");
    }

    private static List<KeySchemaElement> KeysOf(string partitionKey, string sortKey) => [new(partitionKey, KeyType.HASH), new(sortKey, KeyType.RANGE)];

    private static IEnumerable<string> KeyNamesOf(TableShape table) =>
        [TableShape.PartitionKey, TableShape.SortKey, .. table.Indexes.SelectMany(index => new[] { index.PartitionKey, index.SortKey })];

    private static string ShownKeys(string partitionKey, string sortKey) => $"{partitionKey} HASH S, {sortKey} RANGE S";

    private static string Shown(List<KeySchemaElement> keys, Dictionary<string, string> kinds) =>
        string.Join(", ", keys.Select(key => $"{key.AttributeName} {key.KeyType.Value} {kinds.GetValueOrDefault(key.AttributeName)}"));

    private static string CallOf(string action, TableShape table) => $"dynamodb:{action} of table {table.Name}";
}
