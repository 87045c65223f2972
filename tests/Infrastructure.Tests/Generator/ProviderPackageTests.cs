using System.Formats.Tar;
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
