using System.Globalization;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>A book built as the documentation of the channel says, and by nothing else.</summary>
/// <remarks>Source: https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel.</remarks>
internal sealed class OkxBook
{
    private readonly SortedDictionary<decimal, string> _bids = [];
    private readonly SortedDictionary<decimal, string> _asks = [];

    /// <summary>Number of the last message; -1 before there is one.</summary>
    public long Number { get; private set; } = -1;

    /// <summary>Whether messages were missed.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Levels as price, size and count of orders, best first.</summary>
    public IReadOnlyList<string> Bids => [.. _bids.Values.Reverse()];

    public IReadOnlyList<string> Asks => [.. _asks.Values];

    public static IReadOnlyList<string> LevelsOf(JsonElement book, string side) => [.. book.GetProperty(side).EnumerateArray().Select(TextOf)];

    public void Take(JsonElement message)
    {
        var isSnapshot = message.GetProperty("action").GetString() == "snapshot";
        var book = message.GetProperty("data")[0];
        HasGap |= book.GetProperty("prevSeqId").GetInt64() != (isSnapshot ? -1 : Number);
        Number = book.GetProperty("seqId").GetInt64();
        if (isSnapshot)
        {
            _bids.Clear();
            _asks.Clear();
        }
        Apply(_bids, book.GetProperty("bids"));
        Apply(_asks, book.GetProperty("asks"));
    }

    private static void Apply(SortedDictionary<decimal, string> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            var price = decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture);
            if (level[1].GetString() == "0")
                side.Remove(price);
            else
                side[price] = TextOf(level);
        }
    }

    private static string TextOf(JsonElement level) => $"{level[0]} {level[1]} {level[3]}";
}
