using System.Globalization;
using System.Text.RegularExpressions;
using VeloZ.Domain;

namespace VeloZ.VenueServers;

/// <summary>Reads orders as they are asked for.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/create-order.</remarks>
internal sealed partial class CoinbaseOrderReader(LoopbackMarket market, OrderSide side, UnixNanos now)
{
    private const int QuoteDigits = 8;

    private readonly Instrument _instrument = market.Instrument;

    /// <summary>Reads a new order.</summary>
    /// <param name="configuration">Its <c>order_configuration</c>: one member, whose name says what it is.</param>
    /// <param name="account">Whose.</param>
    /// <param name="clientId">What he calls it.</param>
    /// <exception cref="CoinbaseRefusal">It lacks something, or does not fit the market.</exception>
    public LoopbackAsk Read(CoinbaseBody configuration, LoopbackAccount account, string clientId)
    {
        if (configuration.Names() is not [var kind] || configuration.ObjectOrNull(kind) is not { } form)
            throw new CoinbaseRefusal("PREVIEW_INVALID_ORDER_CONFIG", message: "one order_configuration is required");
        return kind switch
        {
            CoinbaseOrderForm.Market => ReadMarket(form, account, clientId),
            CoinbaseOrderForm.LimitIoc or CoinbaseOrderForm.LimitGtc or CoinbaseOrderForm.LimitGtd or CoinbaseOrderForm.LimitFok
                or CoinbaseOrderForm.StopGtc or CoinbaseOrderForm.StopGtd => ReadLimit(kind, form, account, clientId),
            _ => throw CoinbaseRefusal.Unsupported,
        };
    }

    /// <summary>Base units on the market's grid.</summary>
    /// <exception cref="CoinbaseRefusal">They are none, or too few, too many, or off the grid.</exception>
    public Quantity ReadSize(string? text)
    {
        if (text is null || ReadDecimal(text) is not { } size)
            throw new CoinbaseRefusal("PREVIEW_NON_NUMERIC_ORDER_SIZE");
        if (size < _instrument.QuantityMin)
            throw CoinbaseRefusal.BaseTooSmall;
        if (size > _instrument.QuantityMax)
            throw new CoinbaseRefusal("PREVIEW_INVALID_BASE_SIZE_TOO_LARGE");
        return _instrument.IsOnQuantityGrid(size) ? _instrument.ToQuantity(size, GridRounding.Exact) : throw CoinbaseRefusal.SizePrecision;
    }

    /// <summary>A price on the market's grid.</summary>
    /// <param name="text">Null where it was not sent.</param>
    /// <param name="preview">Why it is refused where it is none.</param>
    /// <exception cref="CoinbaseRefusal">It is none, or too great, or off the grid.</exception>
    public Price ReadPrice(string? text, string preview)
    {
        if (text is null || ReadDecimal(text) is not { } price || price == 0)
            throw new CoinbaseRefusal(preview);
        if (price > CoinbaseMarkets.PriceMax)
            throw new CoinbaseRefusal("PREVIEW_INVALID_PRICE_TOO_LARGE");
        return _instrument.IsOnPriceGrid(price) ? _instrument.ToPrice(price, GridRounding.Exact) : throw CoinbaseRefusal.PricePrecision;
    }

    // A buy is for quote currency or for base units, a sell for base units.
    private LoopbackAsk ReadMarket(CoinbaseBody form, LoopbackAccount account, string clientId)
    {
        var (quoteText, baseText) = (form.TextOrNull("quote_size"), form.TextOrNull("base_size"));
        if (quoteText is null == baseText is null || (quoteText is not null && side == OrderSide.Sell))
            throw CoinbaseRefusal.Unsupported;
        var quote = quoteText is null ? (decimal?)null : ReadQuote(quoteText);
        var terms = Terms(OrderType.Market, quote is null ? ReadSize(baseText) : _instrument.ToQuantity(_instrument.QuantityMax ?? 0, GridRounding.Down));
        return new LoopbackAsk(account, clientId, terms with { TimeInForce = TimeInForce.Ioc })
        {
            // What is left for the order once its fees are paid.
            QuoteQuantity = quote is { } all ? decimal.Round(all / (1 + _instrument.Fees.Tiers[0].TakerRate), QuoteDigits, MidpointRounding.ToZero) : null,
            SelfTrade = SelfTradeRule.EndsTaker,
            Label = new CoinbaseOrderForm(CoinbaseOrderForm.Market) { QuoteSize = quote },
        };
    }

