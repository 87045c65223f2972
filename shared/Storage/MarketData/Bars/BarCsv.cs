using System.Globalization;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>Bars as text: the CSV that <see cref="BarFileReader"/> reads.</summary>
internal static class BarCsv
{
    // Time at most 30, five numbers of at most 30, separators.
    private const int RowSizeMax = 200;

    /// <summary>The header line.</summary>
    public static ReadOnlySpan<byte> Header => "timestamp,open,high,low,close,volume\n"u8;

    /// <summary>Writes all bars of a series.</summary>
    public static void Write(BarSeries bars, Stream stream)
    {
        var buffer = new byte[64 * 1_024];
        var length = 0;
        for (var index = 0; index < bars.Count; index++)
        {
            if (buffer.Length - length < RowSizeMax)
            {
                stream.Write(buffer, 0, length);
                length = 0;
            }
            WriteRow(bars, index, buffer, ref length);
        }
        stream.Write(buffer, 0, length);
    }

    /// <summary>The values of a bar in words.</summary>
    public static string Describe(BarSeries bars, int index) =>
        $"open {DecimalText.Trimmed(bars.Open[index])}, high {DecimalText.Trimmed(bars.High[index])}, low {DecimalText.Trimmed(bars.Low[index])}, "
        + $"close {DecimalText.Trimmed(bars.Close[index])}, volume {DecimalText.Trimmed(bars.Volume[index])}";

    private static void WriteRow(BarSeries bars, int index, byte[] buffer, ref int length)
    {
        var time = new UnixNanos(bars.OpenTimes[index]).ToString();
        length += Encoding.ASCII.GetBytes(time, buffer.AsSpan(length));
        WriteValue(bars.Open[index], buffer, ref length);
        WriteValue(bars.High[index], buffer, ref length);
        WriteValue(bars.Low[index], buffer, ref length);
        WriteValue(bars.Close[index], buffer, ref length);
        WriteValue(bars.Volume[index], buffer, ref length);
        buffer[length++] = (byte)'\n';
    }

    // As DecimalText.Trimmed, without a string for each of millions of values. Never negative here.
    private static void WriteValue(decimal value, byte[] buffer, ref int length)
    {
        buffer[length++] = (byte)',';
        var start = length;
        value.TryFormat(buffer.AsSpan(length), out var written, default, CultureInfo.InvariantCulture);
        length += written;
        if (!buffer.AsSpan(start, written).Contains((byte)'.'))
            return;
        while (buffer[length - 1] == '0')
            length--;
        if (buffer[length - 1] == '.')
            length--;
    }
}
