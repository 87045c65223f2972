using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Lets several parts of an account tell one listener, which is told by one thread at a time.</summary>
internal sealed class SerialListener(IVenueListener listener) : IVenueListener
{
    private readonly Lock _gate = new();

    public void Told(VenueReport report)
    {
        lock (_gate)
            listener.Told(report);
    }

    public void Doubted(ClientOrderId id, string cause)
    {
        lock (_gate)
            listener.Doubted(id, cause);
    }

    public void Interrupted(string cause)
    {
        lock (_gate)
            listener.Interrupted(cause);
    }

    public void Resumed()
    {
        lock (_gate)
            listener.Resumed();
    }

    public void Unreadable(string what)
    {
        lock (_gate)
            listener.Unreadable(what);
    }

    public void Noticed(string code, string message) => listener.Noticed(code, message);
}
