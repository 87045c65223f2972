using System.Globalization;
using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <content>What an account has, and has done.</content>
internal sealed partial class BybitUnified
{
    private const int ClosedOrdersMax = 500;
    private const int UnifiedPro = 6; // Unified trading account 2.0 (pro version).

    private static readonly TimeSpan LookBackMax = TimeSpan.FromDays(7);
    private static readonly TimeSpan LogLookBack = TimeSpan.FromDays(1);

    /// <summary>Open orders, or recently closed ones.</summary>
    public void WriteOrders(Utf8JsonWriter json, BybitRequest request)
    {
        var (parameters, kind) = (request.Parameters, KindOf(request));
        if (!IsOfOneOrder(parameters))
            RequireSelection(parameters, kind);
        var isClosed = parameters.NumberOrNull("openOnly") switch { null or 0 => false, 1 or 2 => true, _ => throw BybitError.Invalid("openOnly") };
        WriteOrders(json, request, kind, IsOfOneOrder(parameters)
            ? null
            : orders => isClosed ? orders.Where(static order => !order.IsOpen).Take(ClosedOrdersMax) : orders.Where(static order => order.IsOpen));
    }

    /// <summary>Closed orders of a time.</summary>
    public void WriteHistory(Utf8JsonWriter json, BybitRequest request)
    {
        var (parameters, kind) = (request.Parameters, KindOf(request));
        var (start, end) = ReadSpan(parameters, LookBackMax, LookBackMax);
        var status = parameters.TextOrNull("orderStatus");
        WriteOrders(json, request, kind, orders => orders.Where(order => !order.IsOpen
            && (IsOfOneOrder(parameters) || (order.CreatedTime >= start && order.CreatedTime <= end))
            && (status is null || BybitOrderJson.StatusOf(order) == status)));
    }

    public void WriteFills(Utf8JsonWriter json, BybitRequest request)
    {
        var (parameters, kind) = (request.Parameters, KindOf(request));
        var (start, end) = ReadSpan(parameters, LookBackMax, LookBackMax);
        var isTrade = parameters.TextOrNull("execType") is null or "Trade";
        var one = IsOfOneOrder(parameters) ? FindOrder(request.Account, parameters) : null;
        var markets = SelectMarkets(parameters, kind);
        var fills = request.Account.Fills.Where(fill => isTrade && (IsOfOneOrder(parameters)
            ? fill.Order == one && fill.Order.Market.Instrument.Id.Kind == kind
            : markets.Contains(fill.Order.Market) && fill.Fill.Time >= start && fill.Fill.Time <= end));
        json.WriteStartObject();
        json.WriteString("category", parameters.Text("category"));
        WritePage(json, parameters, fills.Reverse(), static fill => fill.Fill.Cursor, whenNot: 50, most: 100, fill =>
            BybitOrderJson.WriteFill(json, fill.Order, fill.Fill, LeavesAfter(fill.Order, fill.Fill)));
        json.WriteEndObject();
    }

