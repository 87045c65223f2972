using Amazon.Runtime;

namespace Amazon.StepFunctions.Internal;

/// <summary>What the SDK's modes of defaults are for this service. https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html</summary>
internal static class StepFunctionsDefaults
{
    public static IReadOnlyList<IDefaultConfiguration> All { get; } =
    [
        Make(DefaultConfigurationMode.Standard, milliseconds: 3_100),
        Make(DefaultConfigurationMode.InRegion, milliseconds: 1_100),
        Make(DefaultConfigurationMode.CrossRegion, milliseconds: 3_100),
        Make(DefaultConfigurationMode.Mobile, milliseconds: 30_000),
        Make(DefaultConfigurationMode.Auto, milliseconds: 1_100),
    ];

    private static DefaultConfiguration Make(DefaultConfigurationMode mode, int milliseconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(milliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(milliseconds),
    };
}
