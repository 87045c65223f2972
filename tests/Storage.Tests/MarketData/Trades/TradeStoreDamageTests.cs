using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage.Tests;

public sealed class TradeStoreDamageTests : IDisposable
{
    private const string Remedy = "; remove the series and import its trades again";

    private readonly TemporaryTrades _temporary = new();
    private readonly string[] _rows;
    private readonly byte[] _whole;

    public TradeStoreDamageTests()
    {
        _temporary.Import(TemporaryTrades.Trades("10 01T10:00:00 6 1 B", "11 01T10:00:00.000001 6.5 0.5 S", "14 01T10:00:01 7 12345678901234567890.12345678 -"));
        _rows = TradeText.Rows(_temporary.Read());
        _whole = File.ReadAllBytes(_temporary.File());
    }

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Any_flipped_byte_is_told()
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
        Assert.Equal($"{_temporary.File()}: file had 0 bytes, must be a whole trade file{Remedy}", FaultOf([]));
        Assert.Equal($"{_temporary.File()}: file began with '10,1,1,1', must begin with VELOZTRD as trade files do{Remedy}", FaultOf(Encoding.UTF8.GetBytes("10,1,1,1" + new string('x', 50))));
        Assert.Equal($"{_temporary.File()}: file was cut short or added to{Remedy}", FaultOf(_whole[..^1]));
        Assert.Equal($"{_temporary.File()}: file had layout version 2, must be 1{Remedy}", FaultOf(Mutants.With(_whole, 8, 2)));
        Assert.Equal($"{_temporary.File()}: header did not match its checksum{Remedy}", FaultOf(Mutants.With(_whole, 12, 9)));
        Assert.Equal($"{_temporary.File()}: index did not match its checksum{Remedy}", FaultOf(Mutants.With(_whole, _whole.Length - 40, 9)));
        Assert.Equal($"{_temporary.File()}: block 1 of 1 did not match its checksum{Remedy}", FaultOf(Mutants.With(_whole, _whole.Length - 100, 99)));
    }

    [Fact]
    public void File_of_another_day_kind_or_market_is_told()
    {
        File.Copy(_temporary.File(), _temporary.File("2024-01-02"));
        File.Delete(_temporary.File());
        Assert.Equal(
            $"file held trades from 2024-01-01T10:00:00Z to 2024-01-01T10:00:01Z, must hold those of 2024-01-02{Remedy}", Assert.Throws<DataFormatException>(_temporary.Verify).Reason);
        var other = Path.Combine(_temporary.Directory, "BTC-USDT.BINANCE", "agg-trades");
        Directory.CreateDirectory(other);
        File.Move(_temporary.File("2024-01-02"), Path.Combine(other, "2024-01-01.vzt"));
        Assert.Equal(
            $"file held trades of BTC-USDT.BINANCE, must hold aggregated trades of BTC-USDT.BINANCE{Remedy}",
            Assert.Throws<DataFormatException>(() => _temporary.Store.Verify(TemporaryTrades.Btc, TradeKind.AggregatedTrades, TestContext.Current.CancellationToken)).Reason);
    }

    [Fact]
    public void List_tells_the_damage_of_one_series_beside_the_others()
    {
        _temporary.Store.Import(InstrumentId.Parse("ETH-USD.SIM"), TradeKind.Trades, TemporaryTrades.Trades("10 01T10:00:00 6 1 B"), "test", replace: false, TestContext.Current.CancellationToken);
        File.WriteAllBytes(_temporary.File(), _whole[..^1]);
        var entries = _temporary.Store.List();
        Assert.Equal((0L, _whole.Length - 1L), (entries[0].Trades, entries[0].Bytes));
        Assert.NotNull(entries[0].Damage);
        Assert.Equal((1L, null), (entries[1].Trades, entries[1].Damage));
    }

    [Fact]
    public void Import_into_a_damaged_series_is_refused_and_changes_nothing()
    {
        var damaged = Mutants.With(_whole, _whole.Length - 100, 99);
        File.WriteAllBytes(_temporary.File(), damaged);
        Assert.Throws<DataFormatException>(() => _temporary.Import(TemporaryTrades.Trades("20 01T11:00:00 6 1 B")));
        Assert.Equal(damaged, File.ReadAllBytes(_temporary.File()));
        Assert.Single(_temporary.Files());
    }

    // Plain, packed and wide blocks with bytes changed and the checksum made right.
    [Theory]
    [InlineData(3)]
    [InlineData(2_000)]
    [InlineData(0)]
    public void Forged_block_with_a_right_checksum_is_decoded_or_told_and_nothing_else(int count)
    {
        var block = new ArrayBufferWriter<byte>();
        var trades = count > 0 ? TradeText.Walk(count, seed: 4) : _temporary.Read();
        new TradeBlockEncoder().Encode(trades, 0, trades.Count, block);
        Assert.Equal(count == 2_000, block.WrittenSpan[24] == TradeBlockEncoder.Brotli);
        var entry = new TradeIndexEntry(0, block.WrittenCount, trades.Count, trades.Times[0], trades.Times[^1], trades.Ids[0], trades.Ids[^1]);
        var random = new Random(11);
        var refused = 0;
        var decoder = new TradeBlockDecoder();
        for (var round = 0; round < 5_000; round++)
        {
            var forged = block.WrittenSpan.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                forged[random.Next(12, forged.Length - 4)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                forged = forged[..random.Next(1, forged.Length)];
            if (forged.Length > 4)
                BinaryPrimitives.WriteUInt32LittleEndian(forged.AsSpan(forged.Length - 4), Crc32C.Of(forged.AsSpan(0, forged.Length - 4)));
            var decoded = new TradeSeries();
            if (decoder.Decode(forged, entry, decoded, long.MinValue, long.MaxValue) is not null)
                refused++;
            else
                Assert.Null(TradeSeriesCheck.FaultOf(decoded));
        }
        Assert.InRange(refused, 1_000, 5_000);
    }

    private string FaultOf(byte[] file)
    {
        File.WriteAllBytes(_temporary.File(), file);
        return Assert.Throws<DataFormatException>(_temporary.Verify).Message;
    }

    private bool IsTold(byte[] file)
    {
        File.WriteAllBytes(_temporary.File(), file);
        try
        {
            Assert.Equal(_rows, TradeText.Rows(_temporary.Read()));
            _temporary.Verify();
            return false;
        }
        catch (DataFormatException)
        {
            return true;
        }
    }
}
