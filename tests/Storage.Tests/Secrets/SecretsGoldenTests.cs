using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>A file of every layout version ever written and of each kind of key: it must open for ever.</summary>
public sealed class SecretsGoldenTests
{
    // Written from SECRETS-FORMAT.md by a program in another language and with another library, not by the store.
    private const string Version1WithKey =
        "VlpTRUNSRVQBAAAAAAAAAGRlZmdoaWprbG1ub3BxcnMBAQEBAQEBAQEBAQECyfg8CtUlKZZpRXGWc72gAwAAABgAZXhjaGFuZ2UvYmluYW5jZS9hcGlfa2V5"
        + "AQAAAAAAAAAAAPrtUXKGGAACAgICAgICAgICAgIJAAAA9ER9m8+4XS6uFSGzznRN9IJyWCziIfBsHxgAZXhjaGFuZ2UvYmluYW5jZS9hcGlfa2V5AgAAAAAA"
        + "AAAAypQpUnKGGAEDAwMDAwMDAwMDAwMJAAAAgC5L9n3zPmO7O2FtPH6PnESF4lu/9LhF/gEAeAcAAAAAAAAABQAAAAAAAAABBAQEBAQEBAQEBAQEAgAAAGR4"
        + "BFuDE8YdrI5ZYC4t9iDqJgUFBQUFBQUFBQUFBfUB6VuQE2TGm0qqQ1KBl6/NWfZa";

    private const string Version1WithPassphrase =
        "VlpTRUNSRVQBAAEA6AMAAGRlZmdoaWprbG1ub3BxcnMBAQEBAQEBAQEBAQH7TljGOVpNNiZ5aaK7s0JQAwAAABgAZXhjaGFuZ2UvYmluYW5jZS9hcGlfa2V5"
        + "AQAAAAAAAAAAAPrtUXKGGAACAgICAgICAgICAgIJAAAAXMe4Qc6qfmifESdY95vpjdbldeWFGvV/QhgAZXhjaGFuZ2UvYmluYW5jZS9hcGlfa2V5AgAAAAAA"
        + "AAAAypQpUnKGGAEDAwMDAwMDAwMDAwMJAAAAGbh2eunDacQEAYAfpm6+sZO+A4DwRMhsugEAeAcAAAAAAAAABQAAAAAAAAABBAQEBAQEBAQEBAQEAgAAAPw8"
        + "RUKjyaUuvuooG9RAwSTrOQUFBQUFBQUFBQUFBTo9cJsVUolX7mzTPdgHfYtUaf9s";

    [Fact]
    public async Task Version_1_with_a_key_opens() => await MustOpenAsync(Version1WithKey, Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(number => (byte)number)]));

    [Fact]
    public async Task Version_1_with_a_passphrase_opens() => await MustOpenAsync(Version1WithPassphrase, TemporarySecrets.Passphrase);

    private static async Task MustOpenAsync(string file, string key)
    {
        var stop = TestContext.Current.CancellationToken;
        using var secrets = new TemporarySecrets();
        Directory.CreateDirectory(secrets.Folder);
        await File.WriteAllBytesAsync(secrets.SecretsFile, Convert.FromBase64String(file), stop);
        var store = secrets.Open(key);
        Assert.Equal(["exchange/binance/api_key", "x"], (await store.ListAsync(stop)).Select(name => name.Text));
        Assert.Equal(new StoredSecret(TemporarySecrets.Key, 2, new UnixNanos(1_767_225_601_000_000_000), Secret.OfText("new value")), await store.GetAsync(TemporarySecrets.Key, stop));
        Assert.Equal(new StoredSecret(TemporarySecrets.Key, 1, new UnixNanos(1_767_225_600_000_000_000), Secret.OfText("old value")), await store.GetPreviousAsync(TemporarySecrets.Key, stop));
        Assert.Equal(new StoredSecret(SecretName.Parse("x"), 7, new UnixNanos(5), new Secret([0, 255])), await store.GetAsync(SecretName.Parse("x"), stop));
    }
}
