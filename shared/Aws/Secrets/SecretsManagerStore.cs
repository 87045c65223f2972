using System.Text;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>Settings of the store.</summary>
public sealed record SecretsManagerStoreOptions
{
    /// <summary>Whose secrets: names begin with <see cref="CloudEnvironment.SecretPrefix"/>.</summary>
    public required CloudEnvironment Environment { get; init; }

    /// <summary>Key that closes new secrets; null for the account's own of the service.</summary>
    public string? KeyId { get; init; }

    /// <summary>Days in which a deleted secret can be restored by hand, 7 to 30; 0 for none. Its value is then that of AWSPREVIOUS, to be made AWSCURRENT again.</summary>
    public int RecoveryDays { get; init; } = 30;

    /// <summary>How long a value may be served without asking anew.</summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Secrets in AWS Secrets Manager: each a secret of its own, so that a role may have one and not another.</summary>
/// <remarks>
/// What is written needs no permission to read values: versions are counted in their ids. Values are in no message, also not where
/// AWS refuses them. A value that is deleted and can be restored is covered first by a version that stands for none: who restores it to
/// write it anew, and does not come to that, has not brought it back.
/// </remarks>
public sealed class SecretsManagerStore : ISecretStore, IDisposable
{
    internal const string Current = "AWSCURRENT";
    internal const string Previous = "AWSPREVIOUS";

    // AWS takes no empty one. What it is known by is its version's id.
    private const string DeletedValue = "deleted";

    private const int ContentionMax = 20;
    private const int PageMax = 100;
    private const int RecoveryDaysMin = 7;
    private const int RecoveryDaysMax = 30;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly AmazonSecretsManagerClient _client;
    private readonly AwsAttempts _attempts;
    private readonly SecretsManagerStoreOptions _options;
    private readonly SecretCache _cache;
    private readonly TimeProvider _timeProvider;

    private SecretsManagerStore(AmazonSecretsManagerClient client, AwsOptions aws, SecretsManagerStoreOptions options, TimeProvider timeProvider)
    {
        _client = client;
        _attempts = new AwsAttempts(aws, isSecret: true);
        _options = options;
        _cache = new SecretCache(options.AgeMax, timeProvider);
        _timeProvider = timeProvider;
    }

    /// <summary>Makes the store. Nothing is asked yet: what a role may read differs from one secret to the next.</summary>
    /// <exception cref="ArgumentException">The days are out of range.</exception>
    public static SecretsManagerStore Open(AwsOptions aws, SecretsManagerStoreOptions options, TimeProvider timeProvider)
    {
        if (options.RecoveryDays is not 0 and not (>= RecoveryDaysMin and <= RecoveryDaysMax))
            throw new ArgumentException($"recovery was {options.RecoveryDays} days, must be {RecoveryDaysMin} to {RecoveryDaysMax}, or 0 for none");
        var config = aws.ConfigureOnce(new AmazonSecretsManagerConfig());
        var client = aws.Credentials is { } credentials ? new AmazonSecretsManagerClient(credentials, config) : new AmazonSecretsManagerClient(config);
        return new SecretsManagerStore(client, aws, options, timeProvider);
    }

