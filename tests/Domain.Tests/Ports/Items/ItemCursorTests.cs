namespace VeloZ.Domain.Tests;

public sealed class ItemCursorTests
{
    private static readonly ItemQuery Query = new("P#1", new ItemRange.Prefix("ORDER#"), limit: 10);

    [Fact]
    public void Cursor_tells_the_last_key_of_its_query() =>
        Assert.Equal("ORDER#é", ItemCursor.SortKeyOf(new ItemQuery("P#1", new ItemRange.Prefix("ORDER#"), limit: 500), ItemCursor.After(Query, "ORDER#é")));

    [Fact]
    public void Cursor_of_another_query_is_refused()
    {
        var cursor = ItemCursor.After(Query, "ORDER#1");
        ItemQuery[] others =
        [
            new("P#2", new ItemRange.Prefix("ORDER#"), limit: 10),
            new("P#1", new ItemRange.Prefix("ORDER#"), limit: 10, isDescending: true),
            new("P#1", new ItemRange.Prefix("ORDER"), limit: 10),
            new("P#1", ItemRange.All, limit: 10),
            new("P#1", new ItemRange.Between("ORDER#", null), limit: 10),
            new("P#1", new ItemRange.Between(null, "ORDER#"), limit: 10),
        ];
        Assert.All(others, other => Assert.Throws<FormatException>(() => ItemCursor.SortKeyOf(other, cursor)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64!")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    public void Text_that_is_no_cursor_is_refused(string text) =>
        Assert.Equal("cursor was not of this query, must be the one that its last page gave", Assert.Throws<FormatException>(() => ItemCursor.SortKeyOf(Query, text)).Message);

    [Fact]
    public void Limit_is_from_1_to_500()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemQuery("P#1", ItemRange.All, limit: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemQuery("P#1", ItemRange.All, limit: 501));
    }
}
