using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Who listens to which account's topics, and what they are told. All of it under the venue's lock.</summary>
/// <remarks>
/// Source: https://bybit-exchange.github.io/docs/v5/websocket/private/order and the pages beside it. An order that takes at once is told when it has filled
/// or ended, not as new.
/// </remarks>
internal sealed class BybitReports
{
    private readonly LoopbackVenue _venue;
    private readonly BybitLedger _ledger;
    private readonly Dictionary<LoopbackAccount, List<BybitPrivateSession>> _sessions = [];
    private long _messages;

    public BybitReports(LoopbackVenue venue, BybitLedger ledger)
    {
        (_venue, _ledger) = (venue, ledger);
        venue.Listen(Hear);
    }

    /// <summary>Tells an account's events from now on, by the topics that the session has.</summary>
    public void Join(LoopbackAccount account, BybitPrivateSession session)
    {
        if (!_sessions.TryGetValue(account, out var sessions))
            _sessions.Add(account, sessions = []);
        sessions.Add(session);
    }

    public void Leave(LoopbackAccount account, BybitPrivateSession session)
    {
        if (_sessions.TryGetValue(account, out var sessions))
            sessions.Remove(session);
    }

    /// <summary>Tells an order as it stands.</summary>
    public void Tell(LoopbackOrder order) => PushOrder(order, status: null);

    /// <summary>Tells of an order that has filled that its cancel came too late: as filled, once more.</summary>
    public void TellLateCancel(LoopbackOrder order) =>
        Push(order.Ask.Account!, order.Market, "order", json => BybitOrderJson.WriteOrder(json, order, isLateCancel: true), SocketMessageKind.Report);

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.OrderChanged { Order: { Ask.Account: { } account } order } changed:
                HearOrder(account, order, changed);
                break;
            case LoopbackEvent.BalancesChanged changed:
                PushWallet(changed.Account, changed.Currencies);
                break;
            case LoopbackEvent.Transferred { Account: var account, Change.Currency: var currency }:
                PushWallet(account, [currency]);
                break;
        }
    }

    private void HearOrder(LoopbackAccount account, LoopbackOrder order, LoopbackEvent.OrderChanged changed)
    {
        if (changed.Happened == LoopbackHappening.Trailed)
            return;
        if (changed.Happened == LoopbackHappening.Triggered)
            PushOrder(order, "Triggered");
        if (changed.Happened is not (LoopbackHappening.Accepted or LoopbackHappening.Triggered) || IsToRest(order))
            PushOrder(order, status: null);
        if (changed.Fill is { } fill)
        {
            Push(account, order.Market, "execution", json => BybitOrderJson.WriteFill(json, order, fill, LeavesOf(order)), SocketMessageKind.Report);
            Push(account, order.Market, "execution.fast", json => BybitOrderJson.WriteFastFill(json, order, fill), SocketMessageKind.Report);
        }
        if (order.Market.IsPerpetual)
            PushPosition(account, order.Market);
    }

    private static decimal LeavesOf(LoopbackOrder order) => order.Ask.QuoteQuantity is null ? order.LotsLeft * order.Market.Instrument.QuantityIncrement : 0;

    private static bool IsToRest(LoopbackOrder order) => order.Status == LoopbackOrderStatus.Untriggered
        || (order.HasLimit && order.Terms.TimeInForce == TimeInForce.Gtc && !(order.Terms.IsPostOnly && LoopbackVenue.WouldTake(order)));

    private void PushOrder(LoopbackOrder order, string? status) =>
        Push(order.Ask.Account!, order.Market, "order", json => BybitOrderJson.WriteOrder(json, order, status), SocketMessageKind.Report);

    private void PushPosition(LoopbackAccount account, LoopbackMarket market) => Push(account, market, "position", json =>
        BybitPositionJson.Write(json, _venue, account.PositionOf(market), account, _ledger.HistoryOf(account, market)), SocketMessageKind.Plain);

    private void PushWallet(LoopbackAccount account, IReadOnlyList<Currency> currencies) =>
        Push(account, market: null, "wallet", json => BybitWalletJson.Write(json, _venue, account, currencies), SocketMessageKind.Plain);

    private void Push(LoopbackAccount account, LoopbackMarket? market, string topic, Action<Utf8JsonWriter> write, SocketMessageKind kind)
    {
        if (_sessions.GetValueOrDefault(account) is not { Count: > 0 } sessions)
            return;
        var number = ++_messages;
        var ofCategory = market is null ? topic : $"{topic}.{BybitMarkets.CategoryOf(market)}";
        foreach (var session in sessions)
        {
            var heard = session.IsHeard(topic) ? topic : session.IsHeard(ofCategory) ? ofCategory : null;
            if (heard is not null)
                session.Post(Wrap(number, heard, write), kind);
        }
    }

    private byte[] Wrap(long number, string topic, Action<Utf8JsonWriter> write) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        if (!topic.StartsWith("execution.fast", StringComparison.Ordinal))
            json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"loopback-{number}"));
        json.WriteString("topic", topic);
        json.Milliseconds("creationTime", _venue.Now);
        json.WriteStartArray("data");
        write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
