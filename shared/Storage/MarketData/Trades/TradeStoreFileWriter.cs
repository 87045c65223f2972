using System.Buffers;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Writes a trade file front to back.</summary>
internal static class TradeStoreFileWriter
{
    /// <summary>Writes trades of one day.</summary>
    /// <param name="stream">Empty; can seek.</param>
    /// <param name="instrument">Whose trades.</param>
    /// <param name="kind">Their kind.</param>
    /// <param name="notes">Where they came from.</param>
    /// <param name="trades">A sound series.</param>
    /// <param name="range">Of the series; not empty.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public static void Write(
        Stream stream, InstrumentId instrument, TradeKind kind, string notes, TradeSeries trades, Range range, CancellationToken cancellationToken)
    {
        var (start, count) = range.GetOffsetAndLength(trades.Count);
        var end = start + count;
        var header = new TradeStoreHeader(instrument, kind, count, trades.Times[start], trades.Times[end - 1], trades.Ids[start], trades.Ids[end - 1], notes).ToBytes();
        stream.Write(header);
        var encoder = new TradeBlockEncoder();
        var block = new ArrayBufferWriter<byte>();
        var index = new List<TradeIndexEntry>();
        for (var at = start; at < end; at += TradeBlockEncoder.TradesMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var last = Math.Min(end, at + TradeBlockEncoder.TradesMax) - 1;
            encoder.Encode(trades, at, last + 1 - at, block);
            index.Add(new TradeIndexEntry(stream.Position, block.WrittenCount, last + 1 - at, trades.Times[at], trades.Times[last], trades.Ids[at], trades.Ids[last]));
            stream.Write(block.WrittenSpan);
        }
        WriteEnd(stream, index);
    }

    private static void WriteEnd(Stream stream, List<TradeIndexEntry> index)
    {
        var offset = stream.Position;
        var bytes = new byte[(index.Count * TradeIndexEntry.Size) + StoreFooter.Size];
        for (var block = 0; block < index.Count; block++)
            index[block].Write(bytes.AsSpan(block * TradeIndexEntry.Size));
        StoreFooter.Write(bytes, index.Count, offset);
        stream.Write(bytes);
    }
}
