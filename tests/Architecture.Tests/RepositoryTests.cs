using System.Text.RegularExpressions;

namespace VeloZ.Architecture.Tests;

/// <summary>What must hold of the tree as text.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] Folders = ["functions", "streaming-engine", "pulumi", "shared", "tests", "events", ".github", ".ci", ".config"];

    private static readonly string[] RootFiles =
    [
        ".editorconfig", ".gitattributes", ".gitignore", "AGENTS.md", "CHANGELOG.md", "Directory.Build.props", "Directory.Build.targets",
        "Directory.Packages.props", "LICENSE", "README.md", "VeloZ.slnx", "global.json",
    ];

    [Fact]
    public void Top_level_folders_and_root_files_are_the_fixed_ones() =>
        Assert.All(Repository.Files, path => Assert.Contains(path.Split('/')[0], path.Contains('/', StringComparison.Ordinal) ? Folders : RootFiles));

    [Fact]
    public void Money_never_is_a_double()
    {
        // Statistics and indicators may use double; the rest of the core may not name it.
        var offenders = Sources("shared/Domain/", "shared/Trading/")
            .Where(path => !path.Contains("/Performance/", StringComparison.Ordinal)
                && !path.Contains("/Indicators/", StringComparison.Ordinal)
                && !path.Contains("/Report/", StringComparison.Ordinal)
                && !DoubleIsStatistics.Contains(path, StringComparer.Ordinal))
            .Where(path => FloatingPoint().IsMatch(Code(path)));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Only_simulations_and_tests_take_a_guard_out()
    {
        var callers = Sources("").Where(path => Code(path).Contains("Guards.Without", StringComparison.Ordinal));
        Assert.DoesNotContain(callers, path => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("shared/Simulation/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_todo_carries_an_issue_number() =>
        Assert.DoesNotContain(Sources(""), path => UnnumberedTodo().IsMatch(Repository.Read(path)));

    [Fact]
    public void No_file_has_the_marks_of_a_merge() =>
        Assert.DoesNotContain(Repository.Files.Where(path => !path.EndsWith(".png", StringComparison.Ordinal)), path => MergeMark().IsMatch(Repository.Read(path)));

    [Fact]
    public void Folders_are_named_for_the_domain()
    {
        string[] refused = ["Helpers", "Utils", "Managers", "Misc"];
        Assert.DoesNotContain(Repository.Files, path => path.Split('/').Intersect(refused, StringComparer.OrdinalIgnoreCase).Any());
    }

    [Fact]
    public void Paths_named_in_the_pages_exist()
    {
        string[] pages = ["README.md", "AGENTS.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md", .. Repository.Files.Where(path => path.StartsWith(".github/adr/", StringComparison.Ordinal))];
        var missing = pages.SelectMany(page => Named(page).Where(path => !Exists(page, path)).Select(path => $"{page}: {path}"));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_readme_names_the_two_commands()
    {
        var readme = Repository.Read("README.md");
        Assert.Contains("dotnet run --project functions/Local -c Release", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void No_page_or_source_names_a_path_of_one_machine() =>
        Assert.DoesNotContain(Repository.Files.Where(path => !path.EndsWith(".png", StringComparison.Ordinal) && path != ".ci/run"), path => MachinePath().IsMatch(Repository.Read(path)));

    private static readonly string[] DoubleIsStatistics =
    [
        "shared/Domain/Messages/MessageWriter.cs", // Writes an indicator's state.
        "shared/Domain/Messages/MessageReader.cs",
        "shared/Trading/Strategies/RsiPullback.cs", // Compares an indicator with its threshold.
        "shared/Trading/Strategies/Documents/ValueSteps.cs", // Indicators and what is made of them; levels come back through ToPrice.
        "shared/Trading/Simulation/Slippage.cs", // A square root, brought back through ToPrice.
        "shared/Trading/Backtesting/BacktestResult.cs", // Exposure: a share of time.
        "shared/Trading/Backtesting/BacktestRecorder.cs",
    ];

    private static IEnumerable<string> Sources(params string[] folders) =>
        Repository.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)));

    // Without comments and documentation.
    private static string Code(string path) => string.Join('\n', Repository.Read(path).Split('\n').Select(line => Comment().Replace(line, "")));

    private static IEnumerable<string> Named(string page)
    {
        var text = Repository.Read(page);
        return PathInText().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal);
    }

    private static bool Exists(string page, string path)
    {
        var beside = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, path);
        var above = Path.Combine(Repository.Root, path);
        return File.Exists(beside) || Directory.Exists(beside) || File.Exists(above) || Directory.Exists(above);
    }

    [GeneratedRegex("^(?:<{7} |={7}$|>{7} )", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex MergeMark();

    [GeneratedRegex(@"\b(double|float)\b")]
    private static partial Regex FloatingPoint();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(TODO|FIXME)\b(?! ?\(?#\d)(?!"")(?!\|)(?!\))")]
    private static partial Regex UnnumberedTodo();

    // Links to files, and backticked paths into the fixed folders.
    [GeneratedRegex(@"(?:\]\(|`)((?:\.\./|\./)?(?:functions|streaming-engine|pulumi|shared|tests|events|\.github|\.ci|\.config)/[A-Za-z0-9_./-]*[A-Za-z0-9_/-])(?:\)|`|#)")]
    private static partial Regex PathInText();

    [GeneratedRegex(@"(?<![\w.])/(work|root|farm)/|\.\./shared/(spec|data|fixtures|model)")]
    private static partial Regex MachinePath();
}
