using Amazon.Kinesis.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Standins;

namespace Amazon.Kinesis;

/// <summary>Settings of the client, as Amazon's package has them.</summary>
public class AmazonKinesisConfig : ClientConfig
{
    /// <summary>With the machine's defaults.</summary>
    public AmazonKinesisConfig()
        : base(new DefaultConfigurationProvider(ServiceDefaults.All))
    {
        ServiceId = KinesisService.Json.ServiceId;
        AuthenticationServiceName = KinesisService.Json.EndpointPrefix;
        EndpointProvider = new ServiceEndpoints(KinesisService.Json);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => KinesisService.Json.EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => KinesisService.Json.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => KinesisService.Json.UserAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServiceEndpoints.ParametersOf(this, parameters.AlternateEndpoint));
}
