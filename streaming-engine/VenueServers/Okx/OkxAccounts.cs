using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What an account at OKX has and may do. Used under the venue's lock.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#trading-account-rest-api.</remarks>
internal sealed class OkxAccounts(LoopbackVenue venue, OkxMarkets markets, OkxPositions positions, OkxBills bills)
{
    /// <summary>How every account is called: there is no second one behind a key.</summary>
    public const string UserId = "440000000000000001";

    private const int BillsMax = 100;

    private static readonly TimeSpan BillsKept = TimeSpan.FromDays(7);
    private static readonly TimeSpan ArchiveKept = TimeSpan.FromDays(90);

    public void WriteBalance(Utf8JsonWriter json, OkxCall call)
    {
        var wanted = call.One.TextOrNull("ccy")?.Split(',');
        WriteBalance(json, call.Account, currency => wanted is null || wanted.Contains(currency.Code));
    }

    /// <summary>All that an account has.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="account">Whose.</param>
    /// <param name="isWanted">Which currencies are told one by one.</param>
    public void WriteBalance(Utf8JsonWriter json, LoopbackAccount account, Func<Currency, bool> isWanted)
    {
        var currencies = account.Balances.Where(static one => one.Value.Total != 0).Select(static one => one.Key).ToList();
        var notional = account.Positions.Values.Sum(static position => Math.Abs(position.Quantity) * OkxMarkets.MarkOf(position.Market));
        json.WriteStartObject();
        json.WriteString("totalEq", Rounded(currencies.Sum(currency => LoopbackVenue.EquityOf(account, currency) * DollarsOf(currency))));
        json.WriteString("notionalUsd", Rounded(notional));
        json.WriteString("notionalUsdForSwap", Rounded(notional));
        json.WriteString("imr", Rounded(currencies.Sum(currency => venue.MarginOf(account, currency) * DollarsOf(currency))));
        json.WriteString("mmr", Rounded(notional * OkxMarkets.MaintenanceRate));
        json.WriteString("upl", Rounded(currencies.Sum(currency => UnrealizedOf(account, currency))));
        json.Zeros("isoEq", "notionalUsdForBorrow", "notionalUsdForFutures", "notionalUsdForOption", "delta", "deltaLever", "deltaNeutralStatus");
        json.Blanks("adjEq", "availEq", "borrowFroz", "mgnRatio", "ordFroz");
        json.Moment("uTime", venue.Now);
        json.WriteStartArray("details");
        foreach (var currency in currencies.Where(isWanted))
            WriteDetail(json, account, currency);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WritePositions(Utf8JsonWriter json, OkxCall call)
    {
        var type = call.One.OneOf("instType", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS");
        var (ids, positionIds) = (call.One.TextOrNull("instId")?.Split(','), call.One.TextOrNull("posId")?.Split(','));
        foreach (var position in positions.Of(call.Account))
        {
            // One that was closed is told where it is named only.
            var isNamed = ids?.Contains(position.Market.Symbol) == true || positionIds?.Contains(positions.IdOf(position)) == true;
            if (type is null or "SWAP" && (isNamed || (ids is null && positionIds is null && position.Quantity != 0)))
                positions.Write(json, call.Account, position);
        }
    }

    public static void WriteConfiguration(Utf8JsonWriter json, OkxCall call)
    {
        json.WriteStartObject();
        json.WriteString("uid", UserId);
        json.WriteString("mainUid", UserId);
        json.WriteString("acctLv", "2");
        json.WriteString("acctStpMode", "cancel_maker");
        json.WriteString("posMode", "net_mode");
        json.WriteBoolean("autoLoan", false);
        json.WriteString("greeksType", "PA");
        json.WriteString("feeType", "0");
        json.WriteString("level", "Lv1");
        json.WriteString("ctIsoMode", "automatic");
        json.WriteString("mgnIsoMode", "automatic");
        json.WriteString("label", call.Account.Key);
        json.WriteString("perm", "read_only,trade");
        json.WriteString("kycLv", "3");
        json.WriteString("liquidationGear", "-1");
        json.WriteString("settleCcy", "USDT");
        json.Zeros("opAuth", "roleType", "spotRoleType", "stgyType", "type");
        json.Blanks("ip", "levelTmp", "spotOffsetType");
        json.WriteBoolean("enableSpotBorrow", false);
        json.WriteBoolean("spotBorrowAutoRepay", false);
        json.EmptyList("traderInsts");
        json.EmptyList("spotTraderInsts");
        json.WriteStartArray("settleCcyList");
        json.WriteStringValue("USDT");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void SetLeverage(Utf8JsonWriter json, OkxCall call)
    {
        var market = markets.Of(call.One);
        var leverage = call.One.Decimal("lever");
        var mode = call.One.OneOf("mgnMode", "cross", "isolated") ?? throw OkxError.Empty("mgnMode");
        if (!market.IsPerpetual || mode != "cross")
            throw OkxError.Unsupported;
        if (leverage > OkxMarkets.LeverageMax)
            throw new OkxError("59102", "Leverage exceeds the maximum limit. Please lower the leverage.");
        if (leverage < 1)
            throw OkxError.Wrong("lever");
        call.Account.SetLeverage(market, leverage);
        json.WriteStartObject();
        json.WriteString("instId", market.Symbol);
        json.WriteString("mgnMode", mode);
        json.WriteString("posSide", "net");
        json.Trimmed("lever", leverage);
        json.WriteEndObject();
    }

    public void WriteLeverage(Utf8JsonWriter json, OkxCall call)
    {
        var mode = call.One.OneOf("mgnMode", "cross", "isolated") ?? throw OkxError.Empty("mgnMode");
        foreach (var id in call.One.Text("instId").Split(','))
        {
            var market = venue.FindMarket(id) is { IsPerpetual: true } swap ? swap : throw OkxError.NoInstrument;
            json.WriteStartObject();
            json.WriteString("instId", market.Symbol);
            json.WriteString("ccy", "");
            json.WriteString("mgnMode", mode);
            json.WriteString("posSide", "net");
            json.Trimmed("lever", LeverageOf(call.Account, market));
            json.WriteEndObject();
        }
    }

    public void WriteFees(Utf8JsonWriter json, OkxCall call)
    {
        var type = call.One.OneOf("instType", "SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS") ?? throw OkxError.Empty("instType");
        if (markets.Select(call.One, mustHaveType: true).FirstOrDefault()?.Instrument.Fees.Tiers[0] is not { } tier)
            return;
        var isSwap = type == "SWAP";
        json.WriteStartObject();
        json.WriteString("instType", type);
        json.WriteString("level", "Lv1");
        json.WriteString("category", "1");
        json.WriteString("ruleType", "normal");
        json.Trimmed("maker", isSwap ? null : -tier.MakerRate);
        json.Trimmed("taker", isSwap ? null : -tier.TakerRate);
        json.Trimmed("makerU", isSwap ? -tier.MakerRate : null);
        json.Trimmed("takerU", isSwap ? -tier.TakerRate : null);
        json.Blanks("makerUSDC", "takerUSDC", "delivery", "exercise", "settle");
        json.EmptyList("fiat");
        json.WriteStartArray("feeGroup");
        json.WriteStartObject();
        json.WriteString("groupId", isSwap ? "2" : "1");
        json.Trimmed("maker", -tier.MakerRate);
        json.Trimmed("taker", -tier.TakerRate);
        json.WriteString("elpMaker", "");
        json.WriteEndObject();
        json.WriteEndArray();
        json.Moment("ts", venue.Now);
        json.WriteEndObject();
    }

    public void WriteBills(Utf8JsonWriter json, OkxCall call, bool isArchive)
    {
        var (currency, type, subType) = (call.One.TextOrNull("ccy"), call.One.TextOrNull("type"), call.One.TextOrNull("subType"));
        var chosen = markets.Select(call.One, mustHaveType: false).ToHashSet();
        var isOfMarkets = call.One.TextOrNull("instType") is not null || call.One.TextOrNull("instId") is not null;
        var (begin, end, first) = (call.One.TimeOrNull("begin"), call.One.TimeOrNull("end"), venue.Now - (isArchive ? ArchiveKept : BillsKept));
        var page = OkxPage.Read(call.One, BillsMax, OkxJson.BillNumber);
        var found = bills.Of(call.Account).Reverse()
            .Where(bill => bill.Market is null ? !isOfMarkets : chosen.Contains(bill.Market))
            .Where(bill => (currency is null || bill.Change.Currency.Code == currency) && (type is null || type == bill.Type) && (subType is null || subType == bill.SubType))
            .Where(bill => bill.Time >= first && !(bill.Time < begin) && !(bill.Time > end));
        foreach (var bill in page.Of(found, static bill => bill.Number))
            OkxBills.Write(json, bill);
    }

    /// <summary>Currencies of the markets: nothing can be paid in or out.</summary>
    public void WriteCurrencies(Utf8JsonWriter json, OkxCall call)
    {
        var wanted = call.One.TextOrNull("ccy")?.Split(',');
        foreach (var code in markets.All.SelectMany(static market => new[] { market.Instrument.Id.Base.Code, market.Instrument.Id.Quote.Code })
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
        {
            if (wanted?.Contains(code) == false)
                continue;
            json.WriteStartObject();
            json.WriteString("ccy", code);
            json.WriteString("name", code);
            json.WriteString("chain", $"{code}-Loopback");
            foreach (var name in new[] { "canDep", "canInternal", "canWd", "needTag" })
                json.WriteBoolean(name, false);
            json.WriteBoolean("mainNet", true);
            json.Zeros("fee", "minFee", "maxFee", "minDep", "minWd", "maxWd", "minInternal", "usedWdQuota", "wdQuota", "depQuotaFixed", "usedDepQuotaFixed");
            json.WriteString("wdTickSz", "8");
            json.Blanks(
                "burningFeeRate", "ctAddr", "depEstOpenTime", "depQuoteDailyLayer2", "logoLink",
                "maxFeeForCtAddr", "minDepArrivalConfirm", "minFeeForCtAddr", "minWdUnlockConfirm", "wdEstOpenTime");
            json.WriteEndObject();
        }
    }

    private decimal LeverageOf(LoopbackAccount account, LoopbackMarket market) => account.LeverageOf(market) ?? venue.Rules.Leverage;

    // A dollar is worth a dollar, and what has a spot market here its last price.
    private decimal DollarsOf(Currency currency) =>
        markets.All.FirstOrDefault(market => !market.IsPerpetual && market.Instrument.Id.Base == currency)?.LastPrice
            ?? (currency.Code.StartsWith("USD", StringComparison.Ordinal) ? 1 : 0);

    private static decimal UnrealizedOf(LoopbackAccount account, Currency currency) =>
        account.Positions.Values.Where(position => position.Market.Instrument.Id.Quote == currency)
            .Sum(static position => position.PnlAt(OkxMarkets.MarkOf(position.Market)));

    private void WriteDetail(Utf8JsonWriter json, LoopbackAccount account, Currency currency)
    {
        var (balance, margin, equity) = (account.BalanceOf(currency), venue.MarginOf(account, currency), LoopbackVenue.EquityOf(account, currency));
        var (free, unrealized) = (Math.Max(0, venue.FreeOf(account, currency)), UnrealizedOf(account, currency));
        json.WriteStartObject();
        json.WriteString("ccy", currency.Code);
        json.WriteString("eq", Rounded(equity));
        json.WriteString("cashBal", Rounded(balance.Total));
        json.WriteString("availBal", Rounded(free));
        json.WriteString("availEq", Rounded(free));
        json.WriteString("frozenBal", Rounded(balance.Held + margin));
        json.WriteString("ordFrozen", Rounded(balance.Held));
        json.WriteString("upl", Rounded(unrealized));
        json.WriteString("eqUsd", Rounded(equity * DollarsOf(currency)));
        json.WriteString("disEq", Rounded(equity * DollarsOf(currency)));
        json.WriteString("coinUsdPrice", Rounded(DollarsOf(currency)));
        json.WriteString("imr", Rounded(margin));
        json.WriteString("mmr", "");
        json.WriteString("autoLendStatus", "off");
        json.WriteBoolean("collateralEnabled", false);
        json.WriteBoolean("collateralRestrict", false);
        json.Zeros(
            "autoLendMtAmt", "borrowFroz", "colBorrAutoConversion", "colRes", "crossLiab", "fixedBal",
            "frpType", "interest", "isoEq", "isoLiab", "isoUpl", "liab");
        json.Zeros("maxLoan", "rewardBal", "smtSyncEq", "spotCopyTradingEq", "spotIsoBal", "stgyEq", "twap", "uplLiab");
        json.Blanks(
            "accAvgPx", "clSpotInUseAmt", "maxSpotInUse", "maxSpotInUseAmt", "mgnRatio", "notionalLever",
            "openAvgPx", "spotBal", "spotInUseAmt", "spotUpl", "spotUplRatio", "totalPnl", "totalPnlRatio");
        json.Moment("uTime", venue.Now);
        json.WriteEndObject();
    }

    private static string Rounded(decimal value) => DecimalText.Trimmed(decimal.Round(value, 12));
}
