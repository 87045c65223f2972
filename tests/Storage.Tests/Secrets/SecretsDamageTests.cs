using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class SecretsDamageTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private readonly TemporarySecrets _secrets = new();

    private static string KeyText => Convert.ToBase64String(Key);

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public async Task File_cut_at_any_length_is_told()
    {
        var whole = await MakeAsync();
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(_secrets.SecretsFile, whole[..length], TestContext.Current.CancellationToken);
            Assert.Equal(StoreFault.Damaged, _secrets.FaultOf(KeyText).Fault);
        }
    }

    [Fact]
    public async Task Any_flipped_byte_is_told()
    {
        var whole = await MakeAsync();
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x20;
            await File.WriteAllBytesAsync(_secrets.SecretsFile, damaged, TestContext.Current.CancellationToken);
            Assert.Equal(at is 8 or 9 ? StoreFault.OtherVersion : StoreFault.Damaged, _secrets.FaultOf(KeyText).Fault);
        }
    }

    [Fact]
    public async Task Any_byte_changed_by_who_mends_the_checksum_is_told()
    {
        var whole = await MakeAsync();
        for (var at = 0; at < whole.Length - 4; at++)
        {
            await File.WriteAllBytesAsync(_secrets.SecretsFile, whole, TestContext.Current.CancellationToken);
            _secrets.Forge(file => file[at] ^= 0x20);
            _secrets.FaultOf(KeyText);
        }
    }

    [Fact]
    public async Task Damage_says_what_it_is()
    {
        var whole = await MakeAsync();
        await File.WriteAllBytesAsync(_secrets.SecretsFile, whole[..^1], TestContext.Current.CancellationToken);
        Assert.Equal($"{_secrets.SecretsFile}: file was cut short or changed, and did not match its checksum; restore a backup. Nothing was changed", _secrets.FaultOf(KeyText).Message);
        await File.WriteAllTextAsync(_secrets.SecretsFile, new string('x', 200), TestContext.Current.CancellationToken);
        Assert.Equal($"{_secrets.SecretsFile}: file did not begin as secrets files do; restore a backup. Nothing was changed", _secrets.FaultOf(KeyText).Message);
        await File.WriteAllBytesAsync(_secrets.SecretsFile, whole, TestContext.Current.CancellationToken);
        _secrets.Forge(file => file[whole.Length - 40] ^= 1);
        Assert.Equal($"{_secrets.SecretsFile}: file was changed by somebody without its key; restore a backup. Nothing was changed", _secrets.FaultOf(KeyText).Message);
    }

    [Fact]
    public async Task Newer_version_is_refused_as_such()
    {
        await MakeAsync();
        _secrets.Forge(file => file[8] = 2);
        var fault = _secrets.FaultOf(KeyText);
        Assert.Equal(
            (StoreFault.OtherVersion, $"{_secrets.SecretsFile}: secrets file had version 2, must be 1; use the program that wrote it. Nothing was changed"),
            (fault.Fault, fault.Message));
    }

    [Fact]
    public async Task Value_moved_to_another_name_does_not_open_even_under_a_right_seal()
    {
        await MakeAsync();
        // Two records of one length: head (2 + 1 + 17), nonce 12, length 4, value 5, tag 16.
        const int First = 32 + 28 + 4;
        const int Head = 20;
        const int Body = 12 + 4 + 5 + 16;
        _secrets.Forge(file =>
        {
            var a = file.AsSpan(First + Head, Body);
            var b = file.AsSpan(First + Head + Body + Head, Body);
            var kept = a.ToArray();
            b.CopyTo(a);
            kept.CopyTo(b);
            using var cipher = new AesGcm(Key, 16);
            var seal = file.AsSpan(file.Length - 32, 28);
            cipher.Encrypt(seal[..12], [], [], seal[12..], file.AsSpan(0, file.Length - 32));
        });
        var fault = _secrets.FaultOf(KeyText);
        Assert.Equal((StoreFault.Damaged, $"{_secrets.SecretsFile}: secret a version 1 did not match its tag; restore a backup. Nothing was changed"), (fault.Fault, fault.Message));
    }

    private async Task<byte[]> MakeAsync()
    {
        await _secrets.PutAsync("first", KeyText, "a");
        await _secrets.PutAsync("other", KeyText, "b");
        return await File.ReadAllBytesAsync(_secrets.SecretsFile, TestContext.Current.CancellationToken);
    }
}
