using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class FundingFileTests
{
    private const string Header = "calc_time,funding_interval_hours,last_funding_rate\n";
    private const string First = "1704067200000,8,0.00037409\n";

    [Theory]
    [InlineData(Header)]
    [InlineData("")]
    [InlineData("\uFEFF" + Header)]
    public void Rates_are_read_with_their_header_and_without(string header)
    {
        var file = Read(header + First + "1704096000007,8,-0.00010000\r\n1704110400000,4,0\n");
        Assert.Equal(3, file.Rates.Count);
        Assert.Equal(new FundingRate(BarText.Time("2024-01-01T00:00:00Z"), 8, 0.00037409m), file.Rates[0]);
        Assert.Equal(new FundingRate(BarText.Time("2024-01-01T08:00:00.007Z"), 8, -0.0001m), file.Rates[1]);
        Assert.Equal(new FundingRate(BarText.Time("2024-01-01T12:00:00Z"), 4, 0), file.Rates[2]);
        Assert.Equal((0L, null), (file.Missing, file.FirstGap));
    }

    [Fact]
    public void Packed_files_are_read()
    {
        foreach (var (bytes, packing) in new[] { (BarText.Zip(("f.csv", Header + First)), FilePacking.Zip), (BarText.Gzip(Header + First), FilePacking.Gzip) })
            Assert.Equal((1, packing), (Read(bytes).Rates.Count, Read(bytes).Packing));
    }

    [Fact]
    public void Missing_settlements_are_counted_and_refused_when_reading_strictly()
    {
        const string text = Header + First + "1704153600000,8,0.0001\n";
        var file = Read(text);
        Assert.Equal((2L, new FundingGap(BarText.Time("2024-01-01T00:00:00Z"), BarText.Time("2024-01-02T00:00:00Z"), LineAfter: 3, Missing: 2)), (file.Missing, file.FirstGap));
        Assert.Equal(
            "f.csv line 3, column calc_time (1): 2 settlements were missing between 2024-01-01T00:00:00Z and 2024-01-02T00:00:00Z, must be none when reading strictly",
            Assert.Throws<DataFormatException>(() => Read(text, isStrict: true)).Message);
    }

    [Theory]
    [InlineData("", "f.csv: file was empty, must have rows of funding rates")]
    [InlineData("\n", "f.csv line 1: line was empty, must be a header or a row of funding rates")]
    [InlineData(Header, "f.csv: file had a header and no rows, must have rows of funding rates")]
    [InlineData("symbol,rate\n", "f.csv line 1: header was 'symbol,rate', must be calc_time,funding_interval_hours,last_funding_rate")]
    [InlineData(Header + First + First, "f.csv line 3, column calc_time (1): time was 2024-01-01T00:00:00Z, must be after that of line 2, 2024-01-01T00:00:00Z")]
    [InlineData(Header + "1704067200,8,0\n", "f.csv line 2, column calc_time (1): time was '1704067200', must be milliseconds or microseconds since the epoch")]
    [InlineData(Header + "1704067200000,0,0\n", "f.csv line 2, column funding_interval_hours (2): funding_interval_hours was '0', must be a whole number from 1 to 24")]
    [InlineData(Header + "1704067200000,25,0\n", "f.csv line 2, column funding_interval_hours (2): funding_interval_hours was '25', must be a whole number from 1 to 24")]
    [InlineData(Header + "1704067200000,,0\n", "f.csv line 2, column funding_interval_hours (2): funding_interval_hours was empty, must be a whole number from 1 to 24")]
    [InlineData(Header + "1704067200000,8,1.5\n", "f.csv line 2, column last_funding_rate (3): last_funding_rate was '1.5', must be a fraction from -1 to 1")]
    [InlineData(Header + "1704067200000,8,1e-4\n", "f.csv line 2, column last_funding_rate (3): last_funding_rate was '1e-4', must be digits with at most one '.' between them")]
    [InlineData(Header + "1704067200000,8,--1\n", "f.csv line 2, column last_funding_rate (3): last_funding_rate was '--1', must be a number")]
    [InlineData(Header + "1704067200000,8,\n", "f.csv line 2, column last_funding_rate (3): last_funding_rate was empty, must be a number")]
    [InlineData(Header + "1704067200000,8\n", "f.csv line 2: row had 2 columns, must have 3: calc_time, funding_interval_hours, last_funding_rate")]
    [InlineData(Header + "\n" + First, "f.csv line 2: line was empty, must be a row of funding rates")]
    public void A_bad_file_is_told(string text, string fault) => Assert.Equal(fault, Assert.Throws<DataFormatException>(() => Read(text)).Message);

    private static FundingFile Read(string text, bool isStrict = false) => Read(Encoding.UTF8.GetBytes(text), isStrict);

    private static FundingFile Read(byte[] bytes, bool isStrict = false) =>
        FundingFileReader.Read(new MemoryStream(bytes), "f.csv", isStrict, bytesRead: null, TestContext.Current.CancellationToken);
}
