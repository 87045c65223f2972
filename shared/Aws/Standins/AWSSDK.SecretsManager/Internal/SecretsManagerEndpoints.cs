using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.SecretsManager.Internal;

/// <summary>Where a region's service is, or the address that settings name.</summary>
internal sealed class SecretsManagerEndpoints : IEndpointProvider
{
    private const string Region = "Region";
    private const string Address = "Endpoint";
    private const string IsFips = "UseFIPS";
    private const string IsDualStack = "UseDualStack";

    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var (fips, dualStack) = (parameters[IsFips] is true, parameters[IsDualStack] is true);
        if (parameters[Address] is string { Length: > 0 } address)
            return !fips && !dualStack ? new Endpoint(address) : throw new AmazonClientException("an address of its own goes with neither FIPS nor dual stack");
        if (parameters[Region] is not string { Length: > 0 } region)
            throw new AmazonClientException("no region was set, must be in the settings or the environment");
        var suffix = RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        return new Endpoint($"https://secretsmanager{(fips ? "-fips" : "")}.{region}.{(dualStack ? "api.aws" : suffix)}");
    }

    /// <summary>What decides where a client asks.</summary>
    internal static EndpointParameters ParametersOf(IClientConfig config) => new()
    {
        [Region] = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion,
        [Address] = config.ServiceURL,
        [IsFips] = config.UseFIPSEndpoint,
        [IsDualStack] = config.UseDualstackEndpoint,
    };
}

/// <summary>Sets the address of each request.</summary>
internal sealed class SecretsManagerEndpointHandler : BaseEndpointResolver
{
    /// <inheritdoc/>
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => SecretsManagerEndpoints.ParametersOf(requestContext.ClientConfig);
}
