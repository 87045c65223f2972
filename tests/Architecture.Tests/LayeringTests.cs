using System.Xml.Linq;

namespace VeloZ.Architecture.Tests;

/// <summary>What may reference what; the table of ADR 0001. The list here is the truth.</summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["VeloZ.Domain"] = [],
        ["VeloZ.Trading"] = ["VeloZ.Domain"],
        ["VeloZ.Storage"] = ["VeloZ.Domain", "VeloZ.Trading"],
        ["VeloZ.Aws"] = ["VeloZ.Domain", "VeloZ.Trading", "AWSSDK.Kinesis", "AWSSDK.SecretsManager", "AWSSDK.StepFunctions"],
        ["AWSSDK.Kinesis"] = [],
        ["AWSSDK.SecretsManager"] = [],
        ["AWSSDK.StepFunctions"] = [],
        ["VeloZ.Venues"] = ["VeloZ.Domain", "VeloZ.Trading"],
        ["VeloZ.Simulation"] = ["VeloZ.Domain", "VeloZ.Trading", "VeloZ.Storage"],
        ["VeloZ.VenueServers"] = ["VeloZ.Domain", "VeloZ.Trading"],
        ["VeloZ.Hosting"] = ["VeloZ.Domain", "VeloZ.Trading", "VeloZ.Storage", "VeloZ.Aws"],
        ["VeloZ.Engine"] = ["VeloZ.Domain", "VeloZ.Trading", "VeloZ.Storage", "VeloZ.Aws", "VeloZ.Venues", "VeloZ.Hosting"],
        ["VeloZ.Api"] = ["VeloZ.Domain", "VeloZ.Trading", "VeloZ.Storage", "VeloZ.Aws", "VeloZ.Hosting"],
        ["VeloZ.Backtests"] = ["VeloZ.Domain", "VeloZ.Trading", "VeloZ.Storage", "VeloZ.Aws", "VeloZ.Hosting"],
        ["VeloZ.Pulumi"] = ["VeloZ.Aws", "VeloZ.Hosting"],
        ["VeloZ.Local"] = ["VeloZ.Domain", "VeloZ.Trading", "VeloZ.Storage", "VeloZ.Aws", "VeloZ.Simulation", "VeloZ.VenueServers", "VeloZ.Hosting", "VeloZ.Engine"],
    };

    public static TheoryData<string> ProductProjects => [.. Projects("shared/", "streaming-engine/", "functions/", "pulumi/")];

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_product_project_references_only_what_the_list_allows(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        Assert.True(Allowed.ContainsKey(name), $"{path} is not in the list: add it with its ADR");
        Assert.Empty(References(path).Except(Allowed[name]));
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void No_product_project_references_a_test_project(string path) =>
        Assert.DoesNotContain(ReferencePaths(path), reference => reference.Contains("tests/", StringComparison.Ordinal));

    [Fact]
    public void The_domain_and_the_trading_core_use_no_package() =>
        Assert.All(
            ["shared/Domain/VeloZ.Domain.csproj", "shared/Trading/VeloZ.Trading.csproj"],
            path => Assert.Empty(Load(path).Descendants("PackageReference")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = XDocument.Parse(Repository.Read("VeloZ.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        Assert.Equal(Projects("").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_core_is_under_the_full_list_of_banned_symbols() =>
        Assert.All(
            ["shared/Domain/VeloZ.Domain.csproj", "shared/Trading/VeloZ.Trading.csproj"],
            path => Assert.Contains(Load(path).Descendants("AdditionalFiles"), file => file.Attribute("Include")!.Value == "../BannedSymbols.txt"));

    private static IEnumerable<string> Projects(params string[] folders) =>
        Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)));

    private static IEnumerable<string> References(string path) => ReferencePaths(path).Select(reference => Path.GetFileNameWithoutExtension(reference));

    private static IEnumerable<string> ReferencePaths(string path) =>
        Load(path).Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));

    private static XDocument Load(string path) => XDocument.Parse(Repository.Read(path));
}
