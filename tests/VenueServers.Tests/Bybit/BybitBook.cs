using System.Globalization;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>A book built as the documentation of the order book stream says, and by nothing else.</summary>
internal sealed class BybitBook
{
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];

    public long UpdateId { get; private set; }

    public long Sequence { get; private set; }

    /// <summary>Snapshots after the first.</summary>
    public int Resets { get; private set; }

    /// <summary>Whether a delta was missed.</summary>
    public bool HasGap { get; private set; }

    public IReadOnlyList<(decimal Price, decimal Quantity)> Bids => [.. _bids.Reverse().Select(static level => (level.Key, level.Value))];

    public IReadOnlyList<(decimal Price, decimal Quantity)> Asks => [.. _asks.Select(static level => (level.Key, level.Value))];

    public static IReadOnlyList<(decimal Price, decimal Quantity)> LevelsOf(JsonElement json, string side) =>
        [.. json.GetProperty(side).EnumerateArray().Select(static level => (Number(level[0]), Number(level[1])))];

    public void Take(JsonElement told)
    {
        var data = told.GetProperty("data");
        var update = data.GetProperty("u").GetInt64();
        if (told.GetProperty("type").GetString() == "snapshot")
        {
            Resets += UpdateId > 0 ? 1 : 0;
            _bids.Clear();
            _asks.Clear();
        }
        else
        {
            HasGap |= update != UpdateId + 1;
        }
        Set(_bids, LevelsOf(data, "b"));
        Set(_asks, LevelsOf(data, "a"));
        Assert.True(data.GetProperty("seq").GetInt64() >= Sequence);
        (UpdateId, Sequence) = (update, data.GetProperty("seq").GetInt64());
    }

    private static void Set(SortedDictionary<decimal, decimal> side, IReadOnlyList<(decimal Price, decimal Quantity)> levels)
    {
        foreach (var (price, quantity) in levels)
        {
            if (quantity == 0)
                Assert.True(side.Remove(price), $"{price} was not there");
            else
                side[price] = quantity;
        }
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}
