using Kms = Pulumi.Aws.Kms;
using Sns = Pulumi.Aws.Sns;

namespace VeloZ.Infrastructure;

/// <summary>Where alarms of severity 1 and 2 go.</summary>
internal static class PageTopic
{
    /// <summary>Makes it.</summary>
    public static Sns.Topic Make(StackParts parts, Kms.Key key)
    {
        var topic = new Sns.Topic("page", new Sns.TopicArgs { Name = parts.NameOf("page"), KmsMasterKeyId = key.Arn, Tags = parts.TagsOf("alarms") });
        _ = new Sns.TopicPolicy("page", new Sns.TopicPolicyArgs
        {
            Arn = topic.Arn,
            Policy = PolicyStatement.Document(new PolicyStatement
            {
                Id = "Alarms",
                Principal = ("Service", "cloudwatch.amazonaws.com"),
                Actions = ["sns:Publish"],
                Resources = [topic.Arn],
                Conditions = [new PolicyCondition("StringEquals", "aws:SourceAccount", parts.Settings.Account)],
            }),
        });
        // By mail whatever else there is: it works where nothing of ours does.
        if (parts.Settings.PageEmail is { } email)
            _ = new Sns.TopicSubscription("page-email", new Sns.TopicSubscriptionArgs { Topic = topic.Arn, Protocol = "email", Endpoint = email });
        return topic;
    }
}
