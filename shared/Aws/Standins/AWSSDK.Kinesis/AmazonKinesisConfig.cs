using Amazon.Kinesis.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.Kinesis;

/// <summary>Settings of the client, as Amazon's package has them.</summary>
public class AmazonKinesisConfig : ClientConfig
{
    // What a mode sets besides, the client's user sets himself.
    private static readonly IDefaultConfiguration[] Modes =
    [
        .. Enum.GetValues<DefaultConfigurationMode>().Select(mode => new DefaultConfiguration
        {
            Name = mode,
            RetryMode = RequestRetryMode.Standard,
            ConnectTimeout = TimeSpan.FromMilliseconds(3_100),
            TlsNegotiationTimeout = TimeSpan.FromMilliseconds(3_100),
        }),
    ];

    /// <summary>With the machine's defaults.</summary>
    public AmazonKinesisConfig()
        : base(new DefaultConfigurationProvider(Modes))
    {
        ServiceId = "Kinesis";
        AuthenticationServiceName = "kinesis";
        EndpointProvider = new KinesisEndpoints();
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "kinesis";

    /// <inheritdoc/>
    public override string ServiceVersion => "2013-12-02";

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Kinesis", "4.0.0-standin");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        var resolved = new EndpointParameters();
        resolved["Endpoint"] = ServiceURL;
        resolved["Region"] = parameters.AlternateEndpoint?.SystemName ?? RegionEndpoint?.SystemName ?? AuthenticationRegion;
        return EndpointProvider.ResolveEndpoint(resolved);
    }
}
