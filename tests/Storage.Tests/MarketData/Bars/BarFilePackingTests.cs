using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class FilePackingTests
{
    private const string Text = BarText.Header + "2018-04-04T00:00:00Z,6,7,5,6,1\n2018-04-04T00:01:00Z,6,7,5,6.5,1\n";

    [Fact]
    public void Zip_without_a_file_is_told() => Assert.Equal("btc.csv: zip had 0 files, must have one", BarText.Fault(BarText.Zip()).Message);

    [Fact]
    public void Zip_with_several_files_is_told() =>
        Assert.Equal("btc.csv: zip had 4 files (a.csv, b.csv, c.csv, ...), must have one", BarText.Fault(BarText.Zip(("a.csv", Text), ("b.csv", Text), ("c.csv", Text), ("d.csv", Text))).Message);

    [Fact]
    public void Zip_folder_beside_the_file_does_no_harm() => Assert.Equal(2, BarText.Read(BarText.Zip(("data/", ""), ("data/a.csv", Text))).Bars.Count);

    [Fact]
    public void Zip_cut_short_is_told()
    {
        var zip = BarText.Zip(("a.csv", Text));
        var fault = BarText.Fault(zip[..^10]);
        Assert.StartsWith("file could not be unpacked (", fault.Reason, StringComparison.Ordinal);
        Assert.EndsWith("must be whole: get it again", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Zip_with_a_wrong_checksum_is_told()
    {
        var zip = BarText.Zip(("a.csv", Text));
        // The central directory's record begins with PK 01 02 and has the checksum 16 bytes on.
        var record = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        zip[record + 16] ^= 1;
        Assert.Equal("btc.csv: zip entry did not match its checksum, must be whole: get the file again", BarText.Fault(zip).Message);
    }

    [Fact]
    public void Gzip_cut_short_is_told_wherever_it_is_cut()
    {
        var gzip = BarText.Gzip(Text);
        for (var length = 2; length < gzip.Length; length++)
            BarText.Fault(gzip[..length]);
        Assert.Equal("btc.csv: gzip did not match its checksum, must be one whole gzip stream: get the file again", BarText.Fault(gzip[..^4]).Message);
        Assert.Equal("btc.csv: gzip was cut short, must be whole: get the file again", BarText.Fault(gzip[..12]).Message);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("gzip")]
    public void Packed_file_with_any_bit_flipped_is_the_same_or_told(string packing)
    {
        var packed = packing == "zip" ? BarText.Zip(("a.csv", Text)) : BarText.Gzip(Text);
        var expected = BarText.Rows(BarText.Read(packed).Bars);
        for (var bit = 0; bit < packed.Length * 8; bit++)
        {
            packed[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(expected, BarText.Rows(BarText.Read(packed).Bars));
            }
            catch (DataFormatException)
            {
                // Told: that is one of the two right answers.
            }
            packed[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Text_that_unpacks_to_much_more_than_it_was_is_refused()
    {
        var rows = new StringBuilder(BarText.Header.TrimEnd()).Append(",note\n");
        var start = BarText.Time("2018-04-04T00:00:00Z").Value;
        for (var index = 0; index < 40; index++)
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{new UnixNanos(start + (index * 60L * UnixNanos.PerSecond))},6,7,5,6,1,{new string(' ', 60_000)}\n");
        foreach (var packed in new[] { BarText.Zip(("a.csv", rows.ToString())), BarText.Gzip(rows.ToString()) })
        {
            Assert.Equal("btc.csv: text was over 200 times as long as its packed form, the most that is allowed", BarText.Fault(packed).Message);
            Assert.Equal(40, BarText.Read(packed, BarText.Minutes with { CompressionRatioMax = 2_000 }).Bars.Count);
        }
    }

    [Fact]
    public void Text_longer_than_allowed_is_refused()
    {
        var options = BarText.Minutes with { ContentBytesMax = Text.Length - 1 };
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(Text), BarText.Zip(("a.csv", Text)), BarText.Gzip(Text) })
            Assert.Equal($"btc.csv: text was longer than {Text.Length - 1} bytes, the most that is allowed", BarText.Fault(bytes, options).Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0 }, "zstd")]
    [InlineData(new byte[] { (byte)'P', (byte)'A', (byte)'R', (byte)'1' }, "Parquet")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'t', 0 }, "UTF-16")]
    public void Foreign_file_is_told_by_name(byte[] bytes, string name) =>
        Assert.Equal($"btc.csv: file was {name}, must be CSV in UTF-8, plain or as zip or gzip", BarText.Fault(bytes).Message);
}
