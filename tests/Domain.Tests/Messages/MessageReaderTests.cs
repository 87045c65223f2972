namespace VeloZ.Domain.Tests;

public sealed class MessageReaderTests
{
    private delegate void Read(ref MessageReader reader);

    [Theory]
    [InlineData("1d0100000000000000", "at byte 1: decimal scale was 29, must be at most 28")]
    [InlineData("7f0100000000000000", "at byte 1: decimal scale was 127, must be at most 28")]
    [InlineData("8000000000000000000000000001000000", "at byte 17: decimal mantissa took more than 96 bits")] // 2^96.
    [InlineData("80ffffffffffffffffffffffffffffff7f", "at byte 17: decimal mantissa took more than 96 bits")]
    [InlineData("8000000000000000000000000000000080", "at byte 17: decimal mantissa took more than 96 bits")] // -2^127.
    [InlineData("80000000000000000000000000ffffffff", "at byte 17: decimal mantissa took more than 96 bits")] // -2^96.
    [InlineData("", "at byte 0: message ended, 1 more bytes were needed and 0 were left")]
    [InlineData("00010000", "at byte 1: message ended, 8 more bytes were needed and 3 were left")]
    [InlineData("80010000000000000000", "at byte 1: message ended, 16 more bytes were needed and 9 were left")]
    public void Bad_decimals_are_refused(string bytes, string message) => AssertFault(bytes, message, (ref reader) => reader.Decimal());

    [Fact]
    public void Other_encodings_of_a_decimal_read_as_its_value()
    {
        Assert.Equal(1.50m, new MessageReader(Convert.FromHexString("029600000000000000")).Decimal());
        Assert.Equal(-1m, new MessageReader(Convert.FromHexString("80ffffffffffffffffffffffffffffffff")).Decimal());
        Assert.Equal(long.MinValue, new MessageReader(Convert.FromHexString("000000000000000080")).Decimal());
        Assert.Equal(decimal.MinValue, new MessageReader(Convert.FromHexString("80010000000000000000000000ffffffff")).Decimal());
    }

    [Theory]
    [InlineData("02", "at byte 1: flag was 2, must be 0 or 1")]
    [InlineData("ff", "at byte 1: flag was 255, must be 0 or 1")]
    public void Flags_are_zero_or_one(string bytes, string message) => AssertFault(bytes, message, (ref reader) => reader.Flag());

    [Theory]
    [InlineData("0200c328", "at byte 4: text was not UTF-8")]
    [InlineData("0300eda080", "at byte 5: text was not UTF-8")] // A surrogate.
    [InlineData("0200c080", "at byte 4: text was not UTF-8")] // Overlong.
    [InlineData("0300e282", "at byte 2: message ended, 3 more bytes were needed and 2 were left")]
    [InlineData("05", "at byte 0: message ended, 2 more bytes were needed and 1 were left")]
    public void Texts_are_UTF_8(string bytes, string message) => AssertFault(bytes, message, (ref reader) => reader.Text());

    [Theory]
    [InlineData("ffffffff01", "at byte 4: byte count was 4294967295, must be at most 2147483647")]
    [InlineData("ffffff7f01", "at byte 4: message ended, 2147483647 more bytes were needed and 1 were left")]
    public void A_count_of_bytes_is_proved_before_they_are_taken(string bytes, string message)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertFault(bytes, message, (ref reader) => reader.Bytes());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("ffffffffffffffff", "at byte 8: count was -1, must be 0 to 2147483647")]
    [InlineData("0000008000000000", "at byte 8: count was 2147483648, must be 0 to 2147483647")]
    public void Counts_are_ints_from_zero(string bytes, string message) => AssertFault(bytes, message, (ref reader) => reader.Count());

    [Fact]
    public void Choices_are_values_of_their_enum()
    {
        Assert.Equal(OrderEvent.Denied, new MessageReader([0]).Choice<OrderEvent>());
        Assert.Equal(OrderEvent.NotPlaced, new MessageReader([17]).Choice<OrderEvent>());
        AssertFault("12", "at byte 1: OrderEvent was 18, must be below 18", (ref reader) => reader.Choice<OrderEvent>());
        AssertFault("ff", "at byte 1: OrderSide was 255, must be below 2", (ref reader) => reader.Choice<OrderSide>());
    }

    [Fact]
    public void A_choice_allocates_nothing_once_warm()
    {
        byte[] bytes = [3, 3];
        _ = new MessageReader(bytes).Choice<OrderType>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new MessageReader(bytes);
        var first = reader.Choice<OrderType>();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((OrderType.StopLimit, 0L), (first, allocated));
    }

    private static void AssertFault(string hex, string message, Read read)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(message, Assert.Throws<MessageFormatException>(() =>
        {
            var reader = new MessageReader(bytes);
            read(ref reader);
        }).Message);
    }
}
