using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class BarStoreDamageTests : IDisposable
{
    private const string Remedy = "; remove the series and import its bars again";

    private readonly TemporaryStore _temporary = new();
    private readonly string[] _rows;
    private readonly byte[] _whole;

    public BarStoreDamageTests()
    {
        _temporary.Import(TemporaryStore.Bars("00:00 6 7 5 6 1", "00:01 6 8 6 7 0.5", "00:04 7 7.25 6.5 7 12345678901234567890.12345678"));
        _rows = BarText.Rows(_temporary.Read());
        _whole = File.ReadAllBytes(_temporary.BtcFile);
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Any_flipped_byte_is_told_or_does_not_matter()
    {
        foreach (var (what, file) in Mutants.Flipped(_whole))
            Assert.True(IsTold(file), $"{what} went unseen");
    }

    [Fact]
    public void File_cut_at_any_length_is_told()
    {
        foreach (var (what, file) in Mutants.Cut(_whole))
            Assert.True(IsTold(file), $"{what} went unseen");
    }

    [Fact]
    public void Damage_says_what_and_what_to_do()
    {
        Assert.Equal($"{_temporary.BtcFile}: file had 0 bytes, must be a whole bar file{Remedy}", FaultOf([]));
        Assert.Equal($"{_temporary.BtcFile}: file began with 'timestam', must begin with VELOZBAR as bar files do{Remedy}", FaultOf(Encoding.UTF8.GetBytes(BarText.Header + new string('x', 50))));
        Assert.Equal($"{_temporary.BtcFile}: file was cut short or added to{Remedy}", FaultOf(_whole[..^1]));
        Assert.Equal($"{_temporary.BtcFile}: file had layout version 2, must be 1{Remedy}", FaultOf(Mutants.With(_whole, 8, 2)));
        Assert.Equal($"{_temporary.BtcFile}: header did not match its checksum{Remedy}", FaultOf(Mutants.With(_whole, 12, 9)));
        Assert.Equal($"{_temporary.BtcFile}: index did not match its checksum{Remedy}", FaultOf(Mutants.With(_whole, _whole.Length - 40, 9)));
        Assert.Equal($"{_temporary.BtcFile}: block 1 of 1 did not match its checksum{Remedy}", FaultOf(Mutants.With(_whole, 100, 99)));
    }

    [Fact]
    public void File_of_another_series_is_told()
    {
        var other = Path.Combine(_temporary.Directory, "BTC-USDT.BINANCE", "1h.vzb");
        File.Copy(_temporary.BtcFile, other);
        var fault = Assert.Throws<DataFormatException>(() => _temporary.Store.Verify(TemporaryStore.Btc, BarInterval.Parse("1h"), TestContext.Current.CancellationToken));
        Assert.Equal($"file held 1m bars of BTC-USDT.BINANCE, must hold 1h bars of BTC-USDT.BINANCE{Remedy}", fault.Reason);
    }

    [Fact]
    public void List_tells_the_damage_of_one_series_beside_the_others()
    {
        _temporary.Store.Import(InstrumentId.Parse("ETH-USD.SIM"), TemporaryStore.Bars("00:00 6 7 5 6 1"), "test", replace: false, TestContext.Current.CancellationToken);
        File.WriteAllBytes(_temporary.BtcFile, _whole[..^1]);
        var entries = _temporary.Store.List();
        Assert.Equal((0L, _whole.Length - 1L), (entries[0].Bars, entries[0].Bytes));
        Assert.NotNull(entries[0].Damage);
        Assert.Equal((1L, null), (entries[1].Bars, entries[1].Damage));
    }

    [Fact]
    public void Import_into_a_damaged_series_is_refused_and_changes_nothing()
    {
        var damaged = Mutants.With(_whole, 100, 99);
        File.WriteAllBytes(_temporary.BtcFile, damaged);
        Assert.Throws<DataFormatException>(() => _temporary.Import(TemporaryStore.Bars("00:02 6 7 5 6 1")));
        Assert.Equal(damaged, File.ReadAllBytes(_temporary.BtcFile));
        Assert.Equal(["BTC-USDT.BINANCE", "BTC-USDT.BINANCE/1m.vzb"], _temporary.Files());
    }

    [Fact]
    public void Forged_block_with_a_right_checksum_is_decoded_or_told_and_nothing_else()
    {
        var block = new ArrayBufferWriter<byte>();
        var bars = TemporaryStore.Bars("00:00 6 7 5 6 1", "00:01 6 8 6 7 0.5", "00:04 7 7.25 6.5 7 12345678901234567890.12345678");
        new BarBlockEncoder().Encode(bars, 0, bars.Count, block);
        var entry = new BarIndexEntry(0, block.WrittenCount, bars.Count, bars.OpenTimes[0], bars.OpenTimes[2]);
        var random = new Random(11);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var forged = block.WrittenSpan.ToArray();
            for (var count = random.Next(1, 4); count > 0; count--)
                forged[random.Next(12, forged.Length - 4)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                forged = forged[..random.Next(1, forged.Length)];
            if (forged.Length > 4)
                BinaryPrimitives.WriteUInt32LittleEndian(forged.AsSpan(forged.Length - 4), Crc32C.Of(forged.AsSpan(0, forged.Length - 4)));
            var decoded = new BarSeries(TemporaryStore.Minute);
            if (new BarBlockDecoder().Decode(forged, entry, decoded, long.MinValue, long.MaxValue) is not null)
                refused++;
        }
        Assert.InRange(refused, 1_000, 19_999);
    }

    [Fact]
    public void Checksum_is_that_of_Castagnoli() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8)); // RFC 3720, B.4 names the polynomial; the check value is the catalog's.

    [Fact]
    public void Checksum_of_zip_is_that_of_the_catalog() => Assert.Equal(0xCBF43926, Crc32.Append(Crc32.Append(0, "12"u8), "3456789"u8));

    private string FaultOf(byte[] file)
    {
        File.WriteAllBytes(_temporary.BtcFile, file);
        return Assert.Throws<DataFormatException>(_temporary.Verify).Message;
    }

    private bool IsTold(byte[] file)
    {
        File.WriteAllBytes(_temporary.BtcFile, file);
        try
        {
            Assert.Equal(_rows, BarText.Rows(_temporary.Read()));
            _temporary.Verify();
            return false;
        }
        catch (DataFormatException)
        {
            return true;
        }
    }
}
