using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What the API of the Coinbase app tells everybody, of the currencies of the markets. Used under the venue's lock.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/track-apis/currencies and the pages beside it.</remarks>
internal sealed class CoinbaseCurrencies(LoopbackVenue venue)
{
    private IEnumerable<Currency> All => venue.Markets.SelectMany(static market => new[] { market.Instrument.Id.Base, market.Instrument.Id.Quote }).Distinct()
        .OrderBy(static currency => currency.Code, StringComparer.Ordinal);

    public void WriteTime(Utf8JsonWriter json)
    {
        var now = venue.Now;
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.Utc("iso", now);
        json.WriteNumber("epoch", now.Milliseconds / 1_000);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteFiat(Utf8JsonWriter json) => WriteList(json, isFiat: true, static (json, currency, _) =>
    {
        json.WriteString("id", currency.Code);
        json.WriteString("name", CoinbaseMarkets.NameOf(currency));
        json.WriteString("min_size", "0.01");
    });

    public void WriteCrypto(Utf8JsonWriter json) => WriteList(json, isFiat: false, static (json, currency, index) =>
    {
        json.WriteString("code", currency.Code);
        json.WriteString("name", CoinbaseMarkets.NameOf(currency));
        json.WriteString("color", "#000000");
        json.WriteNumber("sort_index", 100 + index);
        json.WriteNumber("exponent", Currency.Scale);
        json.WriteString("type", "crypto");
        json.WriteString("address_regex", "");
        json.WriteString("asset_id", CoinbaseIds.OfCurrency(currency.Code));
    });

    /// <summary>What one of a currency is worth in the others: a dollar is worth a dollar, and what has a market here its last price.</summary>
    public void WriteRates(Utf8JsonWriter json, CoinbaseCall call)
    {
        var code = call.Query.TextOrNull("currency") ?? "USD";
        var one = All.Where(currency => currency.Code == code).Select(DollarsOf).FirstOrDefault();
        if (one == 0)
            throw CoinbaseError.Invalid("Currency is invalid");
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("currency", code);
        json.WriteStartObject("rates");
        foreach (var currency in All)
        {
            if (DollarsOf(currency) is not 0 and var dollars)
                json.WriteString(currency.Code, CoinbaseJson.Rounded(one / dollars));
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What one of a currency is worth; 0 where that is not known.</summary>
    public decimal DollarsOf(Currency currency) => venue.Markets.FirstOrDefault(market => market.Instrument.Id.Base == currency)?.LastPrice
        ?? (currency.Code.StartsWith("USD", StringComparison.Ordinal) ? 1 : 0);

    private void WriteList(Utf8JsonWriter json, bool isFiat, Action<Utf8JsonWriter, Currency, int> write)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var (index, currency) in All.Where(currency => CoinbaseMarkets.IsFiat(currency.Code) == isFiat).Index())
        {
            json.WriteStartObject();
            write(json, currency, index);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
