using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace VeloZ.Aws.Tests;

/// <summary>Client and server of ours against the AWS Secrets Manager API Reference, operation by operation.</summary>
public sealed class SecretsServerTests : IAsyncLifetime
{
    private const string Id = "veloz/test/a";

    private static readonly string One = new('1', 32);
    private static readonly string Two = new('2', 64);

    private readonly SecretsBench _bench = new();
    private AmazonSecretsManagerClient? _client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AmazonSecretsManagerClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        await _bench.StartAsync();
        var options = TestAws.At(_bench.Server.Address);
        _client = new AmazonSecretsManagerClient(options.Credentials!, options.ConfigureOnce(new AmazonSecretsManagerConfig()));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Versions_and_their_stages()
    {
        var created = await Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, ClientRequestToken = One, SecretString = "one", Description = "d", Tags = [new Tag { Key = "k", Value = "v" }] }, Stop);
        Assert.Equal((Id, One), (created.Name, created.VersionId));
        Assert.StartsWith("arn:aws:secretsmanager:eu-central-1:", created.ARN, StringComparison.Ordinal);
        var put = await Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = created.ARN, ClientRequestToken = Two, SecretBinary = new MemoryStream([0, 255]) }, Stop);
        Assert.Equal(["AWSCURRENT"], put.VersionStages);
        var current = await Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id }, Stop);
        Assert.Equal((Two, null), (current.VersionId, current.SecretString));
        Assert.Equal([0, 255], current.SecretBinary!.ToArray());
        Assert.Equal(DateTimeKind.Utc, current.CreatedDate!.Value.Kind);
        Assert.Equal("one", (await Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id, VersionStage = "AWSPREVIOUS" }, Stop)).SecretString);
        Assert.Equal("one", (await Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id, VersionId = One }, Stop)).SecretString);
        var described = await Client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = Id }, Stop);
        Assert.Equal(["AWSPREVIOUS"], described.VersionIdsToStages![One]);
        Assert.Equal(["AWSCURRENT"], described.VersionIdsToStages![Two]);
        Assert.Null(described.DeletedDate);
        var versions = (await Client.ListSecretVersionIdsAsync(new ListSecretVersionIdsRequest { SecretId = Id }, Stop)).Versions!;
        Assert.Equal([One, Two], versions.Select(version => version.VersionId));
    }

    [Fact]
    public async Task Token_makes_a_repetition_do_nothing_and_guards_what_is_there()
    {
        await Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, ClientRequestToken = One, SecretString = "one" }, Stop);
        await Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, ClientRequestToken = One, SecretString = "one" }, Stop);
        await Assert.ThrowsAsync<ResourceExistsException>(() => Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, ClientRequestToken = Two, SecretString = "one" }, Stop));
        await Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, ClientRequestToken = Two, SecretString = "two" }, Stop);
        await Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, ClientRequestToken = Two, SecretString = "two" }, Stop);
        await Assert.ThrowsAsync<ResourceExistsException>(() => Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, ClientRequestToken = Two, SecretString = "three" }, Stop));
        var described = await Client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = Id }, Stop);
        Assert.Equal(2, described.VersionIdsToStages!.Count);
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, ClientRequestToken = "short", SecretString = "three" }, Stop));
        await Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, SecretString = "a token of its own" }, Stop);
    }

    [Fact]
    public async Task Stages_are_moved_only_from_where_they_are()
    {
        await Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, ClientRequestToken = One, SecretString = "one" }, Stop);
        await Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, ClientRequestToken = Two, SecretString = "two", VersionStages = ["AWSPENDING"] }, Stop);
        Assert.Equal("one", (await Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id }, Stop)).SecretString);
        await Assert.ThrowsAsync<InvalidParameterException>(() => MoveAsync("AWSCURRENT", to: Two, from: null));
        await Assert.ThrowsAsync<InvalidParameterException>(() => MoveAsync("AWSCURRENT", to: null, from: One));
        await MoveAsync("AWSCURRENT", to: Two, from: One);
        Assert.Equal("two", (await Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id }, Stop)).SecretString);
        await MoveAsync("AWSPREVIOUS", to: null, from: One);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id, VersionStage = "AWSPREVIOUS" }, Stop));
        await Assert.ThrowsAsync<InvalidParameterException>(() => MoveAsync("AWSPREVIOUS", to: null, from: One));
        Assert.Single((await Client.ListSecretVersionIdsAsync(new ListSecretVersionIdsRequest { SecretId = Id }, Stop)).Versions!);
        Assert.Equal(2, (await Client.ListSecretVersionIdsAsync(new ListSecretVersionIdsRequest { SecretId = Id, IncludeDeprecated = true }, Stop)).Versions!.Count);
    }

    [Fact]
    public async Task Deletion_waits_and_can_be_taken_back()
    {
        await Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, SecretString = "one" }, Stop);
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = Id, RecoveryWindowInDays = 6 }, Stop));
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = Id, RecoveryWindowInDays = 7, ForceDeleteWithoutRecovery = true }, Stop));
        var deleted = await Client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = Id, RecoveryWindowInDays = 7 }, Stop);
        var described = await Client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = Id }, Stop);
        Assert.Equal(TimeSpan.FromDays(7), deleted.DeletionDate!.Value - described.DeletedDate!.Value);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id }, Stop));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = Id, SecretString = "two" }, Stop));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, SecretString = "two" }, Stop));
        await Client.RestoreSecretAsync(new RestoreSecretRequest { SecretId = Id }, Stop);
        Assert.Equal("one", (await Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = Id }, Stop)).SecretString);
        await Client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = Id, ForceDeleteWithoutRecovery = true }, Stop);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = Id }, Stop));
        await Client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = Id, ForceDeleteWithoutRecovery = true }, Stop);
        await Client.CreateSecretAsync(new CreateSecretRequest { Name = Id, SecretString = "anew" }, Stop);
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        foreach (var name in (string[])["veloz/a/1", "veloz/a/2", "veloz/a/3", "veloz/b/1"])
            await Client.CreateSecretAsync(new CreateSecretRequest { Name = name, SecretString = "value" }, Stop);
        await Client.TagResourceAsync(new TagResourceRequest { SecretId = "veloz/a/3", Tags = [new Tag { Key = "team", Value = "x" }] }, Stop);
        await Client.DeleteSecretAsync(new DeleteSecretRequest { SecretId = "veloz/a/2" }, Stop);
        Assert.Equal(["veloz/a/1", "veloz/a/3"], await NamesAsync(FilterNameStringType.Name, "veloz/a/"));
        Assert.Equal(["veloz/a/3"], await NamesAsync(FilterNameStringType.TagKey, "team"));
        Assert.Equal(["veloz/b/1"], await NamesAsync(FilterNameStringType.Name, "!veloz/a/"));
        var all = await Client.ListSecretsAsync(new ListSecretsRequest { IncludePlannedDeletion = true }, Stop);
        Assert.Equal(4, all.SecretList!.Count);
        Assert.Null(all.NextToken);
        var first = await Client.ListSecretsAsync(new ListSecretsRequest { MaxResults = 2 }, Stop);
        var second = await Client.ListSecretsAsync(new ListSecretsRequest { MaxResults = 2, NextToken = first.NextToken }, Stop);
        Assert.Equal(["veloz/a/1", "veloz/a/3", "veloz/b/1"], first.SecretList!.Concat(second.SecretList!).Select(entry => entry.Name));
        await Assert.ThrowsAsync<InvalidNextTokenException>(() => Client.ListSecretsAsync(new ListSecretsRequest { NextToken = "other" }, Stop));
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.ListSecretsAsync(new ListSecretsRequest { MaxResults = 101 }, Stop));
    }

    [Fact]
    public async Task What_is_refused_has_code_status_and_id()
    {
        var fault = await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "none" }, Stop));
        Assert.Equal(("ResourceNotFoundException", System.Net.HttpStatusCode.BadRequest), (fault.ErrorCode, fault.StatusCode));
        Assert.NotEmpty(fault.RequestId);
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.CreateSecretAsync(new CreateSecretRequest { Name = "not a name", SecretString = "1" }, Stop));
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.CreateSecretAsync(new CreateSecretRequest { Name = "a", SecretString = new string('a', 65_537) }, Stop));
    }

    private async Task<IEnumerable<string>> NamesAsync(FilterNameStringType key, string value) =>
        (await Client.ListSecretsAsync(new ListSecretsRequest { Filters = [new Filter { Key = key, Values = [value] }] }, Stop)).SecretList!.Select(entry => entry.Name);

    private Task<UpdateSecretVersionStageResponse> MoveAsync(string stage, string? to, string? from) => Client.UpdateSecretVersionStageAsync(
        new UpdateSecretVersionStageRequest { SecretId = Id, VersionStage = stage, MoveToVersionId = to, RemoveFromVersionId = from }, Stop);
}
