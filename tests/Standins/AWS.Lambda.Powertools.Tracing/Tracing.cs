namespace AWS.Lambda.Powertools.Tracing;

/// <summary>Traces of X-Ray. Compile-only: the members that we touch. https://docs.aws.amazon.com/powertools/dotnet/core/tracing</summary>
public static class Tracing
{
    /// <summary>Makes every call of the AWS SDK a segment.</summary>
    public static void RegisterForAllServices() =>
        throw new NotSupportedException("this stand-in of AWS.Lambda.Powertools.Tracing only compiles; build with -p:Cloud=true to run on Lambda");
}
