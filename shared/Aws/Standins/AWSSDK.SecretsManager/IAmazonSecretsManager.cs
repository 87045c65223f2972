using Amazon.Runtime;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager;

/// <summary>AWS Secrets Manager, as far as it is asked here.</summary>
public interface IAmazonSecretsManager : IAmazonService, IDisposable
{
    /// <summary>Makes a secret, with a first version where a value is given.</summary>
    Task<CreateSecretResponse> CreateSecretAsync(CreateSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes a secret away, at once or after days in which it can be restored.</summary>
    Task<DeleteSecretResponse> DeleteSecretAsync(DeleteSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tells all of a secret but its values.</summary>
    Task<DescribeSecretResponse> DescribeSecretAsync(DescribeSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gets a value; without an id or a stage that of AWSCURRENT.</summary>
    Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists secrets without their values, a page at a time.</summary>
    Task<ListSecretsResponse> ListSecretsAsync(ListSecretsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists versions of a secret, a page at a time.</summary>
    Task<ListSecretVersionIdsResponse> ListSecretVersionIdsAsync(ListSecretVersionIdsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds a version; without stages it becomes AWSCURRENT, and the one before AWSPREVIOUS.</summary>
    Task<PutSecretValueResponse> PutSecretValueAsync(PutSecretValueRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes back a deletion that has not come.</summary>
    Task<RestoreSecretResponse> RestoreSecretAsync(RestoreSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets tags of a secret.</summary>
    Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Moves a stage to a version, or takes it away.</summary>
    Task<UpdateSecretVersionStageResponse> UpdateSecretVersionStageAsync(UpdateSecretVersionStageRequest request, CancellationToken cancellationToken = default);
}
