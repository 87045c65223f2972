using System.Net.WebSockets;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>One private socket: who opened it, and the topics that he listens to.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/ws/connect; the words of refusals are not documented.</remarks>
internal sealed class BybitPrivateSession(VenueSocket socket, VenueFloor floor, BybitReports reports, BybitDeadMan deadMan, BybitIdle idle, string connection)
{
    private static readonly string[] Plain = ["order", "execution", "execution.fast", "position", "wallet", "dcp.spot", "dcp.future", "dcp.option"];
    private static readonly string[] ByCategory = ["order", "execution", "execution.fast", "position"];

    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private LoopbackAccount? _account;

    /// <summary>Whether it listens to a topic. Call under the venue's lock, as all of the others.</summary>
    public bool IsHeard(string topic) => _topics.Contains(topic);

    public BybitIdle Idle => idle;

    public void Post(byte[] json, SocketMessageKind kind)
    {
        idle.Touch();
        socket.Outbox.Post(json, kind);
    }

    public void SayGoodbye() => socket.End(WebSocketCloseStatus.EndpointUnavailable, "service restarts");

    /// <summary>Is told nothing more.</summary>
    public void Leave()
    {
        if (_account is not { } account)
            return;
        reports.Leave(account, this);
        foreach (var topic in _topics)
            LeaveDeadMan(account, topic);
    }

    /// <summary>Takes a message; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        var asked = BybitSocketMessage.Read(message, "req_id");
        lock (floor.Venue.Gate)
        {
            switch (asked?.Op)
            {
                case null:
                    Answer("", id: null, "Params Error: no JSON object");
                    break;
                case "ping":
                    idle.Touch();
                    socket.Outbox.Post(BybitOpAnswer.WritePong(asked.Id, connection, BybitJson.Text(floor.Venue.Now)));
                    break;
                case "auth":
                    Answer("auth", asked.Id, Prove(asked));
                    break;
                case "subscribe" or "unsubscribe" when _account is not { }:
                    Answer(asked.Op, asked.Id, "Request not authorized");
                    break;
                case "subscribe":
                    Answer(asked.Op, asked.Id, Subscribe(asked.Topics()));
                    break;
                case "unsubscribe":
                    Answer(asked.Op, asked.Id, Unsubscribe(asked.Topics()));
                    break;
                default:
                    Answer(asked.Op, asked.Id, "Params Error: op is not supported");
                    break;
            }
        }
    }

    // Each gives why not; null where it was done.
    private string? Prove(BybitSocketMessage asked)
    {
        if (asked.Credentials() is not var (key, expires, signature))
            return "Params Error: args must be a key, a time and a signature";
        if (_account is not null)
            return "Repeat auth";
        (_account, var refusal) = BybitProof.Prove(floor.Venue, key, expires, signature);
        if (_account is not null)
            reports.Join(_account, this);
        return refusal;
    }

    private string? Subscribe(List<string>? topics)
    {
        if (topics is not { Count: > 0 })
            return "Params Error: args must be topics";
        if (topics.Find(static topic => !IsTopic(topic)) is { } unknown)
            return $"error:handler not found,topic:{unknown}";
        if (topics.Find(topic => CategoryOf(topic) is { } name && topics.Contains(name)) is { } both)
            return $"error:topic {both} and its all-in-one topic are in one request";
        foreach (var topic in topics.Where(_topics.Add))
        {
            if (DeadManOf(topic) is { } kind)
                deadMan.Join(_account!, kind, this);
        }
        return null;
    }

    private string? Unsubscribe(List<string>? topics)
    {
        if (topics is not { Count: > 0 })
            return "Params Error: args must be topics";
        foreach (var topic in topics.Where(_topics.Remove))
            LeaveDeadMan(_account!, topic);
        return null;
    }

    private void LeaveDeadMan(LoopbackAccount account, string topic)
    {
        if (DeadManOf(topic) is { } kind)
            deadMan.Leave(account, kind, this);
    }

    private static InstrumentKind? DeadManOf(string topic) => topic switch
    {
        "dcp.spot" => InstrumentKind.Spot,
        "dcp.future" => InstrumentKind.Perpetual,
        _ => null,
    };

    private static bool IsTopic(string topic) => Plain.Contains(topic) || CategoryOf(topic) is not null;

    // The topic of all categories to which one of a single category belongs; null for others.
    private static string? CategoryOf(string topic)
    {
        var at = topic.LastIndexOf('.');
        return at > 0 && topic[(at + 1)..] is "spot" or "linear" or "inverse" or "option" && Array.IndexOf(ByCategory, topic[..at]) >= 0 ? topic[..at] : null;
    }

    private void Answer(string op, string? id, string? refusal) =>
        socket.Outbox.Post(BybitOpAnswer.Write(op, id, connection, refusal is null, refusal ?? (op == "subscribe" ? "subscribe" : "")));
}
