using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class FundingStoreTests : IDisposable
{
    private const string Remedy = "; remove the series and import its funding rates again";

    private static readonly InstrumentId Perpetual = InstrumentId.Parse("BTC-USDT-PERP.BINANCE");

    private readonly TemporaryFolder _folder = new();
    private readonly FundingStore _store;

    public FundingStoreTests() => _store = new FundingStore(_folder.Path);

    private string FilePath => Path.Combine(_folder.Path, "BTC-USDT-PERP.BINANCE", "funding.vzf");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rates_come_back_as_they_were_given()
    {
        Assert.Equal(new FundingImportResult(3, 0, 0), Import(Rates((0, 8, 0.0001m), (8, 8, -0.00025m), (24, 8, 0m))));
        Assert.Equal(["0 8 0.0001", "8 8 -0.00025", "24 8 0"], Rows());
        var entry = Assert.Single(_store.List());
        Assert.Equal((3, 1L, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"), (entry.Rates, entry.Missing, entry.First.ToString(), entry.Last.ToString()));
        Assert.Equal(new FileInfo(FilePath).Length, entry.Bytes);
    }

    [Fact]
    public void Months_are_merged_in_any_order()
    {
        Import(Rates((16, 8, 0.3m)));
        Assert.Equal(new FundingImportResult(2, 1, 0), Import(Rates((0, 8, 0.1m), (8, 8, 0.2m), (16, 8, 0.30m))));
        Assert.Equal(["0 8 0.1", "8 8 0.2", "16 8 0.3"], Rows());
    }

    [Fact]
    public void Rate_that_differs_is_refused_and_nothing_changes_unless_replacing_was_asked_for()
    {
        Import(Rates((0, 8, 0.1m)));
        var before = File.ReadAllBytes(FilePath);
        Assert.Equal(
            "BTC-USDT-PERP.BINANCE funding at 2024-01-01T00:00:00Z was 0.1 for 8 hours in the store and 0.2 for 8 hours in what was given; "
            + "they must be the same, or replacing must be asked for. Nothing was changed",
            Assert.Throws<MarketStoreException>(() => Import(Rates((0, 8, 0.2m)))).Message);
        Assert.Throws<MarketStoreException>(() => Import(Rates((0, 4, 0.1m))));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
        Assert.Equal(new FundingImportResult(0, 0, 1), Import(Rates((0, 4, 0.1m)), replace: true));
        Assert.Equal(["0 4 0.1"], Rows());
        Assert.Equal([FilePath], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Spot_market_has_no_funding()
    {
        Assert.Equal(
            "BTC-USDT.BINANCE was a spot market, must be a perpetual to have funding, such as BTC-USDT-PERP.BINANCE. Nothing was changed",
            Assert.Throws<MarketStoreException>(() => _store.Import(InstrumentId.Parse("BTC-USDT.BINANCE"), Rates((0, 8, 0)), "test", replace: false, TestContext.Current.CancellationToken)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Rate_of_more_digits_than_are_kept_is_refused()
    {
        Assert.Throws<InvariantException>(() => Import(Rates((0, 8, 0.1234567890123456789m))));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Series_that_is_not_there_is_told_and_removed_ones_are_gone()
    {
        Assert.Equal("there were no funding rates of BTC-USDT-PERP.BINANCE in the store; import them first", Assert.Throws<MarketStoreException>(() => _store.Read(Perpetual)).Message);
        Import(Rates((0, 8, 0.1m)));
        Assert.True(_store.Remove(Perpetual));
        Assert.False(_store.Remove(Perpetual));
        Assert.Null(_store.Find(Perpetual));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Any_flipped_byte_and_any_cut_is_told()
    {
        Import(Rates((0, 8, 0.0001m), (8, 8, -0.00025m)));
        var whole = File.ReadAllBytes(FilePath);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x11;
            File.WriteAllBytes(FilePath, damaged);
            Assert.Throws<DataFormatException>(() => _store.Read(Perpetual));
            File.WriteAllBytes(FilePath, whole[..at]);
            Assert.EndsWith(Remedy, Assert.Throws<DataFormatException>(() => _store.Read(Perpetual)).Message, StringComparison.Ordinal);
        }
        Assert.NotNull(_store.Find(Perpetual)!.Damage);
        Assert.Throws<DataFormatException>(() => Import(Rates((0, 8, 0.0001m))));
    }

    // Made by a script from FUNDING-FORMAT.md, not by the writer.
    [Fact]
    public void Version_1_decodes_and_is_written_to_the_byte()
    {
        const string golden = "VkVMT1pGTkQBACwAAwAAABVCVEMtVVNEVC1QRVJQLkJJTkFOQ0UEAHRlc3QAAGUBFxCmFwEAAAAAAAAABAgAAAAAAAAAACqHSCqmF+f/////////BQgAAAAAAAAAgAxKYTemFwAAAAAAAAAAAAQAAAAAAAB1kbuxVkVMT1pFTkQ=";
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllBytes(FilePath, Convert.FromBase64String(golden));
        Assert.Equal(["0 8 0.0001", "8 8 -0.00025", "12 4 0"], Rows());
        File.Delete(FilePath);
        Import(Rates((0, 8, 0.0001m), (8, 8, -0.00025m), (12, 4, 0m)));
        Assert.Equal(golden, Convert.ToBase64String(File.ReadAllBytes(FilePath)));
    }

    private FundingImportResult Import(FundingSeries rates, bool replace = false) => _store.Import(Perpetual, rates, "test", replace, TestContext.Current.CancellationToken);

    private string[] Rows()
    {
        var rates = _store.Read(Perpetual);
        return [.. Enumerable.Range(0, rates.Count).Select(index => $"{(rates[index].Time - BarText.Time("2024-01-01T00:00:00Z")).TotalHours} {rates[index].IntervalHours} {DecimalText.Trimmed(rates[index].Rate)}")];
    }

    private static FundingSeries Rates(params (int Hours, int Interval, decimal Rate)[] rates)
    {
        var series = new FundingSeries();
        foreach (var (hours, interval, rate) in rates)
            series.Add(new FundingRate(BarText.Time("2024-01-01T00:00:00Z") + TimeSpan.FromHours(hours), interval, rate));
        return series;
    }
}
