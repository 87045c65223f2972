using System.Text;

namespace VeloZ.Domain.Tests;

public sealed class JournalTextTests
{
    [Theory]
    [InlineData("", 3)]
    [InlineData("abc", 3)]
    [InlineData("\u00e4b", 3)] // Two bytes and one.
    [InlineData("\U0001F600", 4)]
    public void A_text_that_fits_is_kept_as_it_is(string text, int bytesMax)
    {
        Assert.Null(JournalText.FaultOf(text, bytesMax));
        Assert.Same(text, JournalText.Bound(text, bytesMax));
    }

    [Theory]
    [InlineData("abcdefgh", 6, "abc...")]
    [InlineData("\u00e4\u00f6\u00fc\u00df", 7, "\u00e4\u00f6...")] // Eight bytes: two letters of two, and the points.
    [InlineData("ab\U0001F600cd", 7, "ab...")] // The smile takes four, and is not cut in half.
    public void A_text_that_does_not_is_cut_between_letters(string text, int bytesMax, string kept)
    {
        Assert.NotNull(JournalText.FaultOf(text, bytesMax));
        Assert.Equal(kept, JournalText.Bound(text, bytesMax));
    }

    [Fact]
    public void Half_a_pair_is_replaced() => Assert.Equal("a\ufffdz", JournalText.Bound("a\ud83dz", 10));

    [Fact]
    public void What_is_wrong_says_what_was_and_what_is_needed()
    {
        Assert.Equal("had 4 bytes of UTF-8, must have at most 3", JournalText.FaultOf("\u00e4\u00e4", 3));
        Assert.Equal("had half a surrogate pair, must be valid UTF-16", JournalText.FaultOf("\udc00\ud800", 30));
    }

    [Fact]
    public void Whatever_it_is_given_the_journal_can_write_it()
    {
        var random = new SplitMix64(1);
        for (var round = 0; round < 2_000; round++)
        {
            var letters = new StringBuilder();
            for (var left = random.NextBelow(300); left > 0; left--)
                letters.Append(random.NextBelow(3) == 0 ? (char)(0xD800 + random.NextBelow(0x800)) : (char)random.NextBelow(0x3000));
            var kept = JournalText.Bound(letters.ToString(), JournalText.ReasonBytesMax);
            Assert.InRange(Encoding.UTF8.GetByteCount(kept), 0, JournalText.ReasonBytesMax);
            Assert.Null(Record.Exception(() => new MessageWriter().Text(kept)));
        }
    }
}
