using System.Buffers.Binary;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>The end of a file of the store, after its index.</summary>
internal static class StoreFooter
{
    public const int Size = 32;

    private const int BlocksMax = 1 << 24;

    // Itself and the magic.
    private const int Unchecked = 12;

    private static ReadOnlySpan<byte> Magic => "VELOZEND"u8;

    /// <summary>Writes the footer at the end of an index.</summary>
    /// <param name="indexAndFooter">With room for the footer at its end.</param>
    /// <param name="blocks">In the index.</param>
    /// <param name="offset">Of the index in the file.</param>
    public static void Write(Span<byte> indexAndFooter, int blocks, long offset)
    {
        var footer = indexAndFooter[^Size..];
        BinaryPrimitives.WriteInt64LittleEndian(footer, offset);
        BinaryPrimitives.WriteInt32LittleEndian(footer[8..], blocks);
        BinaryPrimitives.WriteInt64LittleEndian(footer[12..], offset + indexAndFooter.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[20..], Crc32C.Of(indexAndFooter[..^Unchecked]));
        Magic.CopyTo(footer[24..]);
    }

    /// <summary>Finds the index of a file.</summary>
    /// <param name="footer">The last bytes of the file.</param>
    /// <param name="fileLength">Of the file.</param>
    /// <param name="entrySize">Of an entry of the index.</param>
    /// <param name="offset">Where the index begins.</param>
    /// <param name="blocks">Its entries.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> footer, long fileLength, int entrySize, out long offset, out int blocks)
    {
        offset = BinaryPrimitives.ReadInt64LittleEndian(footer);
        blocks = BinaryPrimitives.ReadInt32LittleEndian(footer[8..]);
        if (!footer[24..].SequenceEqual(Magic) || BinaryPrimitives.ReadInt64LittleEndian(footer[12..]) != fileLength)
            return "file was cut short or added to";
        return blocks is < 1 or > BlocksMax || offset != fileLength - Size - ((long)blocks * entrySize) || offset < 0 ? "index was not where the footer says" : null;
    }

    /// <summary>Whether an index with its footer matches its checksum.</summary>
    public static bool Matches(ReadOnlySpan<byte> indexAndFooter) =>
        Crc32C.Of(indexAndFooter[..^Unchecked]) == BinaryPrimitives.ReadUInt32LittleEndian(indexAndFooter[^Unchecked..]);
}