    private LoopbackAsk ReadLimit(string kind, CoinbaseBody form, LoopbackAccount account, string clientId)
    {
        if (form.TextOrNull("quote_size") is not null)
            throw CoinbaseRefusal.Unsupported;
        var (size, limit) = (ReadSize(form.TextOrNull("base_size")), ReadPrice(form.TextOrNull("limit_price"), "PREVIEW_INVALID_LIMIT_PRICE"));
        var label = new CoinbaseOrderForm(kind);
        var stop = label.IsStop ? ReadPrice(form.TextOrNull("stop_price"), "PREVIEW_INVALID_STOP_PRICE") : (Price?)null;
        var type = OrderType.Limit;
        if (stop is { } trigger)
        {
            label = new CoinbaseOrderForm(kind) { StopsUpward = ReadDirection(form.TextOrNull("stop_direction")) };
            CheckStop(trigger.Value, limit.Value, label.StopsUpward);
            type = label.StopsUpward == (side == OrderSide.Buy) ? OrderType.StopLimit : OrderType.LimitIfTouched;
        }
        var terms = Terms(type, size) with
        {
            Price = limit,
            TriggerPrice = stop,
            TimeInForce = label.TimeInForce,
            ExpireTime = label.IsGtd ? ReadEnd(form.TextOrNull("end_time")) : null,
            IsPostOnly = kind is CoinbaseOrderForm.LimitGtc or CoinbaseOrderForm.LimitGtd && form.Flag("post_only"),
        };
        return new LoopbackAsk(account, clientId, terms) { SelfTrade = SelfTradeRule.EndsTaker, Label = label };
    }

    private OrderTerms Terms(OrderType type, Quantity size) => new() { Instrument = _instrument.Id, Side = side, Type = type, Quantity = size };

    private decimal ReadQuote(string text)
    {
        if (ReadDecimal(text) is not { } quote)
            throw new CoinbaseRefusal("PREVIEW_NON_NUMERIC_ORDER_SIZE");
        if (quote % CoinbaseMarkets.QuoteIncrement(market) != 0)
            throw new CoinbaseRefusal("PREVIEW_INVALID_QUOTE_SIZE_PRECISION", message: "Too many decimals in order amount");
        if (quote < _instrument.NotionalMin)
            throw CoinbaseRefusal.QuoteTooSmall;
        return quote <= CoinbaseMarkets.QuoteMax ? quote : throw new CoinbaseRefusal("PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE");
    }

    private bool ReadDirection(string? text) => text switch
    {
        "STOP_DIRECTION_STOP_UP" => true,
        "STOP_DIRECTION_STOP_DOWN" => false,
        null => side == OrderSide.Buy,
        _ => throw new CoinbaseRefusal("PREVIEW_INVALID_ORDER_CONFIG", message: "stop_direction is invalid"),
    };

    private void CheckStop(decimal stop, decimal limit, bool isUpward)
    {
        if (isUpward && stop <= market.LastPrice)
            throw new CoinbaseRefusal("PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE");
        if (!isUpward && stop >= market.LastPrice)
            throw new CoinbaseRefusal("PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE");
        if (side == OrderSide.Buy && isUpward && limit < stop)
            throw new CoinbaseRefusal("PREVIEW_STOP_PRICE_ABOVE_LIMIT_PRICE");
        if (side == OrderSide.Sell && !isUpward && limit > stop)
            throw new CoinbaseRefusal("PREVIEW_STOP_PRICE_BELOW_LIMIT_PRICE");
    }

    private UnixNanos ReadEnd(string? text)
    {
        if (string.IsNullOrEmpty(text))
            throw new CoinbaseRefusal("PREVIEW_GTD_ORDERS_MUST_HAVE_END_TIME");
        var end = CoinbaseQuery.ReadTime(text) ?? throw new CoinbaseRefusal("PREVIEW_INVALID_END_TIME");
        return end > now ? end : throw new CoinbaseRefusal("PREVIEW_END_TIME_IS_IN_THE_PAST");
    }

    // 0 or more; null of what is no number.
    private static decimal? ReadDecimal(string text) =>
        DecimalForm().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"\A[0-9]{1,20}(\.[0-9]{1,20})?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();
}
