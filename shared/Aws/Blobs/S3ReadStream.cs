using Amazon.Runtime;
using Amazon.S3.Model;
using VeloZ.Domain;

namespace VeloZ.Aws;

/// <summary>The content of an object from its first byte to its last, proved against the checksum that S3 keeps when the end is reached.</summary>
internal sealed class S3ReadStream : Stream
{
    private readonly GetObjectResponse _response;
    private readonly Crc64 _crc = new();
    private readonly AwsOptions _options;
    private readonly string _call;
    private long _position;
    private bool _isProved;

    /// <summary>Reads an answer, and closes it when it is disposed.</summary>
    public S3ReadStream(GetObjectResponse response, AwsOptions options, string call)
    {
        _response = response;
        _options = options;
        _call = call;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _response.ContentLength;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("a blob is read from its start on; read a range instead");
    }

    // A synchronous read of a connection has no patience of its own: only the other can be stopped.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(_options.TransferTimeout, _options.Clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var count = await _response.ResponseStream.ReadAsync(buffer, patience.Token);
            return Proved(buffer.Span[..count], buffer.Length);
        }
        catch (Exception exception) when (AwsFault.IsOutside(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw AwsFault.Of(exception, _call, _options);
        }
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
            Close(_response);
        base.Dispose(disposing);
    }

    // The SDK proves a hash of its own when it closes. Whoever read to the end was told already, and nobody else asks.
    private static void Close(GetObjectResponse response)
    {
        try
        {
            response.Dispose();
        }
        catch (AmazonClientException)
        {
            return;
        }
    }

    // The last bytes are given only once all of them are proved.
    private int Proved(ReadOnlySpan<byte> read, int size)
    {
        if (read.IsEmpty && size > 0 && _position < Length)
            throw new StoreException(StoreFault.Unavailable, $"{_call}: content ended after {_position} bytes, must have {Length}; read it again");
        _crc.Add(read);
        _position += read.Length;
        if (_position == Length && !_isProved)
        {
            if (_crc.Text != _response.ChecksumCRC64NVME)
                throw new StoreException(StoreFault.Damaged, $"{_call}: content did not match the CRC-64 that S3 has of it; read it again, or restore another version");
            _isProved = true;
        }
        return read.Length;
    }
}
