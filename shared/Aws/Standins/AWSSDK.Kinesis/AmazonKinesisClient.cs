using Amazon.Kinesis.Internal;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Standins;

namespace Amazon.Kinesis;

/// <summary>Client of Kinesis Data Streams, on the SDK's own pipeline: credentials, signing, retries and time limits are the SDK's.</summary>
public class AmazonKinesisClient : AmazonServiceClient, IAmazonKinesis
{
    /// <summary>With the credentials that the machine gives.</summary>
    public AmazonKinesisClient(AmazonKinesisConfig config)
        : base(config)
    {
    }

    /// <summary>With given credentials.</summary>
    public AmazonKinesisClient(AWSCredentials credentials, AmazonKinesisConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => KinesisService.Json;

    /// <inheritdoc/>
    public virtual Task<CreateStreamResponse> CreateStreamAsync(CreateStreamRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateStreamResponse>(request, KinesisOperations.CreateStream, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeStreamSummaryResponse> DescribeStreamSummaryAsync(DescribeStreamSummaryRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeStreamSummaryResponse>(request, KinesisOperations.DescribeStreamSummary, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetRecordsResponse> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetRecordsResponse>(request, KinesisOperations.GetRecords, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetShardIteratorResponse> GetShardIteratorAsync(GetShardIteratorRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetShardIteratorResponse>(request, KinesisOperations.GetShardIterator, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListShardsResponse> ListShardsAsync(ListShardsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListShardsResponse>(request, KinesisOperations.ListShards, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutRecordResponse> PutRecordAsync(PutRecordRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutRecordResponse>(request, KinesisOperations.PutRecord, cancellationToken);

    /// <inheritdoc/>
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonKinesisConfig();

    /// <inheritdoc/>
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonKinesisClient(awsCredentials, (AmazonKinesisConfig)clientConfig);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Customize(pipeline);
}
