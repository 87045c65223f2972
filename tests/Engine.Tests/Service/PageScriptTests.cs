using VeloZ.Emulators;

namespace VeloZ.Engine.Tests;

/// <summary>What the page's script makes of the amounts that it is told.</summary>
public sealed class PageScriptTests
{
    [Theory]
    [InlineData("-0.5999972", 2, "-0.60")]
    [InlineData("0.005", 2, "0.01")]
    [InlineData("-0.004", 2, "0.00")]
    [InlineData("999.995", 2, "1,000.00")]
    [InlineData("1234567.8", 2, "1,234,567.80")]
    [InlineData("-1234", 2, "-1,234.00")]
    [InlineData("0", 2, "0.00")]
    [InlineData("0.0059952", 5, "0.00600")]
    [InlineData("1499.5", 0, "1,500")]
    [InlineData("90071992547409931.12345678", 8, "90,071,992,547,409,931.12345678")]
    public async Task Amounts_are_rounded_at_the_digits_shown(string text, int digits, string shown)
    {
        var assembly = typeof(EngineHost).Assembly;
        using var script = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(static name => name.EndsWith("page.js", StringComparison.Ordinal)))!);
        var source = await script.ReadToEndAsync(TestContext.Current.CancellationToken);
        var amount = source[source.IndexOf("function amount(", StringComparison.Ordinal)..source.IndexOf("function set(", StringComparison.Ordinal)];
        var output = await NodeRun.ToEndAsync(AppContext.BaseDirectory, new Dictionary<string, string>(StringComparer.Ordinal), "-e", $"{amount} process.stdout.write(amount('{text}', {digits}))");
        Assert.Equal(shown, output);
    }
}
