using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>Files of trades made in the tests, read under the name <c>btc.csv</c>.</summary>
internal static class TradeText
{
    public static TradeFileOptions Trades { get; } = new() { Kind = TradeKind.Trades };

    public static TradeFileOptions Aggregated { get; } = new() { Kind = TradeKind.AggregatedTrades };

    public static TradeFile Read(string text, TradeFileOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    public static TradeFile Read(byte[] bytes, TradeFileOptions? options = null) =>
        TradeFileReader.Read(new MemoryStream(bytes), "btc.csv", options ?? Trades, bytesRead: null, TestContext.Current.CancellationToken);

    /// <summary>The fault of a file.</summary>
    public static DataFormatException Fault(string text, TradeFileOptions? options = null) => Assert.Throws<DataFormatException>(() => Read(text, options));

    /// <summary>The message of a spot file whose third row is this; the two before are ids 10 and 11 of 2024-01-01T00:00:00Z.</summary>
    public static string RowFault(string row, TradeFileOptions? options = null) =>
        Fault("10,100.50000000,2.00000000,201.00000000,1704067200000,True,True\n11,100.50000000,2.00000000,201.00000000,1704067200000,False,True\n" + row + "\n", options).Message;

    /// <summary>A trade as text, to compare with what a person would write.</summary>
    public static string Row(TradeSeries trades, int index) => string.Join(
        ',',
        new UnixNanos(trades.Times[index]),
        trades.Ids[index].ToString(CultureInfo.InvariantCulture),
        DecimalText.Trimmed(trades.Price[index]),
        DecimalText.Trimmed(trades.Quantity[index]),
        trades.Aggressors[index]);

    public static string[] Rows(TradeSeries trades) => [.. Enumerable.Range(0, trades.Count).Select(index => Row(trades, index))];

    /// <summary>Trades whose price walks by cents, some at one moment, from a seed.</summary>
    /// <param name="count">How many.</param>
    /// <param name="start">Of the first.</param>
    /// <param name="stepMax">Most milliseconds between two.</param>
    /// <param name="seed">Any.</param>
    /// <param name="firstId">Id of the first; the others follow without a gap.</param>
    public static TradeSeries Walk(int count, string start = "2024-01-01T00:00:00Z", int stepMax = 40, ulong seed = 1, long firstId = 1_000)
    {
        var random = new SplitMix64(seed);
        var trades = new TradeSeries();
        var time = BarText.Time(start);
        var cents = 4_250_000L;
        for (var index = 0; index < count; index++)
        {
            cents += random.NextBelow(3) == 0 ? (long)random.NextBelow(21) - 10 : 0;
            time = new UnixNanos(time.Value + (random.NextBelow(2) == 0 ? (long)random.NextBelow((ulong)stepMax) * UnixNanos.PerMillisecond : 0));
            var lots = (long)random.NextBelow(random.NextBelow(4) == 0 ? 100_000UL : 1_000UL) + 1;
            trades.Add(time, cents / 100m, lots / 100_000m, random.NextBelow(2) == 0 ? OrderSide.Buy : OrderSide.Sell, firstId + index);
        }
        return trades;
    }

    /// <summary>Trades as Binance's spot dump has them.</summary>
    public static string Spot(TradeSeries trades, bool isMicroseconds = false)
    {
        var text = new StringBuilder();
        for (var index = 0; index < trades.Count; index++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{trades.Ids[index]},{trades.Price[index]:F8},{trades.Quantity[index]:F8},{trades.Price[index] * trades.Quantity[index]:F8},{trades.Times[index] / (isMicroseconds ? 1_000 : 1_000_000)},{trades.Aggressors[index] == TradeAggressor.Sell},True\n");
        }
        return text.ToString();
    }
}
