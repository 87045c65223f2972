using System.Diagnostics.CodeAnalysis;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Internal;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager;

/// <summary>Asks AWS Secrets Manager over the pipeline of AWSSDK.Core: credentials, signature, retries, HTTP.</summary>
/// <remarks>
/// Stands in for Amazon's package of the same names where the registry lacks it (ADR 0013): the operations that are called here, as
/// the public API reference tells them. A build with the package does not have this.
/// </remarks>
public class AmazonSecretsManagerClient : AmazonServiceClient, IAmazonSecretsManager
{
    private static readonly SecretsManagerMetadata Metadata = new();

    /// <summary>Asks as whom the machine says.</summary>
    public AmazonSecretsManagerClient()
        : this(new AmazonSecretsManagerConfig())
    {
    }

    /// <summary>Asks as whom the machine says.</summary>
    public AmazonSecretsManagerClient(AmazonSecretsManagerConfig config)
        : base(config)
    {
    }

    /// <summary>Asks a region.</summary>
    public AmazonSecretsManagerClient(AWSCredentials credentials, RegionEndpoint region)
        : this(credentials, new AmazonSecretsManagerConfig { RegionEndpoint = region })
    {
    }

    /// <summary>Asks as somebody.</summary>
    public AmazonSecretsManagerClient(AWSCredentials credentials, AmazonSecretsManagerConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    public virtual Task<CreateSecretResponse> CreateSecretAsync(CreateSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<CreateSecretResponse>(request, Operations.CreateSecret, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteSecretResponse> DeleteSecretAsync(DeleteSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeleteSecretResponse>(request, Operations.DeleteSecret, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeSecretResponse> DescribeSecretAsync(DescribeSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeSecretResponse>(request, Operations.DescribeSecret, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetSecretValueResponse>(request, Operations.GetSecretValue, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListSecretsResponse> ListSecretsAsync(ListSecretsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListSecretsResponse>(request, Operations.ListSecrets, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListSecretVersionIdsResponse> ListSecretVersionIdsAsync(ListSecretVersionIdsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListSecretVersionIdsResponse>(request, Operations.ListSecretVersionIds, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutSecretValueResponse> PutSecretValueAsync(PutSecretValueRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutSecretValueResponse>(request, Operations.PutSecretValue, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<RestoreSecretResponse> RestoreSecretAsync(RestoreSecretRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<RestoreSecretResponse>(request, Operations.RestoreSecret, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<TagResourceResponse>(request, Operations.TagResource, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateSecretVersionStageResponse> UpdateSecretVersionStageAsync(UpdateSecretVersionStageRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<UpdateSecretVersionStageResponse>(request, Operations.UpdateSecretVersionStage, cancellationToken);

    [SuppressMessage("Design", "CA1033:Interface methods should be callable by child types", Justification = "As in Amazon's package.")]
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSecretsManagerConfig();

    [SuppressMessage("Design", "CA1033:Interface methods should be callable by child types", Justification = "As in Amazon's package.")]
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSecretsManagerClient(awsCredentials, (AmazonSecretsManagerConfig)clientConfig);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SecretsManagerEndpointHandler());
        pipeline.AddHandlerAfter<Marshaller>(new SecretsManagerAuthHandler());
    }
}
