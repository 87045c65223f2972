namespace VeloZ.Storage;

/// <summary>Reads and writes that go on until all is done: the system may do a part at a time.</summary>
internal static class WholeTransfers
{
    /// <summary>Writes all of it.</summary>
    public static void WriteAll(this IDiskFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var written = file.Write(bytes, offset);
            if (written <= 0)
                throw new DiskException(DiskFault.Other, "pwrite", file.Path, $"{written} bytes were written at {offset}, must be at least 1");
            bytes = bytes[written..];
            offset += written;
        }
    }

    /// <summary>Fills as much of the span as the file has.</summary>
    /// <returns>Bytes read; fewer than asked for only at the end of the file.</returns>
    public static int ReadUpTo(this IDiskFile file, Span<byte> bytes, long offset)
    {
        var total = 0;
        while (total < bytes.Length)
        {
            var read = file.Read(bytes[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }
}
