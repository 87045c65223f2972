using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.SecretsManager.Internal;

/// <summary>Every operation is signed with version 4.</summary>
internal sealed class SecretsManagerAuthHandler : BaseAuthResolverHandler
{
    /// <inheritdoc/>
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

/// <summary>What the pipeline tells of the service.</summary>
internal sealed class SecretsManagerMetadata : IServiceMetadata
{
    /// <inheritdoc/>
    public string ServiceId => AmazonSecretsManagerConfig.ServiceId;

    /// <inheritdoc/>
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
