namespace VeloZ.Domain.Tests;

public sealed class ItemKeyTests
{
    [Fact]
    public void Key_is_at_most_as_long_as_DynamoDB_takes()
    {
        // The two limits of the DynamoDB developer guide, "Quotas": 2,048 and 1,024 bytes. é takes two.
        _ = new ItemKey(new string('p', 2_048), new string('é', 512));
        Assert.Equal("partition key had 2049 bytes, must have 1 to 2048", Assert.Throws<ArgumentException>(() => new ItemKey(new string('p', 2_049), "s")).Message);
        Assert.Equal("sort key had 1026 bytes, must have 1 to 1024", Assert.Throws<ArgumentException>(() => new ItemKey("p", new string('é', 513))).Message);
    }

    [Theory]
    [InlineData("", "partition key had 0 bytes, must have 1 to 2048")]
    [InlineData("a\nb", "partition key had the control character U+000A, must have none")]
    [InlineData("a\0", "partition key had the control character U+0000, must have none")]
    public void Key_that_a_store_could_not_keep_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new ItemKey(text, "s")).Message);

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Equal("sort key had half a surrogate pair, must be valid UTF-16", Assert.Throws<ArgumentException>(() => new ItemKey("p", "a\ud83d")).Message);

    [Fact]
    public void Key_is_made_of_parts() =>
        Assert.Equal(new ItemKey("ACCOUNT#acc_1", "ORDER#v1#FILL#t 9"), new ItemKey(new ItemKeyPart("ACCOUNT", "acc_1"), new ItemKeyPart("ORDER", "v1"), new ItemKeyPart("FILL", "t 9")));
}
