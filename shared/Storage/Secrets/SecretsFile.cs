using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using VeloZ.Domain;

namespace VeloZ.Storage;

/// <summary>One version of a secret in the file.</summary>
/// <param name="Stored">Name, version, time and value.</param>
/// <param name="IsCurrent">Else it is the one before, which a rotation kept.</param>
internal sealed record SecretRecord(StoredSecret Stored, bool IsCurrent);

/// <summary>Turns secrets into the bytes of a file and back, as in <c>SECRETS-FORMAT.md</c>.</summary>
internal static class SecretsFile
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int ChecksumBytes = 4;

    /// <summary>Encrypts and seals.</summary>
    public static byte[] Write(SecretsHeader header, byte[] key, IReadOnlyList<SecretRecord> records)
    {
        using var cipher = new AesGcm(key, TagBytes);
        var file = new ArrayBufferWriter<byte>();
        var head = header.Write();
        file.Write(head);
        Encrypt(cipher, file, plain: [], associated: head);
        BinaryPrimitives.WriteInt32LittleEndian(file.GetSpan(4), records.Count);
        file.Advance(4);
        foreach (var record in records)
            WriteRecord(cipher, file, head, record);
        Encrypt(cipher, file, plain: [], associated: file.WrittenSpan.ToArray());
        BinaryPrimitives.WriteUInt32LittleEndian(file.GetSpan(ChecksumBytes), Crc32C.Of(file.WrittenSpan));
        file.Advance(ChecksumBytes);
        return file.WrittenSpan.ToArray();
    }

    /// <summary>Proves and decrypts.</summary>
    /// <exception cref="StoreException">The file is damaged or of another version, or the key is another one.</exception>
    public static (SecretsHeader Header, IReadOnlyList<SecretRecord> Records) Read(string path, ReadOnlySpan<byte> file, SecretsKey key)
    {
        SecretsHeader.Recognize(path, file);
        var body = file.Length - ChecksumBytes;
        var sealedEnd = body - NonceBytes - TagBytes;
        if (sealedEnd < SecretsHeader.SizeBytes + NonceBytes + TagBytes + 4 || BinaryPrimitives.ReadUInt32LittleEndian(file[body..]) != Crc32C.Of(file[..body]))
            throw Damaged(path, "file was cut short or changed, and did not match its checksum");
        var header = SecretsHeader.Read(path, file);
        var head = file[..SecretsHeader.SizeBytes];
        using var cipher = new AesGcm(key.Of(path, header), TagBytes);
        if (!IsProved(cipher, file.Slice(SecretsHeader.SizeBytes, NonceBytes + TagBytes), head))
            throw new StoreException(StoreFault.Denied, $"{path}: secrets were sealed with another key; set VELOZ_SECRETS_KEY, or put the key file back, that they were sealed with. Nothing was changed");
        if (!IsProved(cipher, file[sealedEnd..body], file[..sealedEnd]))
            throw Damaged(path, "file was changed by somebody without its key");
        return (header, ReadRecords(path, cipher, head, file[(SecretsHeader.SizeBytes + NonceBytes + TagBytes)..sealedEnd]));
    }

    public static StoreException Damaged(string path, string reason) => new(StoreFault.Damaged, $"{path}: {reason}; restore a backup. Nothing was changed");

    private static void WriteRecord(AesGcm cipher, ArrayBufferWriter<byte> file, byte[] head, SecretRecord record)
    {
        var start = file.WrittenCount;
        var name = Encoding.ASCII.GetBytes(record.Stored.Name.Text);
        var fields = file.GetSpan(2 + name.Length + 17);
        BinaryPrimitives.WriteUInt16LittleEndian(fields, (ushort)name.Length);
        name.CopyTo(fields[2..]);
        fields = fields[(2 + name.Length)..];
        BinaryPrimitives.WriteInt64LittleEndian(fields, record.Stored.Version);
        BinaryPrimitives.WriteInt64LittleEndian(fields[8..], record.Stored.WrittenTime.Value);
        fields[16] = record.IsCurrent ? (byte)1 : (byte)0;
        file.Advance(2 + name.Length + 17);
        Encrypt(cipher, file, record.Stored.Value.Reveal(), [.. head, .. file.WrittenSpan[start..]]);
    }

    // Nonce; length and bytes when there are any; tag.
    private static void Encrypt(AesGcm cipher, ArrayBufferWriter<byte> file, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var lengthBytes = plain.IsEmpty ? 0 : 4;
        var size = NonceBytes + lengthBytes + plain.Length + TagBytes;
        var target = file.GetSpan(size)[..size];
        RandomNumberGenerator.Fill(target[..NonceBytes]);
        if (lengthBytes > 0)
            BinaryPrimitives.WriteInt32LittleEndian(target[NonceBytes..], plain.Length);
        cipher.Encrypt(target[..NonceBytes], plain, target.Slice(NonceBytes + lengthBytes, plain.Length), target[^TagBytes..], associated);
        file.Advance(size);
    }

    private static bool IsProved(AesGcm cipher, ReadOnlySpan<byte> nonceAndTag, ReadOnlySpan<byte> associated)
    {
        try
        {
            cipher.Decrypt(nonceAndTag[..NonceBytes], [], nonceAndTag[NonceBytes..], [], associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static List<SecretRecord> ReadRecords(string path, AesGcm cipher, ReadOnlySpan<byte> head, ReadOnlySpan<byte> bytes)
    {
        var records = new List<SecretRecord>();
        try
        {
            var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var rest = bytes[4..];
            while (records.Count < count)
                records.Add(ReadRecord(path, cipher, head, ref rest));
            return rest.IsEmpty ? records : throw Damaged(path, $"{rest.Length} bytes were left after the records");
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // What the seal proves was written so: a program with another idea of the layout.
            throw Damaged(path, $"record {records.Count + 1} did not read");
        }
    }

    private static SecretRecord ReadRecord(string path, AesGcm cipher, ReadOnlySpan<byte> head, ref ReadOnlySpan<byte> rest)
    {
        var nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        var fields = rest[..(2 + nameBytes + 17)];
        var name = SecretName.Parse(Encoding.ASCII.GetString(fields.Slice(2, nameBytes)));
        var (version, time) = (BinaryPrimitives.ReadInt64LittleEndian(fields[(2 + nameBytes)..]), BinaryPrimitives.ReadInt64LittleEndian(fields[(10 + nameBytes)..]));
        var nonce = rest.Slice(fields.Length, NonceBytes);
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest[(fields.Length + NonceBytes)..]);
        var value = rest.Slice(fields.Length + NonceBytes + 4, length);
        var tag = rest.Slice(fields.Length + NonceBytes + 4 + length, TagBytes);
        var plain = new byte[length];
        try
        {
            cipher.Decrypt(nonce, value, tag, plain, [.. head, .. fields]);
            rest = rest[(fields.Length + NonceBytes + 4 + length + TagBytes)..];
            return new SecretRecord(new StoredSecret(name, version, new UnixNanos(time), new Secret(plain)), fields[^1] == 1);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(path, $"secret {name} version {version} did not match its tag");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
