using Amazon.Runtime;

namespace VeloZ.Aws.Tests;

/// <summary>Options for emulators, whose pauses do not last.</summary>
internal static class TestAws
{
    public const string Region = "eu-central-1";
    public const string AccessKey = "AKIAVELOZTEST";
    public const string SecretKey = "test-secret-key";

    public static AwsOptions At(Uri endpoint) => new()
    {
        Region = Region,
        Endpoint = endpoint,
        Credentials = new BasicAWSCredentials(AccessKey, SecretKey),
        AttemptTimeout = TimeSpan.FromSeconds(30),
        Pause = (_, _) => Task.CompletedTask,
    };
}
