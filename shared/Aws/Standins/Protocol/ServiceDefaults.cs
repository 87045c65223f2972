using Amazon.Runtime;

namespace Amazon.Standins;

/// <summary>What holds where neither caller nor machine says otherwise: the SDK's modes. https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html</summary>
internal static class ServiceDefaults
{
    public static IDefaultConfiguration[] All { get; } =
    [
        Of(DefaultConfigurationMode.Standard, connectMilliseconds: 3_100),
        Of(DefaultConfigurationMode.InRegion, connectMilliseconds: 1_100),
        Of(DefaultConfigurationMode.CrossRegion, connectMilliseconds: 3_100),
        Of(DefaultConfigurationMode.Mobile, connectMilliseconds: 30_000),
        Of(DefaultConfigurationMode.Auto, connectMilliseconds: 1_100),
    ];

    private static DefaultConfiguration Of(DefaultConfigurationMode mode, int connectMilliseconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
    };
}
