using VeloZ.ProviderTypes;

// VeloZ.ProviderTypes MAP PACKAGE CACHE OUTPUT
// The message has the form that MSBuild takes for an error of its own.
if (args is not [var mapPath, var packagePath, var cache, var output])
{
    await Console.Error.WriteLineAsync("VeloZ.ProviderTypes : error VZP001: four arguments are needed: map, package, folder of packages, folder of sources");
    return 2;
}
try
{
    var map = TokenMap.Read(await File.ReadAllTextAsync(mapPath, CancellationToken.None));
    var wanted = map.Resources.Select(resource => $"{resource.Module}/{resource.File}.d.ts").ToHashSet(StringComparer.Ordinal);
    var definitions = await ProviderPackage.Read(await File.ReadAllTextAsync(packagePath, CancellationToken.None)).ReadDefinitionsAsync(
        cache,
        path => path == "types/input.d.ts" || wanted.Contains(path) || (path.StartsWith("types/enums/", StringComparison.Ordinal) && path.EndsWith("/index.d.ts", StringComparison.Ordinal)),
        CancellationToken.None);
    var sources = new SourceWriter(map, path => definitions.TryGetValue(path, out var text) ? text : throw new DefinitionException($"the package has no {path}")).WriteAll();
    if (Directory.Exists(output))
        Directory.Delete(output, recursive: true);
    Directory.CreateDirectory(output);
    foreach (var (name, text) in sources)
        await File.WriteAllTextAsync(Path.Combine(output, name), text, CancellationToken.None);
    return 0;
}
catch (Exception exception) when (exception is DefinitionException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException or KeyNotFoundException)
{
    await Console.Error.WriteLineAsync($"VeloZ.ProviderTypes : error VZP002: {exception.Message}");
    return 1;
}
