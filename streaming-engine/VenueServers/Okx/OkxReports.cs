using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>OKX's channels of accounts: who listens to which, and what they are told. All of it under the venue's lock.</summary>
/// <remarks>
/// Source: https://www.okx.com/docs-v5/en/#trading-account-websocket, https://www.okx.com/docs-v5/en/#order-book-trading-trade-ws-order-channel and
/// https://www.okx.com/docs-v5/en/#order-book-trading-algo-trading-ws-algo-orders-channel.
/// </remarks>
internal sealed class OkxReports
{
    private const int ConnectionsMax = 30; // Of a channel and an account.

    private static readonly TimeSpan RegularPeriod = TimeSpan.FromSeconds(5);

    private readonly LoopbackVenue _venue;
    private readonly OkxTrade _trade;
    private readonly OkxAccounts _accounts;
    private readonly OkxPositions _positions;
    private readonly Dictionary<LoopbackAccount, List<(OkxSession Session, OkxSubscription Subscription)>> _listeners = [];
    private LoopbackEvent.OrderChanged? _filled; // The fill whose balances are told next.

    public OkxReports(VenueFloor floor, OkxTrade trade, OkxAlgos algos, OkxAccounts accounts, OkxPositions positions)
    {
        (_venue, _trade, _accounts, _positions) = (floor.Venue, trade, accounts, positions);
        _venue.Listen(Hear);
        algos.Listen(Hear);
        floor.Every(RegularPeriod, TellRegularly);
    }

    /// <summary>A session listens from now on, and is told how things stand where the channel does so.</summary>
    /// <returns>Whether it does: too many may listen already.</returns>
    public bool Join(LoopbackAccount account, OkxSubscription subscription, OkxSession session)
    {
        if (!_listeners.TryGetValue(account, out var listeners))
            _listeners.Add(account, listeners = []);
        var others = listeners.Where(one => one.Subscription.Channel == subscription.Channel && one.Session != session)
            .Select(static one => one.Session).Distinct().Count();
        var isTooMany = subscription.IsCounted && others >= ConnectionsMax;
        if (!isTooMany)
            listeners.Add((session, subscription));
        if (subscription.IsCounted)
            session.Post(WriteCount(subscription.Channel, isTooMany ? others : others + 1, session.ConnectionId, isTooMany));
        if (!isTooMany)
            TellSnapshot(account, subscription, session);
        return !isTooMany;
    }

    /// <summary>A session no longer listens.</summary>
    public void Leave(LoopbackAccount account, OkxSubscription subscription, OkxSession session)
    {
        if (_listeners.TryGetValue(account, out var listeners))
            listeners.RemoveAll(one => one.Session == session && one.Subscription with { IsRegular = true } == subscription with { IsRegular = true });
    }

