using System.Text;
using System.Text.Json.Nodes;

namespace VeloZ.Emulators;

/// <summary>An error as Secrets Manager tells it.</summary>
internal sealed class SecretsException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>A version and its labels.</summary>
internal sealed record SecretVersion(string Id, string? Text, string? Bytes, DateTimeOffset Created)
{
    public SortedSet<string> Stages { get; } = new(StringComparer.Ordinal);
}

/// <summary>A secret with its versions.</summary>
internal sealed record SecretEntry(string Name, string Arn, DateTimeOffset Created, string? KeyId, string? Description)
{
    public List<SecretVersion> Versions { get; } = [];

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset Changed { get; set; } = Created;

    /// <summary>When it was deleted, and when it goes; null when it was not.</summary>
    public (DateTimeOffset At, DateTimeOffset Goes)? Deletion { get; set; }
}

/// <summary>What Secrets Manager does, as its API reference tells it.</summary>
internal sealed class SecretsBook(string region, TimeProvider timeProvider)
{
    private const string Current = "AWSCURRENT";
    private const string Previous = "AWSPREVIOUS";
    private const int ValueBytesMax = 65_536;

    private readonly SortedDictionary<string, SecretEntry> _secrets = new(StringComparer.Ordinal);
    private int _made;

    public JsonObject Do(string operation, JsonObject request)
    {
        foreach (var gone in _secrets.Values.Where(secret => secret.Deletion is { } deletion && deletion.Goes <= timeProvider.GetUtcNow()).ToList())
            _secrets.Remove(gone.Name);
        return operation switch
        {
            "CreateSecret" => Create(request),
            "DeleteSecret" => Delete(request),
            "DescribeSecret" => Describe(Find(request)),
            "GetSecretValue" => Get(request),
            "ListSecrets" => List(request),
            "ListSecretVersionIds" => ListVersions(request),
            "PutSecretValue" => Put(request),
            "RestoreSecret" => Restore(request),
            "TagResource" => TagResource(request),
            "UpdateSecretVersionStage" => UpdateStage(request),
            _ => throw new SecretsException("UnknownOperationException", $"{operation} is not done here"),
        };
    }

    private JsonObject Create(JsonObject request)
    {
        var name = Text(request, "Name") ?? "";
        if (name.Length is 0 or > 512 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || "/_+=.@-".Contains(letter, StringComparison.Ordinal)))
            throw new SecretsException("InvalidParameterException", "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
        if (_secrets.GetValueOrDefault(name) is { } existing)
        {
            if (existing.Deletion is not null)
                throw new SecretsException("InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion.");
            // The same version again is the same request again.
            if (existing.Versions.Find(version => version.Id == Text(request, "ClientRequestToken")) is { } again && IsSame(again, request))
                return Answer(existing, again.Id);
            throw new SecretsException("ResourceExistsException", $"The operation failed because the secret {name} already exists.");
        }
        var secret = new SecretEntry(name, $"arn:aws:secretsmanager:{region}:000000000000:secret:{name}-{++_made:D6}", timeProvider.GetUtcNow(), Text(request, "KmsKeyId"), Text(request, "Description"));
        if (HasValue(request))
            Add(secret, request, [Current]);
        _secrets.Add(name, secret);
        return Answer(secret, secret.Versions.Count > 0 ? secret.Versions[0].Id : null);
    }

    private JsonObject Put(JsonObject request)
    {
        var secret = MustLive(Find(request));
        var id = TokenOf(request);
        if (secret.Versions.Find(version => version.Id == id) is { } existing)
        {
            if (!IsSame(existing, request))
                throw new SecretsException("ResourceExistsException", "You can't modify the contents of an existing version; to change one, make another.");
            return Answer(secret, id, existing.Stages);
        }
        var stages = request["VersionStages"] is JsonArray given ? [.. given.Select(stage => stage!.GetValue<string>())] : (string[])[Current];
        var added = Add(secret, request, stages);
        secret.Changed = timeProvider.GetUtcNow();
        return Answer(secret, id, added.Stages);
    }

    private JsonObject Get(JsonObject request)
    {
        var secret = MustLive(Find(request));
        var (id, stage) = (Text(request, "VersionId"), Text(request, "VersionStage") ?? (Text(request, "VersionId") is null ? Current : null));
        var version = secret.Versions.Find(one => (id is null || one.Id == id) && (stage is null || one.Stages.Contains(stage)))
            ?? throw new SecretsException("ResourceNotFoundException", $"Secrets Manager can't find the specified secret value for {(id is null ? $"staging label: {stage}" : $"VersionId: {id}")}");
        var answer = Answer(secret, version.Id, version.Stages);
        answer["CreatedDate"] = Seconds(version.Created);
        if (version.Text is not null)
            answer["SecretString"] = version.Text;
        else
            answer["SecretBinary"] = version.Bytes;
        return answer;
    }

