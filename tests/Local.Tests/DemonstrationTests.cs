using System.Net;
using System.Net.Sockets;

namespace VeloZ.Local.Tests;

public sealed class DemonstrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_reports_are_served()
    {
        using var process = Veloz.Start(_folder.Path, new Dictionary<string, string> { ["VELOZ_PORT"] = "0" }, "demo");
        try
        {
            var address = await AddressAsync(process.StandardOutput);
            using var client = new HttpClient();
            var page = await client.GetStringAsync(address, TestContext.Current.CancellationToken);
            Assert.Contains("<!doctype html>", page, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("ma-cross", page, StringComparison.Ordinal);
            Assert.Contains("bollinger-reversion", await client.GetStringAsync(address + "/reports/bollinger-reversion", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal("{\"status\":\"ok\"}", await client.GetStringAsync(address + "/health", TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(address + "/reports/moon"), TestContext.Current.CancellationToken)).StatusCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_taken_port_is_told_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var result = await Veloz.RunInAsync(_folder.Path, new Dictionary<string, string>(), "--port", port);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"veloz: port {port} on 127.0.0.1 is taken by another program; choose one by --port or VELOZ_PORT", result.ErrorLine);
    }

    private static async Task<string> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Trim().StartsWith("http://127.0.0.1:", StringComparison.Ordinal))
                return line.Trim();
        }
        throw new InvalidOperationException("the program ended before it told its address");
    }
}
