using System.Buffers.Binary;

namespace VeloZ.Storage;

/// <summary>Where a block of a trade file lies and what it covers.</summary>
internal sealed record TradeIndexEntry(long Offset, int Length, int Trades, long FirstTime, long LastTime, long FirstId, long LastId)
{
    public const int Size = 48;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Trades);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], FirstTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], LastTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], FirstId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], LastId);
    }

    public static TradeIndexEntry Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
}
