namespace Amazon.Lambda.Core;

/// <summary>What Lambda tells of an invocation. Compile-only: the members that we touch. https://docs.aws.amazon.com/lambda/latest/dg/csharp-context.html</summary>
public interface ILambdaContext
{
    /// <summary>Of the invocation.</summary>
    string AwsRequestId { get; }

    /// <summary>Of the function.</summary>
    string FunctionName { get; }

    /// <summary>Until Lambda ends the invocation.</summary>
    TimeSpan RemainingTime { get; }
}
