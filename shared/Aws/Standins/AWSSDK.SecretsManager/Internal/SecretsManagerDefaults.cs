using Amazon.Runtime;

namespace Amazon.SecretsManager.Internal;

/// <summary>What holds where neither caller nor machine says otherwise: the modes that all SDKs have (<c>AWS_DEFAULTS_MODE</c>).</summary>
internal static class SecretsManagerDefaults
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
