using System.Threading.Channels;

namespace VeloZ.Engine;

/// <summary>Gives news to those who listen, each through a bounded queue of its own. Who does not keep up is cut off, and told so.</summary>
public sealed class NewsDesk
{
    private readonly Lock _gate = new();
    private volatile Listener[] _listeners = [];

    /// <summary>Listens from now on; dispose it to end.</summary>
    /// <param name="capacity">News that may wait; a listener with more is cut off.</param>
    public NewsSubscription Subscribe(int capacity)
    {
        var listener = new Listener(capacity);
        lock (_gate)
            _listeners = [.. _listeners, listener];
        return new NewsSubscription(listener.Channel.Reader, () => Remove(listener, fault: null));
    }

    internal void Tell(EngineNews news)
    {
        foreach (var listener in _listeners)
        {
            if (!listener.Channel.Writer.TryWrite(news))
                Remove(listener, new SlowListenerException($"more than {listener.Capacity} news waited to be taken; subscribe again and read faster"));
        }
    }

    internal void Complete()
    {
        foreach (var listener in _listeners)
            Remove(listener, fault: null);
    }

    private void Remove(Listener listener, SlowListenerException? fault)
    {
        listener.Channel.Writer.TryComplete(fault);
        lock (_gate)
            _listeners = [.. _listeners.Where(one => one != listener)];
    }

    private sealed class Listener(int capacity)
    {
        public int Capacity { get; } = capacity;

        public Channel<EngineNews> Channel { get; } = System.Threading.Channels.Channel.CreateBounded<EngineNews>(new BoundedChannelOptions(capacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });
    }
}

/// <summary>A listener's end of its queue.</summary>
/// <param name="news">In order; it ends when the engine does, and fails with <see cref="SlowListenerException"/> when it was cut off.</param>
/// <param name="end">Ends it.</param>
public sealed class NewsSubscription(ChannelReader<EngineNews> news, Action end) : IDisposable
{
    /// <summary>In order; it ends when the engine does, and fails with <see cref="SlowListenerException"/> when it was cut off.</summary>
    public ChannelReader<EngineNews> News { get; } = news;

    /// <inheritdoc/>
    public void Dispose() => end();
}

/// <summary>A listener did not keep up and was cut off.</summary>
public sealed class SlowListenerException(string message) : Exception(message);
