using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using VeloZ.Domain;

namespace VeloZ.Trading;

/// <summary>The state after a frame, so that recovery reads only what came after it.</summary>
/// <param name="State">The state.</param>
/// <param name="Prefix">The frames that made it.</param>
/// <param name="Position">Where the last of them is.</param>
public sealed record Snapshot(KernelState State, FramePrefix Prefix, JournalPosition Position)
{
    private const uint Magic = 0x5353_5A56; // "VZSS", little endian.
    private const ushort Version = Order.Version; // 3: what orders paid in base currency; 4: since when held triggers may be hit; 5: what others closed of lists.
    private const ushort OldestVersion = 2; // 2: cancels wanted, idempotency keys, agreement with venues; the hash covers the head, too.
    private const int CompressionQuality = 4;
    private const int CompressionWindowBits = 20;

    /// <summary>Blobs of a partition's snapshots begin so; the rest sorts by epoch and frame.</summary>
    public static string KeyPrefix(int partition) => $"snapshots/{partition}/";

    /// <summary>Its blob.</summary>
    public BlobKey KeyFor(int partition) => BlobKey.Parse($"{KeyPrefix(partition)}{Prefix.Epoch:D10}-{Prefix.NextSequence - 1:D16}");

    /// <summary>The last frame in the snapshot of that name; null when it is no name of a snapshot.</summary>
    public static FrameId? FrameOf(BlobKey key)
    {
        var parts = key.Text[(key.Text.LastIndexOf('/') + 1)..].Split('-');
        return parts.Length == 2 && TryNumber(parts[0], out var epoch) && TryNumber(parts[1], out var sequence) ? new FrameId(epoch, sequence) : null;
    }

    /// <summary>Magic, version, prefix, position, SHA-256 of all these and the state, the state's size, and the state compressed by Brotli.</summary>
    public byte[] Write()
    {
        var state = new MessageWriter();
        State.WriteTo(state);
        var writer = new MessageWriter();
        writer.Word(Magic);
        writer.Short(Version);
        Prefix.Write(writer);
        writer.Text(Position.ToString());
        writer.Bytes(HashOf(writer.Written, state.Written));
        writer.Number(state.Written.Length);
        writer.Bytes(Compress(state.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="MessageFormatException">It is damaged, or of another version.</exception>
    public static Snapshot Read(KernelOptions options, ReadOnlySpan<byte> bytes)
    {
        var reader = new MessageReader(bytes);
        if (reader.Word() is var magic && magic != Magic)
            throw reader.Fault($"magic was {magic:x8}, must be {Magic:x8}: no snapshot");
        if (reader.Short() is var version && version is < OldestVersion or > Version)
            throw reader.Fault($"snapshot version was {version}, must be {OldestVersion} to {Version}");
        var prefix = FramePrefix.Read(ref reader);
        var position = ReadPosition(ref reader);
        var head = bytes[..reader.Offset];
        var hash = reader.Bytes();
        var state = Decompress(reader.Count(), reader.Bytes()) ?? throw reader.Fault("the state could not be decompressed");
        if (!hash.AsSpan().SequenceEqual(HashOf(head, state)))
            throw reader.Fault("the hash does not fit");
        var body = new MessageReader(state);
        return new Snapshot(KernelState.Read(options, ref body, version), prefix, position);
    }

    private static bool TryNumber(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    // A wrong prefix or position is as bad as a wrong state: frames would be folded twice, or not at all.
    private static byte[] HashOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(state);
        return hash.GetHashAndReset();
    }

    private static JournalPosition ReadPosition(ref MessageReader reader)
    {
        var text = reader.Text();
        try
        {
            return JournalPosition.Parse(text);
        }
        catch (FormatException fault)
        {
            throw reader.Fault(fault.Message);
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, buffer, out var written, CompressionQuality, CompressionWindowBits)
            ? buffer[..written]
            : throw new InvariantException($"{bytes.Length} bytes were not compressed into {buffer.Length}");
    }

    private static byte[]? Decompress(int size, byte[] bytes)
    {
        var state = new byte[size];
        using var decoder = new BrotliDecoder();
        return decoder.Decompress(bytes, state, out _, out var written) == OperationStatus.Done && written == size ? state : null;
    }
}
