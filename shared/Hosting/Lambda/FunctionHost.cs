using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VeloZ.Hosting;

/// <summary>Begins hosts of functions: on Kestrel at a loopback port, or inside AWS Lambda. The same routes and handlers answer in both.</summary>
/// <remarks>The files of the folder <c>Cloud</c> fill in what Lambda needs. They are compiled in the cloud builds only, so elsewhere Kestrel is all there is.</remarks>
public static partial class FunctionHost
{
    /// <summary>Lambda's own name for the function that runs; it is set there and nowhere else.</summary>
    public const string NameVariable = "AWS_LAMBDA_FUNCTION_NAME";

    /// <summary>Whether this process is a Lambda function.</summary>
    public static bool IsOnLambda => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NameVariable));

    /// <summary>A host of an HTTP function.</summary>
    /// <param name="name">Of the function, for logs and metrics: <c>api</c>.</param>
    /// <param name="port">On 127.0.0.1; 0 takes a free one. Not used on Lambda.</param>
    /// <param name="level">Least level that is logged.</param>
    /// <exception cref="UsageException">This is a Lambda function, and the build has no part for it.</exception>
    public static WebApplicationBuilder Begin(string name, int port, LogLevel level)
    {
        var builder = LoopbackHost.Begin(port, level);
        InProcessServer.PutBefore(builder.Services);
        if (IsOnLambda)
            TakeRequests(builder);
        AddTelemetry(builder.Logging, name, level);
        return builder;
    }

    /// <summary>Takes events until Lambda ends the process.</summary>
    /// <param name="function">What answers them.</param>
    /// <param name="cancellationToken">Ends the loop between two events.</param>
    /// <returns>False at once where this is no Lambda function: then <see cref="InvokePath"/> may bring the events.</returns>
    /// <exception cref="UsageException">This is a Lambda function, and the build has no part for it.</exception>
    public static async Task<bool> TryTakeEventsAsync(InvokedFunction.Event function, CancellationToken cancellationToken)
    {
        if (!IsOnLambda)
            return false;
        Task? loop = null;
        TakeEvents(function, ref loop, cancellationToken);
        await (loop ?? throw NoCloudBuild());
        return true;
    }

    private static void TakeRequests(WebApplicationBuilder builder)
    {
        var isAdded = false;
        AddLambdaHosting(builder, ref isAdded);
        if (!isAdded)
            throw NoCloudBuild();
        builder.Services.AddSingleton<LambdaServed>();
    }

    private static UsageException NoCloudBuild() => new($"{NameVariable} is set, as on AWS Lambda, but this is no cloud build; unset it, or build with -p:Cloud=true");

    static partial void AddLambdaHosting(WebApplicationBuilder builder, ref bool isAdded);

    static partial void AddTelemetry(ILoggingBuilder logging, string name, LogLevel level);

    static partial void TakeEvents(InvokedFunction.Event function, ref Task? loop, CancellationToken cancellationToken);
}

/// <summary>There in hosts whose requests Lambda brings: nothing listens there.</summary>
internal sealed class LambdaServed;
