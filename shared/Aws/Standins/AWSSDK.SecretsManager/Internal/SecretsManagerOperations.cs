using System.Text.Json;
using Amazon.Runtime.Internal;
using Amazon.SecretsManager.Model;
using Amazon.Standins;

namespace Amazon.SecretsManager.Internal;

/// <summary>How requests of the operations are written and their answers read.</summary>
internal static class SecretsManagerOperations
{
    public static InvokeOptions CreateSecret { get; } = SecretsManagerService.Json.Operation<CreateSecretRequest>(
        "CreateSecret",
        static (members, request) =>
        {
            members.Add("ClientRequestToken", request.ClientRequestToken ?? Guid.NewGuid().ToString());
            members.Add("Description", request.Description);
            members.Add("KmsKeyId", request.KmsKeyId);
            members.Add("Name", request.Name);
            members.Add("SecretBinary", request.SecretBinary);
            members.Add("SecretString", request.SecretString);
            members.Add("Tags", request.Tags, WriteTag);
        },
        static json => new CreateSecretResponse { ARN = json.Text("ARN"), Name = json.Text("Name"), VersionId = json.Text("VersionId") });

    public static InvokeOptions DeleteSecret { get; } = SecretsManagerService.Json.Operation<DeleteSecretRequest>(
        "DeleteSecret",
        static (members, request) =>
        {
            members.Add("ForceDeleteWithoutRecovery", request.ForceDeleteWithoutRecovery);
            members.Add("RecoveryWindowInDays", request.RecoveryWindowInDays);
            members.Add("SecretId", request.SecretId);
        },
        static json => new DeleteSecretResponse { ARN = json.Text("ARN"), DeletionDate = json.Time("DeletionDate"), Name = json.Text("Name") });

    public static InvokeOptions DescribeSecret { get; } = SecretsManagerService.Json.Operation<DescribeSecretRequest>(
        "DescribeSecret",
        static (members, request) => members.Add("SecretId", request.SecretId),
        static json => new DescribeSecretResponse
        {
            ARN = json.Text("ARN"),
            CreatedDate = json.Time("CreatedDate"),
            DeletedDate = json.Time("DeletedDate"),
            Description = json.Text("Description"),
            KmsKeyId = json.Text("KmsKeyId"),
            LastChangedDate = json.Time("LastChangedDate"),
            LastRotatedDate = json.Time("LastRotatedDate"),
            Name = json.Text("Name"),
            RotationEnabled = json.Flag("RotationEnabled"),
            Tags = json.List("Tags", TagOf),
            VersionIdsToStages = StagesOf(json, "VersionIdsToStages"),
        });

    public static InvokeOptions GetSecretValue { get; } = SecretsManagerService.Json.Operation<GetSecretValueRequest>(
        "GetSecretValue",
        static (members, request) =>
        {
            members.Add("SecretId", request.SecretId);
            members.Add("VersionId", request.VersionId);
            members.Add("VersionStage", request.VersionStage);
        },
        static json => new GetSecretValueResponse
        {
            ARN = json.Text("ARN"),
            CreatedDate = json.Time("CreatedDate"),
            Name = json.Text("Name"),
            SecretBinary = json.Bytes("SecretBinary"),
            SecretString = json.Text("SecretString"),
            VersionId = json.Text("VersionId")!,
            VersionStages = json.Texts("VersionStages"),
        });

    public static InvokeOptions ListSecrets { get; } = SecretsManagerService.Json.Operation<ListSecretsRequest>(
        "ListSecrets",
        static (members, request) =>
        {
            members.Add("Filters", request.Filters, static (one, filter) =>
            {
                one.Add("Key", filter.Key?.Value);
                one.Add("Values", filter.Values);
            });
            members.Add("IncludePlannedDeletion", request.IncludePlannedDeletion);
            members.Add("MaxResults", request.MaxResults);
            members.Add("NextToken", request.NextToken);
        },
        static json => new ListSecretsResponse { NextToken = json.Text("NextToken"), SecretList = json.List("SecretList", EntryOf) });

