using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>Which of OKX's socket addresses it is.</summary>
internal enum OkxSocketPath
{
    /// <summary><c>/ws/v5/public</c>: markets.</summary>
    Public,

    /// <summary><c>/ws/v5/private</c>: an account, and its orders.</summary>
    Private,

    /// <summary><c>/ws/v5/business</c>: bars, every single trade, and algo orders.</summary>
    Business,
}

/// <summary>What somebody listens to.</summary>
/// <param name="Channel">Such as books or orders.</param>
/// <param name="InstrumentId">Of one market; null for all.</param>
/// <param name="InstrumentType">Of one type; null for all.</param>
/// <param name="Family">Of one family; null for all.</param>
/// <param name="Currency">Of one currency; null for all.</param>
internal sealed record OkxSubscription(string Channel, string? InstrumentId, string? InstrumentType, string? Family, string? Currency)
{
    private static readonly string[] Names = ["channel", "instType", "instFamily", "instId"];

    /// <summary>Whether it is told every few seconds, too, of channels that do so.</summary>
    public bool IsRegular { get; init; } = true;

    public bool IsPrivate => Channel is "orders" or "account" or "positions" or "balance_and_position" or "orders-algo" or "fills";

    /// <summary>Whether the connections that listen to it are counted.</summary>
    public bool IsCounted => Channel is "orders" or "account" or "positions" or "balance_and_position";

    /// <summary>Reads one.</summary>
    /// <exception cref="OkxError">It is none of that address, or lacks something.</exception>
    public static OkxSubscription Read(OkxArguments arguments, OkxSocketPath path, OkxMarkets markets)
    {
        var channel = arguments.TextOrNull("channel") ?? throw new OkxError("60027", "Parameter channel can not be empty.");
        var id = arguments.TextOrNull("instId");
        var subscription = new OkxSubscription(channel, id, arguments.TextOrNull("instType"), arguments.TextOrNull("instFamily"), arguments.TextOrNull("ccy"))
        {
            IsRegular = arguments.TextOrNull("extraParams") is not { } more || !HasIntervalOfZero(more),
        };
        var market = markets.All.FirstOrDefault(market => market.Symbol == id);
        var isThere = PathOf(channel) == path && subscription.IsComplete(market) && (id is null || market is not null);
        return isThere ? subscription : throw Unknown(arguments);
    }

    /// <summary>Whether a market is among those that it listens to.</summary>
    public bool Fits(LoopbackMarket market) => OkxMarkets.Fits(market, InstrumentType, Family, InstrumentId);

    /// <summary>As it is told again, within a message.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="userId">Of a private one that is pushed; null for none.</param>
    public void Write(Utf8JsonWriter json, string? userId = null)
    {
        json.WriteStartObject("arg");
        json.WriteString("channel", Channel);
        (string Name, string? Value)[] others =
            [("instType", InstrumentType), ("instFamily", Family), ("instId", InstrumentId), ("ccy", Currency), ("uid", userId)];
        foreach (var (name, value) in others)
        {
            if (value is not null)
                json.WriteString(name, value);
        }
        json.WriteEndObject();
    }

    private bool IsComplete(LoopbackMarket? market) => Channel switch
    {
        "mark-price" or "funding-rate" => market is { IsPerpetual: true },
        "instruments" => InstrumentType is "SPOT" or "SWAP" or "MARGIN" or "FUTURES" or "OPTION",
        "orders" or "positions" or "orders-algo" => InstrumentType is "SPOT" or "SWAP" or "MARGIN" or "FUTURES" or "OPTION" or "ANY",
        "status" or "account" or "balance_and_position" or "fills" => true,
        _ => market is not null,
    };

    private static OkxSocketPath? PathOf(string channel) => channel switch
    {
        "tickers" or "trades" or "books" or "books5" or "bbo-tbt" or "books-l2-tbt" or "books50-l2-tbt" => OkxSocketPath.Public,
        "mark-price" or "funding-rate" or "instruments" or "status" => OkxSocketPath.Public,
        "orders" or "account" or "positions" or "balance_and_position" or "fills" => OkxSocketPath.Private,
        "trades-all" or "orders-algo" => OkxSocketPath.Business,
        _ => channel.StartsWith("candle", StringComparison.Ordinal) && OkxInterval.Find(channel["candle".Length..]) is not null ? OkxSocketPath.Business : null,
    };

    private static bool HasIntervalOfZero(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("updateInterval", out var interval)
                && interval.ToString() == "0";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static OkxError Unknown(OkxArguments arguments)
    {
        var given = Names.Where(name => arguments.TextOrNull(name) is not null).Select(name => $"{name}:{arguments.TextOrNull(name)}");
        return new OkxError("60018",
            $"Wrong URL or {string.Join(',', given)} doesn't exist. Please use the correct URL, channel and parameters referring to API document.");
    }
}
