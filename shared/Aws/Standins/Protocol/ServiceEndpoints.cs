using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.Standins;

/// <summary>Where a service is: at the address that settings name, or at that of the region. https://docs.aws.amazon.com/general/latest/gr/rande.html</summary>
internal sealed class ServiceEndpoints(JsonService service) : IEndpointProvider
{
    private const string Address = "Endpoint";
    private const string Region = "Region";
    private const string IsFips = "UseFIPS";
    private const string IsDualStack = "UseDualStack";

    /// <summary>What decides where a client asks.</summary>
    /// <param name="config">Its settings.</param>
    /// <param name="alternate">Region of one request alone; null for that of the settings.</param>
    public static EndpointParameters ParametersOf(IClientConfig config, RegionEndpoint? alternate) => new()
    {
        [Address] = config.ServiceURL,
        [Region] = (alternate ?? config.RegionEndpoint)?.SystemName ?? config.AuthenticationRegion,
        [IsFips] = config.UseFIPSEndpoint,
        [IsDualStack] = config.UseDualstackEndpoint,
    };

    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var (fips, dualStack) = (parameters[IsFips] is true, parameters[IsDualStack] is true);
        if (parameters[Address] is string { Length: > 0 } address)
            return !fips && !dualStack ? new Endpoint(address) : throw new AmazonClientException("an address of its own goes with neither FIPS nor dual stack");
        if (parameters[Region] is not string { Length: > 0 } region)
            throw new AmazonClientException("no region and no address was set, must have one of them");
        var domain = dualStack ? "api.aws" : RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        return new Endpoint($"https://{service.EndpointPrefix}{(fips ? "-fips" : "")}.{region}.{domain}");
    }
}
