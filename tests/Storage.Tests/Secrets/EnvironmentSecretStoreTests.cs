using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class EnvironmentSecretStoreTests : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["VELOZ_BINANCE_API_KEY"] = "env key",
        ["VELOZ_BINANCE_API_SECRET"] = "env secret",
        ["VELOZ_OKX_API_PASSPHRASE"] = "env passphrase",
        ["VELOZ_OKX_API_KEY"] = "",
        ["VELOZ_JWT_SECRET"] = "not of a venue",
    };

    private readonly TemporarySecrets _secrets = new();

    private EnvironmentSecretStore Environment => new(_variables.GetValueOrDefault);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _secrets.Dispose();

    [Theory]
    [InlineData("exchange/binance/api_key", "env key")]
    [InlineData("exchange/binance/api_secret", "env secret")]
    [InlineData("exchange/okx/api_passphrase", "env passphrase")]
    [InlineData("exchange/okx/api_key", null)]
    [InlineData("exchange/bybit/api_key", null)]
    [InlineData("exchange/jwt/secret", null)]
    [InlineData("other/binance/api_key", null)]
    [InlineData("exchange/binance", null)]
    public async Task Name_is_that_of_its_variable(string name, string? value)
    {
        Assert.Equal(value, (await Environment.GetAsync(SecretName.Parse(name), Stop))?.Value.RevealText());
        Assert.Equal(value, (await Environment.RefreshAsync(SecretName.Parse(name), Stop))?.Value.RevealText());
    }

    [Fact]
    public async Task Names_that_are_set_are_listed() =>
        Assert.Equal(["exchange/binance/api_key", "exchange/binance/api_secret", "exchange/okx/api_passphrase"], (await Environment.ListAsync(Stop)).Select(name => name.Text));

    [Fact]
    public async Task Environment_cannot_be_written()
    {
        Func<Task>[] writes =
        [
            async () => await Environment.PutAsync(TemporarySecrets.Key, Secret.OfText("x"), Stop),
            async () => await Environment.RotateAsync(TemporarySecrets.Key, Secret.OfText("x"), Stop),
            async () => await Environment.RetirePreviousAsync(TemporarySecrets.Key, Stop),
            async () => await Environment.DeleteAsync(TemporarySecrets.Key, Stop),
        ];
        foreach (var write in writes)
        {
            var fault = await Assert.ThrowsAsync<StoreException>(write);
            Assert.Equal(
                (StoreFault.Denied, "secret exchange/binance/api_key was to be written to the environment, which can only be read; write it to the secret store"),
                (fault.Fault, fault.Message));
        }
    }

    [Fact]
    public async Task Store_wins_for_a_whole_venue_and_the_environment_is_behind_it()
    {
        var store = new FallbackSecretStore(_secrets.Open(), Environment);
        Assert.Equal("env key", (await store.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
        await store.PutAsync(TemporarySecrets.Key, Secret.OfText("stored key"), Stop);
        Assert.Equal("stored key", (await store.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
        Assert.Equal("stored key", (await store.RefreshAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
        // Never the key of one account with the secret of another.
        Assert.Null(await store.GetAsync(SecretName.Parse("exchange/binance/api_secret"), Stop));
        Assert.Equal("env passphrase", (await store.GetAsync(SecretName.Parse("exchange/okx/api_passphrase"), Stop))!.Value.RevealText());
        Assert.Equal(["exchange/binance/api_key", "exchange/okx/api_passphrase"], (await store.ListAsync(Stop)).Select(name => name.Text));
        await store.DeleteAsync(TemporarySecrets.Key, Stop);
        Assert.Equal("env key", (await store.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
    }
}
