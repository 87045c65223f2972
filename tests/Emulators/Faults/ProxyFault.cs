using System.Net;

namespace VeloZ.Emulators;

/// <summary>What a proxy does to one request instead of passing it on.</summary>
public abstract record ProxyFault
{
    private ProxyFault()
    {
    }

    /// <summary>Answers itself; what is behind it hears nothing.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Code">The service's name of the error, as in <c>__type</c>.</param>
    public sealed record Refuse(HttpStatusCode Status, string Code) : ProxyFault;

    /// <summary>Resets the connection; what is behind it hears nothing.</summary>
    public sealed record LoseRequest : ProxyFault;

    /// <summary>Passes it on, and resets the connection before the answer.</summary>
    public sealed record LoseAnswer : ProxyFault;

    /// <summary>Resets the connection, and passes the request on after so many later ones.</summary>
    /// <param name="Requests">1 or more.</param>
    public sealed record PassLater(int Requests) : ProxyFault;

    /// <summary>Passes it on twice, and gives the second answer.</summary>
    public sealed record PassTwice : ProxyFault;

    /// <summary>Passes it on, and gives the answer once it is released.</summary>
    /// <param name="Released">Ends the wait.</param>
    public sealed record HoldAnswer(Task Released) : ProxyFault;

    /// <summary>Passes the request on once it is released.</summary>
    /// <param name="Released">Ends the wait.</param>
    public sealed record HoldRequest(Task Released) : ProxyFault;
}
