using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>What one attempt of a call came to.</summary>
internal enum AttemptFault
{
    /// <summary>No other attempt would do better.</summary>
    Final,

    /// <summary>Nothing was done, and another attempt may do better.</summary>
    Refused,

    /// <summary>It may have been done: no answer came, or one that does not tell.</summary>
    Unanswered,
}

/// <summary>Repeats calls, and tells each attempt whether one before it may have been done without our knowing.</summary>
/// <remarks>
/// A repetition that finds its own first attempt would take it for somebody else's. So clients do not repeat by themselves
/// (<see cref="AwsOptions.ConfigureOnce"/>), and whoever writes under a condition asks for the flag.
/// </remarks>
/// <param name="options">Where AWS is, and how often.</param>
/// <param name="isSecret">Whether what AWS says may have secrets in it, and is therefore not told on.</param>
internal sealed class AwsAttempts(AwsOptions options, bool isSecret = false)
{
    /// <summary>Calls until there is an answer or no attempt is left; each of them may take <see cref="AwsOptions.AttemptTimeout"/>.</summary>
    /// <typeparam name="T">Of the answer.</typeparam>
    /// <param name="call">What is asked of what, for messages.</param>
    /// <param name="attempt">Makes one attempt. Is told whether one before it may have been done, and when to stop.</param>
    /// <param name="cancellationToken">Stops the wait, not what was sent.</param>
    /// <exception cref="StoreException">There was no answer, or one that no attempt would better.</exception>
    public Task<T> RunAsync<T>(string call, Func<bool, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        RunAsync(call, options.AttemptTimeout, attempt, cancellationToken);

    /// <summary>Calls until there is an answer or no attempt is left.</summary>
    /// <typeparam name="T">Of the answer.</typeparam>
    /// <param name="call">What is asked of what, for messages.</param>
    /// <param name="timeout">How long each attempt may take; infinite where it has limits of its own.</param>
    /// <param name="attempt">Makes one attempt. Is told whether one before it may have been done, and when to stop.</param>
    /// <param name="cancellationToken">Stops the wait, not what was sent.</param>
    /// <exception cref="StoreException">There was no answer, or one that no attempt would better.</exception>
    public async Task<T> RunAsync<T>(string call, TimeSpan timeout, Func<bool, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var mayBeDone = false;
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await LimitedAsync(stop => attempt(mayBeDone, stop), timeout, cancellationToken);
            }
            catch (Exception exception) when (AwsFault.IsOutside(exception) && !cancellationToken.IsCancellationRequested)
            {
                var fault = AwsFault.AttemptOf(exception);
                mayBeDone |= fault == AttemptFault.Unanswered;
                if (fault == AttemptFault.Final || attempts > options.RetriesMax)
                    throw AwsFault.Of(exception, call, options, isSecret, mayBeDone);
            }
            await options.Pause(attempts, cancellationToken);
        }
    }

    // Waits no longer, whatever the SDK does: it gives no token to what it gets credentials from.
    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> attempt, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await attempt(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer came in {timeout}", exception);
        }
    }

    /// <summary>For who finds, after an attempt that was not answered, neither what was before nor what it wrote.</summary>
    public static StoreException Unknown(string call) =>
        new(StoreFault.Unavailable, $"{call}: an attempt was not answered and others wrote since; whether it took place is not known");
}