    private static byte[] WriteCount(string channel, int count, string connection, bool isTooMany) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("event", isTooMany ? "channel-conn-count-error" : "channel-conn-count");
        json.WriteString("channel", channel);
        json.WriteNumberText("connCount", count);
        json.WriteString("connId", connection);
        json.WriteEndObject();
    });

    private void Hear(LoopbackEvent happened)
    {
        switch (happened)
        {
            case LoopbackEvent.OrderChanged { Order.Ask.Account: { } account } changed:
                TellOrder(account, changed);
                break;
            case LoopbackEvent.BalancesChanged changed:
                TellBalances(changed);
                break;
            case LoopbackEvent.FundingPaid paid:
                TellAccount(paid.Account);
                TellPosition(paid.Account, paid.Account.PositionOf(paid.Market));
                TellBalances(paid.Account, "funding_fee", [paid.Change.Currency], filled: null);
                break;
            case LoopbackEvent.Transferred transferred:
                TellAccount(transferred.Account);
                TellBalances(transferred.Account, "transferred", [transferred.Change.Currency], filled: null);
                break;
        }
    }

    private void Hear(OkxAlgo algo, bool isAmended) => Push(
        algo.Account,
        "orders-algo",
        subscription => subscription.Fits(algo.Market),
        (json, _) => OkxAlgoJson.WriteReport(json, algo, _venue, isAmended),
        SocketMessageKind.Report);

    private void TellOrder(LoopbackAccount account, LoopbackEvent.OrderChanged changed)
    {
        var market = changed.Order.Market;
        Push(
            account,
            "orders",
            subscription => subscription.Fits(market),
            (json, _) => OkxOrderJson.WriteReport(json, changed, _trade.LeverageOf(changed.Order)),
            SocketMessageKind.Report);
        if (changed.Fill is not null)
            _filled = changed; // Its balances come next.
        if (!market.IsPerpetual)
            return;
        if (changed.Fill is null)
            TellAccount(account); // An order holds margin back, and nothing else says so.
        else
            TellPosition(account, account.PositionOf(market));
    }

    private void TellBalances(LoopbackEvent.BalancesChanged changed)
    {
        TellAccount(changed.Account);
        if (_filled is not { } filled)
            return;
        _filled = null;
        TellBalances(changed.Account, "filled", changed.Currencies, filled);
    }

    private void TellSnapshot(LoopbackAccount account, OkxSubscription subscription, OkxSession session)
    {
        Action<Utf8JsonWriter>? write = subscription.Channel switch
        {
            "account" => json => _accounts.WriteBalance(json, account, currency => IsWanted(subscription, currency)),
            "positions" => json => WritePositions(json, account, subscription),
            "balance_and_position" => json => WriteAll(json, account),
            _ => null,
        };
        if (write is not null)
            session.Post(Message(subscription, write, subscription.Channel == "balance_and_position" ? null : "snapshot"));
    }

    private void TellRegularly()
    {
        foreach (var (account, listeners) in _listeners)
        {
            var regular = listeners.Where(static one => one.Subscription is { IsRegular: true, Channel: "account" or "positions" }).ToList();
            foreach (var (session, subscription) in regular)
                TellSnapshot(account, subscription, session);
        }
    }

    private void TellAccount(LoopbackAccount account) =>
        Push(
            account,
            "account",
            static _ => true,
            (json, subscription) => _accounts.WriteBalance(json, account, currency => IsWanted(subscription, currency)),
            eventType: "event_update");

    private void TellPosition(LoopbackAccount account, LoopbackPosition position) =>
        Push(
            account,
            "positions",
            subscription => subscription.Fits(position.Market),
            (json, _) => _positions.Write(json, account, position),
            eventType: "event_update");

    private void TellBalances(LoopbackAccount account, string what, IReadOnlyList<Currency> currencies, LoopbackEvent.OrderChanged? filled) =>
        Push(account, "balance_and_position", static _ => true, (json, _) => WriteBalances(json, account, what, currencies, filled));

    private static bool IsWanted(OkxSubscription subscription, Currency currency) => subscription.Currency is null || subscription.Currency == currency.Code;

    private void WritePositions(Utf8JsonWriter json, LoopbackAccount account, OkxSubscription subscription)
    {
        foreach (var position in _positions.Of(account).Where(position => position.Quantity != 0 && subscription.Fits(position.Market)))
            _positions.Write(json, account, position);
    }

    private void WriteAll(Utf8JsonWriter json, LoopbackAccount account)
    {
        json.WriteStartObject();
        Begin(json, "snapshot");
        WriteCash(json, account, account.Balances.Where(static one => one.Value.Total != 0).Select(static one => one.Key));
        json.WriteStartArray("posData");
        foreach (var position in _positions.Of(account).Where(static position => position.Quantity != 0))
            _positions.WriteShort(json, account, position);
        json.WriteEndArray();
        json.EmptyList("trades");
        json.WriteEndObject();
    }

    private void WriteBalances(
        Utf8JsonWriter json,
        LoopbackAccount account,
        string what,
        IReadOnlyList<Currency> currencies,
        LoopbackEvent.OrderChanged? filled)
    {
        json.WriteStartObject();
        Begin(json, what);
        WriteCash(json, account, currencies);
        json.WriteStartArray("posData");
        if (filled is { Order.Market.IsPerpetual: true })
            _positions.WriteShort(json, account, account.PositionOf(filled.Order.Market));
        json.WriteEndArray();
        json.WriteStartArray("trades");
        if (filled is not null)
        {
            json.WriteStartObject();
            json.WriteString("instId", filled.Order.Market.Symbol);
            json.WriteNumberText("tradeId", filled.Fill!.TradeNumber);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Begin(Utf8JsonWriter json, string what)
    {
        json.Moment("pTime", _venue.Now);
        json.WriteString("eventType", what);
    }

    private void WriteCash(Utf8JsonWriter json, LoopbackAccount account, IEnumerable<Currency> currencies)
    {
        json.WriteStartArray("balData");
        foreach (var currency in currencies)
        {
            json.WriteStartObject();
            json.WriteString("ccy", currency.Code);
            json.WriteString("cashBal", DecimalText.Trimmed(account.BalanceOf(currency).Total));
            json.Moment("uTime", _venue.Now);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void Push(
        LoopbackAccount account,
        string channel,
        Func<OkxSubscription, bool> fits,
        Action<Utf8JsonWriter, OkxSubscription> write,
        SocketMessageKind kind = SocketMessageKind.Plain,
        string? eventType = null)
    {
        if (!_listeners.TryGetValue(account, out var listeners))
            return;
        foreach (var (session, subscription) in listeners)
        {
            if (subscription.Channel == channel && fits(subscription))
                session.Post(Message(subscription, json => write(json, subscription), eventType), kind);
        }
    }

    private static byte[] Message(OkxSubscription subscription, Action<Utf8JsonWriter> write, string? eventType) => JsonWriting.Write(json =>
    {
        json.WriteStartObject();
        subscription.Write(json, OkxAccounts.UserId);
        if (eventType is not null)
            json.WriteString("eventType", eventType);
        if (eventType == "snapshot")
        {
            json.WriteNumber("curPage", 1);
            json.WriteBoolean("lastPage", true);
        }
        json.WriteStartArray("data");
        write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
