using FsCheck;
using FsCheck.Fluent;

namespace VeloZ.Domain.Tests;

public sealed class MessageRoundTripTests
{
    private static readonly Gen<string> Texts =
        Gen.Elements(Enumerable.Range(0, 0xD800).Where(code => code % 97 == 0 || code < 128).Select(code => ((char)code).ToString()).Append("\U0001F600").Append("\uFEFF").ToArray())
            .ListOf().Select(string.Concat);

    [Fact]
    public void Decimals_come_back_and_equal_values_have_equal_bytes() => Prop.ForAll(
        Gen.Frequency((10, Markets.Decimals), (1, Gen.Elements(decimal.MaxValue, decimal.MinValue, 0m, -0.0m, long.MaxValue, long.MinValue, 9_223_372_036_854_775_808m))).ToArbitrary(),
        value =>
        {
            var bytes = Write(writer => writer.Decimal(value));
            var reader = new MessageReader(bytes);
            var trimmed = DecimalText.ScaleOf(value);
            return reader.Decimal() == value && !reader.HasMore
                && Write(writer => writer.Decimal(decimal.Round(value, trimmed))).AsSpan().SequenceEqual(bytes)
                && (bytes[0] & 0x7F) == trimmed;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData("0", "000000000000000000")]
    [InlineData("-0.00", "000000000000000000")]
    [InlineData("1.50", "010f00000000000000")]
    [InlineData("-1.5", "01f1ffffffffffffff")]
    [InlineData("100", "006400000000000000")]
    [InlineData("9223372036854775807", "00ffffffffffffff7f")]
    [InlineData("-9223372036854775807", "000100000000000080")]
    [InlineData("9223372036854775808", "8000000000000000800000000000000000")]
    [InlineData("-9223372036854775808", "800000000000000080ffffffffffffffff")]
    [InlineData("79228162514264337593543950335", "80ffffffffffffffffffffffff00000000")]
    [InlineData("0.0000000000000000000000000001", "1c0100000000000000")]
    [InlineData("7.9228162514264337593543950335", "9cffffffffffffffffffffffff00000000")]
    [InlineData("1.0000000000000000000000000000", "000100000000000000")] // A wide mantissa that is short once trimmed.
    public void Decimals_have_these_bytes(string value, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Write(writer => writer.Decimal(Markets.Read(value)))));

    [Fact]
    public void Texts_come_back() => Prop.ForAll(Texts.ToArbitrary(), text =>
    {
        var reader = new MessageReader(Write(writer => writer.Text(text)));
        return reader.Text() == text && !reader.HasMore;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Optional_values_come_back() => Prop.ForAll(
        Gen.OneOf(Gen.Constant<decimal?>(null), Markets.Decimals.Select(value => (decimal?)value)).ToArbitrary(),
        Gen.OneOf(Gen.Constant<long?>(null), Markets.Longs.Select(value => (long?)value)).ToArbitrary(),
        (value, nanos) =>
        {
            UnixNanos? time = nanos is { } there ? new UnixNanos(there) : null;
            var reader = new MessageReader(Write(writer =>
            {
                writer.Optional(value);
                writer.Optional(time);
            }));
            return reader.OptionalDecimal() == value && reader.OptionalTime() == time && !reader.HasMore;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Numbers_are_little_endian()
    {
        var bytes = Write(writer =>
        {
            writer.Byte(0xAB);
            writer.Flag(true);
            writer.Flag(false);
            writer.Short(0x1234);
            writer.Word(0x89ABCDEF);
            writer.Number(-2);
            writer.Time(new UnixNanos(258));
            writer.Real(1.5);
            writer.Bytes([1, 2]);
            writer.Text("\u00E9");
        });
        Assert.Equal("ab01003412efcdab89feffffffffffffff0201000000000000000000000000f83f0200000001020200c3a9", Convert.ToHexStringLower(bytes));
        var reader = new MessageReader(bytes);
        Assert.Equal((0xAB, true, false, 0x1234, 0x89ABCDEFu, -2L), (reader.Byte(), reader.Flag(), reader.Flag(), reader.Short(), reader.Word(), reader.Number()));
        Assert.Equal((new UnixNanos(258), 1.5), (reader.Time(), reader.Real()));
        Assert.Equal([1, 2], reader.Bytes());
        Assert.Equal("\u00E9", reader.Text());
        Assert.Equal((bytes.Length, false), (reader.Offset, reader.HasMore));
    }

    [Fact]
    public void A_cleared_writer_starts_over()
    {
        var writer = new MessageWriter();
        writer.Number(1);
        writer.Clear();
        writer.Byte(7);
        Assert.Equal([7], writer.Written.ToArray());
        writer.Word(0);
        writer.PatchWord(1, 0x01020304);
        Assert.Equal([7, 4, 3, 2, 1], writer.Written.ToArray());
    }

    [Fact]
    public void Text_that_would_not_come_back_is_refused()
    {
        Assert.Equal(65_535 + 2, Write(writer => writer.Text(new string('x', 65_535))).Length);
        Assert.Equal("text had 65536 bytes, must be at most 65535", Assert.Throws<ArgumentException>(() => Write(writer => writer.Text(new string('x', 65_536)))).Message);
        Assert.Throws<ArgumentException>(() => Write(writer => writer.Text(new string('\u20BF', 21_846)))); // 3 bytes each.
        Assert.Equal("text had half a surrogate pair, must be valid UTF-16", Assert.Throws<ArgumentException>(() => Write(writer => writer.Text("a\uD800b"))).Message);
    }

    private static byte[] Write(Action<MessageWriter> write)
    {
        var writer = new MessageWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}
