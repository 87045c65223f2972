using System.Globalization;
using System.Text.Json;

namespace VeloZ.VenueServers.Tests;

/// <summary>A book built as "How to manage a local order book correctly" says, and by nothing else.</summary>
/// <remarks>Source: https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md.</remarks>
internal sealed class BinanceBook
{
    private readonly List<JsonElement> _buffered = [];
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];

    /// <summary>0 before there is a snapshot.</summary>
    public long UpdateId { get; private set; }

    /// <summary>Whether events were missed.</summary>
    public bool HasGap { get; private set; }

    public IReadOnlyList<(decimal Price, decimal Quantity)> Bids => [.. _bids.Reverse().Select(static level => (level.Key, level.Value))];

    public IReadOnlyList<(decimal Price, decimal Quantity)> Asks => [.. _asks.Select(static level => (level.Key, level.Value))];

    public static IReadOnlyList<(decimal Price, decimal Quantity)> LevelsOf(JsonElement json, string side) =>
        [.. json.GetProperty(side).EnumerateArray().Select(static level => (Number(level[0]), Number(level[1])))];

    public void Take(JsonElement told)
    {
        if (UpdateId == 0)
            _buffered.Add(told);
        else
            Apply(told);
    }

    public void Begin(JsonElement snapshot)
    {
        UpdateId = snapshot.GetProperty("lastUpdateId").GetInt64();
        Assert.True(UpdateId >= _buffered[0].GetProperty("U").GetInt64());
        foreach (var (price, quantity) in LevelsOf(snapshot, "bids"))
            _bids[price] = quantity;
        foreach (var (price, quantity) in LevelsOf(snapshot, "asks"))
            _asks[price] = quantity;
        foreach (var told in _buffered.Where(told => told.GetProperty("u").GetInt64() > UpdateId))
            Apply(told);
    }

    private void Apply(JsonElement told)
    {
        if (told.GetProperty("u").GetInt64() < UpdateId)
            return;
        HasGap |= told.GetProperty("U").GetInt64() > UpdateId + 1;
        Set(_bids, LevelsOf(told, "b"));
        Set(_asks, LevelsOf(told, "a"));
        UpdateId = told.GetProperty("u").GetInt64();
    }

    private static void Set(SortedDictionary<decimal, decimal> side, IReadOnlyList<(decimal Price, decimal Quantity)> levels)
    {
        foreach (var (price, quantity) in levels)
        {
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}
