using Amazon.DynamoDBv2.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>What DynamoDB is asked to hold before it writes: an expression and its values.</summary>
/// <param name="Text">Null for nothing.</param>
/// <param name="Values">By their names in it.</param>
internal sealed record ItemExpression(string? Text, Dictionary<string, AttributeValue>? Values)
{
    /// <summary>Nothing is asked.</summary>
    public static ItemExpression None { get; } = new(null, null);

    // Names that DynamoDB reserves (type, ttl) are in none of these expressions, so none needs an alias.
    private const string Absent = "attribute_not_exists(pk)";

    /// <summary>What a condition asks. An expired item counts as none.</summary>
    public static ItemExpression Of(ItemCondition condition, UnixNanos now) => condition switch
    {
        ItemCondition.Nothing => None,
        ItemCondition.MustBeNew => new ItemExpression($"{Absent} OR expires_at <= :now", Named((":now", ItemAttributes.Number(now.Value)))),
        ItemCondition.MustBeVersion must => new ItemExpression(
            "version = :version AND (attribute_not_exists(expires_at) OR expires_at > :now)",
            Named((":version", ItemAttributes.Number(must.Expected)), (":now", ItemAttributes.Number(now.Value)))),
        _ => throw new InvariantException("item condition was of an unknown kind"),
    };

    /// <summary>Asks for exactly what was read, expired or not.</summary>
    /// <param name="read">Null for nothing.</param>
    public static ItemExpression Unchanged(Dictionary<string, AttributeValue>? read)
    {
        if (read is null)
            return new ItemExpression(Absent, null);
        // As they are: what others wrote in another form is to be replaced or taken away too.
        var (version, writeId) = (read.GetValueOrDefault(ItemAttributes.Version), read.GetValueOrDefault(ItemAttributes.WriteId));
        var values = Named();
        if (version is not null)
            values.Add(":version", version);
        if (writeId is not null)
            values.Add(":write", writeId);
        var text = $"attribute_exists(pk) AND {(version is null ? "attribute_not_exists(version)" : "version = :version")} AND {(writeId is null ? "attribute_not_exists(write_id)" : "write_id = :write")}";
        return new ItemExpression(text, values.Count > 0 ? values : null);
    }

    /// <summary>The keys that a query means, without its cursor; null when no key can be meant.</summary>
    public static ItemExpression? Of(ItemQuery query)
    {
        // Names of keys, which DynamoDB does not reserve.
        var (pk, sk) = query.Index is { } name && new IndexShape(name) is var index ? (index.PartitionKey, index.SortKey) : (TableShape.PartitionKey, TableShape.SortKey);
        var partition = (":pk", new AttributeValue(query.PartitionKey));
        return query.Range switch
        {
            ItemRange.Everything => new ItemExpression($"{pk} = :pk", Named(partition)),
            ItemRange.Prefix prefix => new ItemExpression($"{pk} = :pk AND begins_with({sk}, :prefix)", Named(partition, (":prefix", new AttributeValue(prefix.Text)))),
            ItemRange.Between { First: null, Last: { } last } => new ItemExpression($"{pk} = :pk AND {sk} <= :last", Named(partition, (":last", new AttributeValue(last)))),
            ItemRange.Between { First: { } first, Last: null } => new ItemExpression($"{pk} = :pk AND {sk} >= :first", Named(partition, (":first", new AttributeValue(first)))),
            // DynamoDB refuses ends in the wrong order.
            ItemRange.Between { First: { } first, Last: { } last } => Utf8Order.Compare(first, last) > 0
                ? null
                : new ItemExpression($"{pk} = :pk AND {sk} BETWEEN :first AND :last", Named(partition, (":first", new AttributeValue(first)), (":last", new AttributeValue(last)))),
            _ => throw new InvariantException("item range was of an unknown kind"),
        };
    }

    private static Dictionary<string, AttributeValue> Named(params ReadOnlySpan<(string Name, AttributeValue Value)> values)
    {
        var all = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            all.Add(name, value);
        return all;
    }
}
