using System.Buffers.Binary;

namespace VeloZ.Domain.Tests;

public sealed class JournalCodecTests
{
    private const int HeaderBytes = 7;

    public static TheoryData<int> Entries => [.. Enumerable.Range(0, Samples.Full.Count + Samples.Sparse.Count)];

    // Of the layout before a field was added to it; -1 where nothing was added.
    private static int LengthBefore(JournalEntry entry, int length) => entry switch
    {
        PaperMarketState market => length - (market.Account is null ? 1 : 1 + 1 + 9),
        OrderFill { RealizedPnl: not null } => length - (1 + 9),
        StrategyCommand command => length - (command.Document is { } document ? 1 + 4 + document.Length : 1),
        _ => -1,
    };

    private static JournalEntry Entry(int index) => index < Samples.Full.Count ? Samples.Full[index] : Samples.Sparse[index - Samples.Full.Count];

    [Fact]
    public void Every_kind_has_one_full_sample_in_the_order_of_its_number() =>
        Assert.Equal(Enum.GetValues<EntryKind>(), Samples.Full.Select(entry => entry.Kind));

    [Fact]
    public void Numbers_of_kinds_run_from_one_without_holes() =>
        Assert.Equal(Enumerable.Range(1, 26), Enum.GetValues<EntryKind>().Select(kind => (int)kind));

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_comes_back(int index)
    {
        var entry = Entry(index);
        var bytes = Samples.Encode(entry);
        var read = JournalCodec.Read(bytes, out var size);
        Assert.Equal(bytes.Length, size);
        Assert.IsType(entry.GetType(), read);
        Assert.Equal(Fields.Text(entry), Fields.Text(read));
        Assert.Equal(bytes, Samples.Encode(read));
        Assert.Equal(((ushort)entry.Kind, (byte)1, (uint)(bytes.Length - HeaderBytes)), (BinaryPrimitives.ReadUInt16LittleEndian(bytes), bytes[2], BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(3))));
    }

    [Fact]
    public void Entries_follow_each_other()
    {
        var writer = new MessageWriter();
        foreach (var entry in Samples.Full)
            JournalCodec.Write(writer, entry);
        var rest = writer.Written;
        foreach (var entry in Samples.Full)
        {
            Assert.Equal(entry.Kind, JournalCodec.Read(rest, out var size).Kind);
            rest = rest[size..];
        }
        Assert.Equal(0, rest.Length);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_cut_short_anywhere_is_refused(int index)
    {
        var bytes = Samples.Encode(Entry(index));
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<MessageFormatException>(() => JournalCodec.Read(cut, out _));
            if (length < HeaderBytes)
                continue;
            // The same cut with a header that agrees with it: a field is missing.
            BinaryPrimitives.WriteUInt32LittleEndian(cut.AsSpan(3), (uint)(length - HeaderBytes));
            if (length == LengthBefore(Entry(index), bytes.Length))
                Assert.Equal(length, JournalCodec.Read(cut, out var size) is PaperMarketState { Account: null } or StrategyCommand { Document: null } or OrderFill { RealizedPnl: null } ? size : -1);
            else
                Assert.Throws<MessageFormatException>(() => JournalCodec.Read(cut, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void A_body_that_a_later_version_made_longer_is_read(int index)
    {
        var entry = Entry(index);
        var bytes = Samples.Encode(entry);
        // Behind the last field, which of a fill of spot is left out.
        byte[] longer = entry is OrderFill { RealizedPnl: null } ? [.. bytes, 0, 2, 3, 4, 5] : [.. bytes, 1, 2, 3, 4, 5];
        BinaryPrimitives.WriteUInt32LittleEndian(longer.AsSpan(3), (uint)(longer.Length - HeaderBytes));
        var read = JournalCodec.Read([.. longer, 0xEE, 0xEE], out var size);
        Assert.Equal(longer.Length, size);
        Assert.Equal(Fields.Text(entry), Fields.Text(read));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(27)]
    [InlineData(65_535)]
    public void An_unknown_kind_is_refused_with_what_to_do(int kind)
    {
        var bytes = Samples.Encode(Samples.Full[0]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)kind);
        Assert.EndsWith(
            $"entry kind was {kind}, which this version does not know: run the version of VeloZ that wrote it, or a newer one",
            Assert.Throws<MessageFormatException>(() => JournalCodec.Read(bytes, out _)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void An_unknown_version_is_refused_with_what_to_do(int version)
    {
        var bytes = Samples.Encode(Samples.Full[2]);
        bytes[2] = (byte)version;
        Assert.EndsWith(
            $"OrderNew had layout version {version}, must be 1: run the version of VeloZ that wrote it, or a newer one",
            Assert.Throws<MessageFormatException>(() => JournalCodec.Read(bytes, out _)).Message,
            StringComparison.Ordinal);
    }

    // What bytes can hold and the domain cannot: each would be an exception of another kind.
    [Theory]
    [InlineData("orders per second", "3.5")]
    [InlineData("orders per second", "2147483648")]
    [InlineData("orders per second", "-2147483649")]
    [InlineData("age of the last price", "0.5")]
    [InlineData("age of the last price", "9223372036854775808")]
    public void Limits_that_are_no_whole_numbers_are_refused(string name, string value)
    {
        var writer = new MessageWriter();
        writer.Short((ushort)EntryKind.RiskState);
        writer.Byte(1);
        writer.Word(0);
        writer.Time(default);
        writer.Byte(0);
        writer.Short(0);
        writer.Number(0);
        writer.Flag(false);
        writer.Optional(name == "orders per second" ? Markets.Read(value) : null);
        writer.Flag(false);
        writer.Optional(name == "orders per second" ? null : Markets.Read(value));
        writer.Text("");
        writer.Text("");
        writer.Text("");
        writer.PatchWord(3, (uint)(writer.Written.Length - HeaderBytes));
        var bytes = writer.Written.ToArray();
        Assert.Contains($"{name} was {value}, must be a whole number", Assert.Throws<MessageFormatException>(() => JournalCodec.Read(bytes, out _)).Message, StringComparison.Ordinal);
    }

    // Few bytes that tell of many elements: the array may not be made before there is room for them.
    [Fact]
    public void A_count_of_elements_is_proved_before_they_are_made()
    {
        var bytes = Samples.Encode(new ReconcileResult(default, "", []));
        bytes[^1] = bytes[^2] = 0xFF;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.EndsWith("65535 elements of at least 2 bytes were to follow, 0 bytes were left", Assert.Throws<MessageFormatException>(() => JournalCodec.Read(bytes, out _)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Bytes_that_were_changed_are_read_or_refused_and_nothing_else()
    {
        var random = new SplitMix64(7);
        var samples = Samples.Full.Concat(Samples.Sparse).Select(Samples.Encode).ToArray();
        var (read, refused) = (0, 0);
        for (var round = 0; round < 40_000; round++)
        {
            var bytes = samples[(int)random.NextBelow((ulong)samples.Length)].ToArray();
            for (var changes = 1 + random.NextBelow(3); changes > 0; changes--)
                bytes[(int)random.NextBelow((ulong)bytes.Length)] = Telling(ref random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                _ = Samples.Encode(JournalCodec.Read(bytes, out var size));
                Assert.InRange(size, HeaderBytes, bytes.Length);
                read++;
            }
            catch (MessageFormatException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"round {round}: {Convert.ToHexStringLower(bytes)} threw {exception}");
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }
        Assert.True(read > 4_000 && refused > 4_000, $"{read} were read and {refused} refused");
    }

    private static byte Telling(ref SplitMix64 random)
    {
        byte[] telling = [0x00, 0x01, 0x02, 0x7F, 0x80, 0xFF, 0x9C, 0x1C];
        return random.NextBelow(2) == 0 ? (byte)random.NextBelow(256) : telling[random.NextBelow((ulong)telling.Length)];
    }
}