    public static InvokeOptions ListSecretVersionIds { get; } = SecretsManagerService.Json.Operation<ListSecretVersionIdsRequest>(
        "ListSecretVersionIds",
        static (members, request) =>
        {
            members.Add("IncludeDeprecated", request.IncludeDeprecated);
            members.Add("MaxResults", request.MaxResults);
            members.Add("NextToken", request.NextToken);
            members.Add("SecretId", request.SecretId);
        },
        static json => new ListSecretVersionIdsResponse
        {
            ARN = json.Text("ARN"),
            Name = json.Text("Name"),
            NextToken = json.Text("NextToken"),
            Versions = json.List("Versions", VersionOf),
        });

    public static InvokeOptions PutSecretValue { get; } = SecretsManagerService.Json.Operation<PutSecretValueRequest>(
        "PutSecretValue",
        static (members, request) =>
        {
            members.Add("ClientRequestToken", request.ClientRequestToken ?? Guid.NewGuid().ToString());
            members.Add("SecretBinary", request.SecretBinary);
            members.Add("SecretId", request.SecretId);
            members.Add("SecretString", request.SecretString);
            members.Add("VersionStages", request.VersionStages);
        },
        static json => new PutSecretValueResponse
        {
            ARN = json.Text("ARN"),
            Name = json.Text("Name"),
            VersionId = json.Text("VersionId"),
            VersionStages = json.Texts("VersionStages"),
        });

    public static InvokeOptions RestoreSecret { get; } = SecretsManagerService.Json.Operation<RestoreSecretRequest>(
        "RestoreSecret",
        static (members, request) => members.Add("SecretId", request.SecretId),
        static json => new RestoreSecretResponse { ARN = json.Text("ARN"), Name = json.Text("Name") });

    public static InvokeOptions TagResource { get; } = SecretsManagerService.Json.Operation<TagResourceRequest>(
        "TagResource",
        static (members, request) =>
        {
            members.Add("SecretId", request.SecretId);
            members.Add("Tags", request.Tags, WriteTag);
        },
        static _ => new TagResourceResponse());

    public static InvokeOptions UpdateSecretVersionStage { get; } = SecretsManagerService.Json.Operation<UpdateSecretVersionStageRequest>(
        "UpdateSecretVersionStage",
        static (members, request) =>
        {
            members.Add("MoveToVersionId", request.MoveToVersionId);
            members.Add("RemoveFromVersionId", request.RemoveFromVersionId);
            members.Add("SecretId", request.SecretId);
            members.Add("VersionStage", request.VersionStage);
        },
        static json => new UpdateSecretVersionStageResponse { ARN = json.Text("ARN"), Name = json.Text("Name") });

    private static void WriteTag(JsonMembers members, Tag tag)
    {
        members.Add("Key", tag.Key);
        members.Add("Value", tag.Value);
    }

    private static Tag TagOf(JsonElement json) => new() { Key = json.Text("Key"), Value = json.Text("Value") };

    private static SecretVersionsListEntry VersionOf(JsonElement json) => new() { CreatedDate = json.Time("CreatedDate"), VersionId = json.Text("VersionId"), VersionStages = json.Texts("VersionStages") };

    private static SecretListEntry EntryOf(JsonElement json) => new()
    {
        ARN = json.Text("ARN"),
        CreatedDate = json.Time("CreatedDate"),
        DeletedDate = json.Time("DeletedDate"),
        Description = json.Text("Description"),
        KmsKeyId = json.Text("KmsKeyId"),
        LastChangedDate = json.Time("LastChangedDate"),
        Name = json.Text("Name")!,
        Tags = json.List("Tags", TagOf),
        SecretVersionsToStages = StagesOf(json, "SecretVersionsToStages"),
    };

    // By the ids of versions.
    private static Dictionary<string, List<string>>? StagesOf(JsonElement json, string name) => json.Find(name) is { } stages
        ? stages.EnumerateObject().ToDictionary(version => version.Name, version => version.Value.EnumerateArray().Select(stage => stage.GetString()!).ToList(), StringComparer.Ordinal)
        : null;
}
