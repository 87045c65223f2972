using Amazon;
using Amazon.Runtime;

namespace VeloZ.Aws;

/// <summary>Where AWS is, and who asks.</summary>
public sealed record AwsOptions
{
    /// <summary>Name of the region, such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Address that all services are asked at, such as an emulator's; null for those of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Who asks; null for what the machine gives: environment, profile, task or function role.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>How long one attempt may take, to the last byte of its answer.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a part of a blob, or the next bytes that are read of one, may take: more than an answer of a few bytes.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most attempts after the first; each of them is safe to repeat.</summary>
    public int RetriesMax { get; init; } = 3;

    /// <summary>The clock of time limits and pauses.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where in its bounds a pause lies, 0 to below 1. For several threads at once.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Waits before the next attempt; is told how many were made.</summary>
    public Func<int, CancellationToken, Task> Pause
    {
        get => field ?? PauseAsync;
        init;
    }

    /// <summary>Sets what all clients have in common.</summary>
    /// <typeparam name="TConfig">Of a service.</typeparam>
    internal TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        // An address wins over a region, which then only signs.
        if (Endpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        else
            (config.ServiceURL, config.AuthenticationRegion) = (Endpoint.ToString(), Region);
        config.Timeout = AttemptTimeout;
        config.MaxErrorRetry = RetriesMax;
        // Counted apart by the SDK: it sends again what it takes for sent over a connection that was closed already, whether or not it was.
        config.MaxStaleConnectionRetries = 0;
        config.HttpClientFactory ??= new WholeAnswers();
        return config;
    }

    /// <summary>Sets what clients have in common whose calls are repeated by us (<see cref="AwsAttempts"/>): a repetition that the SDK hides could not be told from a first attempt.</summary>
    /// <typeparam name="TConfig">Of a service.</typeparam>
    internal TConfig ConfigureOnce<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        Configure(config).MaxErrorRetry = 0;
        return config;
    }

    // Full jitter: who was refused together does not come back together.
    private Task PauseAsync(int attempts, CancellationToken cancellationToken)
    {
        const int FirstMilliseconds = 50;
        const int MostMilliseconds = 1_000;
        var most = Math.Min(MostMilliseconds, FirstMilliseconds << Math.Min(attempts, 5));
        return Task.Delay(TimeSpan.FromMilliseconds(most * Jitter()), Clock, cancellationToken);
    }
}
