using System.Runtime.CompilerServices;

namespace VeloZ.Trading.Tests;

/// <summary>Compares with an approved file beside the test. What came out instead is left beside it as <c>.received</c>, to be reviewed and renamed.</summary>
internal static class Golden
{
    public static void Matches(string name, string received, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, name);
        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        // Line ends depend on how the file was checked out; a test of its own looks at them.
        if (string.Equals(approved.ReplaceLineEndings("\n"), received.ReplaceLineEndings("\n"), StringComparison.Ordinal))
            return;
        File.WriteAllText(path.Replace(".approved.", ".received.", StringComparison.Ordinal), received);
        Assert.Equal(approved.ReplaceLineEndings("\n"), received.ReplaceLineEndings("\n"));
    }
}
