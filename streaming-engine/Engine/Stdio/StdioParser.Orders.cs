using System.Globalization;
using VeloZ.Domain;
using VeloZ.Trading;

namespace VeloZ.Engine;

/// <content>Orders, brackets, amendments and cancels.</content>
public static partial class StdioParser
{
    private const int ReferenceLengthMax = 128;

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    private static StdioCommand.Order Order(Words words)
    {
        var request = Begin(words);
        var options = new Pairs("stop", "touch", "trail", "display", "gtd");
        request = Options(words, options, request);
        if (options.Has("touch") && (options.Has("stop") || options.Has("trail")))
            throw Malformed("an order had touch and stop or trail, must have one of them");
        return new StdioCommand.Order(request with
        {
            Type = TypeOf(request.Type, options),
            TriggerPrice = options.Price("stop") ?? options.Price("touch"),
            TrailingOffset = options.Distance(out var isFraction),
            TrailingIsFraction = isFraction,
            DisplayQuantity = options.Price("display"),
        });
    }

    private static OrderType TypeOf(OrderType plain, Pairs options)
    {
        var isLimit = plain == OrderType.Limit;
        if (options.Has("trail"))
            return isLimit ? OrderType.TrailingStopLimit : OrderType.TrailingStopMarket;
        if (options.Has("stop"))
            return isLimit ? OrderType.StopLimit : OrderType.StopMarket;
        if (options.Has("touch"))
            return isLimit ? OrderType.LimitIfTouched : OrderType.MarketIfTouched;
        return plain;
    }

    // An entry with a target and a stop of its size, which reduce each other.
    private static StdioCommand.OrderList Bracket(Words words)
    {
        var request = Begin(words);
        var options = new Pairs("target", "stop", "trail", "gtd");
        var entry = Options(words, options, request);
        if (entry.IsReduceOnly)
            throw Malformed("the entry of a bracket was reduce_only, must be free to open a position");
        if (options.Price("target") is not { } target)
            throw Malformed("the bracket had no target, must have target=price");
        if (options.Has("stop") == options.Has("trail"))
            throw Malformed($"the bracket had {(options.Has("stop") ? "stop and trail" : "neither stop nor trail")}, must have one of them");
        var exit = new OrderRequest
        {
            Instrument = entry.Instrument,
            Side = entry.Side == OrderSide.Buy ? OrderSide.Sell : OrderSide.Buy,
            Type = OrderType.Limit,
            Quantity = entry.Quantity,
            Price = target,
            IsReduceOnly = true,
            Role = OrderRole.Exit,
        };
        var stop = exit with
        {
            Type = options.Has("trail") ? OrderType.TrailingStopMarket : OrderType.StopMarket,
            Price = null,
            TriggerPrice = options.Price("stop"),
            TrailingOffset = options.Distance(out var isFraction),
            TrailingIsFraction = isFraction,
            Role = OrderRole.Protective,
        };
        return new StdioCommand.OrderList(OrderListRequest.Bracket(entry, exit, stop));
    }

    private static StdioCommand.Amend Amend(Words words)
    {
        var id = OrderId(words.Next("a client_order_id"), "");
        var options = new Pairs("quantity", "price", "trigger");
        while (words.TryNext(out var word))
            options.Take(word);
        return options.IsEmpty
            ? throw Malformed("the line ended after the order, must go on with quantity=, price= or trigger=")
            : new StdioCommand.Amend(id, options.Price("quantity"), options.Price("price"), options.Price("trigger"));
    }

    private static StdioCommand Cancel(Words words)
    {
        var word = words.Next("a client_order_id, or ALL");
        return IsWord(word, "ALL") ? words.End(new StdioCommand.CancelAll()) : words.End(new StdioCommand.Cancel(OrderId(word, ", or ALL")));
    }

    private static ClientOrderId OrderId(string word, string orElse) => ClientOrderId.TryParse(word, out var id)
        ? id
        : throw Malformed($"client_order_id was '{word}', must be the 24 characters that an order was answered with{orElse}");

