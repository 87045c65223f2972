using System.Security.Cryptography;

namespace VeloZ.Storage;

/// <summary>The content of a blob from its first byte to its last, proved against its hash when the end is reached.</summary>
internal sealed class BlobReadStream : Stream
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly BlobTrailer _trailer;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private bool _isProved;

    /// <summary>Reads a file that is at its start, and closes it when it is disposed.</summary>
    public BlobReadStream(string path, FileStream file, BlobTrailer trailer)
    {
        _path = path;
        _file = file;
        _trailer = trailer;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _trailer.ContentBytes;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("a blob is read from its start on; read a range instead");
    }

    public override int Read(Span<byte> buffer)
    {
        var count = _file.Read(buffer[..Wanted(buffer.Length)]);
        return Proved(buffer[..count], buffer.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _file.ReadAsync(buffer[..Wanted(buffer.Length)], cancellationToken);
        return Proved(buffer.Span[..count], buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a blob is read from its start on; read a range instead");

    public override void SetLength(long value) => throw new NotSupportedException("a blob that is read is not written");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a blob that is read is not written");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Wanted(int size) => (int)Math.Min(size, _trailer.ContentBytes - _position);

    // The last bytes are given only once all of them are proved.
    private int Proved(ReadOnlySpan<byte> read, int size)
    {
        if (read.IsEmpty && size > 0 && _position < _trailer.ContentBytes)
            throw BlobTrailer.Damaged(_path, $"content ended after {_position} bytes, must have {_trailer.ContentBytes}");
        _hash.AppendData(read);
        _position += read.Length;
        if (_position == _trailer.ContentBytes && !_isProved)
        {
            if (!_hash.GetHashAndReset().AsSpan().SequenceEqual(_trailer.Hash))
                throw BlobTrailer.Damaged(_path, "content did not match its SHA-256");
            _isProved = true;
        }
        return read.Length;
    }
}
