namespace VeloZ.Domain.Tests;

public sealed class BlobKeyTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("snapshots/0/12-345")]
    [InlineData("bars/btc-usdt.binance/1m/day=2026-11-21.vzb")]
    public void Key_reads_as_it_is(string text) => Assert.Equal(text, BlobKey.Parse(text).Text);

    [Theory]
    [InlineData("", "blob key had 0 characters, must have 1 to 1024")]
    [InlineData("/etc/passwd", "blob key was '/etc/passwd', each part must have 1 to 200 characters and no point at its start or end")]
    [InlineData("a//b", "blob key was 'a//b', each part must have 1 to 200 characters and no point at its start or end")]
    [InlineData("a/", "blob key was 'a/', each part must have 1 to 200 characters and no point at its start or end")]
    [InlineData("a/../b", "blob key was 'a/../b', each part must have 1 to 200 characters and no point at its start or end")]
    [InlineData(".hidden", "blob key was '.hidden', each part must have 1 to 200 characters and no point at its start or end")]
    [InlineData("Upper", "blob key was 'Upper', must be small letters, digits and - _ . = in parts joined with /")]
    [InlineData("a\\b", "blob key was 'a\\b', must be small letters, digits and - _ . = in parts joined with /")]
    [InlineData("a~", "blob key was 'a~', must be small letters, digits and - _ . = in parts joined with /")]
    [InlineData("a\0b", "blob key was 'a\0b', must be small letters, digits and - _ . = in parts joined with /")]
    public void Text_that_is_no_key_is_refused(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => BlobKey.Parse(text)).Message);

    [Fact]
    public void Length_is_bounded()
    {
        var part = new string('a', 199);
        Assert.Equal(1_024, BlobKey.Parse(string.Join('/', part, part, part, part, part, new string('b', 24))).Text.Length);
        Assert.Throws<FormatException>(() => BlobKey.Parse(string.Join('/', part, part, part, part, part, new string('b', 25))));
        Assert.Throws<FormatException>(() => BlobKey.Parse(new string('a', 201)));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("a", true)]
    [InlineData("a/", true)]
    [InlineData("a.", true)]
    [InlineData("/", false)]
    [InlineData("..", false)]
    [InlineData("a/../", false)]
    public void Prefix_is_what_a_key_can_begin_with(string text, bool isPrefix)
    {
        if (isPrefix)
            Assert.Equal(text, BlobKey.ParsePrefix(text));
        else
            Assert.Throws<FormatException>(() => BlobKey.ParsePrefix(text));
    }
}
