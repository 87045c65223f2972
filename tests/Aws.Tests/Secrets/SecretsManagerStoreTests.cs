using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using VeloZ.Domain;
using VeloZ.Emulators;
using VeloZ.TestKit;

namespace VeloZ.Aws.Tests;

public sealed class SecretsManagerStoreTests : IAsyncLifetime
{
    private static readonly SecretName Name = SecretName.Parse("exchange/binance/api_key");

    private readonly SecretsBench _bench = new();
    private readonly ManualTimeProvider _time = new();

    public static TheoryData<string> Unanswered => ["dropped before", "dropped after", "failed after"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HttpFaults Faults => _bench.Server.Faults;

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Value_is_served_for_five_minutes_without_asking_and_asked_for_then()
    {
        var (store, other) = (_bench.Open(_time), _bench.Open(_time));
        await other.PutAsync(Name, Secret.OfText("one"), Stop);
        Assert.Equal("one", await TextAsync(store));
        await other.RotateAsync(Name, Secret.OfText("two"), Stop);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        var asked = Faults.Seen.Count;
        Assert.Equal("one", await TextAsync(store));
        Assert.Equal(asked, Faults.Seen.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("two", await TextAsync(store));
    }

    [Fact]
    public async Task Secret_that_is_not_there_is_not_asked_for_at_every_call()
    {
        var store = _bench.Open(_time);
        Assert.Null(await store.GetAsync(Name, Stop));
        Assert.Null(await store.GetAsync(Name, Stop));
        Assert.Single(Faults.Seen);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        Assert.Equal("one", await TextAsync(store));
    }

    [Fact]
    public async Task Refresh_tells_what_others_wrote_and_later_calls_too()
    {
        var (store, other) = (_bench.Open(_time), _bench.Open(_time));
        await other.PutAsync(Name, Secret.OfText("one"), Stop);
        Assert.Equal("one", await TextAsync(store));
        await other.PutAsync(Name, Secret.OfText("two"), Stop);
        Assert.Equal("two", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Equal("two", await TextAsync(store));
    }

    [Fact]
    public async Task What_the_store_wrote_is_seen_at_once_in_both_versions()
    {
        var store = _bench.Open(_time);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        await store.RotateAsync(Name, Secret.OfText("two"), Stop);
        Assert.Equal(("two", "one"), (await TextAsync(store), (await store.GetPreviousAsync(Name, Stop))!.Value.RevealText()));
        await store.RetirePreviousAsync(Name, Stop);
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        await store.DeleteAsync(Name, Stop);
        Assert.Null(await store.GetAsync(Name, Stop));
    }

    [Fact]
    public async Task Value_read_while_another_was_written_here_is_not_kept()
    {
        var store = _bench.Open(_time);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        _time.Advance(TimeSpan.FromMinutes(5));
        var held = new HttpFault.Held(IsDone: true);
        Faults.Add(held, "GetSecretValue");
        var get = store.GetAsync(Name, Stop).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, get));
        await store.PutAsync(Name, Secret.OfText("two"), Stop);
        held.Release();
        Assert.Equal("one", (await get)!.Value.RevealText());
        Assert.Equal("two", await TextAsync(store));
    }

    [Fact]
    public async Task Older_of_two_rotations_here_is_not_served_where_its_answer_comes_last()
    {
        var store = _bench.Open(_time);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        var held = new HttpFault.Held(IsDone: true);
        Faults.Add(held, "PutSecretValue");
        var older = store.RotateAsync(Name, Secret.OfText("two"), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await store.RotateAsync(Name, Secret.OfText("three"), Stop);
        held.Release();
        await older;
        Assert.Equal("three", await TextAsync(store));
    }

    [Fact]
    public async Task Value_whose_answer_comes_after_its_deletion_is_not_served()
    {
        var store = _bench.Open(_time);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        var held = new HttpFault.Held(IsDone: true);
        Faults.Add(held, "PutSecretValue");
        var rotation = store.RotateAsync(Name, Secret.OfText("two"), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await store.DeleteAsync(Name, Stop);
        held.Release();
        await rotation;
        Assert.Null(await store.GetAsync(Name, Stop));
    }

    [Fact]
    public async Task Value_whose_write_was_not_answered_is_asked_for()
    {
        var store = _bench.Open(_time);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        Assert.Equal("one", await TextAsync(store));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = new HttpFault.Held(IsDone: true);
        Faults.Add(held, "PutSecretValue");
        var rotation = store.RotateAsync(Name, Secret.OfText("two"), leaving.Token).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rotation);
        Assert.Equal("two", await TextAsync(store));
    }

    [Fact]
    public async Task Who_may_write_need_not_read()
    {
        var writer = _bench.Open(_time, accessKey: SecretsBench.WriterKey);
        Assert.Equal(1, await writer.PutAsync(Name, Secret.OfText("one"), Stop));
        Assert.Equal(2, await writer.RotateAsync(Name, Secret.OfText("two"), Stop));
        Assert.DoesNotContain(Faults.Seen, seen => seen.EndsWith("GetSecretValue", StringComparison.Ordinal));
        Assert.Equal(StoreFault.Denied, (await Assert.ThrowsAsync<StoreException>(async () => await writer.RefreshAsync(Name, Stop))).Fault);
    }

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Write_whose_answer_is_lost_takes_place_once(string how)
    {
        var store = _bench.Open(_time);
        Faults.Add(FaultOf(how), "CreateSecret");
        Assert.Equal(1, await store.PutAsync(Name, Secret.OfText("one"), Stop));
        Faults.Add(FaultOf(how), "PutSecretValue");
        Assert.Equal(2, await store.RotateAsync(Name, Secret.OfText("two"), Stop));
        Assert.Equal(("two", "one"), (await TextAsync(store), (await store.GetPreviousAsync(Name, Stop))!.Value.RevealText()));
        Faults.Add(FaultOf(how), "UpdateSecretVersionStage");
        await store.RetirePreviousAsync(Name, Stop);
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        Faults.Add(FaultOf(how), "DeleteSecret");
        await store.DeleteAsync(Name, Stop);
        Assert.Null(await store.RefreshAsync(Name, Stop));
        Assert.Equal(0, Faults.Pending);
    }

    [Fact]
    public async Task Environments_do_not_see_each_other()
    {
        var (store, other) = (_bench.Open(_time), _bench.Open(_time, environment: new CloudEnvironment("test2", EnvironmentTier.Development)));
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        Assert.Null(await other.GetAsync(Name, Stop));
        Assert.Empty(await other.ListAsync(Stop));
        await other.PutAsync(SecretName.Parse("pepper"), Secret.OfText("two"), Stop);
        Assert.Equal([Name], await store.ListAsync(Stop));
        using var client = Client();
        Assert.Equal("one", (await client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "veloz/test/exchange/binance/api_key" }, Stop)).SecretString);
    }

