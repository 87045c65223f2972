using System.Buffers;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Writes a bar file front to back, holding one block of bars; the header is written last, over the room left for it.</summary>
internal sealed class BarStoreFileWriter
{
    private readonly Stream _stream;
    private readonly BarStoreHeader _header;
    private readonly BarBlockEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly List<BarIndexEntry> _index = [];
    private BarSeries _pending;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Empty; can seek.</param>
    /// <param name="instrument">Whose bars.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="notes">Where they came from.</param>
    public BarStoreFileWriter(Stream stream, InstrumentId instrument, BarInterval interval, string notes)
    {
        _stream = stream;
        _header = new BarStoreHeader(instrument, interval, 0, 0, 0, 0, notes);
        _pending = new BarSeries(interval, BarBlockEncoder.BarsMax);
        stream.Write(_header.ToBytes());
    }

    /// <summary>Adds bars, each later than the one before.</summary>
    public void Append(BarSeries bars, int start, int count)
    {
        while (count > 0)
        {
            if (_pending.Count == 0 && count >= BarBlockEncoder.BarsMax)
            {
                WriteBlock(bars, start, BarBlockEncoder.BarsMax);
                start += BarBlockEncoder.BarsMax;
                count -= BarBlockEncoder.BarsMax;
                continue;
            }
            var taken = Math.Min(count, BarBlockEncoder.BarsMax - _pending.Count);
            Copy(bars, start, taken, _pending);
            start += taken;
            count -= taken;
            if (_pending.Count == BarBlockEncoder.BarsMax)
                WritePending();
        }
    }

    /// <summary>Ends the file: last block, index, footer, header.</summary>
    /// <returns>The header.</returns>
    public BarStoreHeader Complete()
    {
        if (_pending.Count > 0)
            WritePending();
        WriteEnd();
        var bars = _index.Sum(entry => (long)entry.Bars);
        var (first, last) = (_index[0].First, _index[^1].Last);
        var header = _header with { Bars = bars, First = first, Last = last, Missing = ((last - first) / _header.Interval.Nanos) + 1 - bars };
        _stream.Position = 0;
        _stream.Write(header.ToBytes());
        return header;
    }

    private void WritePending()
    {
        WriteBlock(_pending, 0, _pending.Count);
        _pending = new BarSeries(_header.Interval, BarBlockEncoder.BarsMax);
    }

    private void WriteBlock(BarSeries bars, int start, int count)
    {
        _encoder.Encode(bars, start, count, _block);
        _index.Add(new BarIndexEntry(_stream.Position, _block.WrittenCount, count, bars.OpenTimes[start], bars.OpenTimes[start + count - 1]));
        _stream.Write(_block.WrittenSpan);
    }

    private void WriteEnd()
    {
        var offset = _stream.Position;
        var bytes = new byte[(_index.Count * BarIndexEntry.Size) + StoreFooter.Size];
        for (var index = 0; index < _index.Count; index++)
            _index[index].Write(bytes.AsSpan(index * BarIndexEntry.Size));
        StoreFooter.Write(bytes, _index.Count, offset);
        _stream.Write(bytes);
    }

    private static void Copy(BarSeries source, int start, int count, BarSeries target)
    {
        foreach (var time in source.OpenTimes.Slice(start, count))
            target.AddOpenTime(new UnixNanos(time));
        Copy(source.Open, start, count, target.Open);
        Copy(source.High, start, count, target.High);
        Copy(source.Low, start, count, target.Low);
        Copy(source.Close, start, count, target.Close);
        Copy(source.Volume, start, count, target.Volume);
    }

    private static void Copy(DecimalColumn source, int start, int count, DecimalColumn target)
    {
        if (source.IsWide)
        {
            for (var index = start; index < start + count; index++)
                target.Add(source[index]);
            return;
        }
        foreach (var mantissa in source.Mantissas.Slice(start, count))
            target.Add(mantissa, source.Scale);
    }
}
