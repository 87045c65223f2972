namespace VeloZ.Domain;

/// <summary>A frame that is ready to be appended. Its checksum is still 0: that is the medium's.</summary>
/// <param name="Id">Epoch and sequence.</param>
/// <param name="Hash">Over everything after the checksum, unpadded.</param>
/// <param name="EntryCount">Entries in it.</param>
/// <param name="Bytes">Header and body; the builder's own, valid until its next <see cref="FrameBuilder.Seal"/> but one.</param>
public readonly record struct SealedFrame(FrameId Id, FrameHash Hash, int EntryCount, Memory<byte> Bytes);
