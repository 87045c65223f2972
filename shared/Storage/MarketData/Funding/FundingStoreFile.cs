using System.Buffers.Binary;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>A file of funding rates as <c>FUNDING-FORMAT.md</c> says; small enough to be read and written whole.</summary>
internal static class FundingStoreFile
{
    /// <summary>What to do about damage.</summary>
    public const string Remedy = "remove the series and import its funding rates again";

    private const ushort Version = 1;
    private const int PrefixSize = 12;
    private const int FixedSize = PrefixSize + 4;
    private const int RateSize = 24;
    private const int EndSize = 12;

    private static ReadOnlySpan<byte> Magic => "VELOZFND"u8;

    private static ReadOnlySpan<byte> EndMagic => "VELOZEND"u8;

    public static byte[] ToBytes(InstrumentId instrument, FundingSeries rates, string notes)
    {
        var id = Encoding.ASCII.GetBytes(instrument.Text);
        var note = Encoding.UTF8.GetBytes(notes);
        var headerSize = FixedSize + 1 + id.Length + 2 + note.Length;
        var bytes = new byte[headerSize + (rates.Count * RateSize) + EndSize];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), rates.Count);
        var rest = bytes.AsSpan(FixedSize);
        HeaderText.Put(ref rest, lengthSize: 1, id);
        HeaderText.Put(ref rest, lengthSize: 2, note);
        for (var index = 0; index < rates.Count; index++)
            Write(rates[index], rest[(index * RateSize)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - EndSize), Crc32C.Of(bytes.AsSpan(0, bytes.Length - EndSize)));
        EndMagic.CopyTo(bytes.AsSpan(bytes.Length - 8));
        return bytes;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">It is damaged, of another version or of another instrument.</exception>
    public static (FundingSeries Rates, string Notes) Read(string path, InstrumentId instrument)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (bytes.Length < FixedSize + 3 + EndSize || !bytes.StartsWith(Magic))
            throw Damage(path, $"file had {bytes.Length} bytes and began with {Shown.Field(bytes[..Math.Min(8, bytes.Length)])}, must be a whole file that begins with VELOZFND");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (version != Version)
            throw Damage(path, $"file had layout version {version}, must be {Version}");
        if (!bytes.EndsWith(EndMagic))
            throw Damage(path, "file was cut short or added to");
        if (Crc32C.Of(bytes[..^EndSize]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^EndSize..]))
            throw Damage(path, "file did not match its checksum");
        ReadOnlySpan<byte> rest = bytes[FixedSize..^EndSize];
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        if (!HeaderText.TryTake(ref rest, lengthSize: 1, out var id) || !HeaderText.TryTake(ref rest, lengthSize: 2, out var notes) || count < 1 || rest.Length != (long)count * RateSize)
            throw Damage(path, "header and rates did not fit together");
        if (id != instrument.Text)
            throw Damage(path, $"file held funding rates of {Shown.Text(Encoding.UTF8.GetBytes(id))}, must hold those of {instrument}");
        var rates = new FundingSeries();
        for (var index = 0; index < count; index++)
            rates.Add(ReadRate(rest.Slice(index * RateSize, RateSize), rates) ?? throw Damage(path, $"rate {index + 1} of {count} was out of order or out of range"));
        return (rates, notes);
    }

    private static void Write(FundingRate rate, Span<byte> bytes)
    {
        var (mantissa, scale) = NarrowValues.Shortest(rate.Rate);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, rate.Time.Value);
        // A rate of at most 18 digits after the point and from -1 to 1 fits.
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], (long)mantissa);
        bytes[16] = (byte)scale;
        bytes[17] = (byte)rate.IntervalHours;
    }

    private static FundingRate? ReadRate(ReadOnlySpan<byte> bytes, FundingSeries before)
    {
        var time = new UnixNanos(BinaryPrimitives.ReadInt64LittleEndian(bytes));
        var (scale, hours) = (bytes[16], bytes[17]);
        if (scale > BarNumbers.FractionDigitsMax || hours is < 1 or > FundingSeries.IntervalHoursMax || (before.Count > 0 && time <= before[before.Count - 1].Time))
            return null;
        var rate = DecimalText.Join(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), scale);
        return rate is < -1 or > 1 || bytes[18..].ContainsAnyExcept((byte)0) ? null : new FundingRate(time, hours, rate);
    }

    private static DataFormatException Damage(string path, string reason) => new(path, $"{reason}; {Remedy}");
}