    private JsonObject Delete(JsonObject request)
    {
        var (isForced, days) = (request["ForceDeleteWithoutRecovery"]?.GetValue<bool>() == true, request["RecoveryWindowInDays"]?.GetValue<long>());
        if (isForced && days is not null)
            throw new SecretsException("InvalidParameterException", "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        if (days is < 7 or > 30)
            throw new SecretsException("InvalidParameterException", "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        var name = Text(request, "SecretId") ?? "";
        if (isForced && !_secrets.ContainsKey(name))
            return new JsonObject { ["Name"] = name, ["DeletionDate"] = Seconds(timeProvider.GetUtcNow()) };
        var secret = Find(request);
        if (!isForced)
            MustLive(secret);
        var now = timeProvider.GetUtcNow();
        var goes = isForced ? now : now.AddDays(days ?? 30);
        secret.Deletion = (now, goes);
        if (isForced)
            _secrets.Remove(secret.Name);
        var answer = Answer(secret, null);
        answer["DeletionDate"] = Seconds(goes);
        return answer;
    }

    private JsonObject Restore(JsonObject request)
    {
        var secret = Find(request);
        secret.Deletion = null;
        return Answer(secret, null);
    }

    private JsonObject UpdateStage(JsonObject request)
    {
        var secret = MustLive(Find(request));
        var stage = Text(request, "VersionStage") ?? throw new SecretsException("InvalidParameterException", "VersionStage must be given.");
        var (to, from) = (Text(request, "MoveToVersionId"), Text(request, "RemoveFromVersionId"));
        var holder = secret.Versions.Find(version => version.Stages.Contains(stage));
        if (holder is not null && holder.Id != from && holder.Id != to)
            throw new SecretsException("InvalidParameterException", $"The parameter RemoveFromVersionId can't be empty or another. Staging label {stage} is currently attached to version {holder.Id}, so you must explicitly reference that version.");
        if (holder is null && from is not null)
            throw new SecretsException("InvalidParameterException", $"Staging label {stage} is not attached to version {from}.");
        if (to is null && stage == Current)
            throw new SecretsException("InvalidParameterException", "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
        var target = to is null ? null : secret.Versions.Find(version => version.Id == to) ?? throw new SecretsException("ResourceNotFoundException", $"Secrets Manager can't find the specified secret version: {to}");
        holder?.Stages.Remove(stage);
        if (target is not null)
        {
            target.Stages.Add(stage);
            if (stage == Current && holder is not null && holder != target)
                Label(secret, holder, Previous);
        }
        secret.Changed = timeProvider.GetUtcNow();
        return Answer(secret, null);
    }

    private JsonObject TagResource(JsonObject request)
    {
        foreach (var tag in request["Tags"] as JsonArray ?? [])
            Find(request).Tags[tag!["Key"]!.GetValue<string>()] = tag["Value"]!.GetValue<string>();
        return [];
    }

    private JsonObject List(JsonObject request)
    {
        var includesDeleted = request["IncludePlannedDeletion"]?.GetValue<bool>() == true;
        var all = _secrets.Values.Where(secret => (includesDeleted || secret.Deletion is null) && (request["Filters"] as JsonArray ?? []).All(filter => Meets(secret, filter!)));
        var (page, next) = Page(request, all, secret => secret.Name);
        var answer = new JsonObject
        {
            ["SecretList"] = new JsonArray([.. page.Select(secret =>
            {
                var entry = Describe(secret);
                entry["SecretVersionsToStages"] = entry["VersionIdsToStages"]?.DeepClone();
                entry.Remove("VersionIdsToStages");
                return entry;
            })]),
        };
        if (next is not null)
            answer["NextToken"] = next;
        return answer;
    }

    private JsonObject ListVersions(JsonObject request)
    {
        var secret = Find(request);
        var isAll = request["IncludeDeprecated"]?.GetValue<bool>() == true;
        var (page, next) = Page(request, secret.Versions.Where(version => isAll || version.Stages.Count > 0), version => version.Id);
        var answer = Answer(secret, null);
        answer["Versions"] = new JsonArray([.. page.Select(version => new JsonObject
        {
            ["VersionId"] = version.Id,
            ["CreatedDate"] = Seconds(version.Created),
            ["VersionStages"] = Texts(version.Stages),
        })]);
        if (next is not null)
            answer["NextToken"] = next;
        return answer;
    }

    private static JsonObject Describe(SecretEntry secret)
    {
        var stages = new JsonObject();
        foreach (var version in secret.Versions.Where(version => version.Stages.Count > 0))
            stages[version.Id] = Texts(version.Stages);
        var answer = Answer(secret, null);
        answer["CreatedDate"] = Seconds(secret.Created);
        answer["LastChangedDate"] = Seconds(secret.Changed);
        if (stages.Count > 0)
            answer["VersionIdsToStages"] = stages;
        if (secret.Deletion is { } deletion)
            answer["DeletedDate"] = Seconds(deletion.At);
        if (secret.KeyId is { } key)
            answer["KmsKeyId"] = key;
        if (secret.Description is { } description)
            answer["Description"] = description;
        if (secret.Tags.Count > 0)
            answer["Tags"] = new JsonArray([.. secret.Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]);
        return answer;
    }

    private SecretVersion Add(SecretEntry secret, JsonObject request, IReadOnlyCollection<string> stages)
    {
        if (!HasValue(request) || (Text(request, "SecretString") is not null && Text(request, "SecretBinary") is not null))
            throw new SecretsException("InvalidParameterException", "You must provide either SecretString or SecretBinary.");
        var size = Text(request, "SecretString") is { } text ? Encoding.UTF8.GetByteCount(text) : Convert.FromBase64String(Text(request, "SecretBinary")!).Length;
        if (size is 0 or > ValueBytesMax)
            throw new SecretsException("InvalidParameterException", $"The value must have 1 to {ValueBytesMax} bytes.");
        var version = new SecretVersion(TokenOf(request), Text(request, "SecretString"), Text(request, "SecretBinary"), timeProvider.GetUtcNow());
        var before = secret.Versions.Find(one => one.Stages.Contains(Current));
        secret.Versions.Add(version);
        // A first version is always the current one.
        foreach (var stage in before is null ? [.. stages, Current] : stages)
            Label(secret, version, stage);
        if (before is not null && version.Stages.Contains(Current))
            Label(secret, before, Previous);
        return version;
    }

    private static void Label(SecretEntry secret, SecretVersion version, string stage)
    {
        foreach (var other in secret.Versions)
            other.Stages.Remove(stage);
        version.Stages.Add(stage);
    }

    private SecretEntry Find(JsonObject request)
    {
        var id = Text(request, "SecretId") ?? "";
        return _secrets.GetValueOrDefault(id) ?? _secrets.Values.FirstOrDefault(secret => secret.Arn == id)
            ?? throw new SecretsException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    private static SecretEntry MustLive(SecretEntry secret) => secret.Deletion is null
        ? secret
        : throw new SecretsException("InvalidRequestException", "You can't perform this operation on the secret because it was marked for deletion.");

    private static string TokenOf(JsonObject request) => Text(request, "ClientRequestToken") is { Length: >= 32 and <= 64 } token
        ? token
        : throw new SecretsException("InvalidParameterException", "ClientRequestToken must have 32 to 64 characters.");

    private static (List<T> Page, string? Next) Page<T>(JsonObject request, IEnumerable<T> all, Func<T, string> keyOf)
    {
        var most = request["MaxResults"]?.GetValue<int>() ?? 100;
        if (most is < 1 or > 100)
            throw new SecretsException("InvalidParameterException", "MaxResults must be 1 to 100.");
        string? after = null;
        if (Text(request, "NextToken") is { } token)
            after = token.StartsWith("t:", StringComparison.Ordinal) ? token[2..] : throw new SecretsException("InvalidNextTokenException", "The NextToken value is invalid.");
        var following = all.OrderBy(keyOf, StringComparer.Ordinal).Where(one => after is null || string.CompareOrdinal(keyOf(one), after) > 0).ToList();
        var page = following.Take(most).ToList();
        return (page, following.Count > page.Count ? "t:" + keyOf(page[^1]) : null);
    }

    private static bool Meets(SecretEntry secret, JsonNode filter)
    {
        var values = (filter["Values"] as JsonArray ?? []).Select(value => value!.GetValue<string>()).ToList();
        var texts = filter["Key"]?.GetValue<string>() switch
        {
            "name" => [secret.Name],
            "description" => [secret.Description ?? ""],
            "tag-key" => [.. secret.Tags.Keys],
            "tag-value" => [.. secret.Tags.Values],
            "all" => [secret.Name, secret.Description ?? "", .. secret.Tags.Keys, .. secret.Tags.Values],
            var other => (string[])(other is null ? [] : throw new SecretsException("InvalidParameterException", $"Filter key {other} is not known.")),
        };
        return values.Exists(value => value.StartsWith('!')
            ? !Array.Exists(texts, text => text.StartsWith(value[1..], StringComparison.Ordinal))
            : Array.Exists(texts, text => text.StartsWith(value, StringComparison.Ordinal)));
    }

    private static bool IsSame(SecretVersion version, JsonObject request) => version.Text == Text(request, "SecretString") && version.Bytes == Text(request, "SecretBinary");

    private static bool HasValue(JsonObject request) => Text(request, "SecretString") is not null || Text(request, "SecretBinary") is not null;

    private static JsonObject Answer(SecretEntry secret, string? versionId, IEnumerable<string>? stages = null)
    {
        var answer = new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
        if (versionId is not null)
            answer["VersionId"] = versionId;
        if (stages is not null)
            answer["VersionStages"] = Texts(stages);
        return answer;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static decimal Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1_000m;

    private static string? Text(JsonObject request, string name) => request[name]?.GetValue<string>();
}
