namespace VeloZ.Domain.Tests;

public sealed class ClientOrderIdTests
{
    /// <summary>
    /// The check characters come from this Python, whose CRC32C of <c>123456789</c> is the published 0xE3069283:
    /// <code>
    /// def crc32c(b):
    ///     c = 0xffffffff
    ///     for x in b:
    ///         c ^= x
    ///         for _ in range(8): c = (c >> 1) ^ (0x82F63B78 if c &amp; 1 else 0)
    ///     return c ^ 0xffffffff
    /// base36(crc32c(b"vb00000000000000000w") % 36**4, 4)   # 0x820fd916 -> 5h5i
    /// </code>
    /// </summary>
    [Theory]
    [InlineData('b', 0, 0L, 0L, OrderRole.Working, "vb" + "00" + "0000000" + "00000000" + "w" + "5h5i")]
    [InlineData('p', 1, 1L, 1L, OrderRole.Exit, "vp" + "01" + "0000001" + "00000001" + "x" + "tdgr")]
    [InlineData('l', 1_295, 78_364_164_095L, 2_821_109_907_455L, OrderRole.Protective, "vl" + "zz" + "zzzzzzz" + "zzzzzzzz" + "p" + "tfai")]
    [InlineData('l', 37, 123_456_789L, 987_654_321L, OrderRole.Protective, "vl" + "11" + "021i3v9" + "00gc0uy9" + "p" + "uk2a")]
    [InlineData('b', 0, 0L, 35L, OrderRole.Working, "vb" + "00" + "0000000" + "0000000z" + "w" + "n1ac")]
    [InlineData('b', 0, 0L, 36L, OrderRole.Working, "vb" + "00" + "0000000" + "00000010" + "w" + "m548")]
    public void Id_has_its_parts_in_base_36_and_a_check(char environment, int partition, long epoch, long counter, OrderRole role, string expected)
    {
        var id = ClientOrderId.Create(environment, partition, epoch, counter, role);
        Assert.Equal(expected, id.Text);
        Assert.Equal(expected, id.ToString());
        Assert.Equal(24, id.Text.Length);
        Assert.Equal(id, ClientOrderId.Parse(expected));
        Assert.Equal(role, ClientOrderId.Parse(expected).Role);
    }

    [Theory]
    [InlineData("vb00000000000000000w5h5i")]
    [InlineData("vlzzzzzzzzzzzzzzzzzptfai")]
    [InlineData("vl11021i3v900gc0uy9puk2a")]
    public void Every_change_of_one_character_is_refused(string text)
    {
        Assert.True(ClientOrderId.TryParse(text, out _));
        for (var index = 0; index < text.Length; index++)
        {
            foreach (var letter in "0123456789abcdefghijklmnopqrstuvwxyzVBW-_ \u0661\0")
            {
                if (letter != text[index])
                    Assert.False(ClientOrderId.TryParse(text[..index] + letter + text[(index + 1)..], out _), $"{letter} at {index} was taken");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    [InlineData("vb00000000000000000w5h5")]
    [InlineData("vb00000000000000000w5h5i0")]
    [InlineData(" vb00000000000000000w5h5i")]
    [InlineData("VB00000000000000000W5H5I")]
    [InlineData("x-broker-1234567890abcde")]
    public void Text_of_another_form_is_refused(string text)
    {
        Assert.False(ClientOrderId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => ClientOrderId.Parse(text));
    }

    // The CRC is 0xb4f0f991, which makes dehd: a role letter that we do not use is refused although its check is right.
    [Fact]
    public void Unknown_role_is_refused_with_a_right_check() => Assert.False(ClientOrderId.TryParse("vb00000000000000000adehd", out _));

    [Theory]
    [InlineData('A', 0, 0L, 0L)]
    [InlineData('-', 0, 0L, 0L)]
    [InlineData('b', -1, 0L, 0L)]
    [InlineData('b', 1_296, 0L, 0L)]
    [InlineData('b', 0, -1L, 0L)]
    [InlineData('b', 0, 78_364_164_096L, 0L)]
    [InlineData('b', 0, 0L, -1L)]
    [InlineData('b', 0, 0L, 2_821_109_907_456L)]
    [InlineData('b', 0, long.MaxValue, 0L)]
    [InlineData('b', 0, 0L, long.MinValue)]
    public void Part_that_does_not_fit_its_digits_is_refused(char environment, int partition, long epoch, long counter) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientOrderId.Create(environment, partition, epoch, counter, OrderRole.Working));

    [Theory]
    [InlineData('p', 37, true)]
    [InlineData('l', 37, false)]
    [InlineData('p', 36, false)]
    public void It_tells_where_it_was_made(char environment, int partition, bool isOf) =>
        Assert.Equal(isOf, ClientOrderId.Create('p', 37, 5, 6, OrderRole.Working).IsOf(environment, partition));

    [Fact]
    public void Without_a_value_it_was_made_nowhere() => Assert.False(default(ClientOrderId).IsOf('p', 0));

    [Fact]
    public void Unknown_role_cannot_be_made() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientOrderId.Create('b', 0, 0, 0, (OrderRole)3));

    [Fact]
    public void Order_is_by_epoch_then_counter()
    {
        ClientOrderId[] byAge =
        [
            ClientOrderId.Create('b', 0, 1, 9, OrderRole.Working),
            ClientOrderId.Create('b', 0, 1, 10, OrderRole.Protective),
            ClientOrderId.Create('b', 0, 1, 35, OrderRole.Exit),
            ClientOrderId.Create('b', 0, 1, 36, OrderRole.Exit),
            ClientOrderId.Create('b', 0, 2, 0, OrderRole.Protective),
        ];
        Assert.Equal(byAge, byAge.Reverse().Order());
        Assert.Equal("", default(ClientOrderId).Text);
        Assert.Throws<InvariantException>(() => default(ClientOrderId).Role);
    }
}