    /// <inheritdoc/>
    public ValueTask<StoredSecret?> GetAsync(SecretName name, CancellationToken cancellationToken) => FindAsync(name, Current, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<StoredSecret?> RefreshAsync(SecretName name, CancellationToken cancellationToken) => await ReadAsync(name, Current, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Before none there is none: the label stays on what was deleted.</remarks>
    public async ValueTask<StoredSecret?> GetPreviousAsync(SecretName name, CancellationToken cancellationToken) =>
        await FindAsync(name, Current, cancellationToken) is null ? null : await FindAsync(name, Previous, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> PutAsync(SecretName name, Secret value, CancellationToken cancellationToken)
    {
        var version = await WriteAsync(name, value, cancellationToken);
        await RetirePreviousAsync(name, cancellationToken);
        return version;
    }

    /// <inheritdoc/>
    public async ValueTask<long> RotateAsync(SecretName name, Secret value, CancellationToken cancellationToken) => await WriteAsync(name, value, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RetirePreviousAsync(SecretName name, CancellationToken cancellationToken)
    {
        try
        {
            await RetireAsync(name, only: null, cancellationToken);
        }
        finally
        {
            _cache.Forget(name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(SecretName name, CancellationToken cancellationToken)
    {
        var request = new DeleteSecretRequest { SecretId = IdOf(name) };
        if (_options.RecoveryDays == 0)
            request.ForceDeleteWithoutRecovery = true;
        else
            request.RecoveryWindowInDays = _options.RecoveryDays;
        try
        {
            if (_options.RecoveryDays > 0)
                await CoverAsync(name, cancellationToken);
            await FindAsync("DeleteSecret", name, stop => _client.DeleteSecretAsync(request, stop), cancellationToken);
        }
        finally
        {
            // Also where no answer came: it may have been done.
            _cache.Forget(name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SecretName>> ListAsync(CancellationToken cancellationToken)
    {
        var prefix = _options.Environment.SecretPrefix;
        var names = new SortedSet<SecretName>();
        string? token = null;
        do
        {
            var request = new ListSecretsRequest { Filters = [new Filter { Key = FilterNameStringType.Name, Values = [prefix] }], MaxResults = PageMax, NextToken = token };
            var page = await RunAsync("ListSecrets", prefix, stop => _client.ListSecretsAsync(request, stop), cancellationToken);
            // One without a current version was made by the stack and has no value yet. Others' names may be none of ours.
            foreach (var entry in (page.SecretList ?? []).Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal) && HasCurrent(entry)))
            {
                if (NameOf(entry.Name[prefix.Length..]) is { } name)
                    names.Add(name);
            }
            token = page.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return [.. names];
    }

    /// <summary>Lets connections go.</summary>
    public void Dispose() => _client.Dispose();

    private async ValueTask<StoredSecret?> FindAsync(SecretName name, string stage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _cache.TryGet(name, stage, out var cached) ? cached : await ReadAsync(name, stage, cancellationToken);
    }

    private async Task<StoredSecret?> ReadAsync(SecretName name, string stage, CancellationToken cancellationToken)
    {
        var writes = _cache.Writes;
        var request = new GetSecretValueRequest { SecretId = IdOf(name), VersionStage = stage };
        var got = await FindAsync("GetSecretValue", name, stop => _client.GetSecretValueAsync(request, stop), cancellationToken);
        var secret = got is null || SecretVersionId.IsDeleted(got.VersionId) ? null : new StoredSecret(name, SecretVersionId.VersionOf(got.VersionId), UnixNanos.From(got.CreatedDate?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch), ValueOf(name, got));
        _cache.Keep(name, stage, secret, writes);
        return secret;
    }

    // Of several who write at once each gets a version of its own, in some order.
    private async Task<long> WriteAsync(SecretName name, Secret value, CancellationToken cancellationToken)
    {
        var (revoked, isWritten) = (new Revoked(), false);
        try
        {
            var version = await WriteAsync(name, value, revoked, cancellationToken);
            isWritten = true;
            return version;
        }
        catch (Exception exception) when (revoked.IsRestored && exception is StoreException or OperationCanceledException)
        {
            if (await DeleteRevokedAsync(name, revoked) is not { } failure)
                throw;
            var fault = exception as StoreException;
            throw new StoreException(
                fault?.Fault ?? StoreFault.Unavailable,
                $"{fault?.Message ?? $"secret {IdOf(name)}: the write was given up"}; the secret had been restored for the write, and its value from before the deletion may be live again; delete it ({failure.Message})",
                exception);
        }
        finally
        {
            // It may have been written.
            if (!isWritten)
                _cache.Forget(name);
        }
    }

    private async Task<long> WriteAsync(SecretName name, Secret value, Revoked revoked, CancellationToken cancellationToken)
    {
        var tried = 0L;
        for (var tries = 0; tries < ContentionMax; tries++)
        {
            var writes = _cache.Writes;
            var found = await DescribeAsync(name, cancellationToken);
            if (found?.DeletedDate is not null)
            {
                // Said before: also where its answer is lost it may be restored.
                (revoked.IsRestored, revoked.VersionId) = (true, IdOf(found, Current));
                await RestoreAsync(name, cancellationToken);
            }
            // Beyond the one tried too, so that a version whose label somebody moved away does not stop all others.
            var version = Math.Max(tried, found is null ? 0 : VersionOf(found)) + 1;
            var isWritten = found is null ? await CreateAsync(name, value, cancellationToken) : await AddAsync(name, value, version, cancellationToken);
            if (isWritten == true)
            {
                _cache.Replace(new StoredSecret(name, version, UnixNanos.From(_timeProvider.GetUtcNow()), value), writes);
                if (revoked.IsRestored)
                    await RetirePreviousAsync(name, cancellationToken);
                return version;
            }
            if (isWritten == false)
                tried = found is null ? 0 : version;
        }
        throw Contended(name);
    }

    // Deletes again what was restored for a write that did not take place, unless a newer value is current: that is not the revoked one.
    private async Task<StoreException?> DeleteRevokedAsync(SecretName name, Revoked revoked)
    {
        try
        {
            for (var tries = 0; tries < ContentionMax; tries++)
            {
                if (await DescribeAsync(name, CancellationToken.None) is not { DeletedDate: null } found)
                    return null;
                if (IdOf(found, Current) != revoked.VersionId)
                {
                    // Who wrote it saw no deletion, and kept the revoked one as the one before.
                    if (revoked.VersionId is { } id)
                        await RetireAsync(name, id, CancellationToken.None);
                    return null;
                }
                // Never at once, whatever the options say: somebody wanted it to be restorable.
                var request = new DeleteSecretRequest { SecretId = IdOf(name), RecoveryWindowInDays = _options.RecoveryDays == 0 ? RecoveryDaysMax : _options.RecoveryDays };
                await FindAsync("DeleteSecret", name, stop => _client.DeleteSecretAsync(request, stop), CancellationToken.None);
                // A deletion names no version: one that was written since it was looked at went with it, and comes back.
                if (await DescribeAsync(name, CancellationToken.None) is not { DeletedDate: not null } deleted || IdOf(deleted, Current) is not { } gone || gone == revoked.VersionId || SecretVersionId.IsDeleted(gone))
                    return null;
                await RestoreAsync(name, CancellationToken.None);
            }
            return Contended(name);
        }
        catch (StoreException failure)
        {
            return failure;
        }
    }

    private Task<RestoreSecretResponse?> RestoreAsync(SecretName name, CancellationToken cancellationToken) =>
        FindAsync("RestoreSecret", name, stop => _client.RestoreSecretAsync(new RestoreSecretRequest { SecretId = IdOf(name) }, stop), cancellationToken);

    // Takes the label of the version before away: from the one that has it, or from that one alone.
    private async Task RetireAsync(SecretName name, string? only, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < ContentionMax; tries++)
        {
            if (await DescribeAsync(name, cancellationToken) is not { DeletedDate: null } found || IdOf(found, Previous) is not { } id || id != (only ?? id))
                return;
            var request = new UpdateSecretVersionStageRequest { SecretId = IdOf(name), VersionStage = Previous, RemoveFromVersionId = id };
            // Refused when another version has the label by now.
            if (await TryAsync<InvalidParameterException>("UpdateSecretVersionStage", name, stop => _client.UpdateSecretVersionStageAsync(request, stop), cancellationToken))
                return;
        }
        throw Contended(name);
    }

    // Makes a version current that stands for none. Where others write at the same time, theirs is current, and is deleted as it is.
    private async Task CoverAsync(SecretName name, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(name, cancellationToken) is not { DeletedDate: null } found || IdOf(found, Current) is not { } id || SecretVersionId.IsDeleted(id))
            return;
        var cover = SecretVersionId.OfDeleted(SecretVersionId.VersionOf(id));
        var put = await FindAsync(
            "PutSecretValue",
            name,
            stop => _client.PutSecretValueAsync(new PutSecretValueRequest { SecretId = IdOf(name), ClientRequestToken = cover, SecretString = DeletedValue }, stop),
            cancellationToken);
        if (put is null || put.VersionStages?.Contains(Current) == true)
            return;
        // It is there from a deletion before, which somebody took back by hand: the label moves only when it is told to.
        var move = new UpdateSecretVersionStageRequest { SecretId = IdOf(name), VersionStage = Current, MoveToVersionId = cover, RemoveFromVersionId = id };
        await TryAsync<InvalidParameterException>("UpdateSecretVersionStage", name, stop => _client.UpdateSecretVersionStageAsync(move, stop), cancellationToken);
    }

    // Refused when somebody else made it.
    private async Task<bool?> CreateAsync(SecretName name, Secret value, CancellationToken cancellationToken)
    {
        var (text, bytes) = (TextOf(value), value);
        return await TryAsync<ResourceExistsException>(
            "CreateSecret",
            name,
            stop => _client.CreateSecretAsync(
                new CreateSecretRequest
                {
                    Name = IdOf(name),
                    KmsKeyId = _options.KeyId,
                    ClientRequestToken = SecretVersionId.Of(1),
                    SecretString = text,
                    SecretBinary = text is null ? new MemoryStream(bytes.Reveal().ToArray(), writable: false) : null,
                },
                stop),
            cancellationToken);
    }

    // False when somebody else has that version; null when the secret was deleted meanwhile. A version that is there with the same value
    // already is not made current again: the answer tells.
    private async Task<bool?> AddAsync(SecretName name, Secret value, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = TextOf(value);
        var call = $"secretsmanager:PutSecretValue of {IdOf(name)}";
        return await _attempts.RunAsync<bool?>(
            call,
            async (mayBeDone, stop) =>
            {
                var request = new PutSecretValueRequest
                {
                    SecretId = IdOf(name),
                    ClientRequestToken = SecretVersionId.Of(version),
                    SecretString = text,
                    SecretBinary = text is null ? new MemoryStream(value.Reveal().ToArray(), writable: false) : null,
                };
                try
                {
                    var put = await _client.PutSecretValueAsync(request, stop);
                    if (put.VersionStages?.Contains(Current) == true)
                        return true;
                    // Written by an attempt before and replaced since, or there from long ago.
                    return mayBeDone ? throw AwsAttempts.Unknown(call) : false;
                }
                catch (ResourceExistsException)
                {
                    return false;
                }
                catch (AmazonSecretsManagerException fault) when (IsGone(fault))
                {
                    return null;
                }
            },
            cancellationToken);
    }

    private Task<DescribeSecretResponse?> DescribeAsync(SecretName name, CancellationToken cancellationToken) =>
        FindAsync("DescribeSecret", name, stop => _client.DescribeSecretAsync(new DescribeSecretRequest { SecretId = IdOf(name) }, stop), cancellationToken);

    // Null when there is no such secret or version, or it was deleted and can still be restored.
    private Task<T?> FindAsync<T>(string action, SecretName name, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
        => RunAsync<T?>(
            action,
            IdOf(name),
            async stop =>
            {
                try
                {
                    return await ask(stop);
                }
                catch (AmazonSecretsManagerException fault) when (IsGone(fault))
                {
                    return null;
                }
            },
            cancellationToken);

    // False when AWS refuses with that, or the secret is gone. A repetition asks for the same version of the same value, which AWS takes for the first.
    private Task<bool> TryAsync<TRefused>(string action, SecretName name, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
        where TRefused : AmazonSecretsManagerException
        => RunAsync(
            action,
            IdOf(name),
            async stop =>
            {
                try
                {
                    await ask(stop);
                    return true;
                }
                catch (AmazonSecretsManagerException fault) when (fault is TRefused || IsGone(fault))
                {
                    return false;
                }
            },
            cancellationToken);

    private async Task<T> RunAsync<T>(string action, string secret, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _attempts.RunAsync($"secretsmanager:{action} of {secret}", (_, stop) => ask(stop), cancellationToken);
    }

    private static long VersionOf(DescribeSecretResponse found) => IdOf(found, Current) is { } id ? SecretVersionId.VersionOf(id) : 0;

    private static string? IdOf(DescribeSecretResponse? found, string stage) => found?.VersionIdsToStages?.FirstOrDefault(version => version.Value.Contains(stage)).Key;

    private static bool HasCurrent(SecretListEntry entry) => entry.SecretVersionsToStages?.Any(version => version.Value.Contains(Current) && !SecretVersionId.IsDeleted(version.Key)) == true;

    // Not there, or deleted and still to be restored, for which AWS has no code of its own.
    private static bool IsGone(AmazonSecretsManagerException fault) =>
        fault is ResourceNotFoundException || (fault is InvalidRequestException && fault.Message.Contains("deletion", StringComparison.OrdinalIgnoreCase));

    private static SecretName? NameOf(string text)
    {
        try
        {
            return SecretName.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Secret ValueOf(SecretName name, GetSecretValueResponse got)
    {
        try
        {
            return got.SecretString is { } text ? Secret.OfText(text) : new Secret(got.SecretBinary?.ToArray() ?? []);
        }
        catch (ArgumentException)
        {
            // Without the cause: it would tell of the value.
            throw new StoreException(StoreFault.Damaged, $"secret {name}: value was empty or too long, must have 1 to {Secret.BytesMax} bytes; put it anew");
        }
    }

    // Text where people may look at it; bytes where it is none, or has characters that do not come through JSON as they are.
    private static string? TextOf(Secret value)
    {
        try
        {
            var text = StrictUtf8.GetString(value.Reveal());
            return text.Any(char.IsControl) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private string IdOf(SecretName name) => _options.Environment.SecretPrefix + name.Text;

    private StoreException Contended(SecretName name) => new(StoreFault.Unavailable, $"secret {IdOf(name)}: others wrote it {ContentionMax} times in between; must be less contended");

    /// <summary>What a write has brought back of a deleted secret.</summary>
    private sealed class Revoked
    {
        public bool IsRestored { get; set; }

        /// <summary>The version that was current before the deletion; null for none.</summary>
        public string? VersionId { get; set; }
    }
}
