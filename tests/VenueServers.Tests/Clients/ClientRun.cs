using System.Runtime.CompilerServices;
using System.Text.Json;
using VeloZ.Emulators;

namespace VeloZ.VenueServers.Tests;

/// <summary>Clients of others, npm's ccxt, as processes that trade at a loopback venue.</summary>
internal static class ClientRun
{
    private static readonly NpmPackages Packages = new(Path.GetDirectoryName(SourcePath())!, "the clients of venues");

    /// <summary>Runs a script of this folder against a server, and gives what it has seen.</summary>
    /// <param name="script">Its file.</param>
    /// <param name="server">Its first argument is the server's address.</param>
    /// <param name="credentials">The others.</param>
    public static async Task<JsonElement> SeenAsync(string script, VenueServer server, params string[] credentials)
    {
        await Packages.NeedAsync();
        string[] arguments = [Packages.ScriptOf(script), server.Address.ToString().TrimEnd('/'), .. credentials];
        var output = await NodeRun.ToEndAsync(Packages.Folder, new Dictionary<string, string>(), arguments);
        return JsonDocument.Parse(output).RootElement;
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
