namespace VeloZ.VenueServers;

/// <summary>Coinbase's channel of an account's orders: what who listens is told. All of it under the venue's lock.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels#user-channel.</remarks>
internal sealed class CoinbaseReports
{
    private const int SnapshotMax = 50;

    private readonly List<CoinbaseSession> _sessions;

    /// <param name="venue">Where.</param>
    /// <param name="sessions">Those that are open.</param>
    public CoinbaseReports(LoopbackVenue venue, List<CoinbaseSession> sessions)
    {
        _sessions = sessions;
        venue.Listen(Hear);
    }

    /// <summary>Tells a session that has subscribed of the orders that work, fifty at once: one with fewer is the last.</summary>
    public static void Begin(CoinbaseSession session)
    {
        var orders = session.Account!.OpenOrders.Values.Where(order => session.Hears(CoinbaseChannel.User, order.Market.Symbol)).ToList();
        for (var from = 0; from <= orders.Count; from += SnapshotMax)
            session.Post(CoinbaseChannel.User.MessageName, Write("snapshot", orders.Skip(from).Take(SnapshotMax)));
    }

    private void Hear(LoopbackEvent happened)
    {
        if (happened is not LoopbackEvent.OrderChanged { Order: { Ask.Account: { } account } order })
            return;
        byte[]? events = null;
        foreach (var session in _sessions.Where(session => session.Account == account && session.Hears(CoinbaseChannel.User, order.Market.Symbol)))
            session.Post(CoinbaseChannel.User.MessageName, events ??= Write("update", [order]), SocketMessageKind.Report);
    }

    private static byte[] Write(string type, IEnumerable<LoopbackOrder> orders) => JsonWriting.Write(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartArray("orders");
        foreach (var order in orders)
            CoinbaseOrderJson.WriteReport(json, order);
        json.WriteEndArray();
        json.WriteStartObject("positions");
        json.EmptyList("perpetual_futures_positions");
        json.EmptyList("expiring_futures_positions");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
