using System.Text.Json;

namespace VeloZ.VenueServers;

/// <summary>All books as they are told by streams; REST tells the deepest of them. Used under the venue's lock.</summary>
internal sealed class BybitBooks
{
    /// <summary>What answers by REST are numbered by.</summary>
    public const int DepthMax = 1_000;

    private readonly Dictionary<(LoopbackMarket Market, int Depth), BybitBookFeed> _feeds = [];
    private readonly FaultPlan _faults;

    public BybitBooks(VenueFloor floor)
    {
        _faults = floor.Faults;
        foreach (var market in floor.Venue.Markets)
        {
            foreach (var depth in Periods.Keys)
                _feeds.Add((market, depth), new BybitBookFeed(market, depth));
        }
    }

    /// <summary>The time between two messages, by the number of levels.</summary>
    public static IReadOnlyDictionary<int, TimeSpan> Periods { get; } = new SortedDictionary<int, TimeSpan>
    {
        [1] = TimeSpan.FromMilliseconds(10),
        [50] = TimeSpan.FromMilliseconds(20),
        [200] = TimeSpan.FromMilliseconds(100),
        [DepthMax] = TimeSpan.FromMilliseconds(200),
    };

    public IEnumerable<BybitBookFeed> All => _feeds.Values;

    /// <summary>Told of each message that is due.</summary>
    public Action<BybitBookFeed, BybitBookMessage>? Told { get; set; }

    /// <summary>Tells what has changed, so that the feed is as the book is.</summary>
    public BybitBookFeed Flush(LoopbackMarket market, int depth)
    {
        var feed = _feeds[(market, depth)];
        Flush(feed);
        return feed;
    }

    public void Flush(BybitBookFeed feed)
    {
        if (feed.Take() is not { } message)
            return;
        if (!message.IsSnapshot && _faults.Fires(FaultKind.BookReset))
        {
            feed.Reset();
            message = feed.Take()!;
        }
        Told?.Invoke(feed, message);
    }

    /// <summary>Levels as pairs of texts.</summary>
    public static void WriteLevels(Utf8JsonWriter json, string name, LoopbackMarket market, IEnumerable<LoopbackLevel> levels)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteStartArray();
            json.WriteStringValue(BybitJson.PriceText(market, level.Price));
            json.WriteStringValue(level.Quantity == 0 ? "0" : BybitJson.QuantityText(market, level.Quantity));
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
