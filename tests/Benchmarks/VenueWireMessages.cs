using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Benchmarks;

/// <summary>Market messages of venues in the layouts that they send, made from a seed.</summary>
internal static class VenueWireMessages
{
    /// <summary>Of each kind.</summary>
    public const int Count = 1_000;

    /// <summary>Changed levels of a message, half of them bids.</summary>
    public const int Levels = 20;

    public static string SymbolOf(string venue) => venue == "okx" ? "BTC-USDT" : "BTCUSDT";

    public static byte[][] Depth(string venue)
    {
        var random = new SplitMix64(5);
        var messages = new byte[Count][];
        for (var index = 0; index < Count; index++)
        {
            var (bids, asks) = (Side(ref random, isBid: true, venue), Side(ref random, isBid: false, venue));
            messages[index] = Encoding.UTF8.GetBytes(venue switch
            {
                "binance" => Text($$"""{"e":"depthUpdate","E":{{1_767_225_600_000 + index}},"s":"BTCUSDT","U":{{index * 10}},"u":{{(index * 10) + 9}},"b":[{{bids}}],"a":[{{asks}}]}"""),
                "bybit" => Text($$"""{"topic":"orderbook.200.BTCUSDT","ts":{{1_767_225_600_000 + index}},"type":"delta","data":{"s":"BTCUSDT","b":[{{bids}}],"a":[{{asks}}],"u":{{index + 2}},"seq":{{index + 7_000}}},"cts":{{1_767_225_600_000 + index}}}"""),
                _ => Text($$"""{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[{{asks}}],"bids":[{{bids}}],"ts":"{{1_767_225_600_000 + index}}","checksum":0,"prevSeqId":{{index}},"seqId":{{index + 1}}}]}"""),
            });
        }
        return messages;
    }

    public static byte[][] Quotes(string venue)
    {
        var random = new SplitMix64(6);
        var messages = new byte[Count][];
        for (var index = 0; index < Count; index++)
        {
            var bid = 60_000m + (random.NextBelow(1_000) * 0.01m);
            var (bidText, askText) = (Level(bid, ref random, venue, mayBeGone: false), Level(bid + 0.01m, ref random, venue, mayBeGone: false));
            messages[index] = Encoding.UTF8.GetBytes(venue switch
            {
                "binance" => Text($$"""{"u":{{index + 1}},"s":"BTCUSDT","b":{{bidText.Replace(",", ",\"B\":", StringComparison.Ordinal)[1..^1]}},"a":{{askText.Replace(",", ",\"A\":", StringComparison.Ordinal)[1..^1]}}}"""),
                "bybit" => Text($$"""{"topic":"orderbook.1.BTCUSDT","ts":{{1_767_225_600_000 + index}},"type":"snapshot","data":{"s":"BTCUSDT","b":[{{bidText}}],"a":[{{askText}}],"u":{{index + 2}},"seq":{{index + 7_000}}},"cts":{{1_767_225_600_000 + index}}}"""),
                _ => Text($$"""{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[{{askText}}],"bids":[{{bidText}}],"ts":"{{1_767_225_600_000 + index}}","seqId":{{index + 1}}}]}"""),
            });
        }
        return messages;
    }

    private static string Side(ref SplitMix64 random, bool isBid, string venue)
    {
        var levels = new string[Levels / 2];
        for (var level = 0; level < levels.Length; level++)
        {
            var distance = Math.Min(random.NextBelow(60), random.NextBelow(2_000)) * 0.01m;
            levels[level] = Level(isBid ? 60_000 - distance : 60_000.01m + distance, ref random, venue);
        }
        return string.Join(',', levels);
    }

    private static string Level(decimal price, ref SplitMix64 random, string venue, bool mayBeGone = true)
    {
        var quantity = mayBeGone && random.NextBelow(4) == 0 ? 0 : (1 + random.NextBelow(500_000)) * 0.00001m;
        return venue switch
        {
            "binance" => Text($"[\"{price:0.00000000}\",\"{quantity:0.00000000}\"]"),
            "okx" => Text($"[\"{price:0.##}\",\"{quantity:0.#####}\",\"0\",\"{random.NextBelow(9)}\"]"),
            _ => Text($"[\"{price:0.00}\",\"{quantity:0.00000}\"]"),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
