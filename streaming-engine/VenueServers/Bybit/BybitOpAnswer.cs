namespace VeloZ.VenueServers;

/// <summary>Answers of public and private sockets to what their clients ask.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/ws/connect; the words of refusals are not documented.</remarks>
internal static class BybitOpAnswer
{
    /// <summary>Whether it was done.</summary>
    public static byte[] Write(string op, string? id, string connection, bool isDone, string message) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success", isDone);
        json.WriteString("ret_msg", message);
        json.WriteString("conn_id", connection);
        json.WriteString("req_id", id ?? "");
        json.WriteString("op", op);
        json.WriteEndObject();
    });

    /// <summary>That somebody is there, as private sockets say it.</summary>
    public static byte[] WritePong(string? id, string connection, string time) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("req_id", id ?? "");
        json.WriteString("op", "pong");
        json.WriteStartArray("args");
        json.WriteStringValue(time);
        json.WriteEndArray();
        json.WriteString("conn_id", connection);
        json.WriteEndObject();
    });
}
