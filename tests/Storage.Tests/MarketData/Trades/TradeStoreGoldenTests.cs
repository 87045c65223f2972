namespace VeloZ.Storage.Tests;

/// <summary>One file of every layout version ever written: it must decode for ever, and be written to the byte while it is the newest.</summary>
public sealed class TradeStoreGoldenTests
{
    // Made by a script from TRADE-FORMAT.md, not by the encoder. Its block is plain: packed bytes are the packer's, and may change with it.
    private const string Version1 =
        "VkVMT1pUUkQBAFYAAwAAAAAAAAAAQJvo1DCmF2AjsujUMKYXCgAAAAAAAAAOAAAAAAAAABBCVEMtVVNEVC5CSU5BTkNFBnRyYWRlcwQAdGVzdEw7yDEDAAAAAECb6NQwphcKAAAAAAAAABoAAAAABQAPAQACAwYAAoTnhgQxlgEABajDAaCNBn1h1b5vVgAAAAAAAAA3AAAAAwAAAABAm+jUMKYXYCOy6NQwphcKAAAAAAAAAA4AAAAAAAAAjQAAAAAAAAABAAAA3QAAAAAAAADBaTv2VkVMT1pFTkQ=";

    private static readonly string[] Rows = ["10 01T10:00:00 42500.5 0.25 B", "11 01T10:00:00 42500.25 1 S", "14 01T10:00:00.0015 42501 0.00125 S"];

    [Fact]
    public void Version_1_decodes()
    {
        using var temporary = new TemporaryTrades();
        Directory.CreateDirectory(Path.GetDirectoryName(temporary.File())!);
        File.WriteAllBytes(temporary.File(), Convert.FromBase64String(Version1));
        Assert.Equal(TradeText.Rows(TemporaryTrades.Trades(Rows)), TradeText.Rows(temporary.Read()));
        Assert.Equal(3, temporary.Verify().Trades);
    }

    [Fact]
    public void Version_1_is_written_to_the_byte()
    {
        using var temporary = new TemporaryTrades();
        temporary.Import(TemporaryTrades.Trades(Rows));
        Assert.Equal(Version1, Convert.ToBase64String(File.ReadAllBytes(temporary.File())));
    }
}
