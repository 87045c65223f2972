using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Internal;

/// <summary>What an address depends on.</summary>
internal sealed class StepFunctionsEndpointParameters : EndpointParameters
{
    private StepFunctionsEndpointParameters(string? address, RegionEndpoint? region, bool isDualStack, bool isFips) =>
        (Address, Region, IsDualStack, IsFips) = (address, region, isDualStack, isFips);

    public string? Address { get; }

    public RegionEndpoint? Region { get; }

    public bool IsDualStack { get; }

    public bool IsFips { get; }

    public static StepFunctionsEndpointParameters Of(IClientConfig config, RegionEndpoint? alternate) =>
        new(config.ServiceURL, alternate ?? config.RegionEndpoint, config.UseDualstackEndpoint, config.UseFIPSEndpoint);
}

/// <summary>Finds the service's address: the one that is set, or that of the region. https://docs.aws.amazon.com/general/latest/gr/step-functions.html</summary>
internal sealed class StepFunctionsEndpoints : IEndpointProvider
{
    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var given = (StepFunctionsEndpointParameters)parameters;
        if (!string.IsNullOrEmpty(given.Address))
            return new Endpoint(given.Address);
        if (given.Region is not { } region)
            throw new AmazonClientException("no region and no address was set, must have one of them");
        var domain = given.IsDualStack ? "api.aws" : region.PartitionDnsSuffix;
        return new Endpoint($"https://states{(given.IsFips ? "-fips" : "")}.{region.SystemName}.{domain}");
    }
}

/// <summary>Gives each request its address.</summary>
internal sealed class StepFunctionsEndpointResolver : BaseEndpointResolver
{
    /// <inheritdoc/>
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        StepFunctionsEndpointParameters.Of(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint);
}
