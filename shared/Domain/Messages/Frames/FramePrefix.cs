using System.Runtime.InteropServices;

namespace VeloZ.Domain;

/// <summary>What a reader has accepted: enough to go on after it, and to write after it.</summary>
/// <param name="Epoch">The current epoch; -1 before the first.</param>
/// <param name="NextSequence">Of the frame that comes next in this epoch.</param>
/// <param name="LastHash">Of the last frame accepted; none before the first.</param>
/// <param name="PrefixHash">Running hash over all frames accepted; none before the first.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FramePrefix(long Epoch, long NextSequence, FrameHash LastHash, FrameHash PrefixHash)
{
    /// <summary>Nothing was accepted yet.</summary>
    public static FramePrefix Empty => new(-1, 0, default, default);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="MessageFormatException">The numbers are out of range or the bytes end.</exception>
    public static FramePrefix Read(ref MessageReader reader)
    {
        var epoch = reader.Number();
        var next = reader.Number();
        return epoch >= -1 && next >= 0
            ? new FramePrefix(epoch, next, ReadHash(ref reader), ReadHash(ref reader))
            : throw reader.Fault($"prefix was epoch {epoch}, next sequence {next}, must be at least -1 and 0");
    }

    /// <summary>Adds it to what the writer holds, for snapshots.</summary>
    public void Write(MessageWriter writer)
    {
        writer.Number(Epoch);
        writer.Number(NextSequence);
        writer.Bytes(LastHash.ToArray());
        writer.Bytes(PrefixHash.ToArray());
    }

    private static FrameHash ReadHash(ref MessageReader reader)
    {
        var bytes = reader.Bytes();
        return bytes.Length == FrameHash.SizeBytes ? FrameHash.Read(bytes) : throw reader.Fault($"hash had {bytes.Length} bytes, must have {FrameHash.SizeBytes}");
    }
}
