using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using VeloZ.ProviderTypes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>The package that definitions come from is known by its hash.</summary>
public sealed class ProviderPackageTests
{
    [Fact]
    public async Task One_that_is_there_is_read_without_asking_anybody()
    {
        var folder = Directory.CreateTempSubdirectory("veloz-provider-");
        try
        {
            var packed = Pack(("package/zoo/cage.d.ts", "a cage"), ("package/zoo/cage.js", "code"), ("elsewhere/zoo/cage.d.ts", "no"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "zoo-beasts-1.2.3.tgz"), packed, TestContext.Current.CancellationToken);
            var package = new ProviderPackage("@zoo/beasts", "1.2.3", "sha512-" + Convert.ToBase64String(SHA512.HashData(packed)));
            var definitions = await package.ReadDefinitionsAsync(folder.FullName, path => path.EndsWith(".d.ts", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.Equal([KeyValuePair.Create("zoo/cage.d.ts", "a cage")], definitions);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Another_hash_is_refused()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the program that stands for npm is a script of sh");
        var folder = Directory.CreateTempSubdirectory("veloz-provider-");
        try
        {
            var other = Path.Combine(folder.FullName, "other");
            await File.WriteAllBytesAsync(other, Pack(("package/zoo/cage.d.ts", "another cage")), TestContext.Current.CancellationToken);
            var package = PackageOf("reviewed"u8) with { Npm = Script(folder, $"cp '{other}' zoo-beasts-1.2.3.tgz") };
            var fault = await Assert.ThrowsAsync<DefinitionException>(() => package.ReadDefinitionsAsync(folder.FullName, _ => true, TestContext.Current.CancellationToken));
            Assert.Equal($"@zoo/beasts 1.2.3 from the npm registry has another hash than {package.Integrity}: it is not the package that was reviewed", fault.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Npm_that_does_not_end_is_ended()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the program that stands for npm is a script of sh");
        var folder = Directory.CreateTempSubdirectory("veloz-provider-");
        try
        {
            var package = PackageOf("reviewed"u8) with { Npm = Script(folder, "echo $$ > pid; exec sleep 600"), Patience = TimeSpan.FromSeconds(5) };
            var fault = await Assert.ThrowsAsync<DefinitionException>(() => package.ReadDefinitionsAsync(folder.FullName, _ => true, TestContext.Current.CancellationToken));
            Assert.StartsWith("npm pack did not end within 5 seconds", fault.Message, StringComparison.Ordinal);
            var process = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "pid"), TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
            try
            {
                using var left = Process.GetProcessById(process);
                await left.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            }
            catch (ArgumentException)
            {
                // It is gone already.
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProviderPackage PackageOf(ReadOnlySpan<byte> packed) => new("@zoo/beasts", "1.2.3", "sha512-" + Convert.ToBase64String(SHA512.HashData(packed)));

    private static string Script(DirectoryInfo folder, string commands)
    {
        var path = Path.Combine(folder.FullName, "npm");
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static byte[] Pack(params (string Path, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var zipped = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var archive = new TarWriter(zipped))
        {
            foreach (var (path, text) in files)
                archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        }
        return packed.ToArray();
    }
}
