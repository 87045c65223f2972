namespace VeloZ.Storage;

/// <summary>Opens files that a user names.</summary>
internal static class MarketFile
{
    /// <summary>Opens a file to be read from its beginning to its end.</summary>
    /// <exception cref="DataFormatException">It is not there, not a file, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new DataFormatException(path, "was a directory, must be a file");
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            if (stream.CanSeek)
                return stream;
            stream.Dispose();
            throw new DataFormatException(path, "was a pipe or device, must be a file");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFormatException(path, "file was not found", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(path, $"file could not be opened ({fault.Message.TrimEnd('.')})", fault);
        }
    }
}
