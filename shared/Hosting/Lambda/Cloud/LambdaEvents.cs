using Amazon.Lambda.RuntimeSupport;

namespace VeloZ.Hosting;

/// <summary>Event functions on Lambda: Amazon's loop brings the events, and tells what a handler throws.</summary>
public static partial class FunctionHost
{
    static partial void TakeEvents(InvokedFunction.Event function, ref Task? loop, CancellationToken cancellationToken) => loop = TakeEventsAsync(function, cancellationToken);

    private static async Task TakeEventsAsync(InvokedFunction.Event function, CancellationToken cancellationToken)
    {
        RegisterTracing();
        using var bootstrap = LambdaBootstrapBuilder.Create(async (stream, context) =>
        {
            // What remains is Lambda's to say; a handler that is stopped in time can still tell why.
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(context.RemainingTime > Spare ? context.RemainingTime - Spare : context.RemainingTime);
            using var payload = new MemoryStream();
            await stream.CopyToAsync(payload, deadline.Token);
            try
            {
                return await AnswerAsync(function, payload.ToArray(), deadline.Token);
            }
            catch
            {
                CountFailure(function.Name);
                throw;
            }
        }).Build();
        await bootstrap.RunAsync(cancellationToken);
    }

    private static TimeSpan Spare => TimeSpan.FromSeconds(2);

    private static async Task<Stream> AnswerAsync(InvokedFunction.Event function, byte[] payload, CancellationToken cancellationToken)
    {
        var answer = await function.Handler(payload, cancellationToken);
        return new MemoryStream(answer.ToArray(), writable: false);
    }
}
