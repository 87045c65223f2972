using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Internal;

namespace Amazon.SecretsManager;

/// <summary>Settings of the client.</summary>
public class AmazonSecretsManagerConfig : ClientConfig
{
    /// <summary>Begins with those that the machine gives.</summary>
    public AmazonSecretsManagerConfig()
        : base(new DefaultConfigurationProvider(SecretsManagerDefaults.All))
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "secretsmanager";
        EndpointProvider = new SecretsManagerEndpoints();
    }

    /// <summary>Name of the service in settings.</summary>
    public static new string ServiceId => "Secrets Manager";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "secretsmanager";

    /// <inheritdoc/>
    public override string ServiceVersion => "2017-10-17";

    /// <inheritdoc/>
    public override string UserAgent => "aws-sdk-dotnet VeloZ-standin/secretsmanager";

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(SecretsManagerEndpoints.ParametersOf(this));
}
