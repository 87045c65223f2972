namespace VeloZ.Local.Tests;

public sealed class SecretsCommandTests : IDisposable
{
    private const string Canary = "canary-7f3a";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_secret_is_kept_sealed_listed_by_name_and_removed()
    {
        var set = await Veloz.RunWithInputAsync(Canary + "\n", "secrets", "set", "exchange/binance/api_key", "--data", _folder.Path);
        Assert.Equal((0, "exchange/binance/api_key: version 1 is kept\n"), (set.ExitCode, set.Output));
        Assert.DoesNotContain(Canary, set.Output + set.Error, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(Canary, File.ReadAllText(file), StringComparison.Ordinal));

        Assert.Equal("exchange/binance/api_key\n", (await Veloz.RunAsync("secrets", "--data", _folder.Path)).Output);
        Assert.Equal(0, (await Veloz.RunAsync("secrets", "remove", "exchange/binance/api_key", "--data", _folder.Path)).ExitCode);
        Assert.Equal("", (await Veloz.RunAsync("secrets", "--data", _folder.Path)).Output);
    }

    [Theory]
    [InlineData("", "a/b", "secret had 0 bytes, must have 1 to 65536, given by standard input")]
    [InlineData("x", "Bad Name", "secret name was 'Bad Name', must be small letters, digits and - _ . = in parts joined with /")]
    public async Task What_cannot_be_kept_is_told(string value, string name, string message)
    {
        var result = await Veloz.RunWithInputAsync(value, "secrets", "set", name, "--data", _folder.Path);
        Assert.Equal((2, $"veloz: {message}"), (result.ExitCode, result.ErrorLine));
    }

    public void Dispose() => _folder.Dispose();
}