    private static OrderRequest Begin(Words words)
    {
        var side = words.Next("a side, BUY or SELL");
        var symbol = words.Next("a symbol such as BTC-USDT.SIM");
        var quantity = words.Next("a quantity such as 0.01");
        var price = words.Next("a limit price, or MARKET");
        var isMarket = IsWord(price, "MARKET");
        return new OrderRequest
        {
            Side = IsWord(side, "BUY") ? OrderSide.Buy : IsWord(side, "SELL") ? OrderSide.Sell : throw Malformed($"side was '{side}', must be BUY or SELL"),
            Instrument = Instrument(symbol),
            Quantity = Amount("quantity", quantity, ""),
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            Price = isMarket ? null : Amount("price", price, ", or MARKET"),
        };
    }

    // In any order; the first word that is none of them is the reference, and the last. A reference has no '=': a mistyped stop must not become one.
    private static OrderRequest Options(Words words, Pairs options, OrderRequest request)
    {
        TimeInForce? given = null;
        while (words.TryNext(out var word))
        {
            switch (word.ToLowerInvariant())
            {
                case "gtc":
                    given = Once(given, TimeInForce.Gtc);
                    break;
                case "ioc":
                    given = Once(given, TimeInForce.Ioc);
                    break;
                case "fok":
                    given = Once(given, TimeInForce.Fok);
                    break;
                case "gtd":
                    throw Malformed("time in force was 'gtd', must be gtd=time, such as gtd=2026-12-01T00:00:00Z");
                case "post_only":
                    request = request with { IsPostOnly = true };
                    break;
                case "reduce_only":
                    request = request with { IsReduceOnly = true };
                    break;
                case var _ when word.Contains('=', StringComparison.Ordinal):
                    options.Take(word);
                    break;
                default:
                    if (word.Length > ReferenceLengthMax)
                        throw Malformed($"client_reference had {word.Length} characters, must be at most {ReferenceLengthMax}");
                    request = words.End(request with { ClientReference = word });
                    break;
            }
        }
        var expires = options.Time("gtd");
        if (expires is not null)
            given = Once(given, TimeInForce.Gtd);
        return request with { TimeInForce = given ?? request.TimeInForce, ExpireTime = expires };
    }

    private static TimeInForce Once(TimeInForce? before, TimeInForce given) =>
        before is null ? given : throw Malformed("time in force was given twice, must be given once");

    // Words of the form name=value, each at most once.
    private sealed class Pairs(params string[] names)
    {
        private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

        public bool IsEmpty => _values.Count == 0;

        public void Take(string word)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? word : word[..at].ToLowerInvariant();
            if (at < 0 || !names.Contains(name, StringComparer.Ordinal))
                throw Malformed($"word was '{word}', must be {string.Join(" or ", names.Select(one => one + "="))} with a value");
            if (!_values.TryAdd(name, word[(at + 1)..]))
                throw Malformed($"{name} was given twice, must be given once");
        }

        public bool Has(string name) => _values.ContainsKey(name);

        public decimal? Price(string name) => _values.TryGetValue(name, out var text) ? Amount(name, text, "") : null;

        /// <summary>How far a trigger trails: quote currency, or the fraction that so many percent are.</summary>
        public decimal? Distance(out bool isFraction)
        {
            isFraction = false;
            if (!_values.TryGetValue("trail", out var text))
                return null;
            isFraction = text.EndsWith('%');
            return isFraction ? Amount("trail", text[..^1], " and a % sign, or none for a distance in quote currency") / 100 : Amount("trail", text, ", or percent such as 1.5%");
        }

        public UnixNanos? Time(string name)
        {
            if (!_values.TryGetValue(name, out var text))
                return null;
            return DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year is >= 1970 and <= 2200
                ? UnixNanos.From(time)
                : throw Malformed($"{name} was '{text}', must be a time in UTC such as 2026-12-01T00:00:00Z");
        }
    }
}
