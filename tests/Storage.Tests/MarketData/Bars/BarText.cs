using System.IO.Compression;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

/// <summary>Files of bars made in the tests, read under the name <c>btc.csv</c>.</summary>
internal static class BarText
{
    public const string Header = "timestamp,open,high,low,close,volume\n";

    public static BarFileOptions Minutes { get; } = new() { Interval = BarInterval.Parse("1m") };

    public static BarFile Read(string text, BarFileOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    public static BarFile Read(byte[] bytes, BarFileOptions? options = null) =>
        BarFileReader.Read(new MemoryStream(bytes), "btc.csv", options ?? Minutes, bytesRead: null, TestContext.Current.CancellationToken);

    /// <summary>The fault of a file.</summary>
    public static DataFormatException Fault(string text, BarFileOptions? options = null) => Assert.Throws<DataFormatException>(() => Read(text, options));

    public static DataFormatException Fault(byte[] bytes, BarFileOptions? options = null) => Assert.Throws<DataFormatException>(() => Read(bytes, options));

    /// <summary>The message of a file whose second row is this; the first is of 00:00 with prices of 5 to 7.</summary>
    public static string RowFault(string row, BarFileOptions? options = null) =>
        Fault(Header + "2018-04-04T00:00:00Z,6,7,5,6,1\n" + row + "\n", options).Message;

    public static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return packed.ToArray();
    }

    public static UnixNanos Time(string text) => UnixNanos.From(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A bar as text, to compare with what a person would write.</summary>
    public static string Row(BarSeries bars, int index) => string.Join(
        ',',
        new UnixNanos(bars.OpenTimes[index]),
        DecimalText.Trimmed(bars.Open[index]),
        DecimalText.Trimmed(bars.High[index]),
        DecimalText.Trimmed(bars.Low[index]),
        DecimalText.Trimmed(bars.Close[index]),
        DecimalText.Trimmed(bars.Volume[index]));

    public static string[] Rows(BarSeries bars) => [.. Enumerable.Range(0, bars.Count).Select(index => Row(bars, index))];
}
