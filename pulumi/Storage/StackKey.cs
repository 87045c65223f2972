using Kms = Pulumi.Aws.Kms;

namespace VeloZ.Infrastructure;

/// <summary>The key that encrypts everything of the stack.</summary>
internal static class StackKey
{
    private const int WindowDays = 30;
    private const int DevelopmentWindowDays = 7;

    // Named one by one: the account's own policies decide who has which of them, and none of them is more than is listed.
    private static readonly string[] Administration =
    [
        "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey", "kms:EnableKey", "kms:EnableKeyRotation",
        "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListResourceTags", "kms:PutKeyPolicy",
        "kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
    ];

    private static readonly string[] Use = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"];

    /// <summary>Makes it.</summary>
    public static Kms.Key Make(StackParts parts)
    {
        var settings = parts.Settings;
        (string, string) account = ("AWS", $"arn:aws:iam::{settings.Account}:root");
        PolicyCondition ours = new("StringEquals", "aws:SourceAccount", settings.Account);
        var key = new Kms.Key("data", new Kms.KeyArgs
        {
            Description = $"Data of {parts.NameOf("*")}",
            EnableKeyRotation = true,
            DeletionWindowInDays = settings.IsKept ? WindowDays : DevelopmentWindowDays,
            Policy = PolicyStatement.Document(
                new PolicyStatement { Id = "Administer", Principal = account, Actions = Administration, Resources = ["*"] },
                new PolicyStatement { Id = "Use", Principal = account, Actions = Use, Resources = ["*"] },
                // DynamoDB keeps a grant of its own for a table.
                new PolicyStatement { Id = "GrantServices", Principal = account, Actions = ["kms:CreateGrant"], Resources = ["*"], Conditions = [new PolicyCondition("Bool", "kms:GrantIsForAWSResource", "true")] },
                new PolicyStatement
                {
                    Id = "Logs",
                    Principal = ("Service", $"logs.{settings.Region}.amazonaws.com"),
                    Actions = Use,
                    Resources = ["*"],
                    Conditions = [new PolicyCondition("ArnLike", "kms:EncryptionContext:aws:logs:arn", parts.Arn("logs", "log-group:*"))],
                },
                // The service that delivers names the logs that it delivers, and no account.
                new PolicyStatement
                {
                    Id = "DeliverLogs",
                    Principal = ("Service", "delivery.logs.amazonaws.com"),
                    Actions = ["kms:Decrypt"],
                    Resources = ["*"],
                    Conditions = [new PolicyCondition("ArnLike", "kms:EncryptionContext:SourceArn", parts.Arn("logs", "*"))],
                },
                new PolicyStatement { Id = "Alarms", Principal = ("Service", "cloudwatch.amazonaws.com"), Actions = ["kms:Decrypt", "kms:GenerateDataKey"], Resources = ["*"], Conditions = [ours] }),
            Tags = parts.TagsOf("storage"),
        }, parts.Kept());
        _ = new Kms.Alias("data", new Kms.AliasArgs { Name = $"alias/{parts.NameOf("data")}", TargetKeyId = key.KeyId });
        return key;
    }
}
