using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>Whether an order is well formed: its texts, what its type has and has not, its time in force, and the grid.</summary>
internal static class OrderFormChecks
{
    // Above these no venue quotes; below them price times quantity stays within a decimal.
    private const decimal PriceMax = 1e13m;
    private const decimal QuantityMax = 1e13m;

    /// <summary>Says what is wrong with it.</summary>
    /// <param name="request">As somebody wants it.</param>
    /// <param name="instrument">Its market.</param>
    /// <param name="features">What its venue carries out.</param>
    /// <param name="now">The input's time.</param>
    /// <returns>Null when nothing is.</returns>
    public static Refusal? Check(OrderRequest request, Instrument instrument, VenueFeatures features, UnixNanos now) =>
        CheckTexts(request)
        ?? CheckPrices(request)
        ?? CheckTrailing(request)
        ?? CheckTimeInForce(request, now)
        ?? CheckGrid(request, instrument)
        ?? CheckDisplay(request, instrument, features);

    /// <summary>Whether a price is above 0, not beyond all bounds and on the grid.</summary>
    public static Refusal? CheckPrice(string name, decimal price, Instrument instrument)
    {
        if (price <= 0)
            return new Refusal(RefusalCode.PriceNotPositive, $"{name} was {DecimalText.Trimmed(price)}, must be above 0");
        if (price > PriceMax)
            return new Refusal(RefusalCode.PriceOutsideCollar, $"{name} was {DecimalText.Trimmed(price)}, must be at most {DecimalText.Trimmed(PriceMax)}");
        return instrument.IsOnPriceGrid(price)
            ? null
            : new Refusal(RefusalCode.PriceOffGrid, $"{name} was {DecimalText.Trimmed(price)}, must be a multiple of {DecimalText.Trimmed(instrument.PriceIncrement)}");
    }

    /// <summary>Whether a quantity is within the instrument's limits and on the grid.</summary>
    public static Refusal? CheckQuantity(decimal quantity, Instrument instrument)
    {
        if (quantity <= 0)
            return new Refusal(RefusalCode.QuantityNotPositive, $"quantity was {DecimalText.Trimmed(quantity)}, must be above 0");
        if (quantity > QuantityMax || quantity > instrument.QuantityMax)
            return new Refusal(RefusalCode.QuantityAboveMaximum, $"quantity was {DecimalText.Trimmed(quantity)}, must be at most {DecimalText.Trimmed(Math.Min(QuantityMax, instrument.QuantityMax ?? QuantityMax))}");
        if (!instrument.IsOnQuantityGrid(quantity))
            return new Refusal(RefusalCode.QuantityOffGrid, $"quantity was {DecimalText.Trimmed(quantity)}, must be a multiple of {DecimalText.Trimmed(instrument.QuantityIncrement)}");
        if (quantity < instrument.QuantityMin)
            return new Refusal(RefusalCode.QuantityBelowMinimum, $"quantity was {DecimalText.Trimmed(quantity)}, must be at least {DecimalText.Trimmed(instrument.QuantityMin)}");
        return null;
    }

    private static Refusal? CheckTexts(OrderRequest request) =>
        CommandTexts.Name("client reference", request.ClientReference)
        ?? CommandTexts.Name("idempotency key", request.IdempotencyKey)
        ?? CommandTexts.Name("user id", request.UserId);

    private static Refusal? CheckPrices(OrderRequest request)
    {
        var name = NameOf(request.Type);
        if (request.Type.HasLimit() && request.Price is null)
            return new Refusal(RefusalCode.PriceMissing, $"{name} order had no price, must have one");
        if (!request.Type.HasLimit() && request.Price is not null)
            return new Refusal(RefusalCode.PriceNotAllowed, $"{name} order had a price, must have none");
        if (!request.Type.IsConditional() && request.TriggerPrice is not null)
            return new Refusal(RefusalCode.TriggerPriceNotAllowed, $"{name} order had a trigger price, must have none");
        if (request.Type.IsConditional() && request.Type != OrderType.TrailingStopMarket && request.TriggerPrice is null)
            return new Refusal(RefusalCode.TriggerPriceMissing, $"{name} order had no trigger price, must have one");
        return null;
    }

    private static Refusal? CheckTrailing(OrderRequest request)
    {
        var name = NameOf(request.Type);
        if (!request.Type.IsTrailing())
        {
            return request.TrailingOffset is null && !request.TrailingIsFraction
                ? null
                : new Refusal(RefusalCode.TrailingOffsetInvalid, $"{name} order had a trailing offset, must have none");
        }
        if (request.TrailingOffset is not { } offset || offset <= 0)
            return new Refusal(RefusalCode.TrailingOffsetInvalid, $"trailing offset was {(request.TrailingOffset is { } given ? DecimalText.Trimmed(given) : "missing")}, must be above 0");
        if (request.TrailingIsFraction ? offset >= 1 : offset > PriceMax)
            return new Refusal(RefusalCode.TrailingOffsetInvalid, $"trailing offset was {DecimalText.Trimmed(offset)}, must be below {(request.TrailingIsFraction ? "1 (a fraction of the price)" : DecimalText.Trimmed(PriceMax))}");
        return null;
    }

    private static Refusal? CheckTimeInForce(OrderRequest request, UnixNanos now)
    {
        if (request.TimeInForce == TimeInForce.Gtd != request.ExpireTime is not null)
            return new Refusal(RefusalCode.ExpireTimeInvalid, "a good-till-date order must have an expire time, and no other may have one");
        if (request.ExpireTime is { } expires && expires <= now)
            return new Refusal(RefusalCode.ExpireTimePast, $"expire time was {expires}, must be after {now}");
        if (request.IsPostOnly && (!request.Type.HasLimit() || request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok))
            return new Refusal(RefusalCode.PostOnlyInvalid, "post-only must be on a limit order that may rest: gtc or gtd");
        return null;
    }

    private static Refusal? CheckGrid(OrderRequest request, Instrument instrument) =>
        (request.Price is { } price ? CheckPrice("price", price, instrument) : null)
        ?? (request.TriggerPrice is { } trigger ? CheckPrice("trigger price", trigger, instrument) : null)
        ?? CheckQuantity(request.Quantity, instrument);

    private static Refusal? CheckDisplay(OrderRequest request, Instrument instrument, VenueFeatures features)
    {
        if (request.DisplayQuantity is not { } shown)
            return null;
        if (!features.HasIceberg)
            return new Refusal(RefusalCode.OrderTypeUnsupported, $"{instrument.Id.Venue} shows all of an order; the display quantity must be left out");
        if (!request.Type.HasLimit() || request.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
            return new Refusal(RefusalCode.DisplayQuantityInvalid, "a display quantity must be on a limit order that may rest: gtc or gtd");
        return shown > 0 && shown < request.Quantity && instrument.IsOnQuantityGrid(shown)
            ? null
            : new Refusal(RefusalCode.DisplayQuantityInvalid, $"display quantity was {DecimalText.Trimmed(shown)}, must be above 0, below the quantity of {DecimalText.Trimmed(request.Quantity)}, and a multiple of {DecimalText.Trimmed(instrument.QuantityIncrement)}");
    }

    private static string NameOf(OrderType type) => SnakeCase.From(type.ToString()).Replace('_', '-');
}
