using VeloZ.Aws;
using DynamoDB = Pulumi.Aws.DynamoDB;
using Kms = Pulumi.Aws.Kms;

namespace VeloZ.Infrastructure;

/// <summary>All tables, as the schema has them.</summary>
internal sealed class Tables
{
    private Tables(DynamoDB.Table state, DynamoDB.Table market)
    {
        State = state;
        Market = market;
    }

    /// <summary>Orders, fills, positions and the like.</summary>
    public DynamoDB.Table State { get; }

    /// <summary>Catalogue, jobs, settings and the like.</summary>
    public DynamoDB.Table Market { get; }

    /// <summary>Makes them.</summary>
    public static Tables Make(StackParts parts, Kms.Key key)
    {
        var schema = parts.Settings.Schema;
        var made = schema.Tables.ToDictionary(shape => shape.Name, shape => Make(parts, shape, key), StringComparer.Ordinal);
        return new Tables(made[schema.State.Name], made[schema.Market.Name]);
    }

    private static DynamoDB.Table Make(StackParts parts, TableShape shape, Kms.Key key)
    {
        var thing = shape.Name[parts.NameOf("").Length..];
        var table = new DynamoDB.TableArgs
        {
            Name = shape.Name,
            BillingMode = "PAY_PER_REQUEST",
            HashKey = TableShape.PartitionKey,
            RangeKey = TableShape.SortKey,
            Attributes = KeysOf(shape).Select(name => new DynamoDB.Inputs.TableAttributeArgs { Name = name, Type = "S" }).ToArray(),
            GlobalSecondaryIndexes = shape.Indexes.Select(IndexOf).ToArray(),
            DeletionProtectionEnabled = shape.IsDeletionProtected,
            PointInTimeRecovery = shape.RecoveryDays > 0
                ? new DynamoDB.Inputs.TablePointInTimeRecoveryArgs { Enabled = true, RecoveryPeriodInDays = shape.RecoveryDays }
                : new DynamoDB.Inputs.TablePointInTimeRecoveryArgs { Enabled = false },
            ServerSideEncryption = new DynamoDB.Inputs.TableServerSideEncryptionArgs { Enabled = true, KmsKeyArn = key.Arn },
            Tags = parts.TagsOf(thing),
        };
        if (shape.HasTimeToLive)
            table.Ttl = new DynamoDB.Inputs.TableTtlArgs { Enabled = true, AttributeName = TableShape.TimeToLiveAttribute };
        if (shape.Stream == TableStream.NewAndOldImages)
        {
            table.StreamEnabled = true;
            table.StreamViewType = "NEW_AND_OLD_IMAGES";
        }
        return new DynamoDB.Table(thing, table, parts.Kept());
    }

    private static IEnumerable<string> KeysOf(TableShape shape) =>
        [TableShape.PartitionKey, TableShape.SortKey, .. shape.Indexes.SelectMany(index => new[] { index.PartitionKey, index.SortKey })];

    private static DynamoDB.Inputs.TableGlobalSecondaryIndexArgs IndexOf(IndexShape index)
    {
        var made = new DynamoDB.Inputs.TableGlobalSecondaryIndexArgs
        {
            Name = index.Name,
            ProjectionType = index.IncludedAttributes is null ? "ALL" : "INCLUDE",
            KeySchemas =
            {
                new DynamoDB.Inputs.TableGlobalSecondaryIndexKeySchemaArgs { AttributeName = index.PartitionKey, KeyType = "HASH" },
                new DynamoDB.Inputs.TableGlobalSecondaryIndexKeySchemaArgs { AttributeName = index.SortKey, KeyType = "RANGE" },
            },
        };
        if (index.IncludedAttributes is { } included)
            made.NonKeyAttributes = included.ToArray();
        return made;
    }
}
