using System.Net.WebSockets;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>How books are asked for.</summary>
internal sealed record BookAskerOptions
{
    /// <summary>Names the chance of the waits.</summary>
    public required string Name { get; init; }

    /// <summary>Before the first request: a book that was just subscribed to takes a moment to come.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>Most before a request.</summary>
    public required TimeSpan Max { get; init; }

    /// <summary>After a request, at most, until the book has come; it is waited for besides.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>A book that was told whole so long ago is asked for soon again; of others each time later.</summary>
    public TimeSpan SteadyTime { get; init; }
}

/// <summary>Subscribes anew to books that have a hole: to each by itself, later each time, until it is told whole.</summary>
/// <typeparam name="TBook">Keeps a book by the venue's rule.</typeparam>
internal sealed class BookAsker<TBook>
    where TBook : class, IBookFeed
{
    private readonly BookAskerOptions _options;
    private readonly Lock _gate;
    private readonly Func<MarketSubscription, byte[][]> _requests;
    private readonly Func<byte[], Task<bool>> _send;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly Asking[] _asking; // At the places of their markets.

    /// <param name="subscriptions">The markets, in the order of their places.</param>
    /// <param name="options">How.</param>
    /// <param name="gate">Held by whoever calls.</param>
    /// <param name="requests">What ends a subscription to a book and makes another.</param>
    /// <param name="send">Sends a request; false where there is no connection.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="stop">Ends it.</param>
    public BookAsker(
        IReadOnlyList<MarketSubscription> subscriptions,
        BookAskerOptions options,
        Lock gate,
        Func<MarketSubscription, byte[][]> requests,
        Func<byte[], Task<bool>> send,
        TimeProvider time,
        CancellationToken stop)
    {
        (_options, _gate, _requests, _send, _time, _stop) = (options, gate, requests, send, time, stop);
        _asking = [.. subscriptions.Select(subscription =>
            new Asking(new BackOff(options.First, options.Max, SplitMix64.Stream(0, options.Name, (ulong)subscription.Index))))];
    }

    /// <summary>Begins to ask for those that have a hole and are not asked for.</summary>
    public void Ask(IEnumerable<FollowedMarket<TBook>> markets, UnixNanos now)
    {
        foreach (var market in markets)
            Ask(market, now);
    }

    /// <summary>Begins to ask for one that has a hole and is not asked for.</summary>
    public void Ask(FollowedMarket<TBook> market, UnixNanos now)
    {
        var asking = _asking[market.Wire.Index];
        if (market.Book.IsLive || !asking.Running.IsCompleted)
            return;
        if (asking.ToldTime is { } told && now - told >= _options.SteadyTime)
            asking.BackOff.Reset();
        asking.ToldTime = null;
        asking.Running = AskAsync(market, asking);
    }

    /// <summary>A book was told whole.</summary>
    public void Told(WireMarket market, UnixNanos now)
    {
        var asking = _asking[market.Index];
        asking.ToldTime = now;
        asking.Answered.TrySetResult();
    }

    /// <summary>Ends when nothing is asked for any more.</summary>
    public async Task EndAsync()
    {
        foreach (var asking in _asking)
            await asking.Running;
    }

    private async Task AskAsync(FollowedMarket<TBook> market, Asking asking)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await Task.Delay(asking.BackOff.Next(), _time, _stop);
                Task answered;
                lock (_gate)
                {
                    if (market.Book.IsLive)
                        return;
                    asking.Answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    answered = asking.Answered.Task;
                }
                // A connection that is made anew asks for all of it.
                if (await TrySendAsync(market.Subscription) && _options.Patience > TimeSpan.Zero)
                    await Task.WhenAny(answered, Task.Delay(_options.Patience, _time, _stop));
            }
        }
        catch (OperationCanceledException)
        {
            // The stream ends.
        }
    }

    private async Task<bool> TrySendAsync(MarketSubscription subscription)
    {
        try
        {
            foreach (var request in _requests(subscription))
            {
                if (!await _send(request))
                    return false;
            }
            return true;
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false; // It broke meanwhile.
        }
    }

    private sealed class Asking(BackOff backOff)
    {
        public BackOff BackOff => backOff;

        public Task Running { get; set; } = Task.CompletedTask;

        /// <summary>Ends when the book was told whole.</summary>
        public TaskCompletionSource Answered { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When it was last told whole, since it was last asked for.</summary>
        public UnixNanos? ToldTime { get; set; }
    }
}
