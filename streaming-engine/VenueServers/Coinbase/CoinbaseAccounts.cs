using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What an account at Coinbase has and may do. Used under the venue's lock.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/accounts/list-accounts and the pages of fees and of keys.</remarks>
internal sealed class CoinbaseAccounts(LoopbackVenue venue, CoinbaseCurrencies currencies)
{
    private const int WalletsMax = 250;
    private const int WalletsWhenNot = 49;

    private static readonly TimeSpan SummaryTime = TimeSpan.FromDays(30);

    private readonly UnixNanos _opened = venue.Now;

    public void WriteWallets(Utf8JsonWriter json, CoinbaseCall call)
    {
        var all = WalletsOf(call.Account);
        var (from, limit) = ((int)Math.Min(call.Query.Cursor() ?? 0, all.Count), call.Query.Limit(WalletsWhenNot, WalletsMax));
        var page = all.Skip(from).Take(limit).ToList();
        var hasNext = from + page.Count < all.Count;
        json.WriteStartObject();
        json.WriteStartArray("accounts");
        foreach (var currency in page)
            Write(json, call.Account, currency);
        json.WriteEndArray();
        json.WriteBoolean("has_next", hasNext);
        json.WriteString("cursor", hasNext ? (from + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        json.WriteNumber("size", page.Count);
        json.WriteEndObject();
    }

    public void WriteWallet(Utf8JsonWriter json, CoinbaseCall call)
    {
        var found = WalletsOf(call.Account).Where(currency => CoinbaseIds.OfWallet(call.Account, currency) == call.Id).ToList();
        if (found is not [var currency])
            throw CoinbaseError.NotFound("account not found");
        json.WriteStartObject();
        json.WritePropertyName("account");
        Write(json, call.Account, currency);
        json.WriteEndObject();
    }

    public static void WritePortfolios(Utf8JsonWriter json, CoinbaseCall call)
    {
        json.WriteStartObject();
        json.WriteStartArray("portfolios");
        json.WriteStartObject();
        json.WriteString("name", "Default");
        json.WriteString("uuid", CoinbaseIds.OfPortfolio(call.Account));
        json.WriteString("type", "DEFAULT");
        json.WriteBoolean("deleted", false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WritePermissions(Utf8JsonWriter json, CoinbaseCall call)
    {
        json.WriteStartObject();
        json.WriteBoolean("can_view", true);
        json.WriteBoolean("can_trade", true);
        json.WriteBoolean("can_transfer", false);
        json.WriteString("portfolio_uuid", CoinbaseIds.OfPortfolio(call.Account));
        json.WriteString("portfolio_type", "DEFAULT");
        json.WriteEndObject();
    }

    /// <summary>What was traded in the last thirty days, and what fees hold. There is one tier here, whatever was traded.</summary>
    public void WriteSummary(Utf8JsonWriter json, CoinbaseCall call)
    {
        if (call.Query.TextOrNull("product_type") is not (null or "UNKNOWN_PRODUCT_TYPE" or "SPOT" or "FUTURE"))
            throw CoinbaseError.Invalid("product_type argument is invalid");
        var since = venue.Now - SummaryTime;
        var fills = call.Account.Fills.Where(one => one.Fill.Time >= since).ToList();
        var (volume, fees) = (fills.Sum(static one => one.Fill.Price * one.Fill.Quantity), fills.Sum(static one => one.Fill.Fee.Amount));
        var balance = call.Account.Balances.Sum(one => one.Value.Total * currencies.DollarsOf(one.Key));
        json.WriteStartObject();
        foreach (var name in new[] { "total_volume", "advanced_trade_only_volume" })
            json.WriteNumber(name, volume);
        foreach (var name in new[] { "total_fees", "advanced_trade_only_fees" })
            json.WriteNumber(name, fees);
        foreach (var name in new[] { "coinbase_pro_volume", "coinbase_pro_fees" })
            json.WriteNumber(name, 0);
        WriteTier(json);
        json.WriteNull("margin_rate");
        json.WriteNull("goods_and_services_tax");
        json.WriteString("total_balance", CoinbaseJson.Rounded(balance, 2));
        json.Falses("has_promo_fee", "has_cost_plus_commission");
        json.WriteStartArray("volume_breakdown");
        foreach (var (type, amount) in new[] { ("VOLUME_TYPE_SPOT", volume), ("VOLUME_TYPE_US_DERIVATIVES", 0) })
        {
            json.WriteStartObject();
            json.WriteString("volume_type", type);
            json.WriteNumber("volume", amount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteTier(Utf8JsonWriter json)
    {
        var tier = venue.Markets[0].Instrument.Fees.Tiers[0];
        json.WriteStartObject("fee_tier");
        json.WriteString("pricing_tier", "Intro 1");
        json.Trimmed("taker_fee_rate", tier.TakerRate);
        json.Trimmed("maker_fee_rate", tier.MakerRate);
        json.WriteString("aop_from", "0");
        json.WriteString("aop_to", "1000000");
        json.Blanks("usd_from", "usd_to", "perps_vol_from", "perps_vol_to", "futures_vol_from", "futures_vol_to");
        json.WriteStartArray("volume_types_and_range");
        json.WriteStartObject();
        json.WriteStartArray("volume_types");
        json.WriteStringValue("VOLUME_TYPE_SPOT");
        json.WriteStringValue("VOLUME_TYPE_US_DERIVATIVES");
        json.WriteEndArray();
        json.WriteString("vol_from", "0");
        json.WriteString("vol_to", "10000");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Of every currency of the markets there is a wallet, be it empty.
    private List<Currency> WalletsOf(LoopbackAccount account) =>
        [.. venue.Markets.SelectMany(static market => new[] { market.Instrument.Id.Base, market.Instrument.Id.Quote }).Concat(account.Balances.Keys).Distinct()
            .OrderBy(static currency => currency.Code, StringComparer.Ordinal)];

    private void Write(Utf8JsonWriter json, LoopbackAccount account, Currency currency)
    {
        var balance = account.BalanceOf(currency);
        json.WriteStartObject();
        json.WriteString("uuid", CoinbaseIds.OfWallet(account, currency));
        json.WriteString("name", $"{currency.Code} Wallet");
        json.WriteString("currency", currency.Code);
        json.Amount("available_balance", balance.Free, currency);
        json.WriteBoolean("default", true);
        json.WriteBoolean("active", true);
        json.Utc("created_at", _opened);
        json.Utc("updated_at", venue.Now);
        json.WriteNull("deleted_at");
        json.WriteString("type", CoinbaseMarkets.IsFiat(currency.Code) ? "ACCOUNT_TYPE_FIAT" : "ACCOUNT_TYPE_CRYPTO");
        json.WriteBoolean("ready", true);
        json.Amount("hold", balance.Held, currency);
        json.WriteString("retail_portfolio_id", CoinbaseIds.OfPortfolio(account));
        json.WriteString("platform", "ACCOUNT_PLATFORM_CONSUMER");
        json.WriteEndObject();
    }
}
