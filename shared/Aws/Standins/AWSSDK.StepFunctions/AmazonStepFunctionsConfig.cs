using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Standins;
using Amazon.StepFunctions.Internal;

namespace Amazon.StepFunctions;

/// <summary>Settings of the client, as Amazon's package has them.</summary>
public class AmazonStepFunctionsConfig : ClientConfig
{
    /// <summary>With the machine's defaults.</summary>
    public AmazonStepFunctionsConfig()
        : base(new DefaultConfigurationProvider(ServiceDefaults.All))
    {
        ServiceId = StepFunctionsService.Json.ServiceId;
        AuthenticationServiceName = StepFunctionsService.Json.EndpointPrefix;
        EndpointProvider = new ServiceEndpoints(StepFunctionsService.Json);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => StepFunctionsService.Json.EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => StepFunctionsService.Json.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => StepFunctionsService.Json.UserAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServiceEndpoints.ParametersOf(this, parameters.AlternateEndpoint));
}
