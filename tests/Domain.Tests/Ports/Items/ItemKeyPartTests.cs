using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class ItemKeyPartTests
{
    [Theory]
    [InlineData("a#b", "ORDER#a%23b")]
    [InlineData("100%", "ORDER#100%25")]
    [InlineData("a\nb", "ORDER#a%0Ab")]
    [InlineData("", "ORDER#")]
    [InlineData("é/ ü", "ORDER#é/ ü")]
    public void Id_is_escaped_where_it_must_be_and_reads_back(string id, string text)
    {
        Assert.Equal(text, new ItemKeyPart("ORDER", id).ToString());
        Assert.Equal([new ItemKeyPart("ORDER", id)], ItemKeyPart.Parse(text));
    }

    [Fact]
    public void Parts_of_any_ids_read_back() => Prop.ForAll<NonNull<string>, NonNull<string>>((first, second) =>
    {
        ItemKeyPart[] parts = [new("A", first.Get), new("B_2", second.Get)];
        return ItemKeyPart.Parse(ItemKeyPart.Join(parts)).SequenceEqual(parts);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ORDER", "key was 'ORDER', must be TYPE#id, or several joined with #")]
    [InlineData("A#1#B", "key was 'A#1#B', must be TYPE#id, or several joined with #")]
    [InlineData("order#1", "key type was 'order', must be capital letters, digits and _, and begin with a letter")]
    [InlineData("#1", "key type was '', must be capital letters, digits and _, and begin with a letter")]
    [InlineData("A#%2", "key id was '%2', must have two hexadecimal digits after each %")]
    [InlineData("A#%zz", "key id was '%zz', must have two hexadecimal digits after each %")]
    [InlineData("A#%41", "key id was '%41', must be 'A'")]
    [InlineData("A#%0a", "key id was '%0a', must be '%0A'")]
    public void Text_that_is_no_key_of_ours_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => ItemKeyPart.Parse(text)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("order")]
    [InlineData("A#B")]
    [InlineData("1A")]
    public void Type_has_one_form(string type) => Assert.Throws<ArgumentException>(() => new ItemKeyPart(type, "1"));

    [Fact]
    public void Numbers_sort_as_text()
    {
        Assert.Equal("SEQ#0000000000000000042", new ItemKeyPart("SEQ", 42).ToString());
        Assert.Equal("SEQ#9223372036854775807", new ItemKeyPart("SEQ", long.MaxValue).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemKeyPart("SEQ", -1));
    }

    [Fact]
    public void Prefix_below_a_part_is_not_that_of_a_longer_id()
    {
        var prefix = ItemKeyPart.PrefixBelow(new ItemKeyPart("ORDER", "17"));
        Assert.Equal("ORDER#17#", prefix);
        Assert.False("ORDER#170#FILL#1".StartsWith(prefix, StringComparison.Ordinal));
        Assert.Equal("ORDER#", ItemKeyPart.PrefixOf("ORDER"));
    }
}
