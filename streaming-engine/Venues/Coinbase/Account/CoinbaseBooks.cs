using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.Venues;

/// <summary>Reads an account at Coinbase as a whole: open orders, orders and fills since a time, balances; and looks orders up.</summary>
/// <remarks>
/// Open orders are asked for first and what has ended after them, so that none falls in between. Lists go by when orders were made, and do not tell when they ended: one made
/// before and ended since is asked for by who misses it. Fills name their orders by Coinbase's ids alone.
/// </remarks>
internal sealed class CoinbaseBooks(CoinbaseRest rest, CoinbaseIds ids, VenueClock clock, VenueNotices notices, TimeProvider time)
{
    private const string OrdersPath = "/orders/historical/batch";
    private const string FillsPath = "/orders/historical/fills";
    private const string AccountsPath = "/accounts";
    private const int OrderRows = 1_000;
    private const int FillRows = 100;
    private const int AccountRows = 250;
    private const int PagesMax = 1_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // What we take for the time of an order's birth may be later than it.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Told of a fill of ours that cannot be read, and what is wrong with it.</summary>
    public Action<ClientOrderId, string> Unreadable { get; set; } = static (_, _) => { };

    /// <summary>Reads it.</summary>
    /// <param name="wanted">Markets.</param>
    /// <param name="since">By our clock; from the beginning of time on for the last day.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where a part could not be had.</returns>
    public async Task<VenueBooks?> ReadAsync(IReadOnlyList<VenueMarket> wanted, UnixNanos since, CancellationToken cancellationToken)
    {
        var from = since.Value == 0 ? clock.Now - Day : clock.ToVenue(since);
        var orders = new Dictionary<string, VenueOrder>(StringComparer.Ordinal);
        var fills = new List<VenueFill>();
        try
        {
            foreach (var market in wanted)
            {
                await ReadOrdersAsync(market, OrdersOf(market).Add("order_status", "OPEN").ToString(), orders, cancellationToken);
                await ReadOrdersAsync(market, OrdersOf(market).Since("start_date", from).ToString(), orders, cancellationToken);
                await ReadFillsAsync(market, from, fills, cancellationToken);
            }
            var balances = await ReadBalancesAsync(cancellationToken);
            return new VenueBooks([.. orders.Values], [.. fills.OrderBy(static fill => fill.VenueTime)], balances);
        }
        catch (VenueException exception)
        {
            notices.TellUnread(exception);
            return null;
        }
    }

    /// <summary>All fills of an order, oldest first.</summary>
    /// <returns>Null where they could not be had.</returns>
    /// <exception cref="VenueException">They could, and one of them cannot be read.</exception>
    public async Task<IReadOnlyList<VenueFill>?> ReadFillsAsync(VenueMarket market, string venueOrderId, string clientId, CancellationToken cancellationToken)
    {
        var fills = new List<VenueFill>();
        try
        {
            // An order's id stands alone: beside another filter it is refused.
            await ReadPagesAsync(FillsPath, "fills", new CoinbaseQuery().Add("order_ids", venueOrderId).ToString(), Read, fills.Add, cancellationToken);
        }
        catch (VenueException exception) when (exception.Kind != VenueErrorKind.Unreadable)
        {
            return null;
        }
        fills.Reverse(); // They come newest first.
        return [.. fills.OrderBy(static fill => fill.VenueTime)];

        VenueFill Read(JsonElement row) => row.Id("order_id") == venueOrderId
            ? CoinbaseOrderJson.Fill(row, market, clientId)
            : throw new UnreadableException("a fill was of another order than was asked for");
    }

    /// <summary>Looks for Coinbase's id of an order, which cannot be asked for by ours: all pages since it was sent, or all there are.</summary>
    /// <returns>The id, or null and why the question failed; both null where there is no such order.</returns>
    public async Task<(string? VenueId, VenueReply? Failure)> LookUpAsync(VenueMarket market, ClientOrderId id, CancellationToken cancellationToken)
    {
        var since = ids.SentTimeOf(id) is { } sent ? sent - Margin : (UnixNanos?)null;
        var (query, cursor) = (OrdersOf(market).Since("start_date", since).ToString(), "");
        for (var pages = 0; pages < PagesMax && ids.Find(id) is null; pages++)
        {
            // Where nothing is sent now, that is the answer; a past that was begun with is gone through, and takes more than a second's budget.
            var reply = await (pages == 0 ? AskAsync() : PatientQuestion.AskAsync(AskAsync, time, cancellationToken));
            if (reply is not VenueReply.Done done)
                return (null, reply);
            try
            {
                cursor = AnswerJson.Read(done.Body, json =>
                {
                    // The others of a long past would be remembered in place of those that work.
                    foreach (var row in json.Get("orders").Rows().Where(row => row.Text("client_order_id") == id.Text))
                        Learn(row);
                    return CursorOf(json, "orders");
                });
            }
            catch (UnreadableException)
            {
                return (null, new VenueReply.Unknown("answer_unreadable"));
            }
            if (cursor.Length == 0)
                break;
        }
        return cursor.Length > 0 && ids.Find(id) is null ? (null, new VenueReply.Unknown("too_many_pages")) : (ids.Find(id), null);

        Task<VenueReply> AskAsync() => rest.AskSignedAsync(OrdersPath, QueryOf(query, cursor), cancellationToken);
    }

    /// <summary>Asks for an order by Coinbase's id.</summary>
    public Task<VenueReply> AskForOrderAsync(string venueId, CancellationToken cancellationToken) => rest.AskSignedAsync($"/orders/historical/{venueId}", query: null, cancellationToken);

