using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Makes the loop that brings events. Compile-only: the members that we touch. https://github.com/aws/aws-lambda-dotnet/tree/master/Libraries/src/Amazon.Lambda.RuntimeSupport</summary>
public class LambdaBootstrapBuilder
{
    private LambdaBootstrapBuilder()
    {
    }

    /// <summary>Of a handler of streams.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        throw new NotSupportedException("this stand-in of Amazon.Lambda.RuntimeSupport only compiles; build with -p:Cloud=true to run on Lambda");

    /// <summary>The loop.</summary>
    public LambdaBootstrap Build() =>
        throw new NotSupportedException("this stand-in of Amazon.Lambda.RuntimeSupport only compiles; build with -p:Cloud=true to run on Lambda");
}

/// <summary>The loop that brings events.</summary>
public class LambdaBootstrap : IDisposable
{
    /// <summary>Runs it.</summary>
    public Task RunAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("this stand-in of Amazon.Lambda.RuntimeSupport only compiles; build with -p:Cloud=true to run on Lambda");

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
