using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class FileSecretStoreTests : IDisposable
{
    private readonly TemporarySecrets _secrets = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public async Task Secrets_are_there_after_a_restart_with_any_kind_of_key()
    {
        foreach (var key in (string?[])[null, Convert.ToBase64String(new byte[32]), TemporarySecrets.Passphrase])
        {
            using var secrets = new TemporarySecrets();
            await secrets.PutAsync("one", key);
            await secrets.Open(key).RotateAsync(TemporarySecrets.Key, Secret.OfText("two"), Stop);
            var again = secrets.Open(key);
            Assert.Equal("two", (await again.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
            Assert.Equal("one", (await again.GetPreviousAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
            Assert.Equal(UnixNanos.From(secrets.Time.GetUtcNow()), (await again.GetAsync(TemporarySecrets.Key, Stop))!.WrittenTime);
        }
    }

    [Fact]
    public async Task Value_is_nowhere_in_the_file_nor_in_any_error()
    {
        const string Canary = "canary-93be17";
        await _secrets.PutAsync(Canary, TemporarySecrets.Passphrase);
        Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_secrets.SecretsFile, Stop)), StringComparison.Ordinal);
        Assert.DoesNotContain(TemporarySecrets.Passphrase, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_secrets.SecretsFile, Stop)), StringComparison.Ordinal);
        var errors = new StringBuilder();
        foreach (var key in (string?[])[null, "canary-passphrase", Convert.ToBase64String(Encoding.UTF8.GetBytes("canary-key-of-exactly-32-bytes-!")), "canary"])
        {
            File.Delete(_secrets.KeyFile);
            errors.Append(_secrets.FaultOf(key));
        }
        var whole = await File.ReadAllBytesAsync(_secrets.SecretsFile, Stop);
        for (var at = 0; at < whole.Length; at += 7)
        {
            await File.WriteAllBytesAsync(_secrets.SecretsFile, whole, Stop);
            _secrets.Forge(file => file[at] ^= 1);
            if (at < whole.Length - 4)
                errors.Append(_secrets.FaultOf(TemporarySecrets.Passphrase));
        }
        Assert.DoesNotContain("canary", errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TemporarySecrets.Passphrase, errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", $"{new FileSecretStoreOptions { Folder = "x", Key = Secret.OfText("canary") }}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_writing_has_other_bytes()
    {
        await _secrets.PutAsync("one");
        var first = await File.ReadAllBytesAsync(_secrets.SecretsFile, Stop);
        var store = _secrets.Open();
        await store.PutAsync(SecretName.Parse("x"), Secret.OfText("x"), Stop);
        await store.DeleteAsync(SecretName.Parse("x"), Stop);
        var second = await File.ReadAllBytesAsync(_secrets.SecretsFile, Stop);
        Assert.Equal(first.Length, second.Length);
        // After header, key check, count, name, version, time and state come nonce, length and the three letters.
        var at = 32 + 28 + 4 + 2 + TemporarySecrets.Key.Text.Length + 17;
        Assert.False(first.AsSpan(at, 12).SequenceEqual(second.AsSpan(at, 12)));
        Assert.False(first.AsSpan(at + 16, 3).SequenceEqual(second.AsSpan(at + 16, 3)));
    }

    [Fact]
    public async Task Key_file_is_made_once_for_the_owner_only()
    {
        await _secrets.PutAsync("one");
        var key = await File.ReadAllTextAsync(_secrets.KeyFile, Stop);
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.Equal("one", await _secrets.GetAsync());
        Assert.Equal(key, await File.ReadAllTextAsync(_secrets.KeyFile, Stop));
        foreach (var path in (string[])[_secrets.KeyFile, _secrets.SecretsFile])
            Assert.Equal(OwnerOnly.File, OwnerOnly.ModeOf(path));
        Assert.Equal(OwnerOnly.File | UnixFileMode.UserExecute, OwnerOnly.ModeOf(_secrets.Folder));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task Key_file_that_others_can_use_is_refused(UnixFileMode open)
    {
        await _secrets.PutAsync("one");
        OwnerOnly.SetMode(_secrets.KeyFile, OwnerOnly.File | open);
        var fault = _secrets.FaultOf();
        Assert.Equal(
            (StoreFault.Denied, $"{_secrets.KeyFile}: key file could be used by others ({open}), must be for its owner only: chmod 600 {_secrets.KeyFile}"),
            (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Key_file_that_is_gone_is_not_made_anew()
    {
        await _secrets.PutAsync("one");
        File.Delete(_secrets.KeyFile);
        var fault = _secrets.FaultOf();
        Assert.Equal(
            (StoreFault.Denied, $"{_secrets.KeyFile}: key file was missing, must be there to open {_secrets.SecretsFile}; put it back or set VELOZ_SECRETS_KEY. Nothing was changed"),
            (fault.Fault, fault.Message));
        Assert.False(File.Exists(_secrets.KeyFile));
    }

    [Fact]
    public async Task Key_file_that_holds_no_key_is_refused()
    {
        await _secrets.PutAsync("one");
        await File.WriteAllTextAsync(_secrets.KeyFile, "c2hvcnQ=\n", Stop);
        var fault = _secrets.FaultOf();
        Assert.Equal((StoreFault.Damaged, $"{_secrets.KeyFile}: key file did not hold 32 bytes in base 64; restore a backup"), (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Wrong_key_is_told_as_such()
    {
        await _secrets.PutAsync("one", TemporarySecrets.Passphrase);
        var wrong = _secrets.FaultOf("another long passphrase");
        Assert.Equal(
            (StoreFault.Denied, $"{_secrets.SecretsFile}: secrets were sealed with another key; set VELOZ_SECRETS_KEY, or put the key file back, that they were sealed with. Nothing was changed"),
            (wrong.Fault, wrong.Message));
        var otherKind = _secrets.FaultOf(Convert.ToBase64String(new byte[32]));
        Assert.Equal(
            (StoreFault.Denied, $"{_secrets.SecretsFile}: secrets were sealed with a passphrase, a key of 32 bytes was given; set VELOZ_SECRETS_KEY to the one they were sealed with. Nothing was changed"),
            (otherKind.Fault, otherKind.Message));
        Assert.Equal("one", await _secrets.GetAsync(TemporarySecrets.Passphrase));
    }

    [Fact]
    public void Short_passphrase_is_refused()
    {
        var fault = Assert.Throws<StoreException>(() => _secrets.Open("fifteen letters"));
        Assert.Equal((StoreFault.Denied, "VELOZ_SECRETS_KEY had 15 characters, must be 32 bytes in base 64 or a passphrase of at least 16 characters"), (fault.Fault, fault.Message));
    }

    [Fact]
    public void Rounds_are_bounded_and_600000_unless_set()
    {
        Assert.Equal(600_000, new FileSecretStoreOptions { Folder = _secrets.Folder }.Rounds);
        Assert.Throws<ArgumentException>(() => FileSecretStore.Open(new FileSecretStoreOptions { Folder = _secrets.Folder, Rounds = 999 }, _secrets.Time));
    }

    [Fact]
    public async Task Value_of_another_process_is_seen_after_its_age_or_when_refreshed()
    {
        await _secrets.PutAsync("one");
        var (store, refreshed) = (_secrets.Open(), _secrets.Open());
        await _secrets.PutAsync("two");
        Assert.Equal("one", (await store.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
        Assert.Equal("two", (await refreshed.RefreshAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
        _secrets.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal("one", (await store.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
        _secrets.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("two", (await store.GetAsync(TemporarySecrets.Key, Stop))!.Value.RevealText());
    }

    [Fact]
    public async Task Write_keeps_what_another_process_wrote()
    {
        var store = _secrets.Open();
        await _secrets.PutAsync("theirs", name: "b");
        await store.PutAsync(SecretName.Parse("a"), Secret.OfText("ours"), Stop);
        Assert.Equal(["a", "b"], (await _secrets.Open().ListAsync(Stop)).Select(name => name.Text));
    }

    [Fact]
    public async Task File_that_goes_away_is_not_an_empty_store()
    {
        await _secrets.PutAsync("one");
        var store = _secrets.Open();
        File.Delete(_secrets.SecretsFile);
        Assert.Equal(StoreFault.Damaged, (await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(SecretName.Parse("a"), Secret.OfText("a"), Stop))).Fault);
        Assert.False(File.Exists(_secrets.SecretsFile));
    }
}
