using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Internal;
using Amazon.Standins;

namespace Amazon.SecretsManager;

/// <summary>Settings of the client, as Amazon's package has them.</summary>
public class AmazonSecretsManagerConfig : ClientConfig
{
    /// <summary>With the machine's defaults.</summary>
    public AmazonSecretsManagerConfig()
        : base(new DefaultConfigurationProvider(ServiceDefaults.All))
    {
        base.ServiceId = SecretsManagerService.Json.ServiceId;
        AuthenticationServiceName = SecretsManagerService.Json.EndpointPrefix;
        EndpointProvider = new ServiceEndpoints(SecretsManagerService.Json);
    }

    /// <summary>Name of the service in settings.</summary>
    public static new string ServiceId => SecretsManagerService.Json.ServiceId;

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => SecretsManagerService.Json.EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => SecretsManagerService.Json.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => SecretsManagerService.Json.UserAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServiceEndpoints.ParametersOf(this, parameters.AlternateEndpoint));
}
