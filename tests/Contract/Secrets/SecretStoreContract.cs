using VeloZ.Domain;
using VeloZ.TestKit;

namespace VeloZ.Contract;

/// <summary>What every secret store that can be written must do. An adapter derives from it and opens its own store, empty for each test.</summary>
public abstract class SecretStoreContract
{
    private static readonly SecretName Name = SecretName.Parse("exchange/binance/api_key");

    /// <summary>The clock of the store under test.</summary>
    protected ManualTimeProvider Time { get; } = new();

    /// <summary>Stops with the test.</summary>
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens an empty store on <see cref="Time"/>.</summary>
    protected abstract ValueTask<ISecretStore> OpenAsync();

    [Fact]
    public async Task SS01_secret_comes_back_as_it_was_put()
    {
        var store = await OpenAsync();
        Assert.Equal(1, await PutAsync(store, Name, "one"));
        Assert.Equal((Name, 1L, "one"), await CurrentAsync(store));
    }

    [Fact]
    public async Task SS02_secret_that_is_not_there_is_null()
    {
        var store = await OpenAsync();
        await PutAsync(store, SecretName.Parse("exchange/binance"), "one");
        Assert.Null(await store.GetAsync(Name, Stop));
        Assert.Null(await store.RefreshAsync(Name, Stop));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task SS03_put_replaces_and_keeps_nothing()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        Assert.Equal(2, await PutAsync(store, Name, "two"));
        Assert.Equal((Name, 2L, "two"), await CurrentAsync(store));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task SS04_rotation_keeps_the_version_before()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        Assert.Equal(2, await RotateAsync(store, "two"));
        Assert.Equal((Name, 2L, "two"), await CurrentAsync(store));
        Assert.Equal((Name, 1L, "one"), Of(await store.GetPreviousAsync(Name, Stop)));
    }

    [Fact]
    public async Task SS05_of_two_rotations_the_last_version_before_is_kept()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        await RotateAsync(store, "two");
        await RotateAsync(store, "three");
        Assert.Equal((Name, 3L, "three"), await CurrentAsync(store));
        Assert.Equal((Name, 2L, "two"), Of(await store.GetPreviousAsync(Name, Stop)));
    }

    [Fact]
    public async Task SS06_version_before_is_there_until_it_is_retired()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        await RotateAsync(store, "two");
        Time.Advance(TimeSpan.FromDays(100));
        Assert.NotNull(await store.GetPreviousAsync(Name, Stop));
        await store.RetirePreviousAsync(Name, Stop);
        await store.RetirePreviousAsync(Name, Stop);
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        Assert.Equal((Name, 2L, "two"), await CurrentAsync(store));
    }

    [Fact]
    public async Task SS07_put_forgets_what_a_rotation_kept()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        await RotateAsync(store, "two");
        Assert.Equal(3, await PutAsync(store, Name, "three"));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task SS08_rotation_of_nothing_is_a_put()
    {
        var store = await OpenAsync();
        Assert.Equal(1, await RotateAsync(store, "one"));
        Assert.Equal((Name, 1L, "one"), await CurrentAsync(store));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task SS09_deleted_secret_is_gone_with_all_versions()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        await RotateAsync(store, "two");
        await PutAsync(store, SecretName.Parse("other"), "stays");
        await store.DeleteAsync(Name, Stop);
        await store.DeleteAsync(Name, Stop);
        Assert.Null(await store.GetAsync(Name, Stop));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        Assert.Equal([SecretName.Parse("other")], await store.ListAsync(Stop));
    }

    [Fact]
    public async Task SS10_list_has_each_name_once_in_the_order_of_bytes()
    {
        var store = await OpenAsync();
        Assert.Empty(await store.ListAsync(Stop));
        string[] names = ["a", "a-b", "a/b", "a0", "b"];
        foreach (var name in names.Reverse())
            await PutAsync(store, SecretName.Parse(name), name);
        await store.RotateAsync(SecretName.Parse("a/b"), Secret.OfText("again"), Stop);
        Assert.Equal(names, (await store.ListAsync(Stop)).Select(name => name.Text));
    }

    [Fact]
    public async Task SS11_any_bytes_up_to_the_most_are_kept()
    {
        var store = await OpenAsync();
        foreach (var value in (byte[][])[[0], [255, 0, 13, 10], .. new[] { new byte[Secret.BytesMax] }])
        {
            await store.PutAsync(Name, new Secret(value), Stop);
            Assert.True((await store.RefreshAsync(Name, Stop))!.Value.Reveal().SequenceEqual(value));
        }
    }

    [Fact]
    public async Task SS12_refresh_tells_what_get_does()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "one");
        Assert.Equal((Name, 1L, "one"), Of(await store.RefreshAsync(Name, Stop)));
    }

    [Fact]
    public async Task SS13_writes_of_several_threads_are_all_there()
    {
        var store = await OpenAsync();
        var names = Enumerable.Range(0, 8).Select(number => SecretName.Parse($"many/{number}")).ToArray();
        await Task.WhenAll(names.Select(name => Task.Run(async () => await PutAsync(store, name, name.Text), Stop)));
        Assert.Equal(names, await store.ListAsync(Stop));
    }

    [Fact]
    public async Task SS14_canceled_call_does_nothing()
    {
        var store = await OpenAsync();
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PutAsync(Name, Secret.OfText("one"), canceled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync(Name, canceled.Token));
        Assert.Null(await store.GetAsync(Name, Stop));
    }

    [Fact]
    public async Task SS15_what_a_store_answers_prints_no_value()
    {
        var store = await OpenAsync();
        await PutAsync(store, Name, "canary-77ab");
        await RotateAsync(store, "canary-77ac");
        Assert.DoesNotContain("canary", $"{await store.GetAsync(Name, Stop)} {await store.GetPreviousAsync(Name, Stop)} {store}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task SS16_puts_of_one_secret_by_several_threads_are_all_counted()
    {
        var store = await OpenAsync();
        var versions = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () => await PutAsync(store, Name, $"value {number}"), Stop)));
        Assert.Equal([1, 2, 3, 4], versions.Order());
        Assert.Equal(4, (await store.GetAsync(Name, Stop))!.Version);
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task SS17_list_is_whole_however_long()
    {
        var store = await OpenAsync();
        var names = Enumerable.Range(0, 105).Select(number => SecretName.Parse($"many/{number:D3}")).ToArray();
        foreach (var name in names)
            await store.RotateAsync(name, Secret.OfText("value"), Stop);
        Assert.Equal(names, await store.ListAsync(Stop));
    }

    private static async Task<long> PutAsync(ISecretStore store, SecretName name, string value) => await store.PutAsync(name, Secret.OfText(value), Stop);

    private static async Task<long> RotateAsync(ISecretStore store, string value) => await store.RotateAsync(Name, Secret.OfText(value), Stop);

    private static async Task<(SecretName Name, long Version, string Value)?> CurrentAsync(ISecretStore store) => Of(await store.GetAsync(Name, Stop));

    private static (SecretName Name, long Version, string Value)? Of(StoredSecret? stored) => stored is null ? null : (stored.Name, stored.Version, stored.Value.RevealText());
}
