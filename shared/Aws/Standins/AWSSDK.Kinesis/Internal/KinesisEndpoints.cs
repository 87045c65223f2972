using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.Kinesis.Internal;

// Where the service is: at the address given, or at that of the region.
internal sealed class KinesisEndpoints : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } given)
            return new Endpoint(given);
        var region = parameters["Region"] as string ?? throw new AmazonClientException("no region was given, must be one");
        return new Endpoint($"https://kinesis.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}");
    }
}

internal sealed class KinesisEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var parameters = new EndpointParameters();
        parameters["Endpoint"] = requestContext.ClientConfig.ServiceURL;
        parameters["Region"] = requestContext.ClientConfig.RegionEndpoint?.SystemName ?? requestContext.ClientConfig.AuthenticationRegion;
        return parameters;
    }
}

internal sealed class KinesisAuthResolver : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}

internal sealed class KinesisMetadata : IServiceMetadata
{
    public string ServiceId => "Kinesis";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
