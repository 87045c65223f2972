namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Who sends HTTP requests to a function. Compile-only. https://github.com/aws/aws-lambda-dotnet/tree/master/Libraries/src/Amazon.Lambda.AspNetCoreServer.Hosting</summary>
public enum LambdaEventSource
{
    /// <summary>A REST API of API Gateway.</summary>
    RestApi,

    /// <summary>An HTTP API of API Gateway.</summary>
    HttpApi,

    /// <summary>An application load balancer.</summary>
    ApplicationLoadBalancer,
}

/// <summary>Puts Amazon's server in place of Kestrel.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>On Lambda; elsewhere it does nothing.</summary>
    public static IServiceCollection AddAWSLambdaHosting(this IServiceCollection services, LambdaEventSource eventSource) =>
        throw new NotSupportedException("this stand-in of Amazon.Lambda.AspNetCoreServer.Hosting only compiles; build with -p:Cloud=true to run on Lambda");
}