    public void WriteWallet(Utf8JsonWriter json, BybitRequest request)
    {
        if (request.Parameters.Text("accountType") != "UNIFIED")
            throw BybitError.Parameter("accountType only support UNIFIED.");
        HashSet<string>? coins = request.Parameters.TextOrNull("coin") is { } text ? [.. text.Split(',')] : null;
        var currencies = request.Account.Balances.Where(one => coins?.Contains(one.Key.Code) ?? one.Value.Total != 0).Select(static one => one.Key);
        json.WriteStartObject();
        json.WriteStartArray("list");
        BybitWalletJson.Write(json, venue, request.Account, [.. currencies]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteAccount(Utf8JsonWriter json, BybitRequest request)
    {
        json.WriteStartObject();
        json.WriteString("marginMode", "REGULAR_MARGIN");
        json.Time("updatedTime", venue.Now);
        json.WriteNumber("unifiedMarginStatus", UnifiedPro);
        json.WriteString("dcpStatus", "OFF"); // Always, as is the next: there is another call for them.
        json.WriteNumber("timeWindow", 0);
        json.WriteNumber("smpGroup", 0);
        json.WriteBoolean("isMasterTrader", false);
        json.WriteString("spotHedgingStatus", "OFF");
        json.WriteEndObject();
    }

    public void WriteFees(Utf8JsonWriter json, BybitRequest request)
    {
        var kind = KindOf(request);
        json.WriteStartObject();
        if (kind == InstrumentKind.Spot)
            json.WriteString("category", BybitMarkets.Spot);
        json.WriteStartArray("list");
        foreach (var market in SelectMarkets(request.Parameters, kind))
        {
            var tier = market.Instrument.Fees.Tiers[0];
            json.WriteStartObject();
            json.WriteString("symbol", market.Symbol);
            json.Trimmed("takerFeeRate", tier.TakerRate);
            json.Trimmed("makerFeeRate", tier.MakerRate);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteLog(Utf8JsonWriter json, BybitRequest request)
    {
        var parameters = request.Parameters;
        var (start, end) = ReadSpan(parameters, LogLookBack, LookBackMax);
        var kind = parameters.TextOrNull("category") is { } category ? BybitMarkets.KindOf(category) : (InstrumentKind?)null;
        var (currency, type, coin) = (parameters.TextOrNull("currency"), parameters.TextOrNull("type"), parameters.TextOrNull("baseCoin"));
        var entries = ledger.EntriesOf(request.Account).Where(entry => entry.Time >= start && entry.Time <= end
            && (kind is null || entry.Order?.Market.Instrument.Id.Kind == kind)
            && (currency is null || entry.Currency.Code == currency)
            && (coin is null || entry.Order?.Market.Instrument.Id.Base.Code == coin)
            && (type is null || BybitWalletJson.TypeOf(entry) == type));
        json.WriteStartObject();
        WritePage(json, parameters, entries.Reverse(), static entry => entry.Number, whenNot: 20, most: 50, entry => BybitWalletJson.WriteEntry(json, entry));
        json.WriteEndObject();
    }

    public void WriteKey(Utf8JsonWriter json, BybitRequest request)
    {
        json.WriteStartObject();
        json.WriteString("id", "1");
        json.WriteString("note", "loopback");
        json.WriteString("apiKey", request.Account.Key);
        json.WriteNumber("readOnly", 0);
        json.WriteString("secret", "");
        WritePermissions(json);
        json.WriteStartArray("ips");
        json.WriteStringValue("*");
        json.WriteEndArray();
        foreach (var name in new[] { "type", "uta", "userID" })
            json.WriteNumber(name, 1);
        foreach (var name in new[] { "unified", "inviterID", "affiliateID" })
            json.WriteNumber(name, 0);
        json.WriteNumber("deadlineDay", -2); // It never ends.
        json.WriteString("expiredAt", "1970-01-01T00:00:00Z"); // Never.
        json.WriteString("createdAt", venue.Now.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("vipLevel", "No VIP");
        json.WriteString("mktMakerLevel", "0");
        json.WriteString("rsaPublicKey", "");
        json.WriteBoolean("isMaster", true);
        json.WriteString("parentUid", "0");
        json.WriteString("kycLevel", "LEVEL_DEFAULT");
        json.WriteString("kycRegion", "");
        json.WriteEndObject();
    }

    /// <summary>Sets how long an account may be away before its active orders are canceled.</summary>
    public void SetDeadMan(Utf8JsonWriter json, BybitRequest request)
    {
        var window = request.Parameters.NumberOrNull("timeWindow") ?? throw BybitError.Missing("timeWindow");
        deadMan.Set(request.Account, request.Parameters.TextOrNull("product") ?? "OPTIONS", window);
        WriteNothing(json);
    }

    public void WriteDeadMan(Utf8JsonWriter json, BybitRequest request)
    {
        json.WriteStartObject();
        json.WriteStartArray("dcpInfos");
        foreach (var (product, kind) in new[] { ("SPOT", InstrumentKind.Spot), ("DERIVATIVES", InstrumentKind.Perpetual) })
        {
            json.WriteStartObject();
            json.WriteString("product", product);
            json.WriteString("dcpStatus", "ON");
            json.WriteString("timeWindow", deadMan.WindowOf(request.Account, kind).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Coins with their chains, of which nothing comes in and nothing goes out here.</summary>
    public void WriteCoins(Utf8JsonWriter json, BybitRequest request)
    {
        var wanted = request.Parameters.TextOrNull("coin");
        json.WriteStartObject();
        json.WriteStartArray("rows");
        var coins = venue.Markets.SelectMany(static market => new[] { market.Instrument.Id.Base, market.Instrument.Id.Quote }).Distinct().Order();
        foreach (var coin in coins.Where(coin => wanted is null || coin.Code == wanted))
        {
            json.WriteStartObject();
            json.WriteEach(coin.Code, "name", "coin");
            json.WriteString("remainAmount", "0");
            json.WriteStartArray("chains");
            json.WriteStartObject();
            json.WriteEach("LOOPBACK", "chain", "chainType");
            json.WriteEach("0", "confirmation", "safeConfirmNumber", "depositMin", "chainDeposit", "chainWithdraw");
            json.WriteEach("0", "withdrawMin", "withdrawFee", "withdrawPercentageFee");
            json.WriteEach("", "contractAddress");
            json.WriteString("minAccuracy", "8");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsOfOneOrder(BybitParameters parameters) => (parameters.TextOrNull("orderId") ?? parameters.TextOrNull("orderLinkId")) is not null;

    // Newest first; a call that names one order gets it, wherever it stands.
    private void WriteOrders(
        Utf8JsonWriter json, BybitRequest request, InstrumentKind kind, Func<IEnumerable<LoopbackOrder>, IEnumerable<LoopbackOrder>>? select)
    {
        var parameters = request.Parameters;
        IEnumerable<LoopbackOrder> orders;
        if (IsOfOneOrder(parameters))
        {
            var one = FindOrder(request.Account, parameters);
            orders = one is not null && one.Market.Instrument.Id.Kind == kind ? [one] : [];
        }
        else
        {
            var (markets, filter) = (SelectMarkets(parameters, kind), parameters.TextOrNull("orderFilter") ?? "");
            orders = Enumerable.Reverse(request.Account.Orders).Where(order => markets.Contains(order.Market) && IsOfFilter(order, filter));
        }
        json.WriteStartObject();
        json.WriteString("category", parameters.Text("category"));
        WritePage(json, parameters, select?.Invoke(orders) ?? orders, static order => order.Number, whenNot: 20, most: 50, order =>
            BybitOrderJson.WriteOrder(json, order));
        json.WriteEndObject();
    }

    // From and to; one that is missing is so far from the other, or from now.
    private (UnixNanos Start, UnixNanos End) ReadSpan(BybitParameters parameters, TimeSpan length, TimeSpan most)
    {
        var (start, end) = (parameters.TimeOrNull("startTime"), parameters.TimeOrNull("endTime"));
        if (start > end)
            throw BybitError.Parameter("params error: startTime must not be after endTime");
        if (start is { } from && end is { } to && to - from > most)
            throw BybitError.Parameter($"The time range between startTime and endTime cannot exceed {most.TotalDays:0} days.");
        return (start ?? (end ?? venue.Now) - length, end ?? (start is { } first ? first + length : venue.Now));
    }

    private static decimal LeavesAfter(LoopbackOrder order, LoopbackFill fill) => order.Ask.QuoteQuantity is not null
        ? 0
        : order.Terms.Quantity.Value - order.Fills.TakeWhile(one => one.Cursor <= fill.Cursor).Sum(static one => one.Quantity);

    private static void WriteNothing(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private static void WritePermissions(Utf8JsonWriter json)
    {
        json.WriteStartObject("permissions");
        foreach (var (name, values) in new (string, string[])[]
        {
            ("ContractTrade", ["Order", "Position"]), ("Spot", ["SpotTrade"]), ("Wallet", ["AccountTransfer", "SubMemberTransfer"]),
            ("Options", ["OptionsTrade"]), ("Derivatives", ["DerivativesTrade"]), ("CopyTrading", []),
            ("BlockTrade", []), ("Exchange", []), ("NFT", []), ("Affiliate", []), ("Earn", []),
        })
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
