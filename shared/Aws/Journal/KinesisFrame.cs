using System.Buffers.Binary;
using Amazon.Kinesis.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>A frame as a record: its bytes, with the checksum that this medium sets. No salt: a shard has no other's old bytes.</summary>
internal static class KinesisFrame
{
    /// <summary>Sets the checksum.</summary>
    public static void Seal(Span<byte> frame) => BinaryPrimitives.WriteUInt32LittleEndian(frame[FrameCodec.CrcOffset..], Crc32C.Of(frame[FrameCodec.CoveredOffset..]));

    /// <summary>Reads a record.</summary>
    /// <param name="record">Of the shard.</param>
    /// <param name="shard">Name for messages.</param>
    /// <exception cref="JournalDamagedException">It is no frame, or not as it was written.</exception>
    public static Frame Read(Record record, string shard)
    {
        var bytes = record.Data!.ToArray();
        try
        {
            var frame = FrameCodec.Read(bytes);
            var computed = Crc32C.Of(bytes.AsSpan(FrameCodec.CoveredOffset));
            return frame.Header.Crc == computed
                ? frame
                : throw Damaged(record, shard, $"frame {frame.Id} had checksum {frame.Header.Crc:x8}, must be {computed:x8}", cause: null);
        }
        catch (MessageFormatException exception)
        {
            throw Damaged(record, shard, exception.Message, exception);
        }
    }

    private static JournalDamagedException Damaged(Record record, string shard, string what, Exception? cause) => new(
        shard,
        0,
        $"record {record.SequenceNumber}: {what}",
        "something else writes to this stream, or the record was changed; nothing is skipped: let a person look at it",
        cause);
}
