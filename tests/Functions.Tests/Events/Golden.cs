namespace VeloZ.Functions.Tests;

/// <summary>Compares with an approved file. What came out instead is left beside it as <c>.received</c>, to be reviewed and renamed.</summary>
internal static class Golden
{
    public static void Matches(string path, string received)
    {
        var file = Repository.PathOf("tests/Functions.Tests/Events/" + path);
        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (approved == received)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file.Replace(".approved.", ".received.", StringComparison.Ordinal), received);
        Assert.Equal(approved, received);
    }
}
