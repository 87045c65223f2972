using System.Text.Json;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>What Bybit's API does with a call, whichever way it came. Used under the venue's lock.</summary>
/// <remarks>Source: https://bybit-exchange.github.io/docs/v5/intro, a page for each call.</remarks>
/// <param name="venue">Behind the door.</param>
/// <param name="tapes">Its bars.</param>
/// <param name="books">What of its books was told.</param>
/// <param name="ledger">What accounts were charged.</param>
/// <param name="stops">What protects positions.</param>
/// <param name="reports">Who listens to accounts.</param>
/// <param name="deadMan">What cancels the orders of those who went.</param>
internal sealed partial class BybitUnified(
    LoopbackVenue venue, VenueTapes tapes, BybitBooks books, BybitLedger ledger, BybitStops stops, BybitReports reports, BybitDeadMan deadMan)
{
    private readonly UnixNanos _opened = venue.Now;

    /// <summary>The category's markets of a call.</summary>
    /// <exception cref="BybitError">The category is none of this venue's.</exception>
    private static InstrumentKind KindOf(BybitRequest request) => BybitMarkets.KindOf(request.Parameters.Text("category"));

    private LoopbackMarket MarketOf(BybitRequest request) => MarketOf(request.Parameters, KindOf(request));

    private LoopbackMarket MarketOf(BybitParameters parameters, InstrumentKind kind) =>
        venue.FindMarket(parameters.Text("symbol"), kind) ?? throw BybitError.Of(kind, (170121, "Invalid symbol."), (10001, "params error: symbol invalid"));

    private IEnumerable<LoopbackMarket> MarketsOf(InstrumentKind kind) => venue.Markets.Where(market => market.Instrument.Id.Kind == kind);

    // The markets that a call names by symbol, base or settlement currency, in this order; all where it names none.
    private List<LoopbackMarket> SelectMarkets(BybitParameters parameters, InstrumentKind kind)
    {
        if (parameters.TextOrNull("symbol") is not null)
            return [MarketOf(parameters, kind)];
        if (parameters.TextOrNull("baseCoin") is { } coin)
            return [.. MarketsOf(kind).Where(market => market.Instrument.Id.Base.Code == coin)];
        var settle = parameters.TextOrNull("settleCoin");
        return [.. MarketsOf(kind).Where(market => settle is null || market.Instrument.Id.Quote.Code == settle)];
    }

    /// <exception cref="BybitError">A call for perpetuals names neither a symbol nor a currency.</exception>
    private static void RequireSelection(BybitParameters parameters, InstrumentKind kind)
    {
        var selection = parameters.TextOrNull("symbol") ?? parameters.TextOrNull("baseCoin") ?? parameters.TextOrNull("settleCoin");
        if (kind == InstrumentKind.Perpetual && selection is null)
            throw BybitError.Parameter("params error: symbol, baseCoin or settleCoin is required");
    }

    /// <summary>Items newest first, a page of them, and the cursor of the next.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="parameters">Its limit and cursor.</param>
    /// <param name="items">Newest first.</param>
    /// <param name="keyOf">Falls from one to the next.</param>
    /// <param name="most">Of a page.</param>
    /// <param name="whenNot">Of a page where the call does not say.</param>
    /// <param name="write">Writes one.</param>
    private static void WritePage<T>(
        Utf8JsonWriter json, BybitParameters parameters, IEnumerable<T> items, Func<T, long> keyOf, int whenNot, int most, Action<T> write)
    {
        var limit = parameters.Limit(whenNot, most);
        var after = BybitCursor.Read(parameters.TextOrNull("cursor"));
        var page = items.Where(item => after is null || keyOf(item) < after).Take(limit + 1).ToList();
        json.WriteStartArray("list");
        foreach (var item in page.Take(limit))
            write(item);
        json.WriteEndArray();
        json.WriteString("nextPageCursor", page.Count > limit ? BybitCursor.Write(keyOf(page[limit - 1])) : "");
    }
}
