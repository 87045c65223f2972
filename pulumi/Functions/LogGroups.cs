using CloudWatch = Pulumi.Aws.CloudWatch;
using Kms = Pulumi.Aws.Kms;

namespace VeloZ.Infrastructure;

/// <summary>Makes log groups: of the class that metrics can be read from, encrypted, kept for the tier's days.</summary>
internal static class LogGroups
{
    /// <summary>Makes one.</summary>
    /// <param name="parts">Of the stack.</param>
    /// <param name="thing">Whose log it is; its name in the program.</param>
    /// <param name="name">In the account.</param>
    /// <param name="key">Encrypts it.</param>
    /// <param name="days">How long a line is kept; null for the tier's days of functions.</param>
    public static CloudWatch.LogGroup Make(StackParts parts, string thing, string name, Kms.Key key, int? days = null) => new(thing, new CloudWatch.LogGroupArgs
    {
        Name = name,
        LogGroupClass = "STANDARD",
        RetentionInDays = days ?? parts.LogDays,
        KmsKeyId = key.Arn,
        SkipDestroy = parts.Settings.IsProduction,
        Tags = parts.TagsOf(thing),
    });
}
