using VeloZ.Aws;
using VeloZ.Domain;

namespace VeloZ.Hosting;

/// <summary>Opens what the options keep in AWS, each once it is seen to be as the schema has it.</summary>
public static class CloudStores
{
    private const string DataBucket = "data";

    /// <summary>The journal of a partition.</summary>
    /// <exception cref="StoreException">The stream is missing, of another shape, or may not be asked.</exception>
    public static Task<KinesisJournal> OpenJournalAsync(StoreOptions stores, int partition, TimeProvider clock, CancellationToken cancellationToken) => KinesisJournal.OpenAsync(
        new KinesisJournalOptions
        {
            Stream = stores.Schema.Journal.Name,
            ShardCount = stores.Schema.Journal.ShardCount,
            RetentionHours = stores.Schema.Journal.RetentionHours,
            Partition = partition,
            Clock = clock,
            AttemptTimeout = stores.PutTimeout,
        },
        stores.Journal ?? throw new InvariantException("the journal was to be opened in Kinesis, and is kept in files"),
        cancellationToken);

    /// <summary>The items of a table.</summary>
    /// <param name="stores">Where it is.</param>
    /// <param name="table">One of the schema's.</param>
    /// <param name="clock">Tells what has expired.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="StoreException">The table is missing, of another shape, or may not be asked.</exception>
    public static Task<DynamoItemStore> OpenItemsAsync(StoreOptions stores, TableShape table, TimeProvider clock, CancellationToken cancellationToken) => DynamoItemStore.OpenAsync(
        stores.Items ?? throw new InvariantException("items were to be opened in DynamoDB, and are kept in SQLite"),
        table,
        clock,
        cancellationToken);

    /// <summary>The blobs of the environment.</summary>
    /// <param name="stores">Where they are.</param>
    /// <param name="prefix">Of keys that the role may list: a look at them is what proves that the bucket is there.</param>
    /// <param name="clock">Tells when a blob is put.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="StoreException">The bucket is missing, in another region, or may not be asked.</exception>
    public static Task<S3BlobStore> OpenBlobsAsync(StoreOptions stores, string prefix, TimeProvider clock, CancellationToken cancellationToken)
    {
        var s3 = stores.Blobs ?? throw new InvariantException("blobs were to be opened in S3, and are kept in files");
        return S3BlobStore.OpenAsync(s3, stores.Schema.BucketOf(DataBucket).NameIn(stores.Account!, s3.Region), prefix, clock, cancellationToken);
    }
}
