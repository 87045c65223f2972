using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace VeloZ.Hosting;

/// <summary>HTTP functions on Lambda: Amazon's server takes the place of Kestrel, where the process is a function.</summary>
public static partial class FunctionHost
{
    static partial void AddLambdaHosting(WebApplicationBuilder builder, ref bool isAdded)
    {
        builder.Services.AddAWSLambdaHosting(LambdaEventSource.HttpApi);
        isAdded = true;
    }
}