    [Fact]
    public async Task Secret_that_the_stack_made_has_no_value_until_one_is_put()
    {
        using var client = Client();
        await client.CreateSecretAsync(new CreateSecretRequest { Name = "veloz/test/pepper" }, Stop);
        var (store, name) = (_bench.Open(_time), SecretName.Parse("pepper"));
        Assert.Null(await store.GetAsync(name, Stop));
        Assert.Empty(await store.ListAsync(Stop));
        Assert.Equal(1, await store.PutAsync(name, Secret.OfText("one"), Stop));
        Assert.Equal([name], await store.ListAsync(Stop));
    }

    [Fact]
    public async Task Version_that_others_made_counts_as_the_first()
    {
        using var client = Client();
        await client.CreateSecretAsync(new CreateSecretRequest { Name = "veloz/test/pepper", SecretString = "by hand" }, Stop);
        var (store, name) = (_bench.Open(_time), SecretName.Parse("pepper"));
        var found = (await store.GetAsync(name, Stop))!;
        Assert.Equal((1L, "by hand"), (found.Version, found.Value.RevealText()));
        Assert.Equal(2, await store.PutAsync(name, Secret.OfText("two"), Stop));
    }

    [Fact]
    public async Task Version_whose_label_was_moved_away_stops_no_other()
    {
        var store = _bench.Open(_time);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        await store.RotateAsync(Name, Secret.OfText("two"), Stop);
        using var client = Client();
        await client.UpdateSecretVersionStageAsync(
            new UpdateSecretVersionStageRequest { SecretId = "veloz/test/" + Name.Text, VersionStage = "AWSCURRENT", MoveToVersionId = SecretVersionId.Of(1), RemoveFromVersionId = SecretVersionId.Of(2) }, Stop);
        Assert.Equal("one", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Equal(3, await store.PutAsync(Name, Secret.OfText("three"), Stop));
    }

    [Fact]
    public async Task Deleted_secret_that_can_be_restored_is_gone_and_can_be_put_anew()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        await store.RotateAsync(Name, Secret.OfText("two"), Stop);
        await store.DeleteAsync(Name, Stop);
        await store.DeleteAsync(Name, Stop);
        Assert.Null(await store.GetAsync(Name, Stop));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        Assert.Empty(await store.ListAsync(Stop));
        Assert.Equal(3, await store.RotateAsync(Name, Secret.OfText("three"), Stop));
        Assert.Equal("three", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task Deleted_secret_whose_new_value_is_refused_stays_deleted()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await store.DeleteAsync(Name, Stop);
        Faults.Add(HttpFault.Answer.Json(400, "InvalidParameterException", "refused"), "PutSecretValue");
        Assert.Equal(StoreFault.OtherShape, (await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(Name, Secret.OfText("two"), Stop))).Fault);
        Assert.Null(await store.RefreshAsync(Name, Stop));
        using var client = Client();
        Assert.NotNull((await client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = "veloz/test/" + Name.Text }, Stop)).DeletedDate);
        Assert.Equal(2, await store.PutAsync(Name, Secret.OfText("two"), Stop));
    }

    [Fact]
    public async Task Deleted_secret_whose_writer_leaves_stays_deleted()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await store.DeleteAsync(Name, Stop);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = new HttpFault.Held();
        Faults.Add(held, request => request.Headers["X-Amz-Target"].ToString().EndsWith("PutSecretValue", StringComparison.Ordinal));
        var put = store.PutAsync(Name, Secret.OfText("two"), leaving.Token).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, put));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Null(await store.RefreshAsync(Name, Stop));
    }

    [Fact]
    public async Task Revoked_value_that_is_live_again_is_told()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await store.DeleteAsync(Name, Stop);
        Faults.Add(HttpFault.Answer.Json(400, "InvalidParameterException", "refused"), "PutSecretValue");
        Faults.Add(HttpFault.Answer.Json(400, "AccessDeniedException", "refused"), "DeleteSecret");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(Name, Secret.OfText("two"), Stop));
        Assert.Equal(StoreFault.OtherShape, fault.Fault);
        Assert.Contains("secretsmanager:PutSecretValue of veloz/test/exchange/binance/api_key", fault.Message, StringComparison.Ordinal);
        Assert.Contains("its value from before the deletion may be live again", fault.Message, StringComparison.Ordinal);
        Assert.Contains("secretsmanager:DeleteSecret of veloz/test/exchange/binance/api_key: not permitted", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_value_of_a_deleted_secret_that_was_written_after_all_stays()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await store.DeleteAsync(Name, Stop);
        for (var time = 0; time <= TestAws.At(_bench.Server.Address).RetriesMax; time++)
            Faults.Add(HttpFault.Answer.Json(500, "InternalServiceError", "An error occurred on the server side.", isDone: true), "PutSecretValue");
        Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(Name, Secret.OfText("two"), Stop))).Fault);
        Assert.Equal("two", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
    }

    [Fact]
    public async Task Revoked_value_is_no_previous_one_also_where_others_wrote_in_between()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await store.DeleteAsync(Name, Stop);
        Faults.Add(HttpFault.Answer.Json(400, "ResourceExistsException", "exists"), "PutSecretValue");
        await store.RotateAsync(Name, Secret.OfText("two"), Stop);
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task Revoked_value_is_no_previous_one_also_where_the_write_that_restored_it_failed()
    {
        var (store, other) = (_bench.Open(_time, recoveryDays: 30), _bench.Open(_time, recoveryDays: 30));
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await DeleteByHandAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = new HttpFault.Held();
        Faults.Add(held, "PutSecretValue");
        var put = store.PutAsync(Name, Secret.OfText("two"), leaving.Token).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await other.RotateAsync(Name, Secret.OfText("three"), Stop);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Equal("three", (await other.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Null(await _bench.Open(_time).GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task New_value_that_others_wrote_while_the_revoked_one_was_deleted_again_stays()
    {
        var (store, other) = (_bench.Open(_time, recoveryDays: 30), _bench.Open(_time, recoveryDays: 30));
        await store.PutAsync(Name, Secret.OfText("revoked"), Stop);
        await DeleteByHandAsync();
        Faults.Add(HttpFault.Answer.Json(400, "InvalidParameterException", "refused"), "PutSecretValue");
        var held = new HttpFault.Held();
        Faults.Add(held, "DeleteSecret");
        var put = store.PutAsync(Name, Secret.OfText("two"), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await other.RotateAsync(Name, Secret.OfText("three"), Stop);
        held.Release();
        await Assert.ThrowsAsync<StoreException>(() => put);
        Assert.Equal("three", (await other.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Null(await _bench.Open(_time).GetPreviousAsync(Name, Stop));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task Write_that_meets_a_deletion_comes_after_it(int recoveryDays)
    {
        var (store, other) = (_bench.Open(_time, recoveryDays), _bench.Open(_time, recoveryDays));
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        var held = new HttpFault.Held();
        Faults.Add(held, "PutSecretValue");
        var put = store.PutAsync(Name, Secret.OfText("two"), Stop).AsTask();
        await held.Arrived.WaitAsync(Stop);
        await other.DeleteAsync(Name, Stop);
        held.Release();
        Assert.Equal(recoveryDays == 0 ? 1 : 2, await put);
        Assert.Equal("two", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task Deleted_secret_whose_writer_was_killed_after_it_restored_it_has_no_value()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        await store.RotateAsync(Name, Secret.OfText("revoked"), Stop);
        await store.DeleteAsync(Name, Stop);
        using var client = Client();
        await client.RestoreSecretAsync(new RestoreSecretRequest { SecretId = "veloz/test/" + Name.Text }, Stop);
        Assert.Null(await store.RefreshAsync(Name, Stop));
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
        Assert.Empty(await store.ListAsync(Stop));
        Assert.Equal(3, await store.RotateAsync(Name, Secret.OfText("three"), Stop));
        Assert.Equal("three", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
        Assert.Null(await store.GetPreviousAsync(Name, Stop));
    }

    [Fact]
    public async Task Deleted_secret_can_be_restored_by_hand_and_deleted_again()
    {
        var store = _bench.Open(_time, recoveryDays: 30);
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        await store.DeleteAsync(Name, Stop);
        using var client = Client();
        await client.RestoreSecretAsync(new RestoreSecretRequest { SecretId = "veloz/test/" + Name.Text }, Stop);
        await client.UpdateSecretVersionStageAsync(
            new UpdateSecretVersionStageRequest { SecretId = "veloz/test/" + Name.Text, VersionStage = "AWSCURRENT", MoveToVersionId = SecretVersionId.Of(1), RemoveFromVersionId = SecretVersionId.OfDeleted(1) }, Stop);
        Assert.Equal("one", (await store.RefreshAsync(Name, Stop))!.Value.RevealText());
        await store.DeleteAsync(Name, Stop);
        await client.RestoreSecretAsync(new RestoreSecretRequest { SecretId = "veloz/test/" + Name.Text }, Stop);
        Assert.Null(await store.RefreshAsync(Name, Stop));
    }

    [Fact]
    public async Task Value_of_a_version_that_was_rolled_back_is_written_as_the_next()
    {
        var store = _bench.Open(_time);
        await RollBackAsync(store);
        Assert.Equal(3, await store.PutAsync(Name, Secret.OfText("two"), Stop));
        Assert.Equal("two", await TextAsync(store));
        var current = (await store.RefreshAsync(Name, Stop))!;
        Assert.Equal((3L, "two"), (current.Version, current.Value.RevealText()));
    }

    [Fact]
    public async Task Value_of_a_version_that_was_rolled_back_whose_answer_is_lost_is_not_told_as_written()
    {
        var store = _bench.Open(_time);
        await RollBackAsync(store);
        Faults.Add(HttpFault.DropBefore, "PutSecretValue");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(Name, Secret.OfText("two"), Stop));
        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("whether it took place is not known", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_is_told_why()
    {
        await MustFailAsync(StoreFault.Denied, "the role must allow that action", _bench.Open(_time, accessKey: SecretsBench.DeniedKey));
        await MustFailAsync(StoreFault.Denied, "the credentials have expired", _bench.Open(_time, accessKey: SecretsBench.ExpiredKey));
        await MustFailAsync(StoreFault.Denied, "does not know these credentials", _bench.Open(_time, accessKey: "AKIANOBODY"));
        await MustFailAsync(StoreFault.Denied, "with the right secret key", _bench.Open(_time, secretKey: "another-key"));
        await MustFailAsync(StoreFault.Denied, "must be made for the region it is in", _bench.Open(TestAws.At(_bench.Server.Address) with { Region = "us-west-2" }, _time));
        Assert.Contains("must be 7 to 30, or 0", Assert.Throws<ArgumentException>(() => _bench.Open(_time, recoveryDays: 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttled_is_tried_again_and_too_large_is_told()
    {
        var store = _bench.Open(_time);
        Faults.Add(HttpFault.Answer.Json(400, "ThrottlingException", "Rate exceeded"));
        Assert.Null(await store.GetAsync(Name, Stop));
        Faults.Add(HttpFault.Answer.Json(400, "InvalidParameterException", "Member must have length less than or equal to 65536"), "CreateSecret");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(Name, Secret.OfText("one"), Stop));
        Assert.Equal(StoreFault.OtherShape, fault.Fault);
        Assert.Contains("too large", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_AWS_says_of_a_value_is_not_told_on()
    {
        var store = _bench.Open(_time);
        Faults.Add(HttpFault.Answer.Json(400, "ValidationException", "1 validation error detected: Value 'canary-77ab' at 'secretString' failed to satisfy constraint"), "CreateSecret");
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.PutAsync(Name, Secret.OfText("canary-77ab"), Stop));
        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
        Assert.Contains("ValidationException", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_that_goes_away_in_the_middle_of_a_call_is_told()
    {
        var store = _bench.Open(_time);
        var held = new HttpFault.Held();
        Faults.Add(held);
        var get = store.GetAsync(Name, Stop).AsTask();
        Assert.Same(held.Arrived, await Task.WhenAny(held.Arrived, get));
        await _bench.Server.DisposeAsync();
        Assert.Equal(StoreFault.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => get)).Fault);
    }

    private static HttpFault FaultOf(string how) => how switch
    {
        "dropped before" => HttpFault.DropBefore,
        "dropped after" => HttpFault.DropAfter,
        _ => HttpFault.Answer.Json(500, "InternalServiceError", "An error occurred on the server side.", isDone: true),
    };

    private static async Task MustFailAsync(StoreFault expected, string needed, SecretsManagerStore store)
    {
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await store.GetAsync(Name, Stop));
        Assert.Equal(expected, fault.Fault);
        Assert.Contains(needed, fault.Message, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(SecretsManagerStore store) => (await store.GetAsync(Name, Stop))!.Value.RevealText();

    // Two versions, of which the first is current again and the second has no label.
    private async Task RollBackAsync(SecretsManagerStore store)
    {
        await store.PutAsync(Name, Secret.OfText("one"), Stop);
        await store.RotateAsync(Name, Secret.OfText("two"), Stop);
        using var client = Client();
        await client.UpdateSecretVersionStageAsync(
            new UpdateSecretVersionStageRequest { SecretId = "veloz/test/" + Name.Text, VersionStage = "AWSCURRENT", MoveToVersionId = SecretVersionId.Of(1), RemoveFromVersionId = SecretVersionId.Of(2) }, Stop);
        await store.RetirePreviousAsync(Name, Stop);
    }

    // Which leaves the value as it is.
    private async Task DeleteByHandAsync()
    {
        using var client = Client();
        await client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = "veloz/test/" + Name.Text, RecoveryWindowInDays = 30 }, Stop);
    }

    private AmazonSecretsManagerClient Client()
    {
        var options = TestAws.At(_bench.Server.Address);
        return new AmazonSecretsManagerClient(options.Credentials!, options.Configure(new AmazonSecretsManagerConfig()));
    }
}
