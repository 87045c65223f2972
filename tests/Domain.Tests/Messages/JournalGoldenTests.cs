namespace VeloZ.Domain.Tests;

/// <summary>One entry of each kind as version 1 wrote it. A file is added for a new kind or version and never edited: journals hold these bytes.</summary>
public sealed class JournalGoldenTests
{
    public static TheoryData<EntryKind> Kinds => [.. Enum.GetValues<EntryKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Golden_bytes_decode_to_the_sample_and_the_sample_encodes_to_them(EntryKind kind)
    {
        var entry = Samples.Full.Single(sample => sample.Kind == kind);
        var encoded = Samples.Encode(entry);
        var path = PathOf(kind);
        if (!File.Exists(path))
            File.WriteAllText(Path.ChangeExtension(path, ".received"), Lines(encoded)); // To be reviewed and renamed.
        Assert.True(File.Exists(path), $"{path} must be there");
        var golden = Read(kind);
        Assert.Equal(Fields.Text(entry), Fields.Text(JournalCodec.Read(golden, out var size)));
        Assert.Equal(golden.Length, size);
        Assert.Equal(Convert.ToHexStringLower(golden), Convert.ToHexStringLower(encoded));
    }

    [Fact]
    public void There_is_no_golden_file_without_its_kind()
    {
        var names = Enum.GetValues<EntryKind>().Select(kind => Path.GetFileName(PathOf(kind)));
        var files = Directory.GetFiles(Path.GetDirectoryName(PathOf(EntryKind.Noop))!).Select(file => Path.GetFileName(file));
        Assert.Equal(string.Join(' ', names.Order(StringComparer.Ordinal)), string.Join(' ', files.Order(StringComparer.Ordinal)));
    }

    // Written by hand from JOURNAL-FORMAT.md. Numbers are packed with Python: struct.pack("<q", 1795229300123456789).
    [Fact]
    public void Leader_epoch_has_these_bytes() => AssertBytes(
        EntryKind.LeaderEpoch,
        "0100", "01", "37000000", // Kind 1, version 1, 55 bytes: 8 + 8 + (2 + 13) + 8 + 8 + 8.
        TimeBytes,
        "2400000000000000", // Epoch 36.
        "0d00", "7461736b2d312f626f6f742d32", // task-1/boot-2
        "0700000000000000",
        "2300000000000000", // 35.
        "87d6120000000000"); // 1,234,567 = 0x12d687.

    [Fact]
    public void Order_cancel_has_these_bytes() => AssertBytes(
        EntryKind.OrderCancel,
        "0700", "01", "39000000", // 57 bytes: 8 + (2 + 24) + (2 + 11) + (2 + 8).
        TimeBytes,
        "1800", "766c313130323169337639303067633075793970756b3261", // vl11021i3v900gc0uy9puk2a
        "0b00", "6b696c6c5f737769746368", // kill_switch
        "0800", "64726177646f776e"); // drawdown

    [Fact]
    public void Account_update_has_these_bytes() => AssertBytes(
        EntryKind.AccountUpdate,
        "1400", "01", "1d000000", // Kind 20, 29 bytes: 8 + 9 + (2 + 4) + 1 + (2 + 3).
        TimeBytes,
        "01", "83ffffffffffffff", // -12.5: scale 1, mantissa -125.
        "0400", "55534454", // USDT
        "06", // Correction.
        "0300", "772d31"); // w-1

    [Fact]
    public void Order_fill_has_these_bytes() => AssertBytes(
        EntryKind.OrderFill,
        "0600", "01", "66000000", // 102 bytes: 8 + (2 + 24) + (2 + 4) + (2 + 10) + 9 + 9 + 9 + (2 + 3) + 9 + 1 + 8.
        TimeBytes,
        "1800", "766c313130323169337639303067633075793970756b3261",
        "0400", "742d3737", // t-77
        "0a00", "38313233343536373839", // 8123456789
        "01", "f957090000000000", // 61234.5: 612345 = 0x957f9.
        "05", "0c00000000000000", // 0.00012: 12.
        "08", "f4ffffffffffffff", // -0.00000012: -12.
        "0300", "425443", // BTC
        "08", "a2c9f4ffffffffff", // -0.00734814: -734814.
        "01", // Taker.
        "0069d57289efe918"); // 1795229300100000000.

    [Fact]
    public void Position_update_has_these_bytes() => AssertBytes(
        EntryKind.PositionUpdate,
        "1a00", "01", "3b000000", // Kind 26, 59 bytes: 8 + (2 + 19) + 9 + 9 + (2 + 10).
        TimeBytes,
        "1300", "4254432d555344542d504552502e4259424954", // BTC-USDT-PERP.BYBIT
        "01", "fbffffffffffffff", // -0.5: -5.
        "02", "2348d1ffffffffff", // -30617.25: -3061725.
        "0a00", "6c697175696461746564"); // liquidated

    [Fact]
    public void Noop_has_these_bytes() => AssertBytes(EntryKind.Noop, "0c00", "01", "10000000", TimeBytes, "04000000", "deadbeef");

    // As it was written until the account's terms were added at its end: journals hold these bytes too.
    [Fact]
    public void Paper_market_state_from_before_the_terms_is_read_without_them()
    {
        var sample = (PaperMarketState)Samples.Full.Single(entry => entry.Kind == EntryKind.PaperMarketState);
        var read = JournalCodec.Read(Convert.FromHexString("1900012a00000015553b7489efe9180c004254432d555344542e53494d040066696c650069d57289efe918020000000506"), out _);
        Assert.Equal(Fields.Text(sample with { Account = null }), Fields.Text(read));
    }

    // As it was written until the document was added at its end.
    [Fact]
    public void Strategy_command_from_before_documents_is_read_without_one()
    {
        var sample = (StrategyCommand)Samples.Full.Single(entry => entry.Kind == EntryKind.StrategyCommand);
        var read = JournalCodec.Read(Convert.FromHexString("1200016f00000015553b7489efe91806007374675f303108006d612d63726f73730402000c004254432d555344542e53494d13004554482d555344542d504552502e42594249540200040066617374020031300400736c6f770200333006007573725f30310f006e61c3af766520e282bf20f09f9880"), out _);
        Assert.Equal(Fields.Text(sample with { Document = null }), Fields.Text(read));
    }

    private static string TimeBytes => "15553b7489efe918";

    private static void AssertBytes(EntryKind kind, params string[] parts) => Assert.Equal(string.Concat(parts), Convert.ToHexStringLower(Read(kind)));

    internal static byte[] Read(EntryKind kind) => Convert.FromHexString(string.Concat(File.ReadAllLines(PathOf(kind))));

    private static string PathOf(EntryKind kind) => Repository.PathOf($"tests/Domain.Tests/Messages/Golden/v1/{SnakeCase.From(kind.ToString())}.hex");

    private static string Lines(byte[] bytes) => string.Concat(bytes.Chunk(32).Select(chunk => Convert.ToHexStringLower(chunk) + "\n"));
}
