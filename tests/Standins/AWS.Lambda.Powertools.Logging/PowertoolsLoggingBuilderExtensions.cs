using Microsoft.Extensions.Logging;

namespace AWS.Lambda.Powertools.Logging;

/// <summary>How Powertools logs. Compile-only: the members that we touch. https://docs.aws.amazon.com/powertools/dotnet/core/logging</summary>
public class PowertoolsLoggerConfiguration
{
    /// <summary>Stands in every line.</summary>
    public string? Service { get; set; }

    /// <summary>Least level that is logged.</summary>
    public LogLevel MinimumLogLevel { get; set; }
}

/// <summary>Adds the logger of Powertools.</summary>
public static class PowertoolsLoggingBuilderExtensions
{
    /// <summary>With these options.</summary>
    public static ILoggingBuilder AddPowertoolsLogger(this ILoggingBuilder builder, Action<PowertoolsLoggerConfiguration> configure, bool clearExistingProviders = false) =>
        throw new NotSupportedException("this stand-in of AWS.Lambda.Powertools.Logging only compiles; build with -p:Cloud=true to run on Lambda");
}
