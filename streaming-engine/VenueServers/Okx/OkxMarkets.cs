using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Markets as OKX counts them: spot in base currency, swaps in contracts.</summary>
internal sealed class OkxMarkets(LoopbackVenue venue)
{
    /// <summary>Greatest leverage of a swap.</summary>
    public const int LeverageMax = 100;

    /// <summary>Greatest size of an order, in base currency or contracts.</summary>
    public const decimal SizeMax = 100_000_000;

    /// <summary>Greatest price of an order, in quote currency.</summary>
    public const decimal PriceMax = 1_000_000_000;

    /// <summary>Equity below which a position is in danger, as a fraction of its value: that of the first tier.</summary>
    public const decimal MaintenanceRate = 0.004m;

    public IReadOnlyList<LoopbackMarket> All => venue.Markets;

    public static string TypeOf(LoopbackMarket market) => market.IsPerpetual ? "SWAP" : "SPOT";

    /// <summary>Of a swap what it follows, such as BTC-USDT.</summary>
    public static string FamilyOf(LoopbackMarket market) => $"{market.Instrument.Id.Base.Code}-{market.Instrument.Id.Quote.Code}";

    /// <summary>Contracts of so many base units; of spot the same.</summary>
    public static decimal SizeOf(LoopbackMarket market, decimal quantity) => quantity / market.ContractSize;

    public static string SizeText(LoopbackMarket market, decimal quantity) => DecimalText.Trimmed(SizeOf(market, quantity));

    /// <summary>Least size of an order.</summary>
    public static decimal SizeMin(LoopbackMarket market) => SizeOf(market, Math.Max(market.Instrument.QuantityMin, market.Instrument.QuantityIncrement));

    /// <summary>What a price of a swap is measured by: the last price of the spot market beside it, or of itself where there is none.</summary>
    public decimal IndexOf(LoopbackMarket market) =>
        All.FirstOrDefault(other => !other.IsPerpetual && FamilyOf(other) == FamilyOf(market))?.LastPrice ?? market.LastPrice;

    /// <summary>What positions are valued by: the middle of the book; the last price where a side is empty.</summary>
    public static decimal MarkOf(LoopbackMarket market) => market is { Bids.Best: { } bid, Asks.Best: { } ask }
        ? (bid.Ticks + ask.Ticks) * market.Instrument.PriceIncrement / 2
        : market.LastPrice;

    /// <summary>The market that is named, by its id or its code.</summary>
    /// <exception cref="OkxError">There is none.</exception>
    public LoopbackMarket Of(OkxArguments arguments)
    {
        if (arguments.NumberOrNull("instIdCode") is { } code)
            return code >= 1 && code <= All.Count ? All[(int)code - 1] : throw OkxError.NoInstrument;
        return venue.FindMarket(arguments.Text("instId")) ?? throw OkxError.NoInstrument;
    }

    /// <summary>A number of a market that is its id in binary protocols.</summary>
    public int CodeOf(LoopbackMarket market) => venue.IndexOf(market) + 1;

    /// <summary>Markets that fit what was asked for by type, family and id.</summary>
    /// <exception cref="OkxError">The type is none, or there is no such market.</exception>
    public IEnumerable<LoopbackMarket> Select(OkxArguments arguments, bool mustHaveType)
    {
        var type = arguments.OneOf("instType", "SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION", "EVENTS", "ANY");
        if (mustHaveType && type is null)
            throw OkxError.Empty("instType");
        var family = arguments.TextOrNull("instFamily");
        var id = arguments.TextOrNull("instId");
        if (id is not null && venue.FindMarket(id) is null)
            throw OkxError.NoInstrument;
        return All.Where(market => Fits(market, type, family, id));
    }

    public static bool Fits(LoopbackMarket market, string? type, string? family, string? id) =>
        (type is null or "ANY" || TypeOf(market) == type)
            && (family is null || (market.IsPerpetual && FamilyOf(market) == family))
            && (id is null || market.Symbol == id);
}
