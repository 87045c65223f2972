using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>An account's own events at OKX, which come on two sockets: orders on one, on the other those that wait for a trigger. News are whole only while both are live.</summary>
internal sealed class OkxAccountStream : IAsyncDisposable
{
    private readonly OkxAccountSocket[] _sockets;

    public OkxAccountStream(OkxOptions options, VenueClock clock, VenueMarkets markets, OkxChildren children, TimeProvider time) =>
        _sockets = [new OkxOrderStream(options, clock, markets, children, time), new OkxAlgoStream(options, clock, markets, time)];

    /// <summary>Begins; once.</summary>
    public void Start(IVenueListener listener)
    {
        var joint = new Joint(listener, _sockets.Length);
        for (var part = 0; part < _sockets.Length; part++)
            _sockets[part].Start(new Part(joint, part));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            await socket.DisposeAsync();
    }

    private sealed class Joint(IVenueListener listener, int parts)
    {
        private readonly bool[] _isLive = new bool[parts];

        public Lock Gate { get; } = new();

        public IVenueListener Listener => listener;

        public void Set(int part, bool isLive)
        {
            _isLive[part] = isLive;
            if (isLive && Array.TrueForAll(_isLive, static one => one))
                listener.Resumed();
        }
    }

    // One socket's view of the listener, which is told by one thread at a time.
    private sealed class Part(Joint joint, int number) : IVenueListener
    {
        public void Told(VenueReport report)
        {
            lock (joint.Gate)
                joint.Listener.Told(report);
        }

        public void Doubted(ClientOrderId id, string cause)
        {
            lock (joint.Gate)
                joint.Listener.Doubted(id, cause);
        }

        public void Interrupted(string cause)
        {
            lock (joint.Gate)
            {
                joint.Set(number, isLive: false);
                joint.Listener.Interrupted(cause);
            }
        }

        public void Resumed()
        {
            lock (joint.Gate)
                joint.Set(number, isLive: true);
        }

        public void Unreadable(string what)
        {
            lock (joint.Gate)
                joint.Listener.Unreadable(what);
        }

        public void Noticed(string code, string message) => joint.Listener.Noticed(code, message);
    }
}
