using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.StepFunctions.Internal;
using Amazon.Util.Internal;

namespace Amazon.StepFunctions;

/// <summary>How AWS Step Functions is asked.</summary>
public class AmazonStepFunctionsConfig : ClientConfig
{
    private static readonly string Agent = InternalSDKUtils.BuildUserAgentString("SFN", "4.0.0.0");

    /// <summary>With the SDK's defaults.</summary>
    public AmazonStepFunctionsConfig()
        : base(new DefaultConfigurationProvider(StepFunctionsDefaults.All))
    {
        ServiceId = "SFN";
        AuthenticationServiceName = "states";
        MaxErrorRetry = 3;
        EndpointProvider = new StepFunctionsEndpoints();
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "states";

    /// <inheritdoc/>
    public override string ServiceVersion => "2016-11-23";

    /// <inheritdoc/>
    public override string UserAgent => Agent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return EndpointProvider.ResolveEndpoint(StepFunctionsEndpointParameters.Of(this, parameters.AlternateEndpoint));
    }
}
