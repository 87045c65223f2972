using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>Who listens to which account's events, and what they are told. All of it under the venue's lock.</summary>
internal sealed class BinanceReports
{
    private readonly Dictionary<LoopbackAccount, List<(SocketOutbox Outbox, int Id)>> _listeners = [];
    private long _executions;

    public BinanceReports(LoopbackVenue venue) => venue.Listen(Hear);

    /// <summary>Tells an account's events from now on.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="outbox">To whom.</param>
    /// <param name="id">Of the subscription.</param>
    public void Join(LoopbackAccount account, SocketOutbox outbox, int id)
    {
        if (!_listeners.TryGetValue(account, out var listeners))
            _listeners.Add(account, listeners = []);
        listeners.Add((outbox, id));
    }

    public void Leave(LoopbackAccount account, SocketOutbox outbox)
    {
        if (_listeners.TryGetValue(account, out var listeners))
            listeners.RemoveAll(one => one.Outbox == outbox);
    }

    /// <summary>An event as it is told to a subscription.</summary>
    public static byte[] Wrap(int id, Action<Utf8JsonWriter> write) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("subscriptionId", id);
        json.WritePropertyName("event");
        write(json);
        json.WriteEndObject();
    });

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.OrderChanged { Happened: not LoopbackHappening.Trailed, Order: { Market.IsPerpetual: false, Ask.Account: { } account } } changed:
                var execution = ++_executions;
                Push(account, json => BinanceReportJson.WriteReport(json, changed, execution), SocketMessageKind.Report);
                if (IsListToTell(changed))
                    Push(account, json => BinanceReportJson.WriteList(json, changed.Order.List!, changed.Time));
                break;
            case LoopbackEvent.BalancesChanged changed:
                Push(changed.Account, json => BinanceReportJson.WriteBalances(json, changed));
                break;
            case LoopbackEvent.Transferred transferred:
                Push(transferred.Account, json => BinanceReportJson.WriteTransfer(json, transferred));
                break;
        }
    }

    // Once all of it were taken, and once all of it have ended.
    private static bool IsListToTell(LoopbackEvent.OrderChanged changed)
    {
        if (changed.Order.List is not { } list)
            return false;
        if (changed.Happened == LoopbackHappening.Accepted)
            return changed.Order == list.Orders[^1];
        if (list.IsEndTold || list.Orders.Exists(static order => order.IsOpen))
            return false;
        list.IsEndTold = true;
        return true;
    }

    private void Push(LoopbackAccount account, Action<Utf8JsonWriter> write, SocketMessageKind kind = SocketMessageKind.Plain)
    {
        foreach (var (outbox, id) in _listeners.GetValueOrDefault(account) ?? [])
            outbox.Post(Wrap(id, write), kind);
    }
}
