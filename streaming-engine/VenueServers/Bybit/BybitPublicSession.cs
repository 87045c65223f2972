using System.Net.WebSockets;

namespace VeloZ.VenueServers;

/// <summary>One socket of market streams, and the topics that it listens to.</summary>
internal sealed class BybitPublicSession(VenueSocket socket, BybitPublic streams, VenueFloor floor, Domain.InstrumentKind kind, string connection)
{
    private const int SpotTopicsMax = 10; // In one request.
    private const int TopicLettersMax = 21_000; // Of all that it listens to.

    private readonly List<string> _topics = [];

    public Domain.InstrumentKind Kind { get; } = kind;

    /// <summary>What it listens to, in the order in which it asked.</summary>
    public IReadOnlyList<string> Topics => _topics;

    private bool IsSpot => Kind == Domain.InstrumentKind.Spot;

    /// <summary>Sends a message. Call under the venue's lock, as all of the others.</summary>
    public void Post(byte[] json, SocketMessageKind messageKind) => socket.Outbox.Post(json, messageKind);

    public void SayGoodbye() => socket.End(WebSocketCloseStatus.EndpointUnavailable, "service restarts");

    /// <summary>Takes a message; not under the venue's lock.</summary>
    public void Take(ReadOnlyMemory<byte> message)
    {
        var asked = BybitSocketMessage.Read(message, "req_id");
        lock (floor.Venue.Gate)
        {
            switch (asked?.Op)
            {
                case null:
                    Answer("", id: null, isDone: false, "Params Error: no JSON object");
                    break;
                case "ping":
                    Answer("ping", asked.Id, isDone: true, "pong");
                    break;
                case "subscribe":
                    Subscribe(asked);
                    break;
                case "unsubscribe":
                    Unsubscribe(asked);
                    break;
                default:
                    Answer(asked.Op, asked.Id, isDone: false, "Params Error: op is not supported");
                    break;
            }
        }
    }

    private void Subscribe(BybitSocketMessage asked)
    {
        var wanted = asked.Topics();
        if (RefusalOf(wanted) is { } refusal)
        {
            Answer(asked.Op, asked.Id, isDone: false, refusal);
            return;
        }
        Answer(asked.Op, asked.Id, isDone: true, IsSpot ? "subscribe" : "");
        foreach (var topic in wanted!.Where(topic => !_topics.Contains(topic)))
        {
            _topics.Add(topic);
            streams.Join(this, topic);
        }
    }

    private void Unsubscribe(BybitSocketMessage asked)
    {
        if (asked.Topics() is not { Count: > 0 } topics)
        {
            Answer(asked.Op, asked.Id, isDone: false, "Params Error: args must be topics");
            return;
        }
        foreach (var topic in topics.Where(_topics.Remove))
            streams.Leave(this, topic);
        Answer(asked.Op, asked.Id, isDone: true, IsSpot ? "unsubscribe" : "");
    }

    private string? RefusalOf(List<string>? topics)
    {
        if (topics is not { Count: > 0 })
            return "Params Error: args must be topics";
        if (IsSpot && topics.Count > SpotTopicsMax)
            return $"args size >{SpotTopicsMax}";
        if (_topics.Concat(topics).Sum(static topic => topic.Length) > TopicLettersMax)
            return $"args length >{TopicLettersMax}";
        return topics.Find(topic => !streams.IsTopic(Kind, topic)) is { } unknown ? $"error:handler not found,topic:{unknown}" : null;
    }

    private void Answer(string op, string? id, bool isDone, string message) => socket.Outbox.Post(BybitOpAnswer.Write(op, id, connection, isDone, message));
}
