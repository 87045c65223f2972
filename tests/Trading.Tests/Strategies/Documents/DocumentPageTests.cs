using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.Trading.Tests;

/// <summary>The page that tells the format says what the reader does.</summary>
public sealed class DocumentPageTests
{
    private static readonly string Page = File.ReadAllText(PathOf("../../../../shared/Trading/Strategies/Documents/DOCUMENT-FORMAT.md"));

    [Fact]
    public void Its_document_holds() =>
        Assert.Equal("dip-buyer", Documents.Read(Regex.Match(Page, "```json\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["text"].Value).Definition.Id);

    [Fact]
    public void It_names_every_code() =>
        Assert.All(Enum.GetNames<DocumentFault>(), name => Assert.Contains($"`{SnakeCase.From(name)}`", Page, StringComparison.Ordinal));

    [Fact]
    public void It_tells_the_limits()
    {
        Assert.Contains($"At most {DocumentLimits.BytesMax:N0} bytes and {DocumentLimits.DepthMax} levels", Page, StringComparison.Ordinal);
        Assert.Contains($"look back on at most {DocumentLimits.LookBackBarsMax:N0} bars together", Page, StringComparison.Ordinal);
        Assert.All(DocumentReader.Categories, category => Assert.Contains($"`{category}`", Page, StringComparison.Ordinal));
        Assert.All(DocumentNames.Prices, price => Assert.Contains($"`{price}`", Page, StringComparison.Ordinal));
    }

    private static string PathOf(string relative, [System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, relative));
}
