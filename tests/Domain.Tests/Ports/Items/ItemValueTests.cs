namespace VeloZ.Domain.Tests;

public sealed class ItemValueTests
{
    [Fact]
    public void Equal_numbers_have_one_form()
    {
        Assert.Equal("1.5", Assert.IsType<ItemValue.Number>(ItemValue.Of(1.500m)).Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("100", Assert.IsType<ItemValue.Number>(ItemValue.Of(100.00m)).Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(ItemValue.Of(0m), ItemValue.Of(-0.00m));
    }

    [Fact]
    public void Values_are_equal_by_content()
    {
        Assert.Equal(Sample(), Sample());
        Assert.Equal(Sample().GetHashCode(), Sample().GetHashCode());
        Assert.NotEqual(Sample(), ItemValue.MapOf(("bytes", ItemValue.Of([1, 2]))));
        Assert.NotEqual(ItemValue.Of([1, 2]), ItemValue.Of([1, 3]));
        Assert.NotEqual(ItemValue.ListOf(ItemValue.Of(1), ItemValue.Of(2)), ItemValue.ListOf(ItemValue.Of(2), ItemValue.Of(1)));
        Assert.NotEqual(ItemValue.Of("1"), ItemValue.Of(1));
    }

    [Fact]
    public void Bytes_and_lists_are_copied()
    {
        byte[] bytes = [1];
        List<ItemValue> list = [ItemValue.Of(1)];
        var (copiedBytes, copiedList) = (ItemValue.Of(bytes), ItemValue.ListOf(list));
        bytes[0] = 2;
        list.Clear();
        Assert.Equal(ItemValue.Of([1]), copiedBytes);
        Assert.Equal(ItemValue.ListOf(ItemValue.Of(1)), copiedList);
    }

    [Fact]
    public void Getters_tell_what_is_missing_or_of_another_kind()
    {
        var map = Sample();
        Assert.Equal(("x", 1.5m, 7L, true, 2), (map.GetText("text"), map.GetNumber("number"), map.GetInteger("integer"), map.GetFlag("flag"), map.GetBytes("bytes").Length));
        Assert.Equal("attribute price was missing, must be a Number", Assert.Throws<InvariantException>(() => map.GetNumber("price")).Message);
        Assert.Equal("attribute text was a Text, must be a Number", Assert.Throws<InvariantException>(() => map.GetNumber("text")).Message);
        Assert.Equal("attribute number was 1.5, must be an integer of 64 bits", Assert.Throws<InvariantException>(() => map.GetInteger("number")).Message);
        var large = ItemValue.MapOf(("integer", ItemValue.Of(9_223_372_036_854_775_808m)));
        Assert.Throws<InvariantException>(() => large.GetInteger("integer"));
        Assert.Null(map.Find("price"));
    }

    [Fact]
    public void Depth_is_bounded()
    {
        ItemValue value = ItemValue.Of(1);
        for (var depth = 1; depth <= ItemValue.DepthMax; depth++)
            value = ItemValue.ListOf(value);
        Assert.Equal("value had 31 lists and maps within each other, must have at most 30", Assert.Throws<ArgumentException>(() => ItemValue.ListOf(value)).Message);
    }

    [Fact]
    public void Names_are_bounded_and_not_twice()
    {
        Assert.Throws<ArgumentException>(() => ItemValue.MapOf(("", ItemValue.Of(1))));
        Assert.Throws<ArgumentException>(() => ItemValue.MapOf((new string('n', 256), ItemValue.Of(1))));
        Assert.Equal("attribute a was given twice, must be once", Assert.Throws<ArgumentException>(() => ItemValue.MapOf(("a", ItemValue.Of(1)), ("a", ItemValue.Of(2)))).Message);
        Assert.Throws<ArgumentException>(() => ItemValue.Of("\udc00"));
    }

    private static ItemValue.Map Sample() => ItemValue.MapOf(
        ("text", ItemValue.Of("x")),
        ("number", ItemValue.Of(1.50m)),
        ("integer", ItemValue.Of(7)),
        ("flag", ItemValue.Of(true)),
        ("bytes", ItemValue.Of([1, 2])),
        ("list", ItemValue.ListOf(ItemValue.Of("a"), ItemValue.MapOf(("b", ItemValue.Of(2))))));
}