    private async Task ReadOrdersAsync(VenueMarket market, string query, Dictionary<string, VenueOrder> orders, CancellationToken cancellationToken) => await ReadPagesAsync(
        OrdersPath,
        "orders",
        query,
        row => OrderOf(row, market),
        order =>
        {
            if (!orders.TryGetValue(order.VenueOrderId, out var known) || known.Status == VenueOrderStatus.Open)
                orders[order.VenueOrderId] = order;
        },
        cancellationToken);

    private async Task ReadFillsAsync(VenueMarket market, UnixNanos from, List<VenueFill> fills, CancellationToken cancellationToken)
    {
        var found = new List<(string VenueId, JsonElement Row)>();
        var query = new CoinbaseQuery().Add("product_ids", market.Symbol).Since("start_sequence_timestamp", from).Add("limit", FillRows).ToString();
        await ReadPagesAsync(FillsPath, "fills", query, static row => (row.Id("order_id"), row.Clone()), found.Add, cancellationToken);
        found.Reverse();
        foreach (var (venueId, row) in found)
        {
            var clientId = ids.ClientIdOf(venueId) ?? await ReadClientIdAsync(venueId, cancellationToken);
            if (IsOurs(clientId))
                fills.Add(ReadFill(row, market, clientId));
        }
    }

    private VenueFill ReadFill(JsonElement row, VenueMarket market, string clientId)
    {
        try
        {
            return CoinbaseOrderJson.Fill(row, market, clientId);
        }
        catch (Exception exception) when (exception is UnreadableException or OffGridException or OverflowException)
        {
            var message = $"{FillsPath} of Coinbase: {exception.Message}";
            Unreadable(ClientOrderId.Parse(clientId), message);
            throw new VenueException(VenueErrorKind.Unreadable, message);
        }
    }

    // Of an order made long before it filled.
    private async Task<string> ReadClientIdAsync(string venueId, CancellationToken cancellationToken)
    {
        var reply = await PatientQuestion.AskAsync(() => AskForOrderAsync(venueId, cancellationToken), time, cancellationToken);
        return VenueReplies.Read("an order of Coinbase", reply, json =>
        {
            Learn(json.Get("order"));
            return json.Get("order").Text("client_order_id");
        });
    }

    private async Task<IReadOnlyList<Money>> ReadBalancesAsync(CancellationToken cancellationToken)
    {
        var balances = new Dictionary<Currency, decimal>();
        await ReadPagesAsync(AccountsPath, "accounts", new CoinbaseQuery().Add("limit", AccountRows).ToString(), static row => BalanceOf(row), Add, cancellationToken);
        return [.. balances.Select(static one => new Money(one.Value, one.Key))];

        void Add(Money? money)
        {
            if (money is { Amount: not 0 } one)
                balances[one.Currency] = balances.GetValueOrDefault(one.Currency) + one.Amount;
        }
    }

    // A vault's cannot be traded, nor can what is of futures, or has a name that no market has.
    private static Money? BalanceOf(JsonElement row) =>
        row.Text("type") is not ("ACCOUNT_TYPE_VAULT" or "ACCOUNT_TYPE_PERP_FUTURES")
        && (row.Find("platform") is null || row.Text("platform") is "" or "ACCOUNT_PLATFORM_UNSPECIFIED" or "ACCOUNT_PLATFORM_CONSUMER")
        && Currency.TryParse(row.Text("currency"), out var currency)
            ? new Money(row.Get("available_balance").Decimal("value") + row.Get("hold").Decimal("value"), currency)
            : null;

    private async Task ReadPagesAsync<T>(string path, string list, string query, Func<JsonElement, T> read, Action<T> take, CancellationToken cancellationToken)
    {
        var cursor = "";
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = QueryOf(query, cursor);
            var reply = await PatientQuestion.AskAsync(() => rest.AskSignedAsync(path, page, cancellationToken), time, cancellationToken);
            var (rows, next) = VenueReplies.Read($"{path} of Coinbase", reply, json => (json.Get(list).Rows().Select(read).ToArray(), CursorOf(json, list)));
            foreach (var row in rows)
                take(row);
            if (next.Length == 0)
                return;
            cursor = next;
        }
        throw new VenueException(VenueErrorKind.Refused, $"{path} had more than {PagesMax} pages");
    }

    private static CoinbaseQuery OrdersOf(VenueMarket market) => new CoinbaseQuery().Add("product_ids", market.Symbol).Add("limit", OrderRows);

    // Where the next page begins. Not all lists say whether there is one, and those that do may give a cursor all the same: without a word of it, one without rows is the last.
    private static string CursorOf(JsonElement json, string list)
    {
        var cursor = json.Find("cursor") is null ? "" : json.Text("cursor");
        if (json.Find("has_next") is null)
            return json.Get(list).Rows().Any() ? cursor : "";
        if (!json.Flag("has_next"))
            return "";
        return cursor.Length > 0 ? cursor : throw new UnreadableException("a page had another behind it, and no cursor");
    }

    private VenueOrder OrderOf(JsonElement row, VenueMarket market)
    {
        Learn(row);
        try
        {
            CoinbaseOrderJson.CheckMarket(row, market);
            return CoinbaseOrderJson.Order(row, market.Instrument);
        }
        catch (Exception exception) when (exception is UnreadableException or OffGridException or OverflowException && !IsOurs(row.Text("client_order_id")))
        {
            return CoinbaseOrderJson.Unknown(row, market.Instrument); // Of a kind or a grid that we do not know: none of our books, and no reason not to read them.
        }
    }

    private void Learn(JsonElement row) => ids.Learn(row.Text("client_order_id"), row.Id("order_id"));

    private static bool IsOurs(string clientId) => ClientOrderId.TryParse(clientId, out _);

    private static CoinbaseQuery QueryOf(string query, string cursor) => new CoinbaseQuery(query).After(cursor);
}
