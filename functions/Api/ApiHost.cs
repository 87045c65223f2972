using System.Reflection;
using VeloZ.Domain;

namespace VeloZ.Api;

/// <summary>Puts the API into a host.</summary>
public static class ApiHost
{
    /// <summary>As callers and the deployment say it.</summary>
    public const string FunctionName = "api";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly string Version = typeof(ApiHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Adds what it needs.</summary>
    /// <param name="services">Of the host.</param>
    /// <param name="options">What is in no store.</param>
    /// <param name="items">What is.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, ApiOptions options, IItemStore items) =>
        services.AddSingleton(options).AddSingleton(new InstrumentCatalog(items, options.Simulated));

    /// <summary>Maps its addresses.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapMethods("/api/v1/health", Methods, (RequestDelegate)(context => HealthAsync(context)));
        app.MapMethods("/api/v1/instruments", Methods, (RequestDelegate)(context => InstrumentEndpoints.ListAsync(context)));
        app.MapMethods("/api/v1/instruments/{id}", Methods, (RequestDelegate)(context => InstrumentEndpoints.GetAsync(context)));
    }

    private static Task HealthAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<ApiOptions>();
        return JsonAnswer.WriteAsync(context, new HealthView("ok", Version, options.Environment), ApiJson.Default.HealthView);
    }
}
