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

    public static string SymbolOf(string venue) => venue switch
    {
        "okx" => "BTC-USDT",
        "coinbase" => "BTC-USD",
        _ => "BTCUSDT",
    };

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
                "coinbase" => Text($$"""{"channel":"l2_data","client_id":"","timestamp":"{{TimeOf(index)}}","sequence_num":{{index}},"events":[{"type":"update","product_id":"BTC-USD","updates":[{{bids}},{{asks}}]}]}"""),
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
                "coinbase" => Text($$"""{"channel":"ticker","client_id":"","timestamp":"{{TimeOf(index)}}","sequence_num":{{index}},"events":[{"type":"update","tickers":[{"type":"ticker","product_id":"BTC-USD","price":"{{bid}}","volume_24_h":"16038.28770938","low_24_h":"58835.29","high_24_h":"61011.18","low_52_w":"45460","high_52_w":"98240","price_percent_chg_24_h":"-4.15775596190603","best_bid":"{{bid:0.##}}","best_bid_quantity":"{{Quantity(ref random):0.########}}","best_ask":"{{bid + 0.01m:0.##}}","best_ask_quantity":"{{Quantity(ref random):0.########}}"}]}]}"""),
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
            var price = isBid ? 60_000 - distance : 60_000.01m + distance;
            levels[level] = venue == "coinbase"
                ? Text($$"""{"side":"{{(isBid ? "bid" : "offer")}}","event_time":"{{TimeOf(level)}}","price_level":"{{price:0.##}}","new_quantity":"{{QuantityOrNone(ref random):0.########}}"}""")
                : Level(price, ref random, venue);
        }
        return string.Join(',', levels);
    }

    private static string Level(decimal price, ref SplitMix64 random, string venue, bool mayBeGone = true)
    {
        var quantity = mayBeGone ? QuantityOrNone(ref random) : Quantity(ref random);
        return venue switch
        {
            "binance" => Text($"[\"{price:0.00000000}\",\"{quantity:0.00000000}\"]"),
            "okx" => Text($"[\"{price:0.##}\",\"{quantity:0.#####}\",\"0\",\"{random.NextBelow(9)}\"]"),
            _ => Text($"[\"{price:0.00}\",\"{quantity:0.00000}\"]"),
        };
    }

    // Of four levels that change one is gone.
    private static decimal QuantityOrNone(ref SplitMix64 random) => random.NextBelow(4) == 0 ? 0 : Quantity(ref random);

    private static decimal Quantity(ref SplitMix64 random) => (1 + random.NextBelow(500_000)) * 0.00001m;

    private static string TimeOf(int index) => Text($"2026-01-01T00:00:{index % 60:00}.{201_234_567 + index:000000000}Z");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
