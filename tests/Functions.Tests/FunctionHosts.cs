using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using VeloZ.Hosting;

namespace VeloZ.Functions.Tests;

/// <summary>Starts hosts and invokes functions as Lambda's callers do.</summary>
internal static class FunctionHosts
{
    /// <summary>Settings of one variable and defaults.</summary>
    public static SettingValues Settings(string dataDirectory) => new(new Dictionary<Setting, GivenSetting>(), name => name switch
    {
        "VELOZ_DATA_DIR" => dataDirectory,
        "VELOZ_PORT" => "0",
        "VELOZ_LOG_LEVEL" => "error",
        _ => null,
    });

    public static async Task<Uri> StartAsync(WebApplication app)
    {
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public static async Task<HttpResponseMessage> InvokeAsync(HttpClient client, string function, byte[] payload)
    {
        using var content = new ByteArrayContent(payload);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await client.PostAsync(new Uri($"/2015-03-31/functions/{function}/invocations", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
