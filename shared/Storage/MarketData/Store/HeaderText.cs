using System.Buffers.Binary;
using System.Text;

namespace VeloZ.Storage;

/// <summary>Texts in the header of a file, each with its length before it in one byte or two.</summary>
internal static class HeaderText
{
    public static void Put(ref Span<byte> rest, int lengthSize, ReadOnlySpan<byte> text)
    {
        if (lengthSize == 1)
            rest[0] = (byte)text.Length;
        else
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)text.Length);
        text.CopyTo(rest[lengthSize..]);
        rest = rest[(lengthSize + text.Length)..];
    }

    /// <summary>Takes a text; false when it does not fit into the rest.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> rest, int lengthSize, out string text)
    {
        text = "";
        if (rest.Length < lengthSize)
            return false;
        var length = lengthSize == 1 ? rest[0] : BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (rest.Length < lengthSize + length)
            return false;
        text = Encoding.UTF8.GetString(rest.Slice(lengthSize, length));
        rest = rest[(lengthSize + length)..];
        return true;
    }
}
