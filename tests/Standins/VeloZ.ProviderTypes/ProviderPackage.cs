using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace VeloZ.ProviderTypes;

/// <summary>The provider's package at npm, which has its type definitions: one version, known by its hash.</summary>
/// <param name="Name">At npm.</param>
/// <param name="Version">Exact.</param>
/// <param name="Integrity">As npm's lock files write it: <c>sha512-</c> and Base64.</param>
internal sealed record ProviderPackage(string Name, string Version, string Integrity)
{
    private const string Inside = "package/";

    /// <summary>Program that fetches.</summary>
    public string Npm { get; init; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>How long it may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Reads which it is.</summary>
    /// <exception cref="DefinitionException">It does not hold.</exception>
    public static ProviderPackage Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var package = new ProviderPackage(Text("package"), Text("version"), Text("integrity"));
        return package.Integrity.StartsWith("sha512-", StringComparison.Ordinal)
            ? package
            : throw new DefinitionException($"integrity of {package.Name} was '{package.Integrity}', must be sha512- and Base64");

        string Text(string name) => document.RootElement.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new DefinitionException($"the package has no {name}");
    }

    /// <summary>Type definitions by path within the package. The package is fetched unless the folder has it.</summary>
    /// <param name="folder">Where it is kept, once it is proven to be the one.</param>
    /// <param name="isWanted">Whether a path is needed.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="DefinitionException">It could not be fetched, or is another than was pinned.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadDefinitionsAsync(string folder, Predicate<string> isWanted, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz");
        if (!File.Exists(path) || !await IsWholeAsync(path, cancellationToken))
            await FetchAsync(folder, path, cancellationToken);
        var definitions = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var file = File.OpenRead(path);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        await using var archive = new TarReader(unpacked);
        while (await archive.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (!entry.Name.StartsWith(Inside, StringComparison.Ordinal) || !isWanted(entry.Name[Inside.Length..]) || entry.DataStream is null)
                continue;
            using var reader = new StreamReader(entry.DataStream);
            definitions[entry.Name[Inside.Length..]] = await reader.ReadToEndAsync(cancellationToken);
        }
        return definitions;
    }

    private async Task FetchAsync(string folder, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var needed = $"the type definitions of {Name} {Version} are needed once, from the npm registry, by npm of Node 20 or newer";
        var start = new ProcessStartInfo(Npm, ["pack", $"{Name}@{Version}", "--pack-destination", folder, "--loglevel=error", "--prefer-offline"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            using var npm = Process.Start(start) ?? throw new DefinitionException($"npm did not start: {needed}");
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = npm.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await npm.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            }
            finally
            {
                // Else it goes on, and writes where the next build reads.
                if (!npm.HasExited)
                    npm.Kill(entireProcessTree: true);
            }
            if (npm.ExitCode != 0)
                throw new DefinitionException($"npm pack ended with {npm.ExitCode}: {needed}. npm said: {(await error + await output).Trim().ReplaceLineEndings(" ")}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new DefinitionException($"npm was not found ({exception.Message}): {needed}");
        }
        catch (TimeoutException)
        {
            throw new DefinitionException($"npm pack did not end within {Patience.TotalSeconds} seconds: {needed}");
        }
        if (!await IsWholeAsync(path, cancellationToken))
            throw new DefinitionException($"{Name} {Version} from the npm registry has another hash than {Integrity}: it is not the package that was reviewed");
    }

    private async Task<bool> IsWholeAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Integrity == "sha512-" + Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken));
    }
}
