namespace VeloZ.Storage.Tests;

/// <summary>One file of every layout version ever written: it must decode for ever, and be written to the byte while it is the newest.</summary>
public sealed class BarStoreGoldenTests
{
    // Written by hand-made code from BAR-FORMAT.md, not by the encoder.
    private const string Version1 =
        "VkVMT1pCQVIBAEoAAwAAAAAAAAAAAPcniBIiFQC4WwHOEiIVAwAAAAAAAAAQQlRDLVVTRFQuQklOQU5DRQIxbQQAdGVzdHsOqVEDAAAAAAD3J4gSIhUBAAAD" +
        "AgLGTAsAAAAAAJUHqgUAAAICOFMLAAAAAAAjAQAAeB4CApRMCwAAAAAApAYAABkAAgKUTAsAAAAAAKQGAAAbJRAAXaeTKgAAAAAAAAAACAAAADiMk08AAAAA" +
        "AAAAAAgAAAAVX9jEkXp5bes1/QMJAAAAJwMXw0oAAAAAAAAAhgAAAAMAAAAAAPcniBIiFQC4WwHOEiIV0AAAAAAAAAABAAAAEAEAAAAAAAAJEFMqVkVMT1pF" +
        "TkQ=";

    private static readonly string[] Rows =
    [
        "00:00 7424.91 7424.91 7422 7422 7.14319709",
        "00:01 7420 7422 7405 7405 13.35069752",
        "00:05 7405.5 7500 7405.25 7499.99 1234567890123456789.123456789",
    ];

    [Fact]
    public void Version_1_decodes()
    {
        using var temporary = new TemporaryStore();
        Directory.CreateDirectory(Path.GetDirectoryName(temporary.BtcFile)!);
        File.WriteAllBytes(temporary.BtcFile, Convert.FromBase64String(Version1));
        Assert.Equal(BarText.Rows(TemporaryStore.Bars(Rows)), BarText.Rows(temporary.Read()));
        Assert.Equal(["test"], temporary.Verify().Sources);
    }

    [Fact]
    public void Version_1_is_written_to_the_byte()
    {
        using var temporary = new TemporaryStore();
        temporary.Import(TemporaryStore.Bars(Rows));
        Assert.Equal(Version1, Convert.ToBase64String(File.ReadAllBytes(temporary.BtcFile), Base64FormattingOptions.None));
    }
}
