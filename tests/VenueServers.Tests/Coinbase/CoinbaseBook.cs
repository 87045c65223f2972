using System.Globalization;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>A book built as the documentation of the channel says, and by nothing else.</summary>
/// <remarks>Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels#level2-channel.</remarks>
internal sealed class CoinbaseBook
{
    private readonly SortedDictionary<decimal, string> _bids = [];
    private readonly SortedDictionary<decimal, string> _asks = [];

    /// <summary>Number of the last message; -1 before there is one.</summary>
    public long Number { get; private set; } = -1;

    /// <summary>Whether messages were missed.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Levels as price and size, best first.</summary>
    public IReadOnlyList<string> Bids => [.. _bids.Values.Reverse()];

    public IReadOnlyList<string> Asks => [.. _asks.Values];

    public static IReadOnlyList<string> LevelsOf(JsonElement book, string side) =>
        [.. book.GetProperty(side).EnumerateArray().Select(static level => $"{level.GetProperty("price")} {level.GetProperty("size")}")];

    /// <summary>Takes any message of the socket: all are numbered together.</summary>
    public void Take(JsonElement message)
    {
        var number = message.GetProperty("sequence_num").GetInt64();
        HasGap |= number != Number + 1;
        Number = number;
        if (message.GetProperty("channel").GetString() != "l2_data")
            return;
        foreach (var one in message.GetProperty("events").EnumerateArray())
        {
            if (one.GetProperty("type").GetString() == "snapshot")
            {
                _bids.Clear();
                _asks.Clear();
            }
            foreach (var update in one.GetProperty("updates").EnumerateArray())
                Apply(update.GetProperty("side").GetString() == "bid" ? _bids : _asks, update);
        }
    }

    private static void Apply(SortedDictionary<decimal, string> side, JsonElement update)
    {
        var text = update.GetProperty("price_level").GetString()!;
        var price = decimal.Parse(text, CultureInfo.InvariantCulture);
        if (update.GetProperty("new_quantity").GetString() is not "0" and var quantity)
            side[price] = $"{text} {quantity}";
        else
            side.Remove(price);
    }
}
